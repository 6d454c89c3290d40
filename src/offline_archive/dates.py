"""Dates as the Extended Date/Time Format writes them (EDTF, ISO 8601-2:2019), levels 0 and 1.

- What is approximate or uncertain stays so: it is said in words, never rounded away.
- Dates are sorted by their bounds, the earliest possible day first.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeAlias

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton

Day: TypeAlias = tuple[int, int, int]
"""Year, month and day of the proleptic Gregorian calendar."""
Translate: TypeAlias = Callable[[str], str]
"""Gives the program's words in a reader's language."""

_EARLIEST: Day = (-10_000, 1, 1)
_LATEST: Day = (10_000, 12, 31)
_OPEN = ("..", "")
# Level 2 (a doubt about one part, a set, further seasons) is refused, not read as less than it says.
_LEVEL_1 = re.compile(
    r"""(?P<bare>\d{3}X | \d{2}XX | \d{4}-XX(?:-XX)? | \d{4}-(?:0[1-9]|1[0-2])-XX   # digits not known
        | \d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?                                    # a year, month or day
        | \d{4}-2[1-4])                                                              # a season
        (?P<qualifier>[?~%])?""", re.VERBOSE)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:.*")
_SEASONS = {21: "spring %(year)s", 22: "summer %(year)s", 23: "autumn %(year)s", 24: "winter %(year)s"}


@dataclass(frozen=True, slots=True)
class _Part:
    """One end of an interval, or a date by itself."""

    precision: int
    """1 for a year, 2 for a month, 3 for a day, 0 for something that only its bounds tell."""
    first: Day
    """The earliest day it can mean."""
    last: Day
    """The latest day it can mean."""
    approximate: bool
    """``~`` or ``%``."""
    uncertain: bool
    """``?`` or ``%``."""
    season: int = 0
    """21 to 24 for spring to winter, as EDTF numbers them; 0 for none."""


@dataclass(frozen=True, slots=True)
class When:
    """A date, or an interval between two."""

    edtf: str
    """As it was written."""
    start: _Part | None
    """None when the interval is open at its beginning."""
    end: _Part | None
    """None when the interval is open at its end; equal to the start for a date by itself."""

    @property
    def bounds(self) -> tuple[Day, Day]:
        """The earliest and the latest day it can mean: what dates are sorted by."""
        return (self.start.first if self.start else _EARLIEST, self.end.last if self.end else _LATEST)

    def words(self, language: str, translate: Translate) -> str:
        """The date in words, with its precision and its doubts."""
        locale = _locale(language)
        if self.start is None or self.end is None:
            known = self.start or self.end
            if known is None:
                return translate("at an unknown time")
            pattern = "%(date)s and after" if self.end is None else "%(date)s and before"
            return translate(pattern) % {"date": _words(known, locale, translate)}
        if self.start == self.end:
            return _words(self.start, locale, translate)
        plain = not (self.start.approximate or self.start.uncertain or self.end.approximate or self.end.uncertain)
        if plain and self.start.precision == self.end.precision == 2 and self.start.first[0] >= 1 <= self.end.first[0]:
            return str(format_interval(_day(self.start.first), _day(self.end.first), "yMMMM", locale=locale))
        return f"{_words(self.start, locale, translate)} \N{EN DASH} {_words(self.end, locale, translate)}"


def parse(value: object) -> When | None:
    """The date that front matter gives as text, day, time or year; None when it is not EDTF of level 0 or 1."""
    if isinstance(value, bool):
        return None
    if isinstance(value, datetime):
        text = value.date().isoformat()
    elif isinstance(value, date):
        text = value.isoformat()
    elif isinstance(value, int | str):
        text = str(value).strip()
    else:
        return None
    ends = text.split("/")
    if len(ends) > 2 or (len(ends) == 1 and text in _OPEN) or (len(ends) == 2 and all(end in _OPEN for end in ends)):
        return None
    parts = [None if end in _OPEN else _part(end) for end in ends]
    if any(part is None and end not in _OPEN for part, end in zip(parts, ends, strict=True)):
        return None
    start, end = parts[0], parts[-1]
    if start is not None and end is not None and start.first > end.last:
        return None
    return When(text, start, end)


def _locale(language: str) -> Locale:
    """The locale of a BCP 47 tag; international English, which writes the day first, for one not known."""
    try:
        return Locale.parse("en_001" if language == "en" else language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_001")


def _part(text: str) -> _Part | None:
    if _TIME.fullmatch(text):
        text = text[:10]
    shape = _LEVEL_1.fullmatch(text)
    if shape is None:
        return None
    bare, qualifier = shape["bare"], shape["qualifier"] or ""
    bounds = _plain_bounds(bare) if bare.replace("-", "").isdigit() and bare[5:6] != "2" else _bounds(bare)
    if bounds is None:
        return None
    first, last = bounds
    precision = bare.count("-") + 1 if "X" not in bare else 0
    season = int(bare[-2:]) if precision == 2 and bare[-2:] in map(str, _SEASONS) else 0
    return _Part(0 if season else precision, first, last, qualifier in ("~", "%"), qualifier in ("?", "%"), season)


@cache
def _bounds(bare: str) -> tuple[Day, Day] | None:
    """The earliest and the latest day that a date can mean; None when there is no such date."""
    from edtf import parse_edtf  # a third of a second, for dates that few archives have
    try:
        found: Any = parse_edtf(bare)
        first, last = found.lower_strict(), found.upper_strict()
    except Exception:  # the library raises several kinds of its own for days that do not exist
        return None
    return (first[0], first[1], first[2]), (last[0], last[1], last[2])


def _plain_bounds(bare: str) -> tuple[Day, Day] | None:
    """The same for a year, a month or a day, which the library takes a hundredth of a second to read."""
    numbers = [int(number) for number in bare.split("-")]
    if numbers[0] == 0:
        return _bounds(bare)
    try:
        first = date(*[*numbers, 1, 1][:3])
        last_month = numbers[1] if len(numbers) > 1 else 12
        last = first if len(numbers) == 3 else date(
            numbers[0], last_month, calendar.monthrange(numbers[0], last_month)[1])
    except ValueError:
        return None
    return (first.year, first.month, first.day), (last.year, last.month, last.day)


def _words(part: _Part, locale: Locale, translate: Translate) -> str:
    if part.season:
        said = translate(_SEASONS[part.season]) % {"year": part.first[0]}
    elif part.precision == 1 or not 1 <= part.first[0] <= 9999:
        said = str(part.first[0])
    elif part.precision == 2:
        said = str(format_skeleton("yMMMM", _day(part.first), locale=locale))
    elif part.precision:
        said = str(format_date(_day(part.first), "long", locale=locale))
    else:
        said = _unspecified(part, locale, translate)
    if part.approximate:
        said = translate("about %(date)s") % {"date": said}
    return translate("%(date)s (uncertain)") % {"date": said} if part.uncertain else said


def _unspecified(part: _Part, locale: Locale, translate: Translate) -> str:
    """A date of which digits are not known: said by what is known."""
    (year, month, _), (last_year, last_month, last_day) = part.first, part.last
    if year != last_year:
        return translate("between %(first)s and %(last)s") % {"first": year, "last": last_year}
    if month == last_month and last_day == calendar.monthrange(year, month)[1]:
        return str(format_skeleton("yMMMM", _day(part.first), locale=locale))
    return translate("%(year)s, month unknown") % {"year": year}


def _day(day: Day) -> date:
    return date(*day)
