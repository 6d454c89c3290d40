"""The A-Z index: every term of the search index with the pages that hold it, for reading without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offline_archive.model import Page
from offline_archive.search.analysis import fold
from offline_archive.search.vocabulary import Term, Vocabulary

MOST_PAGES = 60
"""How many pages a term lists; a commoner one names those where it stands most often."""
_PART_BYTES = 150_000
_DIGITS = "0\N{EN DASH}9"


@dataclass(frozen=True, slots=True)
class Heading:
    """A term and where it stands."""

    term: str
    """The form that readers see."""
    pages: tuple[Page, ...]
    """The pages that hold it, in order of path."""
    more: int
    """How many further pages hold it."""


@dataclass(frozen=True, slots=True)
class Part:
    """The terms of one letter, or a stretch of them."""

    letter: str
    """The folded first letter, in upper case; digits share one part."""
    number: int
    """Counted from 1 within the letter."""
    headings: tuple[Heading, ...]
    """The terms in order."""


def parts(vocabulary: Vocabulary) -> Iterator[Part]:
    """The A-Z index of one language, in parts small enough for a slow phone."""
    letters: dict[str, list[tuple[str, Heading]]] = {}
    for term in vocabulary.terms.values():
        shown = term.shown
        folded = fold(shown)
        letter = _DIGITS if folded[:1].isnumeric() else folded[:1].upper()[:1]
        letters.setdefault(letter, []).append((folded, _heading(term, shown, vocabulary)))
    for letter in sorted(letters, key=lambda letter: (letter != _DIGITS, letter)):
        rest = [heading for _, heading in sorted(letters[letter], key=lambda item: item[0])]
        number = 1
        while rest:
            count = _fitting(rest)
            yield Part(letter, number, tuple(rest[:count]))
            rest, number = rest[count:], number + 1


def _heading(term: Term, shown: str, vocabulary: Vocabulary) -> Heading:
    most = sorted(term.postings, key=lambda posting: (-posting.counts[0], -sum(posting.counts),
                                                      posting.document))[:MOST_PAGES]
    pages = tuple(vocabulary.documents[number] for number in sorted(p.document for p in most))
    return Heading(shown, pages, len(term.postings) - len(pages))


def _fitting(headings: list[Heading]) -> int:
    size = 0
    for count, heading in enumerate(headings, start=1):
        size += 60 + len(heading.term.encode()) + sum(
            40 + len(str(page.path)) + len(page.title.encode()) for page in heading.pages)
        if size > _PART_BYTES:
            return max(1, count - 1)
    return len(headings)
