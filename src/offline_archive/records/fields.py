"""The fields of one page's front matter: typed, checked, and what is wrong with them noted with its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from offline_archive import codes, dates
from offline_archive.dates import When
from offline_archive.frontmatter import Value
from offline_archive.model import Source
from offline_archive.paths import printable
from offline_archive.problems import Code, Problem, did_you_mean
from offline_archive.record.certainty import NAMES, Certainty
from offline_archive.record.door import brief
from offline_archive.record.kinds import Role
from offline_archive.records.names import Names

MOST_DECIMALS = 2
"""Decimals of a coordinate: about a kilometre, the size of a town."""
_T = TypeVar("_T")


class Fields:
    """The fields of one page's front matter, and what is wrong with them."""

    def __init__(self, source: Source, names: Names) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.complete = True
        self.names = names

    def problem(self, code: Code, key: str, message: str, hint: str) -> None:
        """Note a problem with a field."""
        self.problems.append(code.at(self.source.place(key), message, hint=hint))

    def wrong(self, key: str, value: object, wanted: str) -> None:
        """A field holds something that cannot be used."""
        self.problem(codes.FIELD_WRONG, key, f"{key} is {brief(value)}", f"expected {wanted}")

    def required(self, key: str, found: _T | None, wanted: str) -> _T | None:
        """`found`, which the kind cannot do without; a missing one makes the record incomplete."""
        if not found:
            self.complete = False
            _, value = self.source.value(key)
            if value in (None, "", []) or (isinstance(value, str) and not value.strip()):
                self.problem(codes.FIELD_MISSING, key, f"{self.source.kind} lacks the field {key}", f"write {wanted}")
            elif key in ("date", "as_of"):
                self.wrong(key, value, wanted)
        return found

    def text(self, key: str) -> str:
        """A text in one line."""
        _, value = self.source.value(key)
        if value is None:
            return ""
        if isinstance(value, bool | list | dict):
            self.wrong(key, value, "a text")
            return ""
        return printable(" ".join(str(value).split()))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        found = []
        for value in self._list(key):
            if isinstance(value, bool | list | dict) or value is None:
                self.wrong(key, value, "a list of texts")
            else:
                found.append(printable(" ".join(str(value).split())))
        return tuple(found)

    def flag(self, key: str) -> bool:
        """Yes or no."""
        _, value = self.source.value(key)
        if not isinstance(value, bool | None):
            self.wrong(key, value, "true or false")
        return value is True

    def one_of(self, key: str, choices: tuple[str, ...], *, one: bool = False) -> tuple[str, ...]:
        """Words of a fixed list; a single word when `one`."""
        found = []
        words = self.texts(key)
        if one and len(words) > 1:
            self.wrong(key, list(words), "one of " + ", ".join(choices))
            return ()
        for word in words:
            if word in choices:
                found.append(word)
            else:
                self.problem(codes.FIELD_WRONG, key, f"{key} is {brief(word)}",
                             did_you_mean(word, choices) or "expected one of " + ", ".join(choices))
        return tuple(found)

    def certainty(self) -> Certainty | None:
        """The degree of certainty."""
        found = self.one_of("certainty", NAMES, one=True)
        return Certainty(found[0]) if found else None

    def when(self, key: str) -> When | None:
        """A date in EDTF; what is none is reported, for ``date`` by the page itself."""
        _, value = self.source.value(key)
        found = dates.parse(value)
        if found is None and value not in (None, "") and key != "date":
            self.problem(codes.NOT_A_DATE, key, f"{key} is {brief(value)}", "write it in EDTF, such as 2017-05-26")
        return found

    def translated(self, key: str) -> tuple[tuple[str, str], ...]:
        """A table of texts by language tag."""
        _, value = self.source.value(key)
        if value is None:
            return ()
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            self.wrong(key, value, "a text for each language, such as {ru: …}")
            return ()
        return tuple((printable(str(tag)), printable(str(text))) for tag, text in value.items())

    def degrees(self, key: str, most: int) -> float | None:
        """A coordinate, no finer than a town."""
        _, value = self.source.value(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
            self.wrong(key, value, f"degrees from -{most} to {most}")
            return None
        if round(value, MOST_DECIMALS) != value:
            self.problem(codes.TOO_PRECISE, key, f"{key} has more than {MOST_DECIMALS} decimals: it is not mapped",
                         f"write {value:.{MOST_DECIMALS}f}")
            return None
        return float(value)

    def records(self, key: str, *kinds: str) -> tuple[str, ...]:
        """Page keys of the records that a list names."""
        return tuple(found for name in self.texts(key) if (found := self.record(key, name, kinds)))

    def record(self, key: str, name: str, kinds: tuple[str, ...]) -> str | None:
        """The page key of one record."""
        found = self.names.find(name, kinds)
        if found is None:
            self.problem(codes.RECORD_UNKNOWN, key, f"{key} names no {' or '.join(kinds)}: {name}",
                         self.names.suggest(name, kinds))
        return found

    def roles(self, key: str, *kinds: str) -> tuple[Role, ...]:
        """People or bodies with their parts: names of records, or tables with ``group`` and ``count``."""
        found = []
        for value in self._list(key):
            if isinstance(value, str):
                if (known := self.record(key, value, kinds)) is not None:
                    found.append(Role(known, "", None, ""))
            elif isinstance(value, dict):
                role = self._role(key, value, kinds)
                found += [role] if role else []
            else:
                self.wrong(key, value, "the name of a record, or {group: …, count: …, role: …}")
        return tuple(found)

    def _role(self, key: str, value: Mapping[str, Value], kinds: tuple[str, ...]) -> Role | None:
        count = value.get("count")
        named = next((value[kind] for kind in (*kinds, "record") if kind in value), None)
        group = value.get("group")
        part = value.get("role") or ""
        texts = (named, group, part)
        unknown = set(value) - {*kinds, "record", "group", "count", "role"}
        if not all(isinstance(text, str | None) for text in texts) or bool(named) == bool(group) \
                or isinstance(count, bool) or not isinstance(count, int | None) or unknown:
            self.wrong(key, dict(value), f"{{{kinds[0]}: name, role: …}} or {{group: …, count: 5, role: …}}")
            return None
        known = self.record(key, str(named), kinds) if named else ""
        if known is None:
            return None
        return Role(known, printable(str(group or "")), count, printable(str(part)))

    def _list(self, key: str) -> list[Value]:
        _, value = self.source.value(key)
        return value if isinstance(value, list) else [] if value in (None, "") else [value]
