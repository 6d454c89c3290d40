"""The page that tells what changed since the edition before. What went is counted, and not named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePosixPath

from offline_archive.editions import News
from offline_archive.model import Page
from offline_archive.paths import OWN_FOLDER, relative
from offline_archive.references import source_key
from offline_archive.render.pages import Renderer
from offline_archive.withheld import REASONS

INVENTORY = f"{OWN_FOLDER}/data/edition.json"
"""The site path of what stands in an edition, for programs."""
_MOST = 500


def inventory_file(news: News | None) -> dict[str, bytes]:
    """What stands in the edition, by site path; nothing when it has no number."""
    if news is None:
        return {}
    value = {"edition": news.number, "date": news.day.isoformat() if news.day else "",
             "holds": news.inventory.as_json()}
    return {INVENTORY: (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=0) + "\n").encode()}


def changes_page(renderer: Renderer, news: News | None) -> dict[str, bytes]:
    """The page in one language, by site path; none when the edition has no number."""
    if news is None:
        return {}
    here = renderer.own_path("changes")
    changes = news.changes
    pages = {str(page.path): page for page in renderer.site.written if page.reader == renderer.language}
    known = renderer.site.bibliography.references
    lists = []
    if changes is not None:
        lists = [
            (renderer.translate("New pages"), _pages(pages, changes.pages.added, here)),
            (renderer.translate("Changed pages"), _pages(pages, changes.pages.changed, here)),
            (renderer.translate("New sources"), [renderer.ref(source_key(key), here) for key in changes.sources.added]),
            (renderer.translate("Changed sources"),
             [renderer.ref(source_key(key), here) for key in changes.sources.changed if key in known])]
    return {str(here): renderer.render(
        "changes.html", here, renderer.translate("What changed"), PurePosixPath(), twin=f"{OWN_FOLDER}/changes",
        news=news, changes=changes, most=_MOST, lists_of=[(title, entries) for title, entries in lists if entries],
        day=lambda day: day.isoformat(),
        reason_words={key: renderer.translate(words) for key, words in REASONS.items()})}


def _pages(pages: Mapping[str, Page], paths: tuple[str, ...],
           here: PurePosixPath) -> list[dict[str, str]]:
    """The pages of this language among `paths`."""
    return [{"href": relative(here, PurePosixPath(path)), "title": pages[path].title, "language": ""}
            for path in paths if path in pages]
