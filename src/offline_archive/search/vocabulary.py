"""The words of one language's documents: what the index and the A-Z list are both made from.

- Documents are gone through in order of their number, so every list of postings is in order as it is made.
- A posting is one whole number: a hundred thousand pages have tens of millions of them.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from operator import iadd
from pathlib import PurePosixPath
from typing import NamedTuple

from offline_archive.held import Held
from offline_archive.search import numbering
from offline_archive.search.analysis import Analyzer
from offline_archive.search.counting import Counted, count, phrase_words
from offline_archive.search.documents import Document

NUMBER = 28
"""Bits of a posting below the document's number."""


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

    forms: dict[str, int] = field(default_factory=dict)
    """The forms as written, and how often each occurs; none for the word of a date."""
    packed: array[int] = field(default_factory=lambda: array("Q"))
    """The postings, packed; see :meth:`postings`."""
    open_in: int = 0
    """In how many documents it stands outside of what must not be quoted, too."""
    shown: str = ""
    """The form to show to a reader; empty for the word of a date, and as long as documents are added."""
    positions: array[int] = field(default_factory=lambda: array("H"))
    """For each posting the count of its positions and then these, counted in words from the page's beginning."""

    def __len__(self) -> int:
        return len(self.packed)

    @property
    def is_open(self) -> bool:
        """Whether it stands somewhere outside of what must not be quoted."""
        return self.open_in > 0

    def postings(self) -> Iterator[Posting]:
        """The documents that hold any of the forms, in order of their number."""
        for one in self.packed:
            yield Posting(one >> 28, (one & 15, one >> 4 & 15, one >> 8 & 15, one >> 12 & 255), one >> 20 & 255)



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


def gather(language: str, documents: Iterable[Document],
           counted: Mapping[PurePosixPath, Held[Counted]] | None = None) -> Vocabulary:
    """The vocabulary of `documents`, which are all in `language`; `counted` holds, by path, those counted before."""
    ordered = numbered(documents)
    numbers = numbering.slots(len(ordered))
    found = zip(ordered, count(language, ordered.values(), numbers) if counted is None else
                (counted[document.path].get() for document in ordered.values()), strict=True)
    gatherer = Gatherer()
    lengths = {number: gatherer.add(number, one) for number, one in found}
    return finished(language, ordered, lengths, gatherer.terms(), gatherer.names)[0]


def numbered(documents: Iterable[Document]) -> dict[int, Document]:
    """Documents by their number, in order of it."""
    by_path = {str(document.path): document for document in documents}
    return {number: by_path[path] for number, path in sorted(
        (number, path) for path, number in numbering.number(by_path).items())}


def finished(language: str, documents: dict[int, Document], lengths: dict[int, tuple[int, int, int, int]],
             terms: Mapping[str, Term], names: dict[str, Term]) -> tuple[Vocabulary, set[str]]:
    """The vocabulary of `terms` as they were put together, and the stems that are filed otherwise than there."""
    analyzer = Analyzer(language)
    filed, moved = dict(terms), set()
    for stem, other in analyzer.plurals({stem: term.forms for stem, term in terms.items()}).items():
        filed[other] = _together(filed[other], filed.pop(stem))
        moved |= {stem, other}
    for term in filed.values():
        if not term.shown:
            term.shown = _shown(term.forms)
    in_order = {stem: filed[stem] for stem in sorted(filed)}
    numbers = numbering.slots(len(documents))
    return Vocabulary(analyzer, documents, numbers, lengths, in_order, names, phrase_words(numbers)), moved


def _shown(forms: Mapping[str, int]) -> str:
    """The most frequent form, then the shortest.

    A capital is kept where the word bears it more often than not, as names do.
    """
    most, often = "", 0
    for form, times in forms.items():
        if times > often or (times == often and (-len(form), form) > (-len(most), most)):
            most, often = form, times
    lower = forms.get(most.lower(), 0)
    return most.lower() if lower and lower * 4 >= often else most


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
    made = Term(dict(Counter(one.forms) + Counter(other.forms)), open_in=one.open_in + other.open_in)
    for number, ((title, headings, names, text, section), kept) in sorted(rows.items()):
        made.packed.append(title | headings << 4 | names << 8 | text << 12 | section << 20 | number << 28)
        made.positions.append(len(kept))
        made.positions.extend(kept)
    return made


class Gatherer:
    """Puts the words of documents together, one document after the other.

    What is done for each posting is done by built-in functions: an archive has millions of them.
    """

    def __init__(self) -> None:
        self.names: dict[str, Term] = {}
        """Whole names to their documents; see :attr:`Vocabulary.names`."""
        self._packed: defaultdict[str, array[int]] = defaultdict(partial(array, "Q"))
        self._positions: defaultdict[str, bytearray] = defaultdict(bytearray)
        self._often: dict[str, int] = {}
        self._filed: dict[str, str] = {}
        self._open: Counter[str] = Counter()

    def add(self, number: int, one: Counted) -> tuple[int, int, int, int]:
        """Add a document; give the length of its fields."""
        begin = number << NUMBER
        _exhaust(map(array.append, map(self._packed.__getitem__, one.stems), [begin | packed for packed in one.packed]))
        _exhaust(map(iadd, map(self._positions.__getitem__, one.stems), one.positions))
        often = self._often
        for form, times in zip(one.forms, one.often, strict=True):
            often[form] = often.get(form, 0) + times
        self._filed.update(zip(one.forms, one.filed, strict=True))
        self._open.update(one.opened())
        for key in one.names:
            if key not in self.names:
                self.names[key] = Term()
            self.names[key].packed.append(1 << 8 | begin)
        return one.lengths

    def terms(self) -> dict[str, Term]:
        """The stems of all that was added, with their terms."""
        found = {}
        while self._packed:
            stem, packed = self._packed.popitem()
            found[stem] = Term({}, packed, self._open[stem], positions=array("H", self._positions.pop(stem)))
        for form, stem in self._filed.items():
            found[stem].forms[form] = self._often[form]
        return found


def _exhaust(each: Iterator[object]) -> None:
    """Go through an iterator for what it does."""
    deque(each, maxlen=0)


def forms_of(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """Each folded form and the stems it is filed under, the most frequent first."""
    folded = vocabulary.analyzer.folds(form for term in vocabulary.terms.values() for form in term.forms)
    found: dict[str, dict[str, int]] = {}
    for stem, term in vocabulary.terms.items():
        for form, often in term.forms.items():
            stems = found.setdefault(folded[form], {})
            stems[stem] = stems.get(stem, 0) + often
    return {form: (next(iter(stems)),) if len(stems) == 1 else
            tuple(stem for stem, _ in sorted(stems.items(), key=lambda one: (-one[1], one[0])))
            for form, stems in found.items()}
