"""Dates as words of the index: ``20170526`` for a day, ``201705`` for its month, beside the words as written.

The reader's script takes the same steps, by the months that the root of the index names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

from offline_archive.dates import Day, When
from offline_archive.search.folding import fold, words

_ISO = re.compile(r"(?:^|[^0-9-])(\d{4})-(\d{2})(?:-(\d{2}))?(?![0-9-])", re.ASCII)
_DOTTED = re.compile(r"(?:^|[^0-9./])(\d{1,2})([./])(\d{1,2})\2(\d{4})(?![0-9./])", re.ASCII)
_DAY = re.compile(r"([0-3]?\d)(?:st|nd|rd|th)?", re.ASCII)
_YEAR = re.compile(r"[12]\d{3}", re.ASCII)
MOST_MONTHS = 36
"""Months of an interval that are indexed one by one; a longer one counts by its years."""
_MOST_YEARS = 60


@cache
def months(language: str) -> dict[str, int]:
    """The folded names of the months in `language`, in every case of grammar that CLDR has, to their numbers."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    found: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            for number, name in get_month_names(width, context, locale=locale).items():
                parts = words(name)
                if len(parts) == 1 and len(parts[0]) > 2 and not parts[0].isnumeric():
                    found.setdefault(fold(parts[0]), number)
    return found


def date_words(text: str, names: dict[str, int]) -> list[str]:
    """The words of the index for the dates that `text` names, in order; a date named twice stands twice."""
    out: list[str] = []
    for iso in _ISO.finditer(text):
        out.extend(_day(int(iso[1]), int(iso[2]), int(iso[3] or 0)))
    for dotted in _DOTTED.finditer(text):
        first, second = int(dotted[1]), int(dotted[3])
        # Most of the world writes the day first.
        month, day = (first, second) if second > 12 else (second, first)
        out.extend(_day(int(dotted[4]), month, day))
    if names and _YEAR.search(text):
        out.extend(_named([fold(word) for word in words(text)], names))
    return out


def _named(run: list[str], names: dict[str, int]) -> Iterator[str]:
    """The dates in which a month is named: 26 May 2017, May 26, 2017, May 2017."""
    for place, word in enumerate(run):
        month = names.get(word)
        if month is None:
            continue
        after, later = (*run[place + 1:place + 3], "", "")[:2]
        before = _DAY.fullmatch(run[place - 1]) if place else None
        following = _DAY.fullmatch(after)
        if _YEAR.fullmatch(after):
            yield from _day(int(after), month, int(before[1]) if before else 0)
        elif following and _YEAR.fullmatch(later):
            yield from _day(int(later), month, int(following[1]))


def _day(year: int, month: int, day: int) -> Iterator[str]:
    if 1 <= month <= 12:
        if 1 <= day <= 31:
            yield f"{year:04d}{month:02d}{day:02d}"
        yield f"{year:04d}{month:02d}"


def record_words(date: When) -> list[str]:
    """The words of the index for the date of a record: its day, months and years, as far as they are known."""
    if date.start is None or date.end is None:
        known = date.start or date.end
        return [str(known.first[0])] if known else []
    first, last = date.start.first, date.end.last
    out = [f"{first[0]:04d}{first[1]:02d}{first[2]:02d}"] if first == last else []
    if date.start.precision >= 2 and date.end.precision >= 2:
        out += _months(first, last)
    if last[0] - first[0] < _MOST_YEARS:
        out += [str(year) for year in range(first[0], last[0] + 1)]
    return out


def _months(first: Day, last: Day) -> list[str]:
    start, end = first[0] * 12 + first[1] - 1, last[0] * 12 + last[1] - 1
    if end - start >= MOST_MONTHS:
        return []
    return [f"{month // 12:04d}{month % 12 + 1:02d}" for month in range(start, end + 1)]
