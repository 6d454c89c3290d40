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
from offline_archive.search.folding import fold, with_ascii_digits, words

_ISO = re.compile(r"(?:^|[^0-9-])(\d{4})-(\d{2})(?:-(\d{2}))?(?![0-9-])", re.ASCII)
_DOTTED = re.compile(r"(?:^|[^0-9./])(\d{1,2})([./])(\d{1,2})\2(\d{4})(?![0-9./])", re.ASCII)
_DAY = re.compile(r"([0-3]?\d)(?:st|nd|rd|th)?", re.ASCII)
_YEAR = re.compile("[0-9]{4}")
_YEAR_WORD = re.compile(r"(?<!\w)[12][0-9]{3}(?!\w)")
_REACH = 80  # characters before a year in which its month and day stand
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
    if not text.isascii():
        text = with_ascii_digits(text)
    if not _YEAR.search(text):  # most texts name no date, and this is the quickest way to know
        return []
    out: list[str] = []
    for iso in _ISO.finditer(text):
        out.extend(_day(int(iso[1]), int(iso[2]), int(iso[3] or 0)))
    for dotted in _DOTTED.finditer(text):
        first, second = int(dotted[1]), int(dotted[3])
        # Most of the world writes the day first.
        month, day = (first, second) if second > 12 else (second, first)
        out.extend(_day(int(dotted[4]), month, day))
    if names:
        for year in _YEAR_WORD.finditer(text):
            before = [fold(word) for word in words(text[max(0, year.start() - _REACH):year.start()])][-2:]
            out.extend(_named(before, int(year[0]), names))
    return out


def _named(before: list[str], year: int, names: dict[str, int]) -> Iterator[str]:
    """The date that a year ends, given the two words before it: 26 May 2017, May 26, 2017, May 2017."""
    if before and before[-1] in names:
        day = _DAY.fullmatch(before[0]) if len(before) > 1 else None
        yield from _day(year, names[before[-1]], int(day[1]) if day else 0)
    elif len(before) > 1 and before[0] in names and (day := _DAY.fullmatch(before[1])):
        yield from _day(year, names[before[0]], int(day[1]))


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
    exact = [part.first for part in (date.start, date.end) if part.precision == 3]
    out = list(dict.fromkeys(f"{year:04d}{month:02d}{day:02d}" for year, month, day in exact))
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
