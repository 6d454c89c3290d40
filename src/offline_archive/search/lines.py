"""What the line of every stem tells of its documents, made again only where it changed.

The stems in their order are cut into stretches where the hash of one says so: an edit of one page changes the stretches
of its words, and leaves the others as they are.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeAlias

from offline_archive.search.postings import Impacts, positions, postings
from offline_archive.search.vocabulary import Term, Vocabulary

Recall: TypeAlias = Callable[[bytes, Callable[[], Any]], Any]
"""Gives what a function makes, by a digest of what it is made from: from an earlier build where it is known."""
_Stretch: TypeAlias = list[tuple[str, Term]]
_HASH = 48


def anew(mark: bytes, make: Callable[[], Any]) -> Any:
    """Recalls nothing."""
    return make()


def told(vocabulary: Vocabulary, impacts: Impacts, recall: Recall) -> Iterator[tuple[str, str, str]]:
    """Each stem in order, with its postings and its positions as text."""
    for stretch in _stretches(vocabulary.terms):
        made = partial(_texts, stretch, impacts, vocabulary.numbers)
        for (stem, _), texts in zip(stretch, recall(_mark(stretch, impacts), made), strict=True):
            yield (stem, *texts)


def _stretches(terms: Mapping[str, Term]) -> Iterator[_Stretch]:
    stretch: _Stretch = []
    for stem, term in terms.items():
        if stretch and zlib.crc32(stem.encode()) % _HASH == 0:
            yield stretch
            stretch = []
        stretch.append((stem, term))
    if stretch:
        yield stretch


def _texts(stretch: _Stretch, impacts: Impacts, numbers: int) -> list[tuple[str, str]]:
    return [(postings(term, impacts.of, numbers), positions(term)) for _, term in stretch]


def _mark(stretch: _Stretch, impacts: Impacts) -> bytes:
    """A digest of all that the texts of a stretch are made from."""
    made_from = hashlib.blake2b(impacts.around)
    for stem, term in stretch:
        told_of = b"".join([impacts.marks[packed >> 28] for packed in term.packed])
        for part in (stem.encode(), term.packed.tobytes(), term.positions.tobytes(), told_of):
            made_from.update(len(part).to_bytes(8, "big"))
            made_from.update(part)
    return made_from.digest()
