"""Why a person or a case may be published: the basis, the evidence for it, the review of harm, and what is declared.

- What only the person may tell (:data:`MATTERS`) is a field only here, with the source in which the person told it.
- Dates are compared with the edition's, never with a clock: the same content says the same next year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from offline_archive import dates
from offline_archive.dates import When
from offline_archive.record.certainty import N_

BASES = {
    "own-statement": N_("own public statement"),
    "public-office": N_("acts in a public office"),
    "public-work": N_("work or role in public"),
    "court-record": N_("public record of a court"),
    "official-act": N_("public decision of an authority"),
    "public-appeal": N_("public appeal by relatives or organisations"),
    "consent": N_("published by consent"),
    "historical": N_("person of history, no longer living"),
}
"""The bases, as front matter names them, and the words for each that readers see, to be translated."""
MATTERS = {
    "orientation": N_("sexual orientation"),
    "gender_identity": N_("gender identity"),
    "health": N_("health"),
    "relatives": N_("relatives"),
    "whereabouts": N_("present whereabouts"),
    "route": N_("route of flight"),
}
"""What of a named person only the person may tell, and the words for each."""
MOSAIC = "mosaic"
"""How ``considered`` names details that together could tell who somebody is."""
GROUNDED = ("person", "case")
"""The kinds that need grounds; an unnamed group does not."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CITATION = re.compile(r"@(?P<key>[^\s,;\]]+)(?:\s*,\s*(?P<place>\S.*))?")
_KEYS = ("basis", "evidence", "reviewed", "again", "declared")


@dataclass(frozen=True, slots=True)
class Declared:
    """What a person has told in public of a matter that nobody else may tell."""

    matter: str
    """Of :data:`MATTERS`."""
    texts: tuple[tuple[str, str], ...]
    """What was told, by language tag; an empty tag counts for every language."""
    source: str
    """Key of the source in which it was told."""

    def text(self, language: str) -> str:
        """For readers of `language`."""
        texts = dict(self.texts)
        return texts.get(language) or texts.get("") or self.texts[0][1]


@dataclass(frozen=True, slots=True)
class Grounds:
    """The grounds for publishing a person or a case."""

    basis: str
    """Of :data:`BASES`."""
    evidence: str
    """Key of the source that shows it."""
    locator: str
    """Where in the source; may be empty."""
    reviewed: When
    """The day on which somebody last asked what harm the page could do."""
    again: When
    """The day on which to ask again."""
    declared: tuple[Declared, ...]
    """What the person has declared in public."""


def parse(value: object) -> Grounds | str:
    """The grounds that front matter gives under ``publication``; or what is wrong with them, in words."""
    if not isinstance(value, dict):
        return "publication is missing" if value is None else "publication is no table"
    unknown = sorted(set(map(str, value)) - set(_KEYS))
    if unknown:
        return f"publication has no field {unknown[0][:40]}: its fields are {', '.join(_KEYS)}"
    basis = str(value.get("basis", ""))
    if basis not in BASES:
        return f"basis is {basis[:40] or 'missing'}: expected one of {', '.join(BASES)}"
    evidence = _CITATION.fullmatch(str(value.get("evidence", "")).strip("[] "))
    if evidence is None:
        return "evidence is no citation: write \"@key\" or \"@key, p. 3\""
    days = [_day(value.get(key)) for key in ("reviewed", "again")]
    for key, day in zip(("reviewed", "again"), days, strict=True):
        if day is None:
            return f"{key} is {'no day' if key in value else 'missing'}: write it as 2026-11-22"
    if days[0] is None or days[1] is None or days[0].bounds >= days[1].bounds:
        return "again is not after reviewed"
    declared = _declared(value.get("declared"))
    if isinstance(declared, str):
        return declared
    return Grounds(basis, evidence["key"], evidence["place"] or "", days[0], days[1], declared)


def _declared(value: object) -> tuple[Declared, ...] | str:
    if value is None:
        return ()
    wanted = "{orientation: {says: …, source: \"@key\"}}"
    if not isinstance(value, dict) or not set(map(str, value)) <= set(MATTERS):
        return f"declared is no table of {', '.join(MATTERS)}: write {wanted}"
    found = []
    for matter, one in value.items():
        source = _CITATION.fullmatch(str(one.get("source", "")).strip("[] ")) if isinstance(one, dict) else None
        if source is None:
            return f"declared.{matter} names no source in which the person says so: write {wanted}"
        says = one.get("says")
        texts = says if isinstance(says, dict) else {"": says}
        if not texts or not all(isinstance(text, str) and text.strip() for text in texts.values()):
            return f"declared.{matter} does not tell what the person says: write {wanted}"
        found.append(Declared(str(matter), tuple((str(tag), " ".join(text.split())) for tag, text in texts.items()),
                              source["key"]))
    return tuple(found)


def _day(value: object) -> When | None:
    text = str(value)
    return dates.parse(text) if _DAY.fullmatch(text) else None
