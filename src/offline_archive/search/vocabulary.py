"""The words of one language's documents: what the index and the A-Z list are both made from.

- Documents are gone through in order of their number, so every list of postings is in order as it is made.
- A posting is one whole number: a hundred thousand pages have tens of millions of them.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from offline_archive.search import numbering
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


class Posting(NamedTuple):
    """Where a term stands in a document."""

    number: int
    """The document's number."""
    counts: tuple[int, int, int, int]
    """Occurrences in each of :data:`FIELDS`."""
    section: int
    """The section where it stands first, a heading before a text; counted from 0."""


@dataclass(slots=True)
class Term:
    """What several forms of a word are filed under."""

    forms: Counter[str] = field(default_factory=Counter)
    """The forms as written, and how often each occurs; none for the word of a date."""
    packed: array[int] = field(default_factory=lambda: array("Q"))
    """The postings, packed; see :meth:`postings`."""
    is_open: bool = False
    """Whether it stands somewhere outside of what must not be quoted."""
    positions: array[int] = field(default_factory=lambda: array("H"))
    """For each posting the count of its positions and then these, counted in words from the page's beginning."""

    def __len__(self) -> int:
        return len(self.packed)

    def postings(self) -> Iterator[Posting]:
        """The documents that hold any of the forms, in order of their number."""
        for one in self.packed:
            yield Posting(one >> 28, (one & 15, one >> 4 & 15, one >> 8 & 15, one >> 12 & 255), one >> 20 & 255)

    @property
    def shown(self) -> str:
        """The form to show to a reader: the most frequent, then the shortest; empty for the word of a date.

        A capital is kept where the word bears it more often than not, as names do.
        """
        if not self.forms:
            return ""
        most = max(self.forms.items(), key=lambda item: (item[1], -len(item[0]), item[0]))[0]
        lower = self.forms.get(most.lower(), 0)
        return most.lower() if lower and lower * 4 >= self.forms[most] else most


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language's documents."""

    analyzer: Analyzer
    """How the language's words are filed."""
    documents: dict[int, Document]
    """By number, in order of it."""
    numbers: int
    """How many numbers there are; each is less."""
    lengths: dict[int, tuple[int, int, int, int]]
    """Indexed words in each of :data:`FIELDS`, by number."""
    terms: dict[str, Term]
    """Folded stem to term, in order of the stem."""
    names: dict[str, Term]
    """Whole titles and names to their documents, folded, :data:`NAME` after the first word: ``tsotsin'yurt``."""
    phrase_words: int
    """The words of a document, from its beginning, whose positions are kept; 0 when all are."""

    @property
    def language(self) -> str:
        """BCP 47 tag."""
        return self.analyzer.language


def phrase_words(numbers: int) -> int:
    """How many words of a document keep their position, so that the index stays within its size."""
    return 0 if numbers <= 4096 else 400 if numbers <= 8192 else 120


def gather(language: str, documents: Iterable[Document]) -> Vocabulary:
    """The vocabulary of `documents`, which are all in `language`."""
    by_path = {str(document.path): document for document in documents}
    numbered = sorted((number, path) for path, number in numbering.number(by_path).items())
    numbers = numbering.slots(len(by_path))
    gatherer = _Gatherer(Analyzer(language), phrase_words(numbers))
    ordered = {number: by_path[path] for number, path in numbered}
    lengths = {number: gatherer.add(number, document) for number, document in ordered.items()}
    terms = gatherer.terms
    for stem, other in gatherer.analyzer.plurals({stem: term.forms for stem, term in terms.items()}).items():
        terms[other] = _together(terms[other], terms.pop(stem))
    return Vocabulary(gatherer.analyzer, ordered, numbers, lengths, dict(sorted(terms.items())),
                      gatherer.names, gatherer.phrase_words)


def _together(one: Term, other: Term) -> Term:
    """Two terms as one."""
    rows: dict[int, tuple[list[int], list[int]]] = {}
    for term in (one, other):
        place = 0
        for packed in term.packed:
            here = term.positions[place]
            counts = [packed & 15, packed >> 4 & 15, packed >> 8 & 15, packed >> 12 & 255, packed >> 20 & 255]
            kept = list(term.positions[place + 1:place + 1 + here])
            before = rows.get(packed >> 28)
            if before is not None:
                summed = zip((15, 15, 15, 255), before[0], counts, strict=False)
                counts = [*(min(limit, a + b) for limit, a, b in summed), min(before[0][4], counts[4])]
                kept = sorted(before[1] + kept)
            rows[packed >> 28] = (counts, kept)
            place += 1 + here
    made = Term(one.forms + other.forms, is_open=one.is_open or other.is_open)
    for number, ((title, headings, names, text, section), kept) in sorted(rows.items()):
        made.packed.append(title | headings << 4 | names << 8 | text << 12 | section << 20 | number << 28)
        made.positions.append(len(kept))
        made.positions.extend(kept)
    return made


class _Gatherer:
    """Adds documents to terms, one after the other."""

    def __init__(self, analyzer: Analyzer, kept: int) -> None:
        self.analyzer = analyzer
        self.phrase_words = kept
        self.terms: dict[str, Term] = {}
        self.names: dict[str, Term] = {}
        self._months = months(analyzer.language)
        self._stems: dict[str, str] = {}
        self._last = kept or _LAST_POSITION

    def add(self, number: int, document: Document) -> tuple[int, int, int, int]:
        """Add a document; give the length of its fields."""
        self._here: dict[str, list[int]] = {}
        self._forms: Counter[str] = Counter()
        self._open: set[str] = set()
        self._position = 0
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
        self._file(number)
        for key in {key for name in (document.title, *document.names) for key in self._whole(name)}:
            self.names.setdefault(key, Term()).packed.append(1 << 8 | number << 28)
        return lengths[0], lengths[1], lengths[2], lengths[3]

    def _words(self, text: str, place: int, section: int, *, careful: bool = False) -> int:
        """Count the words of a piece of text; give how many are indexed."""
        if not text:
            return 0
        here, last, stems = self._here, self._last, self._stems
        position = self._position
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
        self._position = position + _GAP
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

    def _file(self, number: int) -> None:
        terms = self.terms
        for stem, row in self._here.items():
            title, headings, names, text, section = row[:5]
            packed = min(title, 15) | min(headings, 15) << 4 | min(names, 15) << 8 | min(text, 255) << 12
            term = terms.get(stem)
            if term is None:
                term = terms[stem] = Term()
            term.packed.append(packed | section << 20 | number << 28)
            term.positions.append(len(row) - 6)
            term.positions.extend(row[6:])
        for word, often in self._forms.items():
            if stem := self._stems[word]:
                terms[stem].forms[word] += often
                if word in self._open:
                    terms[stem].is_open = True


def forms_of(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """Each folded form and the stems it is filed under, the most frequent first."""
    fold = vocabulary.analyzer.fold
    found: dict[str, Counter[str]] = {}
    for stem, term in vocabulary.terms.items():
        for form, often in term.forms.items():
            found.setdefault(fold(form), Counter())[stem] += often
    return {form: (next(iter(stems)),) if len(stems) == 1 else
            tuple(stem for stem, _ in sorted(stems.items(), key=lambda one: (-one[1], one[0])))
            for form, stems in found.items()}
