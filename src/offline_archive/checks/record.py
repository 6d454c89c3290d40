"""The record: is every fact carried, every claim cited and attributed, every status fresh?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from offline_archive import codes
from offline_archive.model import Page, Site, Translation
from offline_archive.problems import Place, Problem
from offline_archive.record.certainty import Certainty
from offline_archive.record.kinds import CITED_KINDS, Case, Statement
from offline_archive.record.tables import carried_by
from offline_archive.records import denials_of
from offline_archive.withheld import is_bar

_FRESH_DAYS = 366
"""Days after which a status has to be checked again."""


def facts_without_home(site: Site) -> Iterator[Problem]:
    """Facts that no paragraph, conflict or correction carries."""
    carried = {name for page in site.written for claim in page.outline.claims for name in claim.facts}
    carried |= carried_by(site.tables, site.shown_lists)
    for fact in site.facts.facts.values():
        if fact.id not in carried:
            yield codes.FACT_WITHOUT_HOME.at(fact.place, f"no paragraph carries fact {fact.id}",
                                             hint=f'name it where it is told: {{facts="{fact.id}"}}')


def uncited(site: Site) -> Iterator[Problem]:
    """Paragraphs of cases, events, statements and reports that say neither whence nor that they are the editors'."""
    for page in site.written:
        if page.kind in CITED_KINDS:
            for paragraph in page.paragraphs:
                if not (paragraph.own or paragraph.facts or paragraph.sources or is_bar(paragraph.text)):
                    yield codes.UNCITED.at(paragraph.place, f"a paragraph of this {page.kind} cites no source",
                                           hint="cite one, [@key], or mark it {.own}")


def unattributed(site: Site) -> Iterator[Problem]:
    """Allegations in the text beside which nobody is named."""
    for page in site.written:
        for paragraph in page.paragraphs if page.outline.alleges else ():
            if paragraph.alleges and not paragraph.own:
                yield codes.UNATTRIBUTED.at(paragraph.place, "an allegation without a named attribution",
                                            hint='name the fact, cite the source, or write by="…" beside .certainty')


def denials(site: Site) -> Iterator[Problem]:
    """Records that are denied by a statement which denies nothing."""
    for page in site.written:
        for key in denials_of(page.record):
            statement = site.versions(key).get(page.reader)
            if statement is not None and isinstance(statement.record, Statement) \
                    and statement.record.certainty is not Certainty.DENIED:
                yield codes.DENIAL_NOT_DENIED.at(
                    Place.of(page.source), f"denied_by names a statement that denies nothing: {key}",
                    hint="leave it out, or mark the statement as denied")


def old_statuses(site: Site) -> Iterator[Problem]:
    """Cases whose status was last checked more than a year before the edition."""
    edition = site.settings.edition_date
    for page in site.written:
        if edition is not None and isinstance(page.record, Case) and page.translation is Translation.ORIGINAL:
            year, month, day = (page.record.checked or page.record.as_of).bounds[1]
            if 1 <= year < 9999 and (edition - date(year, month, day)).days > _FRESH_DAYS:
                yield codes.STATUS_OLD.at(Place.of(page.source), f"status as of {page.record.as_of.edtf}, not checked "
                                          f"in the year before the edition of {edition}",
                                          hint="check it, then write the day under checked")


def old_translations(site: Site) -> Iterator[Problem]:
    """Translations of an earlier state of their originals, and those of which it is not known."""
    for page in site.written:
        if page.translation is Translation.OLDER:
            yield codes.TRANSLATION_OLD.at(_place(page), "translation is older than its original",
                                           hint=f"bring it up to date, then write original: {page.state}")
        elif page.translation is Translation.UNMARKED:
            yield codes.TRANSLATION_UNMARKED.at(_place(page), "translation does not say of what state of the original",
                                                hint=f"write original: {page.state}")


def _place(page: Page) -> Place:
    return Place.of(page.source, 1)
