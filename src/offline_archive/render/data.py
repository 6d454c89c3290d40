"""The archive's data for other programs: the bibliography and the facts, with a codebook."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from offline_archive.model import Site
from offline_archive.paths import OWN_FOLDER, relative
from offline_archive.record.certainty import N_
from offline_archive.record.door import in_language
from offline_archive.record.exports import FACT_FIELDS, bibtex, csl_json, facts_csv, facts_json, ris
from offline_archive.record.facts import Fact, Facts
from offline_archive.record.tables import carried_by
from offline_archive.render.pages import Renderer

_FOLDER = PurePosixPath(OWN_FOLDER) / "data"
_KEY = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9]+)*")
"""The name of a record, rather than words."""
CODEBOOK = {
    "id": N_("The name of the fact. It stays the same from edition to edition."),
    "claim": N_("The statement, in the language in which the record is kept."),
    "date": N_("When what it tells happened, as first recorded, in EDTF (ISO 8601-2): ~ means about, ? uncertain, "
               ".. open. Empty when it has no date."),
    "corrected": N_("What another source has in its place; the pages print both forms. "
                    "Empty when nothing is corrected."),
    "kind": N_("The editors' class of statement, such as event, finding, denial or context."),
    "certainty": N_("confirmed, reported, alleged or denied; the page on methodology explains the words. Confirmed "
                    "never makes true what a speaker claims."),
    "attribution": N_("Who says so."),
    "denied_by": N_("Facts of this table that deny it. An allegation is not a finding, denied or not."),
    "places": N_("Names of places in this archive; no finer than a town or village."),
    "people": N_("Names of people in this archive. Being listed says nothing about anybody's private life."),
    "organisations": N_("Names of organisations in this archive."),
    "sources": N_("Keys of the bibliography."),
    "traced": N_("Whether the claim was traced to its source. Where it was not, it rests on a text that does not "
                 "say where it has it."),
    "found_at": N_("Addresses inside this archive of the paragraphs that tell it."),
}
"""What each field of a fact means."""


def downloads(site: Site) -> dict[str, bytes]:
    """The files of data, by site path; none when the archive keeps no record."""
    files: dict[str, bytes] = {}
    if site.bibliography.references:
        files |= {"bibliography.json": csl_json(site.bibliography), "bibliography.bib": bibtex(site.bibliography),
                  "bibliography.ris": ris(site.bibliography)}
    found_at = _found_at(site)
    tag = site.settings.languages[0]
    corrected = {name: in_language(one.corrected, tag) for one in site.tables.corrections for name in one.facts}
    told = Facts({name: _public(fact, site) for name, fact in site.facts.facts.items() if name in found_at})
    if told.facts:
        files |= {"facts.json": facts_json(told, found_at, corrected),
                  "facts.csv": facts_csv(told, found_at, corrected)}
    if site.tombstones:
        rows = [{"id": name, "reason": reason} for name, reason in sorted(site.tombstones)]
        files["withdrawn.json"] = (json.dumps(rows, indent=1) + "\n").encode()
    return {str(_FOLDER / name): data for name, data in files.items()}


def _public(fact: Fact, site: Site) -> Fact:
    """A fact without the names of records that are not published: of people without grounds, of drafts."""
    known = {part for key in site.translations for part in (key, key.rpartition("/")[2])}

    def kept(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if name in known or not _KEY.fullmatch(name))

    return replace(fact, people=kept(fact.people), places=kept(fact.places), organisations=kept(fact.organisations))


def _found_at(site: Site) -> dict[str, list[str]]:
    """Where each fact is told: by a paragraph, in the first language that tells it, or by a table.

    A fact that only a draft tells, or nothing, is not published in any form.
    """
    found: dict[str, list[str]] = {}
    for language in reversed(site.settings.languages):
        here: dict[str, list[str]] = defaultdict(list)
        for page in site.written:
            for claim in page.outline.claims if page.language == language else ():
                for name in claim.facts:
                    here[name].append(relative(PurePosixPath(), page.path, claim.anchor))
        found |= here
    for name in carried_by(site.tables, site.shown_lists):
        found.setdefault(name, [])
    return found


def data_pages(renderer: Renderer, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The page that offers the downloads and explains them; none when there are none."""
    if not files:
        return {}
    here = renderer.data_path()
    codebook = [(name, renderer.translate(CODEBOOK[name])) for name in FACT_FIELDS]
    return {str(here): renderer.render(
        "data.html", here, renderer.translate("Data"), PurePosixPath(), twin=str(_FOLDER / "index"),
        files=[{"href": relative(here, PurePosixPath(path)), "name": PurePosixPath(path).name, "size": len(data)}
               for path, data in files.items()],
        codebook=codebook if str(_FOLDER / "facts.json") in files else [])}
