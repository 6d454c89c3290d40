"""What a one-page edit changes: the files of the index before and after, whole."""

from __future__ import annotations

import random
import statistics
from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from offline_archive import search
from offline_archive.search.counting import count
from offline_archive.search.documents import Document
from offline_archive.search.vocabulary import Gatherer, Term, Vocabulary, _shown


def measure(vocabulary: Vocabulary, edited: Callable[[Document, int], Document], count: int) -> tuple[float, float]:
    """Medians over `count` random edits: files that change, and their bytes after the edit."""
    before = search.shards(vocabulary, {})
    rng = random.Random(17)
    files, sizes = [], []
    for seed in range(count):
        number = rng.choice(list(vocabulary.documents))
        after = search.shards(with_edit(vocabulary, number, edited(vocabulary.documents[number], seed)), {})
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        files.append(len(changed))
        sizes.append(sum(len(after.get(path, b"")) for path in changed))
    return statistics.median(files), statistics.median(sizes)


def with_edit(vocabulary: Vocabulary, number: int, document: Document) -> Vocabulary:
    """The vocabulary that gathering anew would give, had one document been edited: what is not its own is shared."""
    terms = dict(vocabulary.terms)
    for stem, term in _alone(vocabulary, number, vocabulary.documents[number])[0].items():
        terms[stem] = _without(terms[stem], number, term)
    added, lengths = _alone(vocabulary, number, document)
    for stem, term in added.items():
        terms[stem] = _with(terms.get(stem, Term()), term)
    kept = {stem: term for stem, term in sorted(terms.items()) if len(term)}
    return replace(vocabulary, terms=kept, documents=vocabulary.documents | {number: document},
                   lengths=vocabulary.lengths | {number: lengths})


def _alone(vocabulary: Vocabulary, number: int, document: Document) -> tuple[dict[str, Term], tuple[int, int, int, int]]:
    gatherer = Gatherer()
    lengths = gatherer.add(number, next(count(vocabulary.language, [document], vocabulary.numbers)))
    return gatherer.terms(), lengths


def _without(term: Term, number: int, own: Term) -> Term:
    rows = _rows(term)
    return _made(Counter(term.forms) - Counter(own.forms), [row for row in rows if row[0] >> 28 != number])


def _with(term: Term, own: Term) -> Term:
    return _made(Counter(term.forms) + Counter(own.forms), sorted([*_rows(term), *_rows(own)], key=lambda row: row[0] >> 28))


def _rows(term: Term) -> list[tuple[int, list[int]]]:
    out, place = [], 0
    for packed in term.packed:
        count = term.positions[place]
        out.append((packed, list(term.positions[place:place + 1 + count])))
        place += 1 + count
    return out


def _made(forms: Counter[str], rows: list[tuple[int, list[int]]]) -> Term:
    return Term(dict(forms), array("Q", [packed for packed, _ in rows]), open_in=1, shown=_shown(forms),
                positions=array("H", [value for _, kept in rows for value in kept]))
