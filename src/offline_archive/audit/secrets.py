"""Whether anything that must not ship stands in the bytes that would: withheld passages, guarded names, traces.

- Every text that a file holds is read once, and each search is made in it.
- A message never repeats what was found: logs are copied, and screens are seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from offline_archive import codes
from offline_archive.audit.code import OWN
from offline_archive.audit.layers import TooMuchError, texts
from offline_archive.bundle import Bundle
from offline_archive.guard import Guard
from offline_archive.problems import Place, Problem, Trace
from offline_archive.wording import words

# Rainbow and its flag; the signs of same-sex couples, of gender and of transgender people (26A2 to 26A9 in Unicode).
_SYMBOL = re.compile(
    "\U0001f308|\U0001f3f3\ufe0f?\u200d?\u26a7?|[\u26a2-\u26a9]|\u2640\ufe0f?\u2640|\u2642\ufe0f?\u2642")
_MARK = re.compile(r"\{\s*\.withheld\s+reason\s*=|^:::+[ \t]*withheld\b", re.MULTILINE)
RUN = 3
"""So many words of a passage in a row are a hit; of a shorter passage all of them."""


@dataclass(frozen=True)
class Secrets:
    """What must not stand in a finished byte."""

    passages: Sequence[tuple[str, Place]] = ()
    """What is withheld, each with the place where it is marked."""
    guard: Guard | None = None
    """The guard list; None when there is none, or no key to read it with."""
    traces: Sequence[Trace] = ()
    """What would tell who built the archive."""
    withdrawn: Guard | None = None
    """Names of people who were withdrawn; None when nobody was."""
    runs: frozenset[tuple[str, ...]] = frozenset()
    """Words in a row that withdrawn facts and passages said, all runs of one length."""
    symbols: bool = False
    """Whether symbols of a movement must not stand there, since to show them may be punished."""


def secrets_shipped(bundle: Bundle, secrets: Secrets) -> Iterator[Problem]:
    """Files of `bundle` that hold something of `secrets`."""
    search = _Search(secrets)
    for path, entry in bundle.items():
        found: dict[Problem, None] = {}
        try:
            for text in texts(path, entry.data, entry.media_type):
                found |= dict.fromkeys(search.found(path, text))
        except TooMuchError:
            found[codes.UNPACKS_TOO_MUCH.at(Place(path), "unpacks to more than can be searched for what must not ship",
                                            hint="leave it out")] = None
        yield from found


class _Search:
    """The searches that are made in each text."""

    def __init__(self, secrets: Secrets) -> None:
        self._guard = secrets.guard
        self._symbols = secrets.symbols
        self._withdrawn = secrets.withdrawn
        self._gone = secrets.runs
        self._gone_words = frozenset(run[0] for run in secrets.runs)
        self._gone_length = len(next(iter(secrets.runs), ()))
        self._runs = _runs(secrets.passages)
        self._needed = frozenset(word for run in self._runs for word in run)
        self._lengths = sorted({len(run) for run in self._runs})
        # Of several words, or of one; each in one look at the text.
        self._phrases = {trace.value: trace.what for trace in secrets.traces if not trace.is_path and not trace.is_time}
        self._starts = {phrase.partition(" ")[0] for phrase in self._phrases}
        self._literal = {trace.value.casefold(): (trace.what, _bounds(trace)) for trace in secrets.traces
                         if trace.is_path or trace.is_time}

    def found(self, path: str, text: str) -> Iterator[Problem]:
        """What must not stand in `text`, a text of the file at `path`."""
        spoken = words(text)
        if _MARK.search(text):
            yield codes.WITHHELD_SHIPS.at(Place(path), "holds a mark that withholds, and what it should hide",
                                          hint="marks are read in pages, and in the data of the record: cut it there")
        for place, first in self._passages(spoken):
            yield codes.WITHHELD_SHIPS.at(
                place, f"{path} holds what is withheld here, from its word {first} on",
                hint="reword the one or the other")
        for at, length in self._guard.found(spoken) if self._guard is not None and path not in OWN else ():
            yield codes.GUARDED_SHIPS.at(
                Place(path, _line(text, at)), f"holds a guarded phrase of {length} word{'s' * (length > 1)}",
                hint="take it out of the content, or write who it is in another way")
        for at, _ in self._withdrawn.found(spoken) if self._withdrawn is not None and path not in OWN else ():
            yield codes.WITHDRAWN_SHIPS.at(Place(path, _line(text, at)), "holds the name of somebody who was withdrawn",
                                           hint="take it out of the content")
        if not self._gone_words.isdisjoint(spoken) and any(
                tuple(spoken[at:at + self._gone_length]) in self._gone for at in range(len(spoken))):
            yield codes.WITHDRAWN_SHIPS.at(
                Place(path), f"holds {self._gone_length} words in a row of what was withdrawn",
                hint="take it out of the content")
        for symbol in set(_SYMBOL.findall(text)) if self._symbols else ():
            yield codes.SYMBOL_SHIPS.at(Place(path), f"holds a symbol in a discreet edition: U+{ord(symbol[-1]):04X}",
                                        hint="take it out of the content")
        yield from (codes.TRACE_SHIPS.at(Place(path), f"holds a trace of whoever builds: {what}",
                                         hint="take it out of the file, or build elsewhere")
                    for what in self._traces(spoken, text))

    def _passages(self, spoken: Sequence[str]) -> list[tuple[Place, int]]:
        if self._needed.isdisjoint(spoken):
            return []
        runs = (tuple(spoken[at:at + length]) for at, word in enumerate(spoken) if word in self._needed
                for length in self._lengths)
        return sorted({self._runs[run] for run in runs if run in self._runs}, key=lambda hit: (str(hit[0]), hit[1]))

    def _traces(self, spoken: Sequence[str], text: str) -> Iterator[str]:
        small = text.casefold()
        for value, (what, bounds) in self._literal.items():
            if value in small and (bounds is None or bounds.search(small)):
                yield what
        if self._starts.isdisjoint(spoken):
            return
        for at, word in enumerate(spoken):
            if word in self._starts:
                for phrase, what in self._phrases.items():
                    if spoken[at:at + phrase.count(" ") + 1] == phrase.split(" "):
                        yield what


def _bounds(trace: Trace) -> re.Pattern[str] | None:
    """A path begins and ends at the bounds of a name, a moment anywhere."""
    if trace.is_time:
        return None
    value = trace.value.casefold()
    return re.compile(r"(?<![\w.-])" + re.escape(value) + ("" if value[-1] in "/\\" else r"(?![\w-])"))


def _runs(passages: Sequence[tuple[str, Place]]) -> Mapping[tuple[str, ...], tuple[Place, int]]:
    """Each run of words to the mark that it stands in, and to the number of its first word there, from 1."""
    found: dict[tuple[str, ...], tuple[Place, int]] = {}
    for text, place in passages:
        spoken = words(text)
        length = min(RUN, len(spoken))
        for first in range(len(spoken) - length + 1):
            if length:
                found.setdefault(tuple(spoken[first:first + length]), (place, first + 1))
    return found


def _line(text: str, word: int) -> int:
    """The line of `text` on which a word stands, by its number; 0 when that cannot be told."""
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        word -= len(words(line))
        if word < 0:
            return number
    return 0
