"""The kinds of pages, and the typed records that their front matter describes.

The shapes follow the HURIDOCS Events Standard Formats where these fit; ``docs/record.md`` says where
and why not. A page of the kind ``page`` has no record: its front matter is free.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from offline_archive.dates import When
from offline_archive.record.certainty import Certainty
from offline_archive.record.grounds import Grounds

KINDS = ("page", "event", "case", "person", "organisation", "place", "statement", "report", "term")
"""Every kind, as front matter names it."""
FOLDERS = {
    "events": "event", "cases": "case", "people": "person", "organisations": "organisation",
    "organizations": "organisation", "places": "place", "statements": "statement", "reports": "report",
    "glossary": "term", "terms": "term",
}
"""The kind of the pages in a folder of this name, unless archive.toml or front matter says otherwise."""
CITED_KINDS = ("case", "event", "statement", "report")
"""The kinds in which every paragraph cites a source or is marked as the editors' own."""
LISTS = ("timeline", "events", "cases", "people", "organisations", "places", "statements", "reports", "glossary",
         "sources", "conflicts", "corrections")
"""The lists that the program makes from the record, as a page asks for them under ``list``."""
STANDINGS = ("none", "allegation", "sanction", "complaint", "conviction", "survivor", "witness",
             "missing")
"""Why a person is in the record, as ``status`` names it."""
LEVELS = ("macro-region", "country", "region", "district", "city", "town", "village", "historical", "unresolved")
"""How large a place is. Nothing finer than a village can be said."""


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody in a record: a person or body with a record of its own, or an unnamed group."""

    key: str
    """Page key of the record, such as ``people/maxim-lapunov``; empty for a group without one."""
    name: str
    """What is shown for a group; empty when the record gives the name."""
    count: int | None
    """How many people a group has; None when that is not known."""
    role: str
    """In what part: applicant, victim, speaker. May be empty."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: an event of the HURIDOCS formats, with its acts told in the text."""

    date: When
    """When."""
    certainty: Certainty
    """How firmly it is established."""
    attribution: str
    """Who says so."""
    places: tuple[str, ...]
    """Page keys of places."""
    people: tuple[Role, ...]
    """People and groups, with their parts in it."""
    organisations: tuple[Role, ...]
    """Bodies, with their parts in it."""
    denied_by: tuple[str, ...]
    """Page keys of the statements that deny it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said in public."""

    date: When
    """When it was said."""
    certainty: Certainty
    """Denied when the speaker disputes a matter; confirmed when it is on record that it was said."""
    speaker: Role
    """Who said it."""
    office: str
    """The speaker's office then; may be empty."""
    places: tuple[str, ...]
    """Page keys of places."""
    people: tuple[Role, ...]
    """People whom it concerns."""
    organisations: tuple[Role, ...]
    """Bodies that it concerns."""
    denied_by: tuple[str, ...]
    """Page keys of the statements that deny it."""


@dataclass(frozen=True, slots=True)
class Case:
    """One person's, or several people's, matter."""

    status: str
    """Where the matter stands, in words."""
    as_of: When
    """The day for which the status holds."""
    checked: When | None
    """When the editors last looked for something newer; None when they have not since."""
    public_basis: str
    """How the case became public: by whose choice."""
    certainty: Certainty | None
    """How firmly the whole is established; None when that differs from claim to claim."""
    people: tuple[Role, ...]
    """Whose case it is."""
    places: tuple[str, ...]
    """Page keys of places."""
    organisations: tuple[Role, ...]
    """Bodies, with their parts in it."""
    denied_by: tuple[str, ...]
    """Page keys of the statements that deny it."""
    grounds: Grounds
    """Why it may be published."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is named, an unnamed group, or a number of people."""

    role: str
    """In what capacity the record speaks of them."""
    names: tuple[tuple[str, str], ...]
    """The name in other languages: tag and name."""
    also: tuple[str, ...]
    """Other spellings, for the search."""
    standings: tuple[str, ...]
    """Of :data:`STANDINGS`; at least one unless it is a group."""
    public_basis: str
    """Why the name is here; empty for a group."""
    group: bool
    """Whether it is an unnamed group."""
    count: str
    """How many people the group has, in words or figures; may be empty."""
    grounds: Grounds | None
    """Why the name may be published; None for a group."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body: an organisation, an office, a court, a unit, a newspaper."""

    type: str
    """What it is, in words."""
    names: tuple[tuple[str, str], ...]
    """The name in other languages: tag and name."""
    also: tuple[str, ...]
    """Other names and spellings, for the search."""
    acronyms: tuple[str, ...]
    """Its initials."""


@dataclass(frozen=True, slots=True)
class Location:
    """A place, no finer than a village."""

    level: str
    """Of :data:`LEVELS`."""
    names: tuple[tuple[str, str], ...]
    """The name in other languages: tag and name."""
    also: tuple[str, ...]
    """Other names and spellings, for the search."""
    latitude: float | None
    """Degrees north, to two decimals at most; None when it is not to be mapped."""
    longitude: float | None
    """Degrees east, to two decimals at most; None when it is not to be mapped."""


@dataclass(frozen=True, slots=True)
class Report:
    """A finding or report: who examined what, and what that can show."""

    date: When
    """When it appeared."""
    certainty: Certainty | None
    """How firmly its finding is established; None when that differs from claim to claim."""
    organisations: tuple[Role, ...]
    """Who issued it."""
    people: tuple[Role, ...]
    """Who wrote or gave it, where that is public."""
    places: tuple[str, ...]
    """Page keys of places."""
    mandate: str
    """On whose behalf, under what rules."""
    method: str
    """How it was found out; may be empty."""
    shows: str
    """What it can show."""
    does_not_show: str
    """What it cannot show."""
    denied_by: tuple[str, ...]
    """Page keys of the statements that deny it."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary."""

    also: tuple[str, ...]
    """Other forms, for the search."""
    contested: bool
    """Whether the word itself is disputed."""


Record: TypeAlias = Event | Statement | Case | Person | Organisation | Location | Report | Term
"""What the front matter of a typed page describes."""


def names_of(record: object) -> tuple[str, ...]:
    """What the person, body, place or word of a record is called, beside its title; none for other records."""
    match record:
        case Person() | Location():
            return (*(name for _, name in record.names), *record.also)
        case Organisation():
            return (*(name for _, name in record.names), *record.also, *record.acronyms)
        case Term():
            return record.also
    return ()


def words_of(record: Record) -> tuple[str, ...]:
    """The words by which a record is looked for, beside those of its text and its names."""
    match record:
        case Person():
            return (record.role,)
        case Organisation():
            return (record.type,)
        case Location() | Term():
            return ()
        case Statement():
            return (record.speaker.name, record.office)
        case Report():
            return (record.mandate, record.method, record.shows, record.does_not_show)
        case Case():
            return (record.status, record.public_basis)
        case Event():
            return (record.attribution,)
