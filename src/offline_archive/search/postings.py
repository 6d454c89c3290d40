"""A term's postings as text: where it stands, how much that counts, and at which words.

``docs/search-format.md`` describes the bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

from offline_archive.search.coding import gamma, rice, rice_parameter, text
from offline_archive.search.counting import FIELDS, NAMES, TEXT
from offline_archive.search.vocabulary import Term, Vocabulary

WEIGHTS = (6, 3, 5, 1)
"""What a field counts, in the order of :data:`FIELDS`."""
WHOLE_NAME = 6.0
"""What it counts when the query is a document's whole title or name."""
SOURCE = 0.6
"""What the page of a source counts beside others: readers look for what it is cited for."""
K1 = 1.2  # Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009
B = (0.75, 0.75, 0.0, 0.75)  # a page of many names is not less about each of them
LEAST, RATIO = 0.1, 1.166
"""An impact of level n counts LEAST times RATIO to the power of n."""
TEXT_LEVELS, LEVELS = 16, 32
"""Levels of the impact of a term that stands in the text alone, and of any other."""
ORDER = (10, 11, 12, 9, 13, 8, 14, 7, 16, 6, 15, 5, 4, 3, 2, 1, 0)
"""The levels of a term in the text alone, the commonest first; 16 stands for any other term. It is part of the format:
an order by the archive's own counts would change with an edit, and with it every shard."""
PAIRS = (6, 7, 5, 4, 16, 8, 3, 2, 1, 0)
"""The same for a dense term, whose levels are told in pairs: n stands for the levels 2n - 1 and 2n."""
SECTION_PARAMETER = 1
"""Of Rice's code for a section's number."""
DENSE_NUMBERS, DENSE_SHARE = 131072, 32
"""From so many numbers of documents, a term that stands in this part of them is dense."""
_ANY = 16  # in ORDER and PAIRS: any other term
_STEP = 1.15


def scale(average: float) -> float:
    """`average` on a coarse scale, so that one edit does not move every score."""
    step = 1.0
    while step < average:
        step *= 1.25
    return step


class Impacts:
    """What occurrences count in the documents of a vocabulary (BM25)."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        lengths = vocabulary.lengths.values()
        count = max(1, len(lengths))
        self._averages = [scale(sum(length[place] for length in lengths) / count) for place in range(len(FIELDS))]
        self._steps = {number: _steps(length) for number, length in vocabulary.lengths.items()}
        self._factors = {number: SOURCE if document.kind == "source" else 1.0
                         for number, document in vocabulary.documents.items()}
        self._in_text: dict[tuple[int, int, float], int] = {}
        self.around = repr((vocabulary.numbers, self._averages)).encode()
        """What all impacts depend on."""
        self.marks = {number: mark(length, vocabulary.documents[number].kind)
                      for number, length in vocabulary.lengths.items()}
        """The :func:`mark` of each document."""

    def of(self, number: int, packed: int) -> tuple[int, int]:
        """The fields of a posting as a mask, 0 for the text alone, and the level of its impact."""
        steps = self._steps[number]
        often = packed >> 12 & 255
        factor = self._factors[number]
        if packed & 0xFFF == 0:
            key = (often, steps[TEXT], factor)
            known = self._in_text.get(key)
            if known is None:
                value = factor * self._count(often, steps[TEXT], TEXT)
                known = self._in_text[key] = _level(value, TEXT_LEVELS)
            return 0, known
        counts = (packed & 15, packed >> 4 & 15, packed >> 8 & 15, often)
        value = sum(WEIGHTS[place] * self._count(count, steps[place], place)
                    for place, count in enumerate(counts) if count)
        return sum(1 << place for place, count in enumerate(counts) if count), _level(factor * value, LEVELS)

    def whole_name(self, number: int, packed: int) -> tuple[int, int]:
        """The same for a document that bears a name as a whole."""
        return 1 << NAMES, _level(self._factors[number] * WHOLE_NAME, LEVELS)

    def _count(self, often: int, step: int, place: int) -> float:
        """What `often` occurrences count in a field of the length of that step, from 0 to 1."""
        length = _STEP ** step
        return often / (often + K1 * (1 - B[place] + B[place] * length / self._averages[place]))


def mark(lengths: tuple[int, int, int, int], kind: str) -> bytes:
    """What the impacts of a document of these lengths depend on beside its postings and what all depend on."""
    return bytes((*_steps(lengths), kind == "source"))


def _steps(lengths: tuple[int, int, int, int]) -> tuple[int, ...]:
    return tuple(map(_step, lengths))


@cache
def _step(words: int) -> int:
    """A length on a scale of steps of 15 %: an edit of a sentence seldom changes what a document counts."""
    return round(math.log(words, _STEP)) if words else 0


def _level(value: float, levels: int) -> int:
    return min(levels - 1, max(0, round(math.log(value / LEAST) / math.log(RATIO))))


def is_dense(count: int, numbers: int) -> bool:
    """Whether a term of so many documents is told in less detail: of an archive's commonest words a query would read
    more than of all the rest, and they tell pages apart least."""
    return numbers >= DENSE_NUMBERS and count * DENSE_SHARE >= numbers


def postings(term: Term, impact_of: Callable[[int, int], tuple[int, int]], numbers: int) -> str:
    """The documents of a term: their count, then for each the gap, the impact by `impact_of`, and the section."""
    count = len(term.packed)
    dense = is_dense(count, numbers)
    parameter = rice_parameter(numbers, count)
    out = [gamma(count)]
    before = -1
    for packed in term.packed:
        number = packed >> 28
        out.append(rice(number - before - 1, parameter))
        mask, level = impact_of(number, packed)
        out.append(_impact(mask, level, dense=dense))
        if mask or not dense:
            out.append(rice(packed >> 20 & 255, SECTION_PARAMETER))
        before = number
    return text("".join(out))


@cache
def _impact(mask: int, level: int, *, dense: bool) -> str:
    order = PAIRS if dense else ORDER
    if mask:
        return f"{rice(order.index(_ANY), 1)}{mask:04b}{level:05b}"
    return rice(order.index((level + 1) // 2 if dense else level), 1)


def positions(term: Term) -> str:
    """The positions of a term: for each document their count and then the gaps between them."""
    kept = term.positions
    starts: list[tuple[int, int]] = []
    place = total = count = 0
    while place < len(kept):
        here = kept[place]
        starts.append((place + 1, place + 1 + here))
        if here:
            total += kept[place + here] - here  # the gaps of a row add up to its last position less their number
            count += here
        place += 1 + here
    if not count:
        return ""
    parameter = min(15, rice_parameter(total, count))
    out = [f"{parameter:04b}"]
    for start, end in starts:
        out.append(gamma(end - start + 1))
        before = 0
        for position in kept[start:end]:
            out.append(rice(position - before - 1, parameter))
            before = position
    return text("".join(out))
