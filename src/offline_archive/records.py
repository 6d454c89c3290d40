"""Front matter becomes a typed record: every field checked, every reference resolved.

- What is wrong is reported with its line; a record that lacks a required field is no record, and its
  page is shown without one.
- A reference names another record by its file's name, ``maxim-lapunov``, or by its path without ending.
- An unknown key on a typed page is reported, since it is most likely a known one misspelt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import TypeVar

from offline_archive import codes, dates
from offline_archive.dates import When
from offline_archive.frontmatter import Value
from offline_archive.model import Source
from offline_archive.paths import printable
from offline_archive.problems import Code, Problem, did_you_mean
from offline_archive.record.certainty import NAMES, Certainty
from offline_archive.record.door import brief
from offline_archive.record.kinds import (
    LEVELS, STANDINGS, Case, Event, Location, Organisation, Person, Record, Report, Role, Statement, Term)

_EVERY_PAGE = frozenset({
    "title", "summary", "description", "date", "weight", "order", "nav_order", "content_note", "kind", "lang",
    "language", "draft", "published", "list", "facts", "sources", "original"})
_FIELDS = {
    "event": {"certainty", "attribution", "places", "people", "organisations", "denied_by"},
    "statement": {"certainty", "speaker", "office", "places", "people", "organisations", "denied_by"},
    "case": {"status", "as_of", "checked", "public_basis", "certainty", "people", "places", "organisations", "denied_by"},
    "person": {"role", "names", "also", "status", "public_basis", "group", "count"},
    "organisation": {"type", "names", "also", "acronyms"},
    "place": {"level", "names", "also", "latitude", "longitude"},
    "report": {"certainty", "organisations", "people", "places", "mandate", "method", "shows", "does_not_show",
               "denied_by"},
    "term": {"also", "contested", "names"},
}
_MOST_DECIMALS = 2
"""Decimals of a coordinate: about a kilometre, the size of a town."""
_T = TypeVar("_T")


class Names:
    """The records of an archive by name: what ``people: [maxim-lapunov]`` refers to."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._by_kind: dict[str, dict[str, str]] = defaultdict(dict)
        for source in sources:
            path = PurePosixPath(source.key)
            if path.name == "index":
                continue
            self._by_kind[source.kind].setdefault(path.name, source.key)
            self._by_kind[source.kind][source.key] = source.key

    def find(self, name: str, kinds: tuple[str, ...]) -> str | None:
        """The page key of the record of one of these kinds that `name` means."""
        return next((found for kind in kinds if (found := self._by_kind[kind].get(name))), None)

    def suggest(self, name: str, kinds: tuple[str, ...]) -> str:
        """The nearest name, as a hint."""
        return did_you_mean(name, [known for kind in kinds for known in self._by_kind[kind] if "/" not in known]) \
            or "write a record for it, or name another"


def parse(source: Source, names: Names) -> tuple[Record | None, tuple[Problem, ...]]:
    """The record that the front matter of `source` describes; None for a plain page, or one that lacks a field."""
    make = _MAKERS.get(source.kind)
    if make is None:
        return None, ()
    fields = _Fields(source, names)
    known = _FIELDS[source.kind] | _EVERY_PAGE
    for key in source.front.places:
        if key.lower() not in known:
            fields.problem(codes.FIELD_UNKNOWN, key, f"{source.kind} has no field {key}",
                           did_you_mean(key, known) or "fields: " + ", ".join(sorted(_FIELDS[source.kind])))
    record = make(fields)
    return (record if fields.complete else None), tuple(fields.problems)


class _Fields:
    """The fields of one page's front matter, and what is wrong with them."""

    def __init__(self, source: Source, names: Names) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.complete = True
        self._names = names

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
            if self.source.value(key)[1] in (None, "", []):
                self.problem(codes.FIELD_MISSING, key, f"{self.source.kind} lacks the field {key}", f"write {wanted}")
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

    def one_of(self, key: str, choices: tuple[str, ...]) -> tuple[str, ...]:
        """A list of words of a fixed list."""
        found = []
        for word in self.texts(key):
            if word in choices:
                found.append(word)
            else:
                self.problem(codes.FIELD_WRONG, key, f"{key} is {brief(word)}",
                             did_you_mean(word, choices) or "expected one of " + ", ".join(choices))
        return tuple(found)

    def certainty(self) -> Certainty | None:
        """The degree of certainty."""
        found = self.one_of("certainty", NAMES)
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
        return tuple((str(tag), printable(str(text))) for tag, text in value.items())

    def degrees(self, key: str, most: int) -> float | None:
        """A coordinate, no finer than a town."""
        _, value = self.source.value(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
            self.wrong(key, value, f"degrees from -{most} to {most}")
            return None
        if round(value, _MOST_DECIMALS) != value:
            self.problem(codes.TOO_PRECISE, key, f"{key} has more than {_MOST_DECIMALS} decimals: it is not mapped",
                         f"write {value:.{_MOST_DECIMALS}f}")
            return None
        return float(value)

    def records(self, key: str, *kinds: str) -> tuple[str, ...]:
        """Page keys of the records that a list names."""
        return tuple(found for name in self.texts(key) if (found := self.record(key, name, kinds)))

    def record(self, key: str, name: str, kinds: tuple[str, ...]) -> str | None:
        """The page key of one record."""
        found = self._names.find(name, kinds)
        if found is None:
            self.problem(codes.RECORD_UNKNOWN, key, f"{key} names no {' or '.join(kinds)}: {name}",
                         self._names.suggest(name, kinds))
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
        if not all(isinstance(text, str | None) for text in texts) or not (named or group) \
                or not isinstance(count, int | None) or set(value) - {*kinds, "record", "group", "count", "role"}:
            self.wrong(key, dict(value), f"{{{kinds[0]}: name, role: …}} or {{group: …, count: 5, role: …}}")
            return None
        known = self.record(key, str(named), kinds) if named else ""
        if known is None:
            return None
        return Role(known, printable(str(group or "")), count, printable(str(part)))

    def _list(self, key: str) -> list[Value]:
        _, value = self.source.value(key)
        return value if isinstance(value, list) else [] if value in (None, "") else [value]


def _denied_by(fields: _Fields) -> tuple[str, ...]:
    return fields.records("denied_by", "statement")


def _people(fields: _Fields) -> tuple[Role, ...]:
    return fields.roles("people", "person")


def _organisations(fields: _Fields) -> tuple[Role, ...]:
    return fields.roles("organisations", "organisation")


def _places(fields: _Fields) -> tuple[str, ...]:
    return fields.records("places", "place")


def _event(fields: _Fields) -> Record | None:
    date = fields.required("date", fields.when("date"), "a date in EDTF, such as 2017-02~")
    certainty = fields.required("certainty", fields.certainty(), "one of " + ", ".join(NAMES))
    attribution = fields.text("attribution")
    if not attribution and certainty is Certainty.ALLEGED:
        fields.problem(codes.UNATTRIBUTED, "certainty", "an allegation without a named attribution",
                       "write who alleges it under attribution")
        fields.complete = False
    else:
        fields.required("attribution", attribution, "who says so")
    event = (attribution, _places(fields), _people(fields), _organisations(fields), _denied_by(fields))
    return Event(date, certainty, *event) if date and certainty else None


def _statement(fields: _Fields) -> Record | None:
    date = fields.required("date", fields.when("date"), "a date in EDTF, such as 2017-04-20")
    certainty = fields.required("certainty", fields.certainty(), "one of " + ", ".join(NAMES))
    speaker = fields.required("speaker", _speaker(fields), "the name of a record, or of an office")
    rest = (fields.text("office"), _places(fields), _people(fields), _organisations(fields), _denied_by(fields))
    return Statement(date, certainty, speaker, *rest) if date and certainty and speaker else None


def _speaker(fields: _Fields) -> Role | None:
    """A record's name when it is written like one, else the words themselves."""
    name = fields.text("speaker")
    if not name:
        return None
    if " " not in name and name == name.lower():
        known = fields.record("speaker", name, ("person", "organisation"))
        return Role(known, "", None, "") if known else None
    return Role("", name, None, "")


def _case(fields: _Fields) -> Record | None:
    status = fields.required("status", fields.text("status"), "where the matter stands, in words")
    as_of = fields.required("as_of", fields.when("as_of"), "the day for which the status holds")
    basis = fields.required("public_basis", fields.text("public_basis"), "how the case became public")
    people = fields.required("people", _people(fields), "whose case it is")
    rest = (_places(fields), _organisations(fields), _denied_by(fields))
    return Case(status, as_of, fields.when("checked"), basis, fields.certainty(), people, *rest) if status and as_of and basis and people \
        else None


def _person(fields: _Fields) -> Record | None:
    group = fields.flag("group")
    standings = fields.one_of("status", STANDINGS)
    role, basis = fields.text("role"), fields.text("public_basis")
    if not group:
        fields.required("status", standings, "one or more of " + ", ".join(STANDINGS))
        fields.required("public_basis", basis, "why the name is here")
        fields.required("role", role, "in what capacity the record speaks of them")
    return Person(role, fields.translated("names"), fields.texts("also"), standings, basis, group,
                  fields.text("count"))


def _organisation(fields: _Fields) -> Record | None:
    kind = fields.required("type", fields.text("type"), "what it is, such as newspaper") or ""
    return Organisation(kind, fields.translated("names"), fields.texts("also"), fields.texts("acronyms"))


def _place(fields: _Fields) -> Record | None:
    level = fields.required("level", fields.one_of("level", LEVELS), "one of " + ", ".join(LEVELS))
    latitude, longitude = fields.degrees("latitude", 90), fields.degrees("longitude", 180)
    if latitude is None or longitude is None:
        latitude = longitude = None
    return Location(level[0], fields.translated("names"), fields.texts("also"), latitude, longitude) if level else None


def _report(fields: _Fields) -> Record | None:
    date = fields.required("date", fields.when("date"), "when it appeared, in EDTF")
    mandate = fields.required("mandate", fields.text("mandate"), "on whose behalf it was made")
    shows = fields.required("shows", fields.text("shows"), "what it can show")
    does_not = fields.required("does_not_show", fields.text("does_not_show"), "what it cannot show")
    report = (_organisations(fields), _people(fields), _places(fields))
    return Report(date, fields.certainty(), *report, mandate, fields.text("method"), shows, does_not,
                  _denied_by(fields)) if date and mandate and shows and does_not else None


def _term(fields: _Fields) -> Record | None:
    return Term(fields.texts("also"), fields.flag("contested"))


_MAKERS: Mapping[str, Callable[[_Fields], Record | None]] = {
    "event": _event, "statement": _statement, "case": _case, "person": _person, "organisation": _organisation,
    "place": _place, "report": _report, "term": _term,
}


def denials_of(record: object) -> tuple[str, ...]:
    """Page keys of the statements that deny what `record` tells."""
    return getattr(record, "denied_by", ()) if isinstance(record, Event | Statement | Case | Report) else ()
