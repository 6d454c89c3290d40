"""What pages tell of people: reviews that are due, what only the person may tell, details that name somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from offline_archive import codes
from offline_archive.checks.telling import DAY, DETAILS, MATTERS, UNNAMED
from offline_archive.model import Page, Paragraph, Site, Translation
from offline_archive.problems import Place, Problem
from offline_archive.record.grounds import MOSAIC, Grounds
from offline_archive.record.kinds import Location

_FINE = ("district", "city", "town", "village")
"""Levels of places that are below a region."""


def grounds_of(page: Page) -> Grounds | None:
    """Why a person or a case may be published; None for other pages."""
    found = getattr(page.record, "grounds", None)
    return found if isinstance(found, Grounds) else None


def reviews_due(site: Site) -> Iterator[Problem]:
    """People, cases and pages with a day to look again, whose review is due on the day of the edition."""
    dated = [(page, "the page", page.reviewed, page.again) for page in site.written]
    dated += [(page, "harm", found.reviewed, found.again) for page in site.written if (found := grounds_of(page))]
    # An archive without a day: it is at least as new as its newest review.
    edition = site.settings.edition_date
    today = (edition.year, edition.month, edition.day) if edition else max(
        (reviewed.bounds[0] for _, _, reviewed, _ in dated if reviewed), default=(0, 0, 0))
    for page, what, reviewed, again in dated:
        if page.translation is not Translation.ORIGINAL:
            continue
        if again is not None and again.bounds[0] <= today:
            yield codes.REVIEW_DUE.at(
                Place.of(page.source), f"the review of {what} was due on {again.edtf}, before this edition",
                hint="ask again what harm the page could do, then write both days anew")
        if reviewed is not None and reviewed.bounds[0] > today:
            yield codes.REVIEW_DUE.at(
                Place.of(page.source), f"the review of {what} is dated {reviewed.edtf}, after this edition",
                hint="write the day on which somebody looked, or the day of this edition in archive.toml")


def sensitive_prose(site: Site) -> Iterator[Problem]:
    """Pages about named people with words that may tell what only the person may tell."""
    for page in site.written:
        grounds = grounds_of(page)
        if grounds is None:
            continue
        answered = page.considered | {one.matter for one in grounds.declared}
        for matter, pattern in MATTERS.items():
            told = matter not in answered and next(_told(page, pattern), None)
            if told:
                paragraph, words = told
                yield codes.SENSITIVE_PROSE.at(
                    paragraph.place, f"may tell of somebody's {matter.replace('_', ' ')}: {words}",
                    hint=f"withhold it, or say under considered: {matter} why it may be told")


def _told(page: Page, pattern: re.Pattern[str]) -> Iterator[tuple[Paragraph, str]]:
    for paragraph in page.paragraphs:
        found = None if paragraph.own else pattern.search(paragraph.text)
        if found:
            yield paragraph, found[0]


def mosaics(site: Site) -> Iterator[Problem]:
    """Passages about somebody without a name that give a day, a place below a region and a detail."""
    places = _places(site)
    for page in site.written if places is not None else ():
        if MOSAIC in page.considered or grounds_of(page) is not None:
            continue
        for paragraph in page.paragraphs:
            place = None if paragraph.own or places is None else places.search(paragraph.text)
            day = place and DAY.search(paragraph.text)
            somebody = day and UNNAMED.search(paragraph.text)  # last: it takes longest
            if somebody is None:
                continue
            detail = next((kind for kind, pattern in DETAILS.items() if pattern.search(paragraph.text)), None)
            if day and place and detail:
                yield codes.MOSAIC.at(
                    paragraph.place, f"somebody without a name ({somebody[0]}) with a day ({day[0]}), "
                    f"a place ({place[0]}) and {'an' if detail[0] in 'aeiou' else 'a'} {detail}",
                    hint="leave one of them out, withhold it, or say under considered: mosaic why it may be told")


def _places(site: Site) -> re.Pattern[str] | None:
    """The names of all places of the record that are below a region."""
    names: set[str] = set()
    for page in site.written:
        if isinstance(page.record, Location) and page.record.level in _FINE:
            names |= {page.title, *page.record.also, *(name for _, name in page.record.names)}
    # Without its last vowel a Russian name is found in its cases, too.
    stems = {name.rstrip("аеёиоуыэюяй") if len(name) > 4 else name for name in names if len(name) > 2}
    return re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(stems))) + r")\w{0,3}\b") if stems else None
