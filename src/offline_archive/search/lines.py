"""What the line of every stem tells of its documents, made again only where it changed.

The stems in their order are cut into stretches where the hash of one says so: an edit of one page changes the stretches
of its words, and leaves the others as they are.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from offline_archive.search.postings import Impacts, positions, postings
from offline_archive.search.vocabulary import Term, Vocabulary

Recall: TypeAlias = Callable[[bytes, Callable[[], Any]], Any]
"""Gives what a function makes, by a digest of what it is made from: from an earlier build where it is known."""
Texts: TypeAlias = list[tuple[str, str]]
"""Of each stem of a stretch, its postings and its positions."""
_HASH = 48


class Stretch(NamedTuple):
    """Stems that follow each other, and what they are told from other states of them by."""

    mark: bytes
    """A digest of all that its texts are made from."""
    terms: list[tuple[str, Term]]
    """The stems, with their terms."""


class Marks(NamedTuple):
    """What stretches of stems are told from other states of them by."""

    around: bytes
    """What all impacts depend on."""
    marks: Mapping[tuple[str, int], bytes]
    """By the first stem of a stretch, and how many it has."""


NO_MARKS = Marks(b"", {})
"""Nothing is known."""


def anew(mark: bytes, make: Callable[[], Any]) -> Any:
    """Recalls nothing."""
    return make()


class Lines:
    """The stems of a vocabulary in stretches, and the texts of these."""

    def __init__(self, vocabulary: Vocabulary, known: Marks = NO_MARKS) -> None:
        """The marks of those stretches are `known` that are as they were in an earlier build."""
        self.impacts = Impacts(vocabulary)
        """What occurrences count."""
        self._numbers = vocabulary.numbers
        marks = known.marks if known.around == self.impacts.around else {}
        self.stretches = [Stretch(marks.get((terms[0][0], len(terms))) or _mark(terms, self.impacts), terms)
                          for terms in stretches(vocabulary.terms)]
        """In their order."""

    def marks(self) -> Marks:
        """The marks of its stretches, for the next build."""
        return Marks(self.impacts.around, {
            (stretch.terms[0][0], len(stretch.terms)): stretch.mark for stretch in self.stretches})

    def texts(self, stretches: Iterable[Stretch]) -> list[Texts]:
        """The postings and the positions of each stem, by stretch."""
        return [[(postings(term, self.impacts.of, self._numbers), positions(term)) for _, term in stretch.terms]
                for stretch in stretches]


def told(lines: Lines, texts: Iterable[Texts]) -> Iterator[tuple[str, str, str]]:
    """Each stem in order, with its postings and its positions as text."""
    for stretch, found in zip(lines.stretches, texts, strict=True):
        for (stem, _), (documents, where) in zip(stretch.terms, found, strict=True):
            yield stem, documents, where


def stretches(terms: Mapping[str, Term]) -> Iterator[list[tuple[str, Term]]]:
    """`terms`, which are in order of their stems, cut where the hash of a stem says so."""
    stretch: list[tuple[str, Term]] = []
    for stem, term in terms.items():
        if stretch and zlib.crc32(stem.encode()) % _HASH == 0:
            yield stretch
            stretch = []
        stretch.append((stem, term))
    if stretch:
        yield stretch


def _mark(stretch: list[tuple[str, Term]], impacts: Impacts) -> bytes:
    """A digest of all that the texts of a stretch are made from."""
    made_from = hashlib.blake2b(impacts.around)
    for stem, term in stretch:
        told_of = b"".join([impacts.marks[packed >> 28] for packed in term.packed])
        for part in (stem.encode(), term.packed.tobytes(), term.positions.tobytes(), told_of):
            made_from.update(len(part).to_bytes(8, "big"))
            made_from.update(part)
    return made_from.digest()
