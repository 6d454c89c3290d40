"""Conflicts and corrections, kept as data: what sources say differently, and what was corrected.

- A conflict is a table by source: its versions are never added up, averaged or merged.
- A correction prints both forms.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from offline_archive import codes, dates
from offline_archive.dates import When
from offline_archive.problems import Problem, did_you_mean
from offline_archive.record.bibliography import Bibliography
from offline_archive.record.certainty import NAMES, Certainty
from offline_archive.record.door import DataFile, Item, WrongError, brief
from offline_archive.record.facts import Facts

CONFLICTS = "conflicts.json"
"""The name of the file of conflicts in the content folder."""
CORRECTIONS = "corrections.json"
"""The name of the file of corrections in the content folder."""


@dataclass(frozen=True, slots=True)
class Version:
    """One source's version of a matter."""

    says: Mapping[str, str]
    """What it says, by language."""
    source: Mapping[str, str]
    """Who says so, by language."""
    date: When | None
    """When it was said; None when that is not known."""
    certainty: Certainty | None
    """How firmly it stands; None when the table does not say."""
    sources: tuple[str, ...]
    """Keys of the bibliography."""
    facts: tuple[str, ...]
    """Facts that it carries."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A matter on which sources differ."""

    subject: Mapping[str, str]
    """The matter, by language."""
    versions: tuple[Version, ...]
    """At least two."""
    treatment: Mapping[str, str]
    """How the archive treats it, by language."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A detail that another source corrects."""

    subject: Mapping[str, str]
    """The matter, by language."""
    said: Mapping[str, str]
    """The earlier form, by language."""
    corrected: Mapping[str, str]
    """The form that the archive follows, by language."""
    seen: Mapping[str, str]
    """Where the other form was seen, by language."""
    date: When | None
    """When the correction was made; None when that is not recorded."""
    sources: tuple[str, ...]
    """Keys of the bibliography."""
    facts: tuple[str, ...]
    """Facts that it concerns."""


@dataclass(frozen=True)
class Tables:
    """The conflicts and corrections of an archive."""

    conflicts: tuple[Conflict, ...] = ()
    """In the order of the file."""
    corrections: tuple[Correction, ...] = ()
    """In the order of the file."""
    problems: tuple[Problem, ...] = ()
    """What could not be read."""


def read(conflicts: str, corrections: str, bibliography: Bibliography, facts: Facts) -> Tables:
    """The tables that the two files describe; an empty text is an empty table."""
    first = DataFile(CONFLICTS, conflicts, codes.TABLE_WRONG)
    second = DataFile(CORRECTIONS, corrections, codes.TABLE_WRONG)
    found = tuple(first.read(_conflict)), tuple(second.read(_correction))
    for conflict in found[0]:
        for version in conflict.versions:
            _check_names(first, version, bibliography, facts)
    for correction in found[1]:
        _check_names(second, correction, bibliography, facts)
    return Tables(*found, (*first.problems, *second.problems))


def carried_by(tables: Tables, shown: Collection[str]) -> frozenset[str]:
    """The facts that conflicts or corrections tell, of those lists that are `shown`."""
    rows: list[Version | Correction] = []
    if "conflicts" in shown:
        rows += [version for conflict in tables.conflicts for version in conflict.versions]
    if "corrections" in shown:
        rows += tables.corrections
    return frozenset(name for row in rows for name in row.facts)


def _check_names(file: DataFile, row: Version | Correction, bibliography: Bibliography, facts: Facts) -> None:
    for key in row.sources:
        if key not in bibliography.references:
            file.problem(f"not in the bibliography: {key}", hint=did_you_mean(key, bibliography.references))
    for name in row.facts:
        if name not in facts.facts:
            file.problem(f"no such fact: {name}", hint=did_you_mean(name, facts.facts))


def _conflict(item: Item) -> Conflict:
    versions = tuple(_version(version) for version in item.tables("versions"))
    if len(versions) < 2:
        raise WrongError(f"{item.where}.versions has fewer than two: a conflict needs two")
    return Conflict(item.in_languages("subject"), versions, item.in_languages("treatment"))


def _version(item: Item) -> Version:
    named = item.text("certainty")
    if named and named not in NAMES:
        raise WrongError(f"{item.where}.certainty is {brief(named)}: "
                         + (did_you_mean(named, NAMES) or "expected " + ", ".join(NAMES)))
    return Version(item.in_languages("says"), item.in_languages("source"), _date(item),
                   Certainty(named) if named else None, item.texts("sources"), item.texts("facts"))


def _correction(item: Item) -> Correction:
    return Correction(item.in_languages("subject"), item.in_languages("said"), item.in_languages("corrected"),
                      item.in_languages("seen"), _date(item), item.texts("sources"), item.texts("facts"))


def _date(item: Item) -> When | None:
    written = item.text("date")
    date = dates.parse(written)
    if written and date is None:
        raise WrongError(f"{item.where}.date is {brief(written)}: expected EDTF, such as 2017-02~")
    return date
