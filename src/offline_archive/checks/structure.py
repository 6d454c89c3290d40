"""The archive as a whole: has it pages, a home, and the pages its settings name?"""

from __future__ import annotations

from collections.abc import Iterator

from offline_archive import codes
from offline_archive.config import FILE_NAME
from offline_archive.model import Site
from offline_archive.problems import Place, Problem, did_you_mean


def nothing_to_build(site: Site) -> Iterator[Problem]:
    """An archive without a page."""
    if not site.written:
        yield codes.NOTHING_TO_BUILD.at(Place("."), "no Markdown page was found",
                                        hint="write index.md, or name another folder with --content")


def home_missing(site: Site) -> Iterator[Problem]:
    """An archive whose first page is a list that the program makes."""
    if site.written and "index" not in site.translations:
        yield codes.HOME_MISSING.at(Place("."), "there is no index page", hint="write index.md")


def safety_page_missing(site: Site) -> Iterator[Problem]:
    """A safety page that is named but not there."""
    wanted = site.settings.safety
    if wanted is not None and site.safety_page(site.settings.languages[0]) is None:
        names = [str(page.source) for page in site.written]
        yield codes.SAFETY_PAGE_MISSING.at(
            Place(FILE_NAME), f"safety page missing: {wanted}",
            hint=did_you_mean(str(wanted), names) or "write it")
