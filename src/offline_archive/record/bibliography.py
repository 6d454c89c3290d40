"""The bibliography: CSL-JSON, as Zotero exports it, becomes references that pages cite.

- No address in it is ever loaded or linked: it is text.
- What CSL has no variable for stands in ``custom`` (CSL-JSON 1.0.2), or, since reference managers keep
  no ``custom``, on lines ``name: value`` of the ``note``.
- A reference that is wrong is left out with a problem; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from offline_archive import codes, dates
from offline_archive.dates import When
from offline_archive.paths import printable
from offline_archive.problems import Place, Problem, did_you_mean
from offline_archive.record.door import DataFile, Item, WrongError, brief, key_of

FILE_NAME = "sources.json"
"""The bibliography's name in the content folder."""
TYPES = frozenset("""
    article article-journal article-magazine article-newspaper bill book broadcast chapter classic
    collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing
    interview legal_case legislation manuscript map motion_picture musical_score pamphlet
    paper-conference patent performance periodical personal_communication post post-weblog regulation
    report review review-book software song speech standard thesis treaty webpage
    """.split())
"""The types of CSL 1.0.2."""
_VARIABLES = frozenset("""
    archive archive_collection archive_location archive-place authority call-number chapter-number
    citation-number collection-number collection-title container-title container-title-short dimensions division
    DOI edition event event-place event-title genre ISBN ISSN issue jurisdiction language medium number
    number-of-pages number-of-volumes original-publisher original-publisher-place original-title page page-first
    part-number part-title PMCID PMID printing-number publisher publisher-place references reviewed-genre
    reviewed-title scale section shortTitle source status supplement-number title title-short URL version volume
    volume-title year-suffix
    author chair collection-editor compiler composer container-author contributor curator director editor
    editorial-director executive-producer guest host illustrator interviewer narrator organizer original-author
    performer producer recipient reviewed-author script-writer series-creator translator
    accessed available-date event-date issued original-date submitted
    """.split())
_NAMES = frozenset("""
    author chair collection-editor compiler composer container-author contributor curator director editor
    editorial-director executive-producer guest host illustrator interviewer narrator organizer original-author
    performer producer recipient reviewed-author script-writer series-creator translator
    """.split())
_DATES = frozenset({"accessed", "available-date", "event-date", "issued", "original-date", "submitted"})
"""The variables of CSL 1.0.2 that are used and handed on: notes, keywords and abstracts are for their owner."""
_LEFT_WHEN_WITHHELD = frozenset({
    "language", "publisher", "authority", "container-title", "author", "editor", "issued", "genre"})
"""What is kept of a source whose title would identify someone: no number by which it could be looked up."""
_UNDATED = ("", "no date", "n.d.", "n.d", "nd", "undated")
_SHOWN_NAMES = ("author", "editor", "director", "interviewer", "translator")
_IDENTIFIERS = ("DOI", "ISBN", "ISSN", "PMID", "PMCID", "number", "call-number")
_NOTE_LINE = re.compile(r"^\{?:?\s*([A-Za-z][\w -]{0,40})\s*:\s*(.+?)\}?$", re.MULTILINE)
_SHA256 = re.compile(r"^[0-9a-f]{64}$")


@dataclass(frozen=True, slots=True)
class Reference:
    """A source, as the bibliography describes it."""

    key: str
    """What pages cite it by: the ``id`` of CSL-JSON, or its ``citation-key``."""
    kind: str
    """A type of CSL 1.0.2, such as ``article-newspaper``."""
    title: str
    """Empty when it is not known, or withheld."""
    names: tuple[str, ...]
    """Who wrote it, as the bibliography gives them; else its editors, directors or the like; empty when not known."""
    container: str
    """The newspaper, journal or site in which it appeared; may be empty."""
    publisher: str
    """May be empty."""
    issued: When | None
    """When it was published; None when that is not known."""
    language: str
    """BCP 47 tag; empty when not known."""
    address: str
    """Where it was found: text, never a link. Empty when not known, or withheld."""
    address_kind: Mapping[str, str]
    """What stands at that address, by language: the original, a mirror, a page about it. May be empty."""
    identifiers: tuple[tuple[str, str], ...]
    """Name and value: DOI, ISBN, the number of a document."""
    accessed: When | None
    """When it was seen; None when that is not recorded."""
    archived: str
    """Where an archived copy is kept; text, may be empty."""
    archived_sha256: str
    """The SHA-256 of the archived copy in hexadecimal; empty when there is none."""
    label: Mapping[str, str]
    """What stands for its author in citations, by language, when it has none; may be empty."""
    mandate: Mapping[str, str]
    """What kind of body speaks, such as a court or a newspaper, by language; may be empty."""
    seen: bool | None
    """Whether the source itself, or a copy, was seen; None when that is not recorded."""
    seen_how: str
    """How it was verified, or why it could not be; may be empty."""
    withheld: bool
    """Whether title and address are left out, since they would identify someone."""
    derived_from: tuple[str, ...]
    """Keys of the sources that this one repeats."""
    is_origin: bool
    """Whether it can be counted as an origin: not when the text could not be identified, say."""
    csl: Mapping[str, Any]
    """The CSL-JSON variables, checked: what the citation processor and the export are given."""
    place: Place
    """Where it stands in the bibliography."""


@dataclass(frozen=True)
class Bibliography:
    """Every reference of an archive."""

    references: Mapping[str, Reference] = field(default_factory=dict)
    """By key, in the order of the keys."""
    problems: tuple[Problem, ...] = ()
    """What could not be read."""
    _traced: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def origins(self, keys: Iterable[str]) -> frozenset[str]:
        """The independent origins of these sources: what is left when each is traced to what it repeats."""
        found: set[str] = set()
        for key in keys:
            reached = self._reached(key)
            # A circle of sources that repeat each other has one origin, though none of them is it.
            last = [one for one in reached if all(one in self._reached(other) for other in self._reached(one))]
            found |= {min(self._reached(one)) for one in last}
        return frozenset(key for key in found if self.references[key].is_origin)

    def _reached(self, key: str) -> frozenset[str]:
        """`key` and everything that it repeats, directly or through others."""
        if key not in self._traced:
            seen: set[str] = set()
            waiting = [key] if key in self.references else []
            while waiting:
                one = waiting.pop()
                if one not in seen:
                    seen.add(one)
                    waiting += [other for other in self.references[one].derived_from if other in self.references]
            self._traced[key] = frozenset(seen)
        return self._traced[key]


def read(text: str) -> Bibliography:
    """The bibliography that the file `text` describes."""
    file = DataFile(FILE_NAME, text, codes.BIBLIOGRAPHY_WRONG)
    references: dict[str, Reference] = {}
    for reference in file.read(lambda item: _reference(item, file)):
        if reference.key in references:
            file.problem(f"two sources have the key {reference.key}", place=reference.place, hint="the first is kept")
            continue
        references[reference.key] = reference
    for reference in references.values():
        for key in reference.derived_from:
            if key not in references:
                file.problem(f"{reference.key} is derived from a source that is not here: {key}",
                             place=reference.place, hint=did_you_mean(key, references))
    return Bibliography(dict(sorted(references.items())), tuple(file.problems))


def _reference(item: Item, file: DataFile) -> Reference:
    key = key_of(Item({"id": item.text("citation-key")}, item.where)) if item.text("citation-key") else key_of(item)
    item = Item(item.values, key)
    kind = item.text("type").replace("_", "-") if item.text("type") not in TYPES else item.text("type")
    if kind not in TYPES:
        raise WrongError(f"{key}.type is {brief(item.values.get('type'))}: "
                         + (did_you_mean(kind, TYPES) or "expected a type of CSL, such as report"))
    more = _more(item)
    written = [_names(item, variable) for variable in _SHOWN_NAMES]
    withheld = more.flag("withheld")
    for variable in ("issued", "accessed"):
        if item.values.get(variable) and _date(item, variable) is None \
                and item.table(variable).text("literal").casefold() not in _UNDATED:
            file.problem(f"{key}.{variable} cannot be read as a date: {brief(item.values[variable])}",
                         key=item.text("id"), hint="write date-parts or EDTF; it is shown without a date")
    sha256 = more.text("archived_sha256").lower()
    if sha256 and not _SHA256.fullmatch(sha256):
        raise WrongError(f"{key}.archived_sha256 is {brief(sha256)}: expected 64 hexadecimal digits")
    seen = more.values.get("seen")
    return Reference(
        key=key, kind=kind,
        title="" if withheld else item.text("title"),
        names=tuple(_shown(name) for name in next((found for found in written if found), [])),
        container=item.text("container-title"),
        publisher=item.text("publisher") or item.text("authority"),
        issued=_date(item, "issued"),
        language=item.text("language"),
        address="" if withheld else item.text("URL"),
        address_kind=more.in_languages("address_kind") if more.values.get("address_kind") and not withheld else {},
        identifiers=() if withheld else _identifiers(item, more),
        accessed=_date(item, "accessed"),
        archived="" if withheld else more.text("archived") or item.text("archive_location"),
        archived_sha256="" if withheld else sha256,
        label=more.in_languages("label") if more.values.get("label") else {},
        mandate=more.in_languages("mandate") if more.values.get("mandate") else {},
        seen=more.flag("seen") if seen is not None else None,
        seen_how=more.text("seen_how"),
        withheld=withheld,
        derived_from=more.texts("derived_from"),
        is_origin="origin" not in more.values or more.flag("origin"),
        csl=_csl(item, key, kind, withheld=withheld),
        place=file.place(item.text("id") or key),
    )


def _identifiers(item: Item, more: Item) -> tuple[tuple[str, str], ...]:
    """The identifiers of CSL, then those of the table ``identifiers``."""
    own = more.table("identifiers")
    return (*((name, item.text(name)) for name in _IDENTIFIERS if item.text(name)),
            *((printable(str(name)), own.text(name)) for name in own.values))


_CUSTOM = frozenset({"label", "mandate", "seen", "seen_how", "withheld", "derived_from", "origin", "address_kind",
                     "archived", "archived_sha256", "identifiers"})
_YES, _NO = ("true", "yes"), ("false", "no")


def _more(item: Item) -> Item:
    """What the bibliography says beyond CSL: the table ``custom``, else lines of the note.

    Raises:
        WrongError: for a key of ``custom`` that is not known, and for a flag that is neither yes nor no: what
            is meant to withhold something must not be passed over.
    """
    custom = dict(item.table("custom").values)
    for key in custom:
        if key not in _CUSTOM and did_you_mean(str(key).lower(), _CUSTOM):
            raise WrongError(f"{item.where}.custom has no key {brief(key)}: {did_you_mean(str(key).lower(), _CUSTOM)}")
    for key in item.values:
        if key != "withheld" and did_you_mean(str(key).lower(), ["withheld"]):
            raise WrongError(f"{item.where} has no key {brief(key)}: did you mean withheld?")
    if "withheld" in item.values:
        custom.setdefault("withheld", item.values["withheld"])
    for name, value in _NOTE_LINE.findall(str(item.values.get("note") or "")):
        plain = name.strip().lower().replace(" ", "_").replace("-", "_")
        if plain != "withheld" and did_you_mean(plain, ["withheld"]):
            raise WrongError(f"{item.where}.note says {brief(name)}: did you mean withheld?")
        if plain == "derived_from":
            custom.setdefault(plain, re.split(r"[\s,;]+", value.strip()))
        elif plain in ("withheld", "seen"):
            said = value.strip().lower()
            if said not in (*_YES, *_NO):
                raise WrongError(f"{item.where}.note says {plain}: {brief(value)}: expected yes or no")
            custom.setdefault(plain, said in _YES)
        elif plain in ("mandate", "seen_how", "address_kind", "archived", "archived_sha256"):
            custom.setdefault(plain, value.strip())
    return Item(custom, f"{item.where}.custom")


def _names(item: Item, variable: str) -> list[dict[str, str]]:
    found = []
    for name in item.tables(variable):
        plain = {part: name.text(part) for part in
                 ("family", "given", "literal", "suffix", "non-dropping-particle", "dropping-particle")}
        if plain["family"] or plain["literal"] or plain["given"]:
            found.append({part: text for part, text in plain.items() if text})
    return found


def _shown(name: Mapping[str, str]) -> str:
    parts = (name.get("given"), name.get("dropping-particle"), name.get("non-dropping-particle"), name.get("family"))
    return name.get("literal") or " ".join(part for part in parts if part)


def _date(item: Item, variable: str) -> When | None:
    """A date variable of CSL as EDTF: its parts, its range, its ``circa``; or its text when that is EDTF."""
    date = item.table(variable)
    said = date.text("raw") or date.text("literal")
    parts = date.values.get("date-parts")
    if not parts or parts in ([[]], [[None]]):
        return dates.parse(said) if said else None
    if not isinstance(parts, list) or not all(isinstance(part, list) for part in parts):
        raise WrongError(f"{date.where}.date-parts is {brief(parts)}: expected [[year, month, day]]")
    circa = "~" if date.values.get("circa") else ""
    written = [_day(part, date) + circa for part in parts[:2] if part]
    found = dates.parse("/".join(written))
    if found is None:
        raise WrongError(f"{date.where}.date-parts is {brief(parts)}: there is no such date")
    return found


def _day(parts: list[Any], date: Item) -> str:
    try:
        numbers = [int(str(part)) for part in parts[:3] if str(part).strip()]
    except ValueError:
        raise WrongError(f"{date.where}.date-parts is {brief(parts)}: expected numbers") from None
    if not numbers or any(number < 0 for number in numbers):
        raise WrongError(f"{date.where}.date-parts is {brief(parts)}: expected a year, a month, a day")
    return "-".join(f"{number:0{4 if place == 0 else 2}d}" for place, number in enumerate(numbers))


def _csl(item: Item, key: str, kind: str, *, withheld: bool) -> dict[str, Any]:
    """The variables that a citation processor reads, every one checked, nothing else."""
    kept: dict[str, Any] = {"id": key, "type": kind}
    known = _LEFT_WHEN_WITHHELD if withheld else _VARIABLES
    for name, value in item.values.items():
        if name not in known or value is None:
            continue
        if name in _DATES:
            found = _date(item, name)
            kept |= {name: _csl_date(found)} if found is not None else {}
        elif name in _NAMES:
            kept |= {name: names} if (names := _names(item, name)) else {}
        else:
            kept[name] = item.text(name)
    return kept


def _csl_date(found: When) -> dict[str, Any]:
    ends = [end for end in (found.start, found.end) if end is not None]
    parts = [list(end.first[:end.precision or 1]) for end in (ends[:1] if found.start == found.end else ends)]
    if len(ends) == 1 or any(not end.precision and not end.season for end in ends):
        # Open at one end, or with digits not known: a year would say more than is known.
        return {"literal": found.edtf}
    doubtful = any(end.approximate or end.uncertain for end in ends)
    return {"date-parts": parts} | ({"circa": True} if doubtful else {})
