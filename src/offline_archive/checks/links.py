"""Links between pages: does the place they name exist?"""

from __future__ import annotations

from collections.abc import Iterator

from offline_archive import codes
from offline_archive.model import Site
from offline_archive.problems import Problem, did_you_mean


def missing_anchors(site: Site) -> Iterator[Problem]:
    """Links whose page exists but has no such id."""
    pages = {page.path: page for page in site.pages}
    for page in site.written:
        for link in page.text.get().links if page.outline.has_fragments else ():
            target = pages.get(link.target)
            # Browsers search `#:~:text=` themselves, and `#top` always exists.
            if not link.fragment or link.fragment == "top" or link.fragment.startswith(":~:"):
                continue
            ids = target.text.get().ids if target is not None else frozenset()
            if link.fragment not in ids:
                # Comparing a link with thousands of ids takes longer than the hint is worth.
                ids = ids if len(ids) <= 200 else frozenset()
                yield codes.ANCHOR_MISSING.at(
                    link.place, f"nothing on {link.target} has the id {link.fragment}",
                    hint=did_you_mean(link.fragment, sorted(ids)) or "link to the page itself")
