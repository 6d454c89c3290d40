"""The facts: the single statements from which an archive is built, as data.

- Paragraphs name the facts that they carry, ``{facts="F118"}``; readers do not see the names.
- A fact whose source was not traced says so (`traced: false`, or no source): so does the page that carries it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from offline_archive import codes, dates
from offline_archive.dates import When
from offline_archive.problems import Place, Problem, did_you_mean
from offline_archive.record.bibliography import Bibliography
from offline_archive.record.certainty import NAMES, Certainty
from offline_archive.record.door import DataFile, Item, WrongError, brief, key_of

FILE_NAME = "facts.json"
"""The name of the file of facts in the content folder."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of the record."""

    id: str
    """What paragraphs name it by."""
    claim: str
    """The statement, in the language in which the record is kept."""
    date: When | None
    """When what it tells happened; None when it has no date."""
    kind: str
    """The editors' own class of statement, such as ``finding``; may be empty."""
    certainty: Certainty
    """How firmly it is established."""
    attribution: str
    """Who says so; never empty for an allegation."""
    places: tuple[str, ...]
    """Keys of place records."""
    people: tuple[str, ...]
    """Keys of person records."""
    organisations: tuple[str, ...]
    """Keys of organisation records."""
    sources: tuple[str, ...]
    """Keys of the bibliography; may be empty."""
    traced: bool
    """Whether the claim was traced to its source; untraced ones rest on a text that does not say where it has them."""
    denied_by: tuple[str, ...]
    """Ids of the facts that deny it."""
    place: Place
    """Where it stands in the file."""


@dataclass(frozen=True)
class Facts:
    """Every fact of an archive."""

    facts: Mapping[str, Fact] = field(default_factory=dict)
    """By id, in the order of the file."""
    problems: tuple[Problem, ...] = ()
    """What could not be read."""


def read(text: str, bibliography: Bibliography) -> Facts:
    """The facts that the file `text` describes."""
    file = DataFile(FILE_NAME, text, codes.FACTS_WRONG)
    facts: dict[str, Fact] = {}
    for fact in file.read(lambda item: _fact(item, file)):
        if fact.id in facts:
            file.problem(f"two facts have the id {fact.id}", key=fact.id, hint="the first is kept")
            continue
        facts[fact.id] = fact
        for key in fact.sources:
            if key not in bibliography.references:
                file.problems.append(codes.SOURCE_UNKNOWN.at(
                    fact.place, f"fact {fact.id} names a source that is not in the bibliography: {key}",
                    hint=did_you_mean(key, bibliography.references)))
    for fact in facts.values():
        for name in fact.denied_by:
            if name not in facts:
                file.problem(f"{fact.id} is denied by a fact that is not here: {name}", key=fact.id,
                             hint=did_you_mean(name, facts))
    return Facts(facts, tuple(file.problems))


def _fact(item: Item, file: DataFile) -> Fact:
    key = key_of(item)
    item = Item(item.values, key)
    named = item.text("certainty")
    if named not in NAMES:
        raise WrongError(f"{key}.certainty is {brief(item.values.get('certainty'))}: "
                         + (did_you_mean(named, NAMES) or "expected " + ", ".join(NAMES)))
    certainty = Certainty(named)
    if certainty is Certainty.ALLEGED and not item.text("attribution"):
        raise WrongError(f"{key}.attribution is missing: an allegation says who alleges")
    written = item.text("date")
    date = dates.parse(written)
    if written and date is None:
        raise WrongError(f"{key}.date is {brief(written)}: expected EDTF, such as 2017-02~")
    if not item.text("claim"):
        raise WrongError(f"{key}.claim is missing: a fact says something")
    sources = item.texts("sources")
    traced = bool(sources) and ("traced" not in item.values or item.flag("traced"))
    return Fact(key, item.text("claim"), date, item.text("kind"), certainty, item.text("attribution"),
                item.texts("places"), item.texts("people"), item.texts("organisations"), sources, traced,
                item.texts("denied_by"), file.place(key))
