"""The A-Z index and its registers of people, bodies, places, dates and sources: the search without scripts."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

from offline_archive.dates import parse
from offline_archive.model import Page
from offline_archive.paths import OWN_FOLDER, relative
from offline_archive.record.certainty import N_
from offline_archive.render.pages import Renderer
from offline_archive.search import Vocabulary
from offline_archive.search.alphabet import Heading, Part, Place, dates, fit, holding, parts
from offline_archive.search.collation import collation

_ROOT = PurePosixPath()
_INDEX = f"{OWN_FOLDER}/a-z/index"
_REGISTERS = (("people", N_("People"), "person"), ("organisations", N_("Organisations"), "organisation"),
              ("places", N_("Places"), "place"), ("sources", N_("Sources"), "source"))
_DATES = ("dates", N_("Dates"))


def alphabet_pages(renderer: Renderer, vocabulary: Vocabulary) -> dict[str, bytes]:
    """A page of letters and registers, and the pages of each."""
    letters = list(parts(vocabulary))
    registers = [(name, renderer.translate(title), stretches)
                 for name, title, headings in _registers(renderer, vocabulary)
                 if (stretches := list(fit(headings)))]
    book = _Book(renderer, letters, registers)
    return {str(path): data for path, data in book.pages()}


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
            yield named.get(path, Place(path, title, "", ""))
            continue
        numbers = {paragraph.anchor: number for number, paragraph in enumerate(mentions[path].page.paragraphs, start=1)}
        for anchor in mentions[path].anchors:
            yield Place(path, title, anchor, f"\N{PILCROW SIGN} {numbers[anchor]}" if anchor in numbers else "")


def _said(word: str, renderer: Renderer) -> str:
    """The word of a date, such as 20170526, in words; as it is when there is no such day."""
    date = parse("-".join(part for part in (word[:4], word[4:6], word[6:]) if part))
    return renderer.when(date) or word


class _Book:
    """The pages of the index, each with the way to all others."""

    def __init__(self, renderer: Renderer, letters: list[Part],
                 registers: Sequence[tuple[str, str, list[tuple[Heading, ...]]]]) -> None:
        self._renderer = renderer
        self._letters = [(renderer.alphabet_path(_part_name(part)), part) for part in letters]
        self._registers = [(title, [(renderer.alphabet_path(name if number == 1 else f"{name}-{number}"), stretch)
                                    for number, stretch in enumerate(stretches, start=1)])
                           for name, title, stretches in registers]

    def pages(self) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Site path and bytes of each page."""
        index = self._renderer.alphabet_path()
        words = self._renderer.translate("A\N{EN DASH}Z index")
        yield index, self._page(index, words, ())
        for path, part in self._letters:
            yield path, self._page(path, f"{words}: {_numbered(part.letter, part.number)}", part.headings)
        for title, stretches in self._registers:
            for number, (path, stretch) in enumerate(stretches, start=1):
                yield path, self._page(path, f"{words}: {_numbered(title, number)}", stretch, is_register=True)

    def _page(self, path: PurePosixPath, title: str, headings: tuple[Heading, ...], *,
              is_register: bool = False) -> bytes:
        here: Callable[[PurePosixPath], str] = lambda other: relative(path, other)  # noqa: E731
        return self._renderer.render(
            "alphabet.html", path, title, _ROOT, twin=_INDEX,
            alphabets=[[(here(other), _numbered(part.letter, part.number), other == path) for other, part in letters]
                       for _, letters in groupby(self._letters, key=lambda one: _script(one[1].letter))],
            registers=[(here(other), _numbered(name, number), other == path)
                       for name, stretches in self._registers
                       for number, (other, _) in enumerate(stretches, start=1)],
            headings=[_shown(heading, path) for heading in headings], is_register=is_register)


def _shown(heading: Heading, path: PurePosixPath) -> dict[str, Any]:
    """A heading as the template shows it; the places of one page stand together."""
    pages: list[tuple[str, str, list[tuple[str, str]]]] = []
    before = None
    for place in heading.places:
        if place.path != before:
            pages.append((relative(path, place.path), place.title, []))
            before = place.path
        if place.section:
            pages[-1][2].append((relative(path, place.path, place.anchor), place.section))
    return {"term": heading.term, "href": relative(path, heading.path) if heading.path else "",
            "more": heading.more, "pages": pages}


def _script(letter: str) -> str:
    """The script of a letter, as far as its name in Unicode tells."""
    return unicodedata.name(letter[0], "").partition(" ")[0]


def _numbered(name: str, number: int) -> str:
    return f"{name} {number}" if number > 1 else name


def _part_name(part: Part) -> str:
    """The code points of the letters: a name that every file system holds."""
    name = "0-9" if part.letter[0].isnumeric() else "-".join(
        f"{ord(letter):04x}" for letter in part.letter if letter != "\N{EN DASH}")
    return name if part.number == 1 else f"{name}-{part.number}"
