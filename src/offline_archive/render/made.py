"""The lists that the program makes from the record: timeline, people, places, sources and the like.

Each maker gives a template what it shows; nothing in a list is written by hand. What is marked as hard
stays out: a list shows titles, summaries and data, never the text of a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeAlias

from markupsafe import Markup

from offline_archive.dates import When
from offline_archive.model import Page
from offline_archive.paths import relative
from offline_archive.record.bibliography import Reference
from offline_archive.record.door import in_language
from offline_archive.record.kinds import Case, Event, Location, Organisation, Person, Report, Statement, Term
from offline_archive.references import source_key
from offline_archive.render.map import Spot, frames

if TYPE_CHECKING:
    from offline_archive.render.pages import Renderer

_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\"]*[^\s<>\".,;)]")
MOST_FACETS = 60
"""Places that the timeline can be filtered by: the style sheet holds a rule for each."""
_KIND_OF_LIST = {
    "events": "event", "cases": "case", "people": "person", "organisations": "organisation", "places": "place",
    "statements": "statement", "reports": "report", "glossary": "term"}
Values: TypeAlias = dict[str, Any]


def list_of_kind(kind: str) -> str:
    """The list that shows the pages of a kind; empty when there is none."""
    return next((name for name, shown in _KIND_OF_LIST.items() if shown == kind), "")


def made_list(name: str, renderer: Renderer, here: PurePosixPath) -> Values:
    """What the template of the list `name` is given, on the page at `here`."""
    return {"template": f"lists/{name}.html"} | _MAKERS[name](renderer, here)


def _dated(page: Page) -> When | None:
    return page.record.date if isinstance(page.record, Event | Statement | Report) else None


def _line(page: Page, renderer: Renderer, here: PurePosixPath) -> Values:
    """What every list says of a page."""
    date = _dated(page)
    certainty = getattr(page.record, "certainty", None)
    return {
        "href": relative(here, page.path), "title": page.title, "summary": page.summary,
        "language": page.language if page.language != renderer.language else "",
        "date": renderer.when(date), "edtf": date.edtf if date else "",
        "kind": page.kind, "certainty": certainty, "record": page.record,
    }


def _pages(renderer: Renderer, *kinds: str) -> list[Page]:
    return sorted((page for page in renderer.pages if page.kind in kinds and page.record is not None),
                  key=lambda page: (page.title.casefold(), str(page.path)))


def _by_date(pages: Iterable[Page]) -> list[tuple[When, Page]]:
    dated = [(date, page) for page in pages if (date := _dated(page)) is not None]
    return sorted(dated, key=lambda one: (one[0].bounds, one[1].title.casefold(), str(one[1].path)))


def _timeline(renderer: Renderer, here: PurePosixPath) -> Values:
    dated = _by_date(_pages(renderer, "event", "statement", "report"))
    often = Counter(place for _, page in dated for place in page.record.places)  # type: ignore[union-attr]
    shown = [place for place, _ in sorted(often.items(), key=lambda one: (-one[1], one[0]))[:MOST_FACETS]]
    slots = {place: number for number, place in enumerate(sorted(shown, key=renderer.title_of), start=1)}
    years: dict[str, list[Values]] = {}
    for date, page in dated:
        record = page.record
        places = record.places if isinstance(record, Event | Statement | Report) else ()
        line = _line(page, renderer, here)
        line["slots"] = [slots[place] for place in places if place in slots]
        years.setdefault(_year(date, renderer), []).append(line)
    kinds = sorted({page.kind for _, page in dated})
    degrees = {getattr(page.record, "certainty", None) for _, page in dated}
    return {
        "years": [{"name": name, "lines": lines, "classes": _classes(lines)} for name, lines in years.items()],
        "kinds": kinds,
        "certainties": [degree for degree in renderer.degrees if degree in degrees],
        "places": [(number, renderer.title_of(place)) for place, number in slots.items()],
    }


def _year(date: When, renderer: Renderer) -> str:
    return str(date.start.first[0]) if date.start else renderer.translate("Without a known beginning")


def _classes(lines: list[Values]) -> str:
    """The classes of a year: those of its entries, so that an empty year disappears with them."""
    found = {f"ui-kind-{line['kind']}" for line in lines}
    found |= {f"ui-is-{line['certainty'].value}" for line in lines if line["certainty"]}
    found |= {f"ui-place-{slot}" for line in lines for slot in line["slots"]}
    return " ".join(sorted(found))


def _dated_list(kind: str) -> Callable[[Renderer, PurePosixPath], Values]:
    def make(renderer: Renderer, here: PurePosixPath) -> Values:
        lines = []
        for _, page in _by_date(_pages(renderer, kind)):
            line = _line(page, renderer, here)
            record = page.record
            said_by = (record.speaker,) if isinstance(record, Statement) \
                else record.organisations if isinstance(record, Report) else ()
            lines.append(line | {"by": [renderer.role(role, here) for role in said_by]})
        return {"lines": lines}
    return make


def _titled_list(kind: str) -> Callable[[Renderer, PurePosixPath], Values]:
    def make(renderer: Renderer, here: PurePosixPath) -> Values:
        lines = []
        for page in _pages(renderer, kind):
            line = _line(page, renderer, here)
            record = page.record
            if isinstance(record, Case):
                line["as_of"] = renderer.when(record.as_of)
            if isinstance(record, Person | Organisation | Location):
                line["names"] = renderer.other_names(page)
            if isinstance(record, Term):
                line["contested"] = record.contested
            lines.append(line)
        return {"lines": lines}
    return make


def _places(renderer: Renderer, here: PurePosixPath) -> Values:
    spots = [Spot(page.title, relative(here, page.path), record.latitude, record.longitude,
                  record.level not in ("city", "town", "village"))
             for page in _pages(renderer, "place") if isinstance(record := page.record, Location)
             and record.latitude is not None and record.longitude is not None]
    return _titled_list("place")(renderer, here) | {"frames": frames(spots) if spots else ()}


def _sources(renderer: Renderer, here: PurePosixPath) -> Values:
    years: dict[str, list[Values]] = {}
    ordered = sorted(renderer.site.bibliography.references.values(), key=lambda one: (
        one.issued.bounds if one.issued else ((9999, 0, 0), (9999, 0, 0)), one.key))
    for reference in ordered:
        year = str(reference.issued.start.first[0]) if reference.issued and reference.issued.start \
            else renderer.translate("Without a date")
        years.setdefault(year, []).append(source_line(reference, renderer, here))
    return {"years": years, "data": relative(here, renderer.data_path()) if ordered else ""}


def source_line(reference: Reference, renderer: Renderer, here: PurePosixPath) -> Values:
    """A source in a list of references."""
    page = renderer.site.versions(source_key(reference.key))[renderer.language]
    return {
        "href": relative(here, page.path), "reference": reference,
        # The processor's words were cleaned where they were made.
        "entry": Markup(_ADDRESS.sub(r'<span class="address">\g<0></span>',  # noqa: S704
                                     renderer.site.styles[renderer.language].entry(reference.key).html)),
        "language": reference.language if reference.language != renderer.language else "",
    }


def _conflicts(renderer: Renderer, here: PurePosixPath) -> Values:
    tag = renderer.language
    return {"conflicts": [
        {"subject": in_language(conflict.subject, tag), "treatment": in_language(conflict.treatment, tag),
         "versions": [{"says": in_language(version.says, tag), "source": in_language(version.source, tag),
                       "date": renderer.when(version.date), "certainty": version.certainty,
                       "sources": list(_cited(version.sources, renderer, here))} for version in conflict.versions]}
        for conflict in renderer.site.tables.conflicts]}


def _corrections(renderer: Renderer, here: PurePosixPath) -> Values:
    tag = renderer.language
    return {"corrections": [
        {"subject": in_language(one.subject, tag), "said": in_language(one.said, tag),
         "corrected": in_language(one.corrected, tag), "seen": in_language(one.seen, tag),
         "date": renderer.when(one.date), "sources": list(_cited(one.sources, renderer, here))}
        for one in renderer.site.tables.corrections]}


def _cited(keys: tuple[str, ...], renderer: Renderer, here: PurePosixPath) -> Iterator[tuple[str, str]]:
    for key in keys:
        page = renderer.site.versions(source_key(key)).get(renderer.language)
        if page is not None:
            yield relative(here, page.path), renderer.site.styles[renderer.language].label(key)


_MAKERS: Mapping[str, Callable[[Renderer, PurePosixPath], Values]] = {
    "timeline": _timeline, "events": _dated_list("event"), "statements": _dated_list("statement"),
    "reports": _dated_list("report"), "cases": _titled_list("case"), "people": _titled_list("person"),
    "organisations": _titled_list("organisation"), "places": _places, "glossary": _titled_list("term"),
    "sources": _sources, "conflicts": _conflicts, "corrections": _corrections,
}
