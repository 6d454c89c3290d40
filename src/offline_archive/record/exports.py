"""The bibliography and the facts in the formats that other programs read.

- CSL-JSON 1.0.2 is what the archive keeps; BibTeX and RIS are made from it and say less.
- CSV begins no cell with a sign that a spreadsheet takes for a formula.
- Everything is text in UTF-8, in the order of the keys, the same bytes every time.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from offline_archive.record.bibliography import Bibliography, Reference
from offline_archive.record.facts import Fact, Facts

FACT_FIELDS = ("id", "claim", "date", "corrected", "kind", "certainty", "attribution", "denied_by", "places", "people",
               "organisations", "sources", "traced", "found_at")
"""The fields of a fact, in the order of the columns; the codebook explains each."""
_BIBTEX_TYPES = {
    "article": "article", "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "book": "book", "chapter": "incollection", "entry-encyclopedia": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport", "thesis": "phdthesis", "manuscript": "unpublished", "pamphlet": "booklet"}
# The types of the RIS specification of Reference Manager.
_RIS_TYPES = {
    "article": "JOUR", "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS",
    "bill": "BILL", "book": "BOOK", "chapter": "CHAP", "dataset": "DATA", "entry-encyclopedia": "ENCYC",
    "hearing": "HEAR",
    "legal_case": "CASE", "legislation": "STAT", "motion_picture": "MPCT", "pamphlet": "PAMP",
    "paper-conference": "CPAPER", "patent": "PAT", "personal_communication": "PCOMM", "post": "ELEC",
    "post-weblog": "BLOG", "report": "RPRT", "thesis": "THES", "webpage": "ELEC", "broadcast": "VIDEO"}
_BIBTEX_SIGNS = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csl_json(bibliography: Bibliography) -> bytes:
    """The bibliography in CSL-JSON, with what CSL has no variable for under ``custom``."""
    return _json([dict(one.csl) | ({"custom": more} if (more := _custom(one)) else {})
                  for one in bibliography.references.values()])


def bibtex(bibliography: Bibliography) -> bytes:
    """The bibliography in BibTeX, in UTF-8 as BibLaTeX and Biber read it."""
    keys: dict[str, int] = {}
    entries = []
    for one in bibliography.references.values():
        key = _bibtex_key(one.key)
        keys[key.lower()] = keys.get(key.lower(), 0) + 1
        entries.append(_bibtex_entry(one, key if keys[key.lower()] == 1 else f"{key}-{keys[key.lower()]}"))
    return "\n".join(entries).encode()


def ris(bibliography: Bibliography) -> bytes:
    """The bibliography in RIS, with the line ends that its specification asks for."""
    return "".join(_ris_record(one) for one in bibliography.references.values()).encode()


def facts_json(facts: Facts, found_at: Mapping[str, Sequence[str]], corrected: Mapping[str, str]) -> bytes:
    """The facts as JSON; `found_at` gives the addresses at which each is told, `corrected` what corrects it."""
    return _json([_row(fact, found_at, corrected) for fact in facts.facts.values()])


def facts_csv(facts: Facts, found_at: Mapping[str, Sequence[str]], corrected: Mapping[str, str]) -> bytes:
    """The facts as CSV (RFC 4180); lists are joined by ``; ``. It begins with the mark of UTF-8 for spreadsheets."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(FACT_FIELDS)
    for fact in facts.facts.values():
        writer.writerow([_cell(value) for value in _row(fact, found_at, corrected).values()])
    return "\N{ZERO WIDTH NO-BREAK SPACE}".encode() + out.getvalue().encode()


def _row(fact: Fact, found_at: Mapping[str, Sequence[str]], corrected: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": fact.id, "claim": fact.claim, "date": fact.date.edtf if fact.date else "",
        "corrected": corrected.get(fact.id, ""), "kind": fact.kind, "certainty": fact.certainty.value,
        "attribution": fact.attribution, "denied_by": list(fact.denied_by), "places": list(fact.places),
        "people": list(fact.people), "organisations": list(fact.organisations), "sources": list(fact.sources),
        "traced": fact.traced, "found_at": list(found_at.get(fact.id, ()))}


def _cell(value: object) -> str:
    text = "; ".join(value) if isinstance(value, list) else "yes" if value is True else "no" if value is False \
        else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _custom(one: Reference) -> dict[str, Any]:
    found = {
        "label": dict(one.label), "mandate": dict(one.mandate), "seen": one.seen, "seen_how": one.seen_how,
        "withheld": one.withheld or None,
        "address_kind": dict(one.address_kind), "archived": one.archived, "archived_sha256": one.archived_sha256,
        "derived_from": list(one.derived_from), "origin": None if one.is_origin else False,
        "identifiers": {name: value for name, value in one.identifiers if name not in one.csl}}
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


# ---- BibTeX

def _bibtex_entry(one: Reference, key: str) -> str:
    fields = {
        "author": " and ".join(_bibtex_name(name) for name in one.csl.get("author", ())),
        "editor": " and ".join(_bibtex_name(name) for name in one.csl.get("editor", ())),
        "title": _bibtex_text(one.title), "journal": _bibtex_text(one.container),
        "publisher": _bibtex_text(one.publisher), "institution": "", "year": "", "month": "", "date": "",
        "language": one.language, "volume": _csl_text(one, "volume"),
        "number": _csl_text(one, "number") or _csl_text(one, "issue"),
        "pages": _csl_text(one, "page").replace("-", "--"), "doi": _csl_text(one, "DOI"),
        "isbn": _csl_text(one, "ISBN"), "url": one.address.replace("{", "%7B").replace("}", "%7D")}
    if one.issued and one.issued.start:
        fields["date"] = one.issued.edtf
        fields["year"] = f"{one.issued.start.first[0]:04d}"
        if one.issued.start.precision >= 2 and not one.issued.start.season:
            fields["month"] = str(one.issued.start.first[1])
    kind = _BIBTEX_TYPES.get(one.kind, "misc")
    if kind == "incollection":
        fields["booktitle"] = fields.pop("journal")
    if kind in ("techreport", "phdthesis"):
        fields["institution"] = fields.pop("publisher")
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _bibtex_key(key: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_:./+" else "-" for sign in key)


def _bibtex_name(name: Mapping[str, str]) -> str:
    if name.get("literal") or not name.get("family"):
        # In braces, so that the name of a body is not taken apart.
        return "{" + _bibtex_text(name.get("literal") or name.get("given", "")) + "}"
    family = " ".join(part for part in (name.get("non-dropping-particle"), name["family"]) if part)
    return ", ".join(_bibtex_text(part) for part in (family, name.get("given", "")) if part)


def _bibtex_text(text: str) -> str:
    return text.translate(_BIBTEX_SIGNS)


def _csl_text(one: Reference, name: str) -> str:
    return _bibtex_text(str(one.csl.get(name, "")))


# ---- RIS

def _ris_record(one: Reference) -> str:
    lines: list[tuple[str, str]] = [("TY", _RIS_TYPES.get(one.kind, "GEN")), ("ID", one.key)]
    lines += [("AU", _ris_name(name)) for name in one.csl.get("author", ())]
    lines += [("ED", _ris_name(name)) for name in one.csl.get("editor", ())]
    lines += [("TI", one.title), ("T2", one.container), ("PB", one.publisher), ("LA", one.language),
              ("UR", one.address), ("DO", str(one.csl.get("DOI", ""))), ("VL", str(one.csl.get("volume", ""))),
              ("IS", str(one.csl.get("issue", ""))), ("SN", str(one.csl.get("ISBN", "") or one.csl.get("ISSN", "")))]
    if one.issued and one.issued.start:
        year, month, day = one.issued.start.first
        precision = one.issued.start.precision
        lines.append(("PY", f"{year:04d}"))
        lines.append(("DA", "/".join((f"{year:04d}", f"{month:02d}" if precision >= 2 else "",
                                      f"{day:02d}" if precision >= 3 else "", ""))))
    return _ris_lines(lines) + "ER  - \r\n\r\n"


def _ris_lines(lines: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines if value)


def _ris_name(name: Mapping[str, str]) -> str:
    if name.get("literal") or not name.get("family"):
        return name.get("literal") or name.get("given", "")
    return ", ".join(part for part in (name["family"], name.get("given", "")) if part)
