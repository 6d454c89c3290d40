"""The archive as a whole: has it pages, a home, and the pages its settings name?"""

from __future__ import annotations

from collections.abc import Iterator

from offline_archive import codes
from offline_archive.config import FILE_NAME
from offline_archive.model import Site, Translation
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
    """A safety page that is named but not there, or not even named where people are written about."""
    wanted = site.settings.safety
    if wanted is None and any(page.kind in ("person", "case") for page in site.written):
        yield codes.SAFETY_NOT_WRITTEN.at(
            Place(FILE_NAME), "pages about people, and no safety page for those who read them",
            hint='write one, and name it: safety = "safety.md"')
    if wanted is not None and site.safety_page(site.settings.languages[0]) is None:
        names = [str(page.source) for page in site.written]
        yield codes.SAFETY_PAGE_MISSING.at(
            Place(FILE_NAME), f"safety page missing: {wanted}",
            hint=did_you_mean(str(wanted), names) or "write it")


def safety_page_incomplete(site: Site) -> Iterator[Problem]:
    """A safety page without the days of its review, and languages in which there is none: laws change."""
    page = site.safety_page(site.settings.languages[0])
    if page is None:
        return
    if page.reviewed is None or page.again is None:
        yield codes.SAFETY_NOT_REVIEWED.at(
            Place.of(page.source), "the safety page does not say when it was reviewed, and when it will be again",
            hint="write reviewed: 2026-11-22 and again: 2027-05-22")
    for tag, version in site.versions(page.key).items():
        if version.translation is Translation.FALLBACK:
            yield codes.SAFETY_NOT_TRANSLATED.at(
                Place.of(page.source), f"readers of {tag} have no safety page in their language",
                hint="translate it before anything else")
