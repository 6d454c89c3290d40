"""Citations and lists of references, rendered by citeproc in a style written in CSL.

- The style is given: Harvard (Cite Them Right), which comes with the processor, or the archive's own.
- citeproc-py does not tell two sources of one author and year apart. Their letters (2017a, 2017b) are
  given here, in the order of the dates, as CSL 1.0.2 defines them.
- CLDR, not CSL's own locales, names the months: a day needs the form that the language uses beside a
  day («4 апреля»), which CSL's Russian locale does not give.
"""

from __future__ import annotations

import io
import re
import string
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape
from typing import Any

import nh3
from babel import Locale, UnknownLocaleError
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc import Locator as CslLocator
from citeproc.source.json import CiteProcJSON
from lxml import etree

from offline_archive.errors import ArchiveError
from offline_archive.paths import printable
from offline_archive.record.bibliography import Bibliography, Reference
from offline_archive.record.citations import Cited
from offline_archive.record.door import in_language

_NAMESPACE = "http://purl.org/net/xbiblio/csl"
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_MARKUP = {"i", "b", "em", "strong", "sup", "sub", "span"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list of references."""

    key: str
    """The source's key."""
    html: str
    """The reference in full: words and emphasis, no links."""


class Style:
    """How one language cites."""

    def __init__(self, bibliography: Bibliography, language: str, translate: Callable[[str], str],
                 style: bytes) -> None:
        self._bibliography = bibliography
        self._translate = translate
        self._language = language
        self._style = style

    def part(self, one: Cited) -> str:
        """One source's part of a citation, without the brackets around the whole."""
        bare = self._bare(one)
        prefix = f"{escape(one.prefix)} " if one.prefix else ""
        comma = "" if one.suffix[:1] in ("", ",", ".", ":") else " "
        return f"{prefix}{bare}{comma}{escape(one.suffix)}" if one.suffix else f"{prefix}{bare}"

    def label(self, key: str) -> str:
        """The source's name in citations, as text: its author and year."""
        return unescape(nh3.clean(self._bare(Cited(key)), tags=set()))

    def entry(self, key: str) -> Entry:
        """The reference in full."""
        return Entry(key, self._entries.get(key, ""))

    def entries(self, keys: Iterable[str]) -> tuple[Entry, ...]:
        """The references in full, in the order of the style."""
        wanted = frozenset(keys)
        return tuple(Entry(key, html) for key, html in self._entries.items() if key in wanted)

    # ---- the processor

    @cached_property
    def _processor(self) -> CitationStylesBibliography:
        items = [self._item(reference) | {"id": self._ids[key]}
                 for key, reference in self._bibliography.references.items()]
        processor = CitationStylesBibliography(self._loaded_style(), CiteProcJSON(items), formatter.html)
        processor.register(Citation([CitationItem(item["id"]) for item in items]))
        return processor

    @cached_property
    def _ids(self) -> dict[str, str]:
        """Keys for the processor, which folds their case."""
        return {key: f"r{number}" for number, key in enumerate(self._bibliography.references)}

    def _rendered(self, key: str, **locator: Any) -> str:
        """One source's citation, as if it were the first of the text: nothing is shortened to "ibid."."""
        citation = Citation([CitationItem(self._ids[key], **locator)])
        citation.bibliography = self._processor
        return _clean(str(self._processor.style.render_citation(citation, [], _silent))).strip()

    def _loaded_style(self) -> CitationStylesStyle:
        """The style with the months of CLDR."""
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
            tree = etree.fromstring(self._style, parser)
            _name_months(tree, _csl_language(self._language), _months(self._language, "format"))
            style = CitationStylesStyle(io.BytesIO(etree.tostring(tree)), locale=_csl_language(self._language),
                                        validate=False)
            if style.root.citation is None or style.root.bibliography is None:
                raise ValueError("it has no layout for citations, or none for the bibliography")
            return style
        except Exception as error:  # lxml and citeproc raise many kinds
            raise ArchiveError(f"the citation style cannot be read: {error}",
                               remedy="give a style of CSL 1.0, as reference managers use it") from None

    def _item(self, reference: Reference) -> dict[str, Any]:
        """What the processor is given: never a gap where a reader expects a name or a title."""
        item = {name: _in_years(value) for name, value in reference.csl.items()}
        if not reference.title:
            missing = self._translate("title withheld") if reference.withheld else self._translate("title not known")
            item["title"] = f"[{missing}]"
        if not reference.names:
            body = in_language(reference.label, self._language) or reference.publisher or reference.container
            if body or not reference.title:
                item["author"] = [{"literal": body or f"[{self._translate('author not known')}]"}]
        return item

    def _bare(self, one: Cited) -> str:
        """Author and year with the locator, by the style, without brackets."""
        locator = {"locator": CslLocator(one.label, one.locator)} if one.label else {}
        said = self._rendered(one.key, **locator)
        said = said[1:-1] if said.startswith("(") and said.endswith(")") else said
        said = self._with_letter(one.key, said)
        if one.without_author and (year := self._year(one.key)) and year in said:
            return said[said.rindex(year) if not locator else said.index(year, max(0, said.find(f", {year}"))):]
        return said

    @cached_property
    def _entries(self) -> dict[str, str]:
        """Every reference in full, by key, in the order of the style."""
        processor = self._processor
        processor.sort()
        made = processor.bibliography()
        keys = {made_up: key for key, made_up in self._ids.items()}
        return {keys[made_up]: self._with_month(keys[made_up], self._with_letter(keys[made_up], _clean(str(entry))))
                for made_up, entry in zip(processor.keys, made, strict=True)}

    def _with_month(self, key: str, said: str) -> str:
        """`said` with the month in the form that stands without a day («май», not «мая»)."""
        issued = self._bibliography.references[key].issued
        if issued is None or issued.start is None or issued.start.precision != 2 or issued.start.season:
            return said
        month = issued.start.first[1]
        beside, alone = (_months(self._language, form).get(month, "") for form in ("format", "stand-alone"))
        return re.sub(rf"\b{re.escape(beside)}\b", alone, said) if beside and alone else said

    def _with_letter(self, key: str, said: str) -> str:
        letter = self._letters.get(key)
        year = self._year(key)
        if not letter or not year:
            return said
        # After the author, whose name may hold the same number: "Coalition 2017, 2017a", "Coalition 2017 (2017a)".
        for before in (", ", "("):
            if f"{before}{year}" in said:
                return said.replace(f"{before}{year}", f"{before}{year}{letter}", 1)
        return re.sub(rf"(?<!\d){year}(?!\d)", f"{year}{letter}", said, count=1)

    @cached_property
    def _letters(self) -> Mapping[str, str]:
        """The letter of each source that shares its citation with another."""
        alike: dict[str, list[Reference]] = defaultdict(list)
        for key, reference in self._bibliography.references.items():
            alike[self._rendered(key)].append(reference)
        letters: dict[str, str] = {}
        for group in alike.values():
            group.sort(key=lambda reference: (reference.issued.bounds if reference.issued else (), reference.key))
            if len(group) > 1:
                letters |= {reference.key: _letter(place) for place, reference in enumerate(group)}
        return letters

    def _year(self, key: str) -> str:
        issued = self._bibliography.references[key].issued
        return str(issued.start.first[0]) if issued and issued.start else ""


def _name_months(style: Any, language: str, months: Mapping[int, str]) -> None:
    """Let the style name the months as CLDR does in `language`."""
    locales = {locale.get(_XML_LANGUAGE): locale for locale in style.findall(f"{{{_NAMESPACE}}}locale")}
    locale = locales.get(language)
    if locale is None:
        locale = etree.Element(f"{{{_NAMESPACE}}}locale", {_XML_LANGUAGE: language})
        # A style's locales stand before its macros.
        place = next((index for index, child in enumerate(style) if str(child.tag).endswith("}macro")), len(style))
        style.insert(place, locale)
    terms = locale.find(f"{{{_NAMESPACE}}}terms")
    if terms is None:
        terms = etree.SubElement(locale, f"{{{_NAMESPACE}}}terms")
    for number, name in months.items():
        etree.SubElement(terms, f"{{{_NAMESPACE}}}term", {"name": f"month-{number:02d}"}).text = name


def _in_years(value: Any) -> Any:
    """A range of dates as one of years, which is all of it that the processor writes; anything else as it is."""
    parts = value.get("date-parts", ()) if isinstance(value, dict) else ()
    if len(parts) < 2:
        return value
    years = [part[:1] for part in parts]
    return value | {"date-parts": years[:1] if years[0] == years[1] else years}


def _silent(item: object) -> str:
    """What stands for a source that the processor does not know; the caller never asks for one."""
    return ""


def _letter(place: int) -> str:
    """a to z, then aa to az, as bibliographies count."""
    letters = string.ascii_lowercase
    return letters[place] if place < 26 else _letter(place // 26 - 1) + letters[place % 26]


def _clean(html: str) -> str:
    """Words and emphasis only: a title may hold anything."""
    return printable(nh3.clean(html, tags=_MARKUP, attributes={}, clean_content_tags={"script", "style"}))


def _csl_language(language: str) -> str:
    return "en-GB" if language.partition("-")[0] == "en" else language


def _months(language: str, form: str) -> dict[int, str]:
    """The names of the months, in CLDR's form ``format`` (beside a day) or ``stand-alone``."""
    try:
        return dict(Locale.parse(language, sep="-").months[form]["wide"])
    except (UnknownLocaleError, ValueError):
        return {}
