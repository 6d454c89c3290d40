"""The words of a document, counted: what is done for each document by itself, whatever the others are."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from offline_archive.search.analysis import Analyzer
from offline_archive.search.datewords import date_words, months
from offline_archive.search.documents import Document
from offline_archive.search.folding import words

FIELDS = ("title", "headings", "names", "text")
"""The fields of a document, in the order of the index."""
TITLE, HEADINGS, NAMES, TEXT = range(4)
MOST_SECTIONS = 255
"""Sections beyond this count as the last."""
_LAST_POSITION = 60_000
NAME = "'"
"""What stands after the first word in the key of a whole name: it sorts right after that word, and is read with it."""
_HYPHEN = re.compile("[-\u2010-\u2015]")
MOST_NAME_WORDS = 6
"""Words of the longest name that is looked for as a whole."""
_LONGEST_NAME = 48
_GAP = 8  # positions between two pieces of text, so that no phrase runs across
_STEP = 32  # each piece begins at a multiple of it: another title, or a longer section, seldom moves what follows


@dataclass(frozen=True, slots=True)
class Counted:
    """The words of one document, counted: all that the vocabulary needs of its text."""

    lengths: tuple[int, int, int, int]
    """Indexed words in each of :data:`FIELDS`."""
    stems: tuple[str, ...]
    """What its words are filed under."""
    packed: array[int]
    """For each stem, its posting without the document's number; see :meth:`vocabulary.Term.postings`."""
    positions: tuple[bytes, ...]
    """For each stem the count of its positions and then these, as whole numbers of two bytes (those of ``array``);
    see :attr:`vocabulary.Term.positions`."""
    forms: tuple[str, ...]
    """Each form as written."""
    filed: tuple[str, ...]
    """For each form its stem."""
    often: tuple[int, ...]
    """For each form how often it occurs."""
    closed: tuple[str, ...]
    """Those of the forms that must not be quoted: they stand in careful passages alone."""
    names: frozenset[str]
    """The keys of its title and names as wholes."""

    def opened(self) -> set[str]:
        """The stems that have a form which may be quoted."""
        if not self.closed:
            return set(self.filed)
        return {stem for form, stem in zip(self.forms, self.filed, strict=True) if form not in self.closed}


def count(language: str, documents: Iterable[Document], numbers: int) -> Iterator[Counted]:
    """The words of each of `documents`, which are all in `language`, in an index of so many `numbers`."""
    reader = _reader(language, phrase_words(numbers))
    return (reader.read(document) for document in documents)


def phrase_words(numbers: int) -> int:
    """How many words of a document keep their position, so that the index stays within its size."""
    return 0 if numbers <= 4096 else 400 if numbers <= 8192 else 100


@cache
def _reader(language: str, kept: int) -> _Reader:
    """One for each language in a process: what was stemmed once is known."""
    return _Reader(Analyzer(language), kept)


class _Reader:
    """Counts the words of documents, one after the other."""

    def __init__(self, analyzer: Analyzer, kept: int) -> None:
        self.analyzer = analyzer
        self._months = months(analyzer.language)
        self._stems: dict[str, str] = {}
        self._last = kept or _LAST_POSITION

    def read(self, document: Document) -> Counted:
        """Count the words of a document."""
        self._here: dict[str, list[int]] = {}
        self._forms: Counter[str] = Counter()
        self._open: set[str] = set()
        self._position = self._seen = 0
        lengths = [0, 0, 0, 0]
        lengths[TITLE] += self._words(document.title, TITLE, 0)
        for name in document.names:
            lengths[NAMES] += self._words(name, NAMES, 0)
        lengths[TEXT] += self._words(document.lead, TEXT, 0)
        self._words(document.lead, TEXT, 0)
        for place, section in enumerate(document.sections):
            place = min(place, MOST_SECTIONS)
            lengths[HEADINGS] += self._words(section.title, HEADINGS, place)
            lengths[TEXT] += self._words(section.text, TEXT, place)
            lengths[TEXT] += self._words(section.careful, TEXT, place, careful=True)
            for word in (*date_words(section.title, self._months), *date_words(section.text, self._months),
                         *date_words(section.careful, self._months)):
                self._count(word, TEXT, place)
        lengths[TEXT] += self._words(document.unquoted, TEXT, 0, careful=True)
        for word in (*document.date_words, *date_words(document.title, self._months),
                     *date_words(document.lead, self._months)):
            self._count(word, TITLE, 0)
        names = frozenset(key for name in (document.title, *document.names) for key in self._whole(name))
        packed, positions = self._packed()
        forms = [word for word in self._forms if self._stems[word]]
        return Counted(
            (lengths[0], lengths[1], lengths[2], lengths[3]), tuple(self._here), packed, positions, tuple(forms),
            tuple([self._stems[word] for word in forms]), tuple([self._forms[word] for word in forms]),
            tuple([word for word in forms if word not in self._open]), names)

    def _packed(self) -> tuple[array[int], tuple[bytes, ...]]:
        """Postings without a number, and positions, of the stems in their order."""
        packed, positions = array("Q"), []
        for row in self._here.values():
            title, headings, names, text, section = row[:5]
            packed.append(min(title, 15) | min(headings, 15) << 4 | min(names, 15) << 8 | min(text, 255) << 12
                          | section << 20)
            row[5] = len(row) - 6
            positions.append(array("H", row[5:]).tobytes())
        return packed, tuple(positions)

    def _words(self, text: str, place: int, section: int, *, careful: bool = False) -> int:
        """Count the words of a piece of text; give how many are indexed."""
        if not text:
            return 0
        here, stems = self._here, self._stems
        position = self._position
        last = min(_LAST_POSITION, position + self._last - self._seen)
        indexed = 0
        found = words(text)
        self._forms.update(found)
        if not careful:
            self._open.update(found)
        for word in found:
            position += 1
            stem = stems.get(word)
            if stem is None:
                stem = stems[word] = self.analyzer.stem(word)
            if not stem:
                continue
            indexed += 1
            row = here.get(stem)
            if row is None:
                # Four counts, the section, whether a heading gave it, then the positions.
                row = here[stem] = [0, 0, 0, 0, section, 0]
            row[place] += 1
            if place == HEADINGS and not row[5]:
                row[4], row[5] = section, 1
            if position <= last:
                row.append(position)
        self._seen += len(found)
        self._position = -(-(position + _GAP) // _STEP) * _STEP
        return indexed

    def _whole(self, name: str) -> Iterator[str]:
        """The keys of a whole name: its first word apart, beside which the key is filed; none of a long one.

        A name with a hyphen is looked for in one word, too.
        """
        parts = [self.analyzer.fold(word) for word in words(name)]
        joined = "".join(parts)
        if parts and len(parts) <= MOST_NAME_WORDS and len(joined) <= _LONGEST_NAME:
            yield f"{parts[0]}{NAME}{''.join(parts[1:])}"
            if _HYPHEN.search(name):
                yield joined + NAME

    def _count(self, word: str, place: int, section: int) -> None:
        """Count a word that no reader sees."""
        self._here.setdefault(word, [0, 0, 0, 0, section, 0])[place] += 1
