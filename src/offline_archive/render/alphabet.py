"""The A-Z index and its registers of people, bodies, places, dates and sources: the search without scripts."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import quote

from markupsafe import Markup, escape

from offline_archive.dates import parse
from offline_archive.model import Page
from offline_archive.paths import OWN_FOLDER, relative
from offline_archive.record.certainty import N_
from offline_archive.render.pages import Renderer
from offline_archive.search import Vocabulary
from offline_archive.search.alphabet import Heading, Place, around, dates, fit, holding, parts, placed
from offline_archive.search.collation import collation
from offline_archive.search.shards import fnv

_ROOT = PurePosixPath()
_INDEX = f"{OWN_FOLDER}/a-z/index"
_REGISTERS = (("people", N_("People"), "person"), ("organisations", N_("Organisations"), "organisation"),
              ("places", N_("Places"), "place"), ("sources", N_("Sources"), "source"))
_MOST_NAMED = 1_500
"""Pages up to which the first page of the index leads to each of them, and not to letters alone."""
_PLAIN = re.compile(r"[0-9A-Za-z_-]*")
_PARAGRAPH = "\N{PILCROW SIGN}"
_DATES = ("dates", N_("Dates"))


class AlphabetPage(NamedTuple):
    """A page of the index that can be made."""

    path: str
    """Its site path."""
    mark: bytes
    """A digest of all that it is made of, beside the program; empty where that is not known."""
    make: Callable[[], bytes]
    """Gives its bytes."""


def alphabet_pages(renderer: Renderer, vocabulary: Vocabulary) -> Iterator[AlphabetPage]:
    """A page of letters and registers, and the pages of each."""
    letters = [_Group(_part_name(letter), letter, [part.headings for part in found])
               for letter, found in groupby(parts(vocabulary), key=lambda part: part.letter)]
    registers = [_Group(name, renderer.translate(title), stretches, is_register=True)
                 for name, title, headings in _registers(renderer, vocabulary)
                 if (stretches := list(fit(headings)))]
    yield from _Book(renderer, letters, registers, around(vocabulary)).pages()


def _registers(renderer: Renderer, vocabulary: Vocabulary) -> Iterator[tuple[str, str, list[Heading]]]:
    for name, title, kind in _REGISTERS:
        yield name, title, _records(renderer, kind, vocabulary)
    yield *_DATES, list(dates(vocabulary, lambda word: _said(word, renderer)))


def _records(renderer: Renderer, kind: str, vocabulary: Vocabulary) -> list[Heading]:
    """The records of a kind in order of the alphabet, each with the pages that refer to it or hold its name."""
    key = collation(renderer.language)
    shown = [page for page in renderer.site.pages
             if page.reader == renderer.language and page.kind == kind and page.record is not None]
    return [Heading(page.title, page.path, tuple(_places(renderer, page, vocabulary)), 0)
            for page in sorted(shown, key=lambda page: (key(page.title), str(page.path)))]


def _places(renderer: Renderer, page: Page, vocabulary: Vocabulary) -> Iterator[Place]:
    mentions = {mention.page.path: mention for mention in renderer.mentions_of(page.path)}
    named = {} if page.kind == "source" else {place.path: place for place in holding(page.title, vocabulary)}
    titles = {path: mention.page.title for path, mention in mentions.items()} \
        | {path: place.title for path, place in named.items()}
    for path, title in sorted(titles.items(), key=lambda one: (one[1].casefold(), str(one[0]))):
        if path == page.path:
            continue
        if path not in mentions or not mentions[path].anchors:
            yield named.get(path, placed(path, title))
            continue
        numbers = {claim.anchor: claim.number for claim in mentions[path].page.outline.claims}
        for anchor in mentions[path].anchors:
            yield placed(path, title, anchor, f"{_PARAGRAPH} {numbers[anchor]}" if anchor in numbers else "")


def _said(word: str, renderer: Renderer) -> str:
    """The word of a date, such as 20170526, in words; as it is when there is no such day."""
    date = parse("-".join(part for part in (word[:4], word[4:6], word[6:]) if part))
    return renderer.when(date) or word


@dataclass(frozen=True, slots=True)
class _Group:
    """A letter or a register: one page, or a page that leads to several."""

    name: str
    """How the names of its files begin."""
    title: str
    """The letter, or what is registered."""
    stretches: Sequence[tuple[Heading, ...]]
    """Its headings, in stretches of a page each."""
    is_register: bool = False
    """Whether it is a register."""

    def names(self) -> list[str]:
        """The name of each page of its headings: from its first heading, so that neighbours may come and go."""
        if len(self.stretches) == 1:
            return [self.name]
        found: dict[str, None] = {}
        for stretch in self.stretches:
            number, term = 0, stretch[0].term
            while (name := f"{self.name}-{fnv(term + chr(9) * number):08x}") in found:
                number += 1
            found[name] = None
        return list(found)


class _Book:
    """The pages of the index."""

    def __init__(self, renderer: Renderer, letters: Sequence[_Group], registers: Sequence[_Group],
                 around: bytes) -> None:
        self._renderer = renderer
        self._letters = letters
        self._registers = registers
        self._index = renderer.alphabet_path()
        self._title = renderer.translate("A\N{EN DASH}Z index")
        self._pages: dict[tuple[PurePosixPath, str], tuple[str, str]] = {}
        self._sections: dict[tuple[str, str], tuple[str, str]] = {}
        self._written: dict[int, str] = {}
        # Whatever a page shows beside its own, an empty one shows, too.
        self._around = around + hashlib.sha256(self._page(renderer.alphabet_path(""), "")).digest()

    def pages(self) -> Iterator[AlphabetPage]:
        """Each page."""
        named = sum(len(group.stretches) for group in (*self._letters, *self._registers)) <= _MOST_NAMED
        links = [[(self._address(group.name), group.title, [
            (number, self._address(name)) for number, name in enumerate(group.names(), start=1)
            if named and len(group.stretches) > 1]) for group in groups]
                 for groups in (*(list(found) for _, found in groupby(
                     self._letters, key=lambda group: _script(group.title))), self._registers)]
        yield self._to_make(self._index, self._title, letters=links[:-1], registers=links[-1])
        ways = [(group, number, name) for group in (*self._letters, *self._registers)
                for number, name in enumerate(group.names())]
        for place, (group, number, name) in enumerate(ways):
            title = f"{self._title}: {group.title}"
            path = self._renderer.alphabet_path(name)
            trail = [(self._here(self._index), self._title)]
            if len(group.stretches) > 1:
                upper = self._renderer.alphabet_path(group.name)
                if number == 0:
                    yield self._to_make(upper, title, trail=trail, stretches=[
                        (self._address(own), stretch[0].term, stretch[-1].term)
                        for own, stretch in zip(group.names(), group.stretches, strict=True)])
                trail = [*trail, (self._here(upper), group.title)]
            near = [ways[other] if 0 <= other < len(ways) and ways[other][0] is group else None
                    for other in (place - 1, place + 1)]
            before, after = (self._way(one) if one is not None else None for one in near)
            yield self._to_make(path, title, group.stretches[number], trail=trail, before=before, after=after,
                                is_register=group.is_register)

    def _to_make(self, path: PurePosixPath, title: str, headings: Sequence[Heading] = (),
                 **values: Any) -> AlphabetPage:
        told = [(heading.term, heading.more, heading.mark) for heading in headings]
        mark = hashlib.sha256(repr((self._around, str(path), title, values, told)).encode("utf-8", "surrogatepass"))
        is_told = all(heading.mark for heading in headings)
        return AlphabetPage(str(path), mark.digest() if is_told else b"", partial(
            self._made, path, title, headings, **values))

    def _made(self, path: PurePosixPath, title: str, headings: Sequence[Heading], **values: Any) -> bytes:
        return self._page(path, title, entries=self._entries(headings), **values)

    def _page(self, path: PurePosixPath, title: str, **values: Any) -> bytes:
        given = {"letters": [], "registers": [], "stretches": [], "entries": "", "is_register": False,
                 "before": None, "after": None} | values
        return self._renderer.render("alphabet.html", path, title, _ROOT, twin=_INDEX, **given)

    def _way(self, to: tuple[_Group, int, str]) -> dict[str, str]:
        group, number, name = to
        return {"href": self._address(name), "title": group.stretches[number][0].term}

    def _address(self, name: str) -> str:
        return self._here(self._renderer.alphabet_path(name))

    def _here(self, path: PurePosixPath) -> str:
        """The address of a page, from any page of the index: they lie in one folder."""
        return relative(self._index, path)

    def _entries(self, headings: Iterable[Heading]) -> Markup:
        """The headings with their places: tens of thousands, for which a template takes too long."""
        out: list[str] = []
        for heading in headings:
            term = escape(heading.term)
            out.append(f'<dt><a href="{self._linked(heading.path, "")[0]}">{term}</a><dd>' if heading.path
                       else f"<dt>{term}<dd>")
            out.append(", ".join(self._places(heading.places) if heading.path else map(self._place, heading.places)))
            if heading.more:
                out.append(f' <span class="ui-more">{escape(self._more(heading.more))}</span>')
            out.append("\n")
        return Markup("".join(out))  # noqa: S704 - each piece was escaped

    def _place(self, place: Place) -> str:
        """The one place of a page under a word. Places of many words are one object, and are written once."""
        known = self._written.get(id(place))
        if known is None:
            address, title = self._linked(place.path, place.title)
            anchor = f"#{_quoted(place.anchor)}" if place.anchor else ""
            said = f"{title} · {escape(place.section)}" if place.section else title
            known = self._written[id(place)] = f'<a href="{address}{anchor}">{said}</a>'
        return known

    def _places(self, places: Iterable[Place]) -> Iterator[str]:
        """The places of each page together."""
        for path, found in groupby(places, key=lambda place: place.path):
            here = list(found)
            address, title = self._linked(path, here[0].title)
            sections = [self._section(place) for place in here if place.section]
            if len(sections) == 1 and not here[0].section.startswith(_PARAGRAPH):
                yield f'<a href="{address}#{sections[0][0]}">{title} · {sections[0][1]}</a>'
                continue
            yield f'<a href="{address}">{title}</a>' + "".join(
                f' <a class="ui-at" href="{address}#{anchor}">{section}</a>' for anchor, section in sections)

    def _linked(self, path: PurePosixPath, title: str) -> tuple[str, str]:
        """The address of a page, and what it goes by, which is not the same in each part of the index."""
        key = (path, title)
        known = self._pages.get(key)
        if known is None:
            known = self._pages[key] = str(escape(self._here(path))), str(escape(title))
        return known

    def _section(self, place: Place) -> tuple[str, str]:
        key = (place.anchor, place.section)
        known = self._sections.get(key)
        if known is None:
            known = self._sections[key] = _quoted(place.anchor), str(escape(place.section))
        return known

    def _more(self, number: int) -> str:
        return self._renderer.counted("and %(n)s more page", "and %(n)s more pages", number)


def _quoted(anchor: str) -> str:
    """An id as it stands in an address, in an attribute."""
    return anchor if _PLAIN.fullmatch(anchor) else str(escape(quote(anchor)))


def _script(letter: str) -> str:
    """The script of a letter, as far as its name in Unicode tells."""
    return unicodedata.name(letter[0], "").partition(" ")[0]


def _part_name(letter: str) -> str:
    """The code points of the letters: a name that every file system holds."""
    return "0-9" if letter[0].isnumeric() else "-".join(
        f"{ord(one):04x}" for one in letter if one != "\N{EN DASH}")
