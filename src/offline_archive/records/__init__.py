"""Front matter becomes a typed record: every field checked, every reference resolved.

- What is wrong is reported with its line; a record that lacks a required field is no record, and its
  page is shown without one.
- A reference names another record by its file's name, ``maxim-lapunov``, or by its path without ending.
- An unknown key on a typed page is reported, since it is most likely a known one misspelt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from offline_archive import codes
from offline_archive.model import Source
from offline_archive.problems import Problem, did_you_mean
from offline_archive.record import grounds
from offline_archive.record.certainty import NAMES, Certainty
from offline_archive.record.grounds import Grounds
from offline_archive.record.kinds import (
    LEVELS,
    STANDINGS,
    Case,
    Event,
    Location,
    Organisation,
    Person,
    Record,
    Report,
    Role,
    Statement,
    Term,
)
from offline_archive.records.fields import Fields
from offline_archive.records.names import Names

__all__ = ["FIELDS", "Names", "denials_of", "parse"]

_RECORD_NAME = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9-]+)*")
_EVERY_PAGE = frozenset({
    "title", "summary", "description", "date", "weight", "order", "nav_order", "content_note", "kind", "lang",
    "language", "draft", "published", "list", "facts", "sources", "original", "considered", "reviewed", "again"})
FIELDS = {
    "event": {"certainty", "attribution", "places", "people", "organisations", "denied_by"},
    "statement": {"certainty", "speaker", "office", "places", "people", "organisations", "denied_by"},
    "case": {"status", "as_of", "checked", "public_basis", "certainty", "people", "places", "organisations",
             "denied_by", "publication"},
    "person": {"role", "names", "also", "status", "public_basis", "group", "count", "publication"},
    "organisation": {"type", "names", "also", "acronyms"},
    "place": {"level", "names", "also", "latitude", "longitude"},
    "report": {"certainty", "organisations", "people", "places", "mandate", "method", "shows", "does_not_show",
               "denied_by"},
    "term": {"also", "contested"},
}
"""The fields of each kind, beside those of every page."""


def parse(source: Source, names: Names) -> tuple[Record | None, tuple[Problem, ...]]:
    """The record that the front matter of `source` describes; None for a plain page, or one that lacks a field."""
    make = _MAKERS.get(source.kind)
    if make is None:
        return None, ()
    fields = Fields(source, names)
    known = FIELDS[source.kind] | _EVERY_PAGE
    for key in source.front.places:
        if key.lower() not in known:
            fields.problem(codes.FIELD_UNKNOWN, key, f"{source.kind} has no field {key}",
                           did_you_mean(key, known) or "fields: " + ", ".join(sorted(FIELDS[source.kind])))
    record = make(fields)
    return (record if fields.complete else None), tuple(fields.problems)


def _denied_by(fields: Fields) -> tuple[str, ...]:
    return fields.records("denied_by", "statement")


def _people(fields: Fields) -> tuple[Role, ...]:
    return fields.roles("people", "person")


def _organisations(fields: Fields) -> tuple[Role, ...]:
    return fields.roles("organisations", "organisation")


def _places(fields: Fields) -> tuple[str, ...]:
    return fields.records("places", "place")


def _event(fields: Fields) -> Record | None:
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


def _statement(fields: Fields) -> Record | None:
    date = fields.required("date", fields.when("date"), "a date in EDTF, such as 2017-04-20")
    certainty = fields.required("certainty", fields.certainty(), "one of " + ", ".join(NAMES))
    speaker = fields.required("speaker", _speaker(fields), "the name of a record, or of an office")
    rest = (fields.text("office"), _places(fields), _people(fields), _organisations(fields), _denied_by(fields))
    return Statement(date, certainty, speaker, *rest) if date and certainty and speaker else None


def _speaker(fields: Fields) -> Role | None:
    """A record's name when it is written like one, else the words themselves."""
    name = fields.text("speaker")
    if not name:
        return None
    kinds = ("person", "organisation")
    if fields.names.find(name, kinds) or _RECORD_NAME.fullmatch(name):
        known = fields.record("speaker", name, kinds)
        return Role(known, "", None, "") if known else None
    return Role("", name, None, "")


def _case(fields: Fields) -> Record | None:
    status = fields.required("status", fields.text("status"), "where the matter stands, in words")
    as_of = fields.required("as_of", fields.when("as_of"), "the day for which the status holds")
    basis = fields.required("public_basis", fields.text("public_basis"), "how the case became public")
    people = fields.required("people", _people(fields), "whose case it is")
    rest = (_places(fields), _organisations(fields), _denied_by(fields))
    why = _grounds(fields)
    if not (status and as_of and basis and people and why):
        return None
    return Case(status, as_of, fields.when("checked"), basis, fields.certainty(), people, *rest, why)


def _person(fields: Fields) -> Record | None:
    group = fields.flag("group")
    standings = fields.one_of("status", STANDINGS)
    role, basis = fields.text("role"), fields.text("public_basis")
    if not group:
        fields.required("status", standings, "one or more of " + ", ".join(STANDINGS))
        fields.required("public_basis", basis, "why the name is here")
        fields.required("role", role, "in what capacity the record speaks of them")
    return Person(role, fields.translated("names"), fields.texts("also"), standings, basis, group,
                  fields.text("count"), None if group else _grounds(fields))


def _grounds(fields: Fields) -> Grounds | None:
    """The grounds for publishing: a page without them is left out before its record is read."""
    found = grounds.parse(fields.source.value("publication")[1])
    return found if isinstance(found, Grounds) else None


def _organisation(fields: Fields) -> Record | None:
    kind = fields.required("type", fields.text("type"), "what it is, such as newspaper") or ""
    return Organisation(kind, fields.translated("names"), fields.texts("also"), fields.texts("acronyms"))


def _place(fields: Fields) -> Record | None:
    level = fields.required("level", fields.one_of("level", LEVELS, one=True), "one of " + ", ".join(LEVELS))
    latitude, longitude = fields.degrees("latitude", 90), fields.degrees("longitude", 180)
    if latitude is None or longitude is None:
        latitude = longitude = None
    return Location(level[0], fields.translated("names"), fields.texts("also"), latitude, longitude) if level else None


def _report(fields: Fields) -> Record | None:
    date = fields.required("date", fields.when("date"), "when it appeared, in EDTF")
    mandate = fields.required("mandate", fields.text("mandate"), "on whose behalf it was made")
    shows = fields.required("shows", fields.text("shows"), "what it can show")
    does_not = fields.required("does_not_show", fields.text("does_not_show"), "what it cannot show")
    report = (_organisations(fields), _people(fields), _places(fields))
    return Report(date, fields.certainty(), *report, mandate, fields.text("method"), shows, does_not,
                  _denied_by(fields)) if date and mandate and shows and does_not else None


def _term(fields: Fields) -> Record | None:
    return Term(fields.texts("also"), fields.flag("contested"))


_MAKERS: Mapping[str, Callable[[Fields], Record | None]] = {
    "event": _event, "statement": _statement, "case": _case, "person": _person, "organisation": _organisation,
    "place": _place, "report": _report, "term": _term,
}


def denials_of(record: object) -> tuple[str, ...]:
    """Page keys of the statements that deny what `record` tells."""
    return getattr(record, "denied_by", ()) if isinstance(record, Event | Statement | Case | Report) else ()
