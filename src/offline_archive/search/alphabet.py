"""The A-Z index: every term of the search index with the pages and sections that hold it, for reading without scripts.

- It covers what search covers. Only of an archive so large that its A-Z index would outweigh its text does a common
  word list the pages where it stands most often, and how many more there are. Pages go by the names of their files
  there, as in a book they go by numbers: titles beside every word would be most of the index, and a new title would
  change a great part of it.
- It is cut into parts where the hash of a word says so, as the shards of the index are: an edit of one page leaves most
  parts as they are.
"""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from offline_archive.search.collation import collation
from offline_archive.search.documents import Document
from offline_archive.search.folding import words
from offline_archive.search.vocabulary import Term, Vocabulary

MOST_ENTRIES = 40_000
"""Entries of a language's whole index; where there would be more, common words list fewer pages."""
PER_ENTRY = 200
"""Letters of text beyond which an archive has another entry."""
_CAPS = (1_000, 300, 100, 60, 30, 20, 12, 8)
_AS_NAMES = 4
"""So many times as many pages are listed of a word that is written with a capital."""
LEAST_BYTES, MOST_BYTES = 12_000, 24_000
"""The entries of a part: an edit changes few bytes, and a part is quick to open on a slow phone."""
_HASH = 16
_OUTSIDE = 0xFFF
"""Of a posting, what counts occurrences outside of the text."""
_DIGITS = "0\N{EN DASH}9"
_MANY_LETTERS = 80


@dataclass(frozen=True, slots=True)
class Place:
    """A section, or a paragraph, of a page in which a term stands."""

    path: PurePosixPath
    """The page's site path."""
    title: str
    """The page's title, or its name."""
    anchor: str
    """The id of the section; empty for the text before the first heading, and for a careful one."""
    section: str
    """The section's title; empty for the text before the first heading, for a careful one, and where pages go by their
    names."""
    weight: int
    """About how many bytes it takes."""


def placed(path: PurePosixPath, title: str, anchor: str = "", section: str = "") -> Place:
    """A place, weighed."""
    return Place(path, title, anchor, section, 24 + len(str(path)) + len(title) + len(anchor) + len(section))


@dataclass(frozen=True, slots=True)
class Heading:
    """A term and where it stands, or as much of that as fits into a part."""

    term: str
    """The form that readers see, or the title of a record."""
    path: PurePosixPath | None
    """The site path of the record's page; None for a word."""
    places: tuple[Place, ...]
    """In order of the pages' titles or names. Of words that stand in one section, it is one value."""
    more: int
    """How many further pages hold it and are not listed."""
    mark: bytes = b""
    """Tells its places from others, in an archive of the same :func:`around`; empty where that is not known."""


@dataclass(frozen=True, slots=True)
class Part:
    """The terms of one letter, or a stretch of them."""

    letter: str
    """The first letter, in upper case; digits share one part, and so do neighbours in a script of many letters."""
    headings: tuple[Heading, ...]
    """The terms in order."""


def parts(vocabulary: Vocabulary) -> Iterator[Part]:
    """The A-Z index of one language, in parts small enough for a slow phone."""
    key = collation(vocabulary.language)
    cap = _cap(vocabulary)
    goes_by = _goes_by(vocabulary, cap)
    keyed = sorted(((key(shown), shown, term) for term in vocabulary.terms.values() if (shown := term.shown)),
                   key=lambda one: (one[0], one[1]))
    order = goes_by.order()
    letters: dict[str, list[Heading]] = {}
    for sorting, shown, term in keyed:
        letters.setdefault(_letter(sorting), []).append(_heading(shown, term, order, cap, goes_by))
    for letter, headings in _merged(letters):
        for fitting in fit(headings):
            yield Part(letter, fitting)


def dates(vocabulary: Vocabulary, said: Callable[[str], str]) -> Iterator[Heading]:
    """The months and days that pages name, in order; `said` puts a word of the index, such as 20170526, in words."""
    goes_by = _goes_by(vocabulary, _cap(vocabulary))
    order = goes_by.order()
    for word, term in vocabulary.terms.items():
        if not term.forms:
            yield _heading(said(word), term, order, _CAPS[0], goes_by)


def holding(name: str, vocabulary: Vocabulary) -> list[Place]:
    """The documents that hold every word of a name, each in the section where its rarest word stands."""
    stems = [stem for word in words(name) if (stem := vocabulary.analyzer.stem(word))]
    terms = sorted((vocabulary.terms[stem] for stem in stems if stem in vocabulary.terms), key=len)
    if not terms or len(terms) < len(stems):
        return []
    others = [{posting.number for posting in term.postings()} for term in terms[1:]]
    return [place_of(vocabulary.documents[posting.number], posting.section) for posting in terms[0].postings()
            if all(posting.number in numbers for numbers in others)]


def fit(headings: Iterable[Heading]) -> Iterator[tuple[Heading, ...]]:
    """Headings in stretches that fit into a part; one with too many places goes on in the next."""
    part: list[Heading] = []
    size = 0
    for heading in headings:
        own = 40 + len(heading.term.encode())
        if part and size >= LEAST_BYTES and zlib.crc32(heading.term.encode()) % _HASH == 0:
            yield tuple(part)
            part, size = [], 0
        first = 0
        size += own
        weights = [place.weight for place in heading.places]
        if size + sum(weights) <= MOST_BYTES:
            size += sum(weights)
            part.append(heading)
            continue
        for at, weight in enumerate(weights):
            if size + weight > MOST_BYTES and (part or at > first):
                yield (*part, *([_cut(heading, first, at, more=0)] if at > first else []))
                part, first, size = [], at, own
            size += weight
        part.append(_cut(heading, first, len(weights), more=heading.more) if first else heading)
    if part:
        yield tuple(part)


def _cut(heading: Heading, first: int, end: int, *, more: int) -> Heading:
    return replace(heading, places=heading.places[first:end], more=more,
                   mark=heading.mark and heading.mark + repr((first, end)).encode())


def around(vocabulary: Vocabulary) -> bytes:
    """A digest of all that places are told by, beside their numbers."""
    told = [(number, str(document.path), document.title, document.name, document.outline.headings)
            for number, document in vocabulary.documents.items()]
    by_name = _cap(vocabulary) < len(told)
    return hashlib.sha256(repr((by_name, told)).encode("utf-8", "surrogatepass")).digest()


def place_of(document: Document, number: int) -> Place:
    """A section of a document by its number; the last where there are fewer."""
    anchor, title = document.outline.headings[min(number, len(document.outline.headings) - 1)]
    # The id of a careful section is made of its title.
    return placed(document.path, document.title, anchor if title else "", title)


class _Titled:
    """Pages go by their titles."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._documents = vocabulary.documents
        self._known = _Known(lambda key: self._of(self._documents[key >> 8], key & 255))

    def places(self, sections: Iterable[int]) -> tuple[Place, ...]:
        """The places of postings of which what they count is left out."""
        return tuple(map(self._known.__getitem__, sections))

    def order(self) -> dict[int, int]:
        """By number, the place of each document among all, in order of what it goes by."""
        shown = {number: self._of(document, 0).title.casefold() for number, document in self._documents.items()}
        ordered = sorted(shown, key=lambda number: (shown[number], str(self._documents[number].path)))
        return {number: place for place, number in enumerate(ordered)}

    def _of(self, document: Document, section: int) -> Place:
        return place_of(document, section)


class _Known(dict[int, Place]):
    """The places of a vocabulary that were asked for, by document and section."""

    def __init__(self, make: Callable[[int], Place]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: int) -> Place:
        self[key] = made = self._make(key)
        return made


class _Named(_Titled):
    """Pages go by the names of their files."""

    def _of(self, document: Document, section: int) -> Place:
        place = place_of(document, section)
        return placed(place.path, document.name, place.anchor)


def _goes_by(vocabulary: Vocabulary, cap: int) -> _Titled:
    return _Named(vocabulary) if cap < len(vocabulary.documents) else _Titled(vocabulary)


def _letter(key: str) -> str:
    letter = key[1:2]  # each is preceded by its place in the alphabet
    return _DIGITS if letter.isnumeric() else letter.upper()[:1]


def _merged(letters: dict[str, list[Heading]]) -> Iterator[tuple[str, list[Heading]]]:
    """The letters; of a script that has too many for a list of them, neighbours together."""
    if len(letters) <= _MANY_LETTERS:
        yield from letters.items()
        return
    names: list[str] = []
    gathered: list[Heading] = []
    size = 0
    for letter, headings in letters.items():
        names.append(letter)
        gathered += headings
        size += sum(place.weight for heading in headings for place in heading.places)
        if size > MOST_BYTES // 2:
            yield _range(names), gathered
            names, gathered, size = [], [], 0
    if names:
        yield _range(names), gathered


def _range(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}\N{EN DASH}{names[-1]}"


def _cap(vocabulary: Vocabulary) -> int:
    """How many pages a term lists at most: all, unless the whole would be too large."""
    counts = [(len(term), _times(term)) for term in vocabulary.terms.values()]
    text = sum(document.outline.characters for document in vocabulary.documents.values())
    most = max(MOST_ENTRIES, text // PER_ENTRY)
    if sum(count for count, _ in counts) <= most:
        return len(vocabulary.documents)
    return next((cap for cap in _CAPS if sum(min(count, cap * times) for count, times in counts) <= most), _CAPS[-1])


def _times(term: Term) -> int:
    return _AS_NAMES if term.shown[:1].isupper() else 1


def _heading(shown: str, term: Term, order: Mapping[int, int], cap: int, goes_by: _Titled) -> Heading:
    packed: Sequence[int] = term.packed
    cap *= _times(term)
    if len(term) > cap:
        packed = _chosen(packed, cap)
    if len(packed) > 1:
        packed = sorted(packed, key=lambda one: order[one >> 28])
    sections = [one >> 20 for one in packed]
    return Heading(shown, None, goes_by.places(sections), len(term) - len(packed), array("Q", sections).tobytes())


def _chosen(packed: Sequence[int], cap: int) -> list[int]:
    """So many postings: where a term stands outside of the text, then where it stands most often there."""
    outside = [one for one in packed if one & _OUTSIDE]
    outside.sort(key=lambda one: (-((one & 15) + (one >> 4 & 15) + (one >> 8 & 15)), -(one >> 12 & 255)))
    if len(outside) < cap:
        inside = [one for one in packed if not one & _OUTSIDE]
        several = [one for one in inside if one >> 12 & 254]
        outside += sorted(several, key=lambda one: -(one >> 12 & 255))
        if len(outside) < cap:  # the others stand once each, and are in order as they are
            outside += [one for one in inside if not one >> 12 & 254]
    return outside[:cap]
