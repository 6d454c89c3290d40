"""The words of all documents, brought up to date from what an earlier build put together of them.

- The outcome is that of putting all together anew, value for value.
- Terms lie in the stretches in which lines are made (:mod:`search.lines`), each under a digest of itself: of those that
  an edit leaves as they are, nothing is written, and what their lines are told by is known.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple, TypeAlias

from offline_archive.digests import digest
from offline_archive.held import Held
from offline_archive.results import packed
from offline_archive.search.counting import Counted
from offline_archive.search.documents import Document
from offline_archive.search.lines import NO_MARKS, Lines, Marks, stretches
from offline_archive.search.numbering import slots
from offline_archive.search.postings import mark
from offline_archive.search.vocabulary import NUMBER, Gatherer, Term, Vocabulary, finished, numbered
from offline_archive.store import Store

Words: TypeAlias = Mapping[PurePosixPath, Held[Counted]]
"""The counted words of each document, by site path."""
_PART = 8
"""Where more than this part of the documents changed, all is put together anew."""
_NAMED = 1 << 8
"""The posting of a whole name, without the document's number."""


class _Told(NamedTuple):
    """What is remembered of a document."""

    key: bytes
    """Under what its counted words lie."""
    lengths: tuple[int, int, int, int]
    """See :attr:`Counted.lengths`."""
    mark: bytes
    """See :func:`postings.mark`."""


class _Ledger(NamedTuple):
    """What an earlier build put together."""

    documents: dict[int, _Told]
    """By number."""
    numbers: int
    """See :attr:`Vocabulary.numbers`."""
    names: dict[str, bytes]
    """The postings of whole names."""
    stretches: list[tuple[str, int, bytes]]
    """Of each stretch its first stem, how many it has, and under what its terms lie."""
    marks: Marks
    """What its lines were told by."""
    moved: frozenset[str]
    """The stems that were filed otherwise; see :func:`vocabulary.finished`."""


class _Put(NamedTuple):
    """What is being brought up to date."""

    terms: dict[str, Term]
    """By stem."""
    names: dict[str, array[int]]
    """The postings of whole names."""
    documents: dict[int, _Told]
    """By number."""
    dirty: set[str]
    """The stems whose lines may be others."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A vocabulary, and what is known of it from an earlier build."""

    vocabulary: Vocabulary
    """The words of all documents."""
    marks: Marks
    """What lines are told by, of the stretches that are as they were."""
    _terms: Mapping[str, Term]
    _ledger: _Ledger
    """Its stretches are those that are as they were."""

    def keep(self, lines: Lines, store: Store, program: bytes) -> None:
        """Keep it for the next build."""
        if not store.is_file or not self._ledger.documents:
            return
        known = {(first, count): key for first, count, key in self._ledger.stretches}
        kept = []
        for terms in stretches({stem: self._terms[stem] for stem in sorted(self._terms)}):
            first, count = terms[0][0], len(terms)
            key = known.get((first, count), b"")
            if not key or not store.has(key):
                data = packed([(stem, term.forms, term.packed.tobytes(), term.open_in, term.shown,
                                term.positions.tobytes()) for stem, term in terms])
                key = digest("terms", program, hashlib.sha256(data).digest())
                if not store.has(key):
                    store.keep_packed(key, data)
            kept.append((first, count, key))
        store.keep(_key(self.vocabulary.language, program), self._ledger._replace(stretches=kept, marks=lines.marks()))


def gathered(language: str, documents: Iterable[Document], counted: Words, store: Store, program: bytes) -> Gathered:
    """The words of `documents`, which are all in `language`, from what lies in the `store` as far as it holds.

    Raises:
        DamagedError: when what lies there is not what was written.
    """
    by_number = numbered(documents)
    words = {number: counted[document.path] for number, document in by_number.items()}
    key = _key(language, program)
    ledger: _Ledger | None = store.known([key]).get(key) if store.is_file else None
    changed = _changed(ledger, words, slots(len(by_number)))
    terms = _terms_of(ledger, store) if ledger is not None and changed is not None else None
    if ledger is None or changed is None or terms is None:
        return _anew(language, by_number, words)
    put = _Put(terms, {name: array("Q", found) for name, found in ledger.names.items()}, dict(ledger.documents), set())
    for number in changed:
        before, after = put.documents.pop(number, None), words.get(number)
        was = store.peek(before.key) if before is not None else None
        if before is not None and was is None:
            return _anew(language, by_number, words)
        now = after.get() if after is not None else None
        put.dirty.update(_edited(put.terms, put.names, number, was, now))
        if now is not None and after is not None:
            one = put.documents[number] = _Told(after.key, now.lengths, mark(now.lengths, by_number[number].kind))
            if before is None or before.mark != one.mark:
                put.dirty.update(now.stems)
    return _brought(language, by_number, put, ledger)


def _brought(language: str, by_number: dict[int, Document], put: _Put, ledger: _Ledger) -> Gathered:
    """What was put together, once the documents that changed stand in the place of what they were."""
    for stem in put.dirty & put.terms.keys():
        if not put.terms[stem].packed:
            del put.terms[stem]
        else:
            put.terms[stem].shown = ""
    documents = {number: put.documents[number] for number in by_number}
    names = {name: found for name, found in put.names.items() if found}
    vocabulary, moved = finished(language, by_number, {number: one.lengths for number, one in documents.items()},
                                 put.terms, {name: Term(packed=found) for name, found in names.items()})
    changed = put.dirty | moved | ledger.moved
    clean = {(first, count) for first, count, stems in _spans(put.terms) if changed.isdisjoint(stems)}
    marks = Marks(ledger.marks.around, {span: one for span, one in ledger.marks.marks.items() if span in clean})
    return Gathered(vocabulary, marks, put.terms, _Ledger(
        documents, ledger.numbers, {name: found.tobytes() for name, found in names.items()},
        [one for one in ledger.stretches if one[:2] in clean], NO_MARKS, frozenset(moved)))


def _spans(terms: Mapping[str, Term]) -> Iterator[tuple[str, int, list[str]]]:
    for stretch in stretches({stem: terms[stem] for stem in sorted(terms)}):
        yield stretch[0][0], len(stretch), [stem for stem, _ in stretch]


def _key(language: str, program: bytes) -> bytes:
    return digest("gathered", program, language)


def _changed(ledger: _Ledger | None, words: Mapping[int, Held[Counted]], numbers: int) -> Sequence[int] | None:
    """The numbers whose document is not what it was, in order; None where all is to be put together anew."""
    if ledger is None or ledger.numbers != numbers or not all(one.key for one in words.values()):
        return None
    found = [number for number in ledger.documents.keys() | words.keys()
             if number not in words or number not in ledger.documents
             or words[number].key != ledger.documents[number].key]
    return sorted(found) if len(found) * _PART <= len(words) else None


def _anew(language: str, by_number: dict[int, Document], words: Mapping[int, Held[Counted]]) -> Gathered:
    gatherer = Gatherer()
    lengths = {number: gatherer.add(number, one.get()) for number, one in words.items()}
    terms = gatherer.terms()
    vocabulary, moved = finished(language, by_number, lengths, terms, gatherer.names)
    told = {number: _Told(one.key, lengths[number], mark(lengths[number], by_number[number].kind))
            for number, one in words.items()} if all(one.key for one in words.values()) else {}
    names = {name: term.packed.tobytes() for name, term in gatherer.names.items()} if told else {}
    ledger = _Ledger(told, vocabulary.numbers, names, [], NO_MARKS, frozenset(moved))
    return Gathered(vocabulary, NO_MARKS, terms, ledger)


def _terms_of(ledger: _Ledger, store: Store) -> dict[str, Term] | None:
    """The terms that an earlier build kept; None where some are not there."""
    found: dict[str, Term] = {}
    for _, _, key in ledger.stretches:
        held = store.peek(key)
        if held is None:
            return None
        for stem, forms, postings, open_in, shown, positions in held:
            found[stem] = Term(forms, array("Q", postings), open_in, shown, array("H", positions))
    return found


def _edited(terms: dict[str, Term], names: dict[str, array[int]], number: int, was: Counted | None,
            now: Counted | None) -> set[str]:
    """Put a document in the place of what it was, if it was there; give the stems whose terms changed."""
    before, after = _postings(was), _postings(now)
    dirty = _different(before, after)
    for stem in dirty:
        term = terms.setdefault(stem, Term())
        at = bisect_left(term.packed, number << NUMBER)
        begin = _begin(term.positions, at)
        if stem in before:
            del term.packed[at]
            del term.positions[begin:begin + 1 + term.positions[begin]]
        if stem in after:
            packed, positions = after[stem]
            term.packed.insert(at, packed | number << NUMBER)
            term.positions[begin:begin] = array("H", positions)
    for name in (was.names if was else frozenset()) ^ (now.names if now else frozenset()):
        found = names.setdefault(name, array("Q"))
        at = bisect_left(found, number << NUMBER)
        if now is not None and name in now.names:
            found.insert(at, _NAMED | number << NUMBER)
        else:
            del found[at]
    return dirty | _formed(terms, was, now)


def _formed(terms: Mapping[str, Term], was: Counted | None, now: Counted | None) -> set[str]:
    """Count the forms of a document in the place of those that it had; give the stems whose forms changed."""
    before, after = _forms(was), _forms(now)
    dirty = set()
    for form in _different(before, after):
        for (stem, times), sign in ((before.get(form, ("", 0)), -1), (after.get(form, ("", 0)), 1)):
            if stem:
                forms = terms[stem].forms
                forms[form] = forms.get(form, 0) + sign * times
                if not forms[form]:
                    del forms[form]
                dirty.add(stem)
    opened = was.opened() if was else set()
    opens = now.opened() if now else set()
    for stem in opened ^ opens:
        terms[stem].open_in += 1 if stem in opens else -1
    return dirty | (opened ^ opens)


def _postings(one: Counted | None) -> dict[str, tuple[int, bytes]]:
    return dict(zip(one.stems, zip(one.packed, one.positions, strict=True), strict=True)) if one else {}


def _forms(one: Counted | None) -> dict[str, tuple[str, int]]:
    return dict(zip(one.forms, zip(one.filed, one.often, strict=True), strict=True)) if one else {}


def _different(one: Mapping[str, object], other: Mapping[str, object]) -> set[str]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def _begin(positions: Sequence[int], at: int) -> int:
    """Where the positions of the posting at a place begin."""
    place = 0
    for _ in range(at):
        place += 1 + positions[place]
    return place
