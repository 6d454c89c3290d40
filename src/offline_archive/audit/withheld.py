"""Whether anything that is withheld stands in the bytes that would ship."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from offline_archive import codes
from offline_archive.audit.layers import WORD, TooMuchError, folded, texts
from offline_archive.bundle import Bundle
from offline_archive.problems import Place, Problem

RUN = 3
"""So many words of a passage in a row are a hit; of a shorter passage all of them."""


def withheld_passages(bundle: Bundle, passages: Sequence[tuple[str, Place]]) -> Iterator[Problem]:
    """Files of `bundle` that hold a passage or a run of it; `passages` are texts, and where they are marked."""
    runs = _runs(passages)
    needed = frozenset(word for run in runs for word in run)
    if not runs:
        return
    for path, entry in bundle.items():
        try:
            hits = {runs[run] for text in texts(path, entry.data, entry.media_type)
                    for run in _hits(text, runs, needed)}
        except TooMuchError:
            yield codes.WITHHELD_SHIPS.at(Place(path), "unpacks to more than can be searched for what is withheld",
                                          hint="leave it out")
            continue
        for place, first in sorted(hits, key=lambda hit: (str(hit[0]), hit[1])):
            yield codes.WITHHELD_SHIPS.at(
                place, f"{path} holds what is withheld here, from its word {first} on",
                hint="reword the one or the other")


def _runs(passages: Sequence[tuple[str, Place]]) -> Mapping[tuple[str, ...], tuple[Place, int]]:
    """Each run of words to the mark that it stands in, and to the number of its first word there, from 1."""
    found: dict[tuple[str, ...], tuple[Place, int]] = {}
    for text, place in passages:
        words = WORD.findall(folded(text))
        length = min(RUN, len(words))
        for first in range(len(words) - length + 1):
            if length:
                found.setdefault(tuple(words[first:first + length]), (place, first + 1))
    return found


def _hits(text: str, runs: Mapping[tuple[str, ...], tuple[Place, int]],
          needed: frozenset[str]) -> Iterator[tuple[str, ...]]:
    words = WORD.findall(folded(text))
    if needed.isdisjoint(words):
        return
    lengths = {len(run) for run in runs}
    for at, word in enumerate(words):
        if word in needed:
            for length in lengths:
                run = tuple(words[at:at + length])
                if run in runs:
                    yield run
