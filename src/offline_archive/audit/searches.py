"""The searches for what must not ship.

- Words are looked for in stretches of a text. ``listens_to`` and ``leads`` are asked of each word that is met; ``near``
  judges all the words of a text that are listened to, and names those near which something may stand. All these lead.
  None of the three may leave anything out.
- A path or a moment is looked for in the signs of a text, whatever its words are.
- A message never repeats what was found: logs are copied, and screens are seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Protocol

from offline_archive import codes
from offline_archive.audit.code import OWN
from offline_archive.guard import REACH, Guard
from offline_archive.problems import Code, Place, Problem, Trace
from offline_archive.wording import words

RUN = 3
"""So many words of a passage in a row are a hit; of a shorter passage all of them."""
_BEGINNING = 10
_REWORD = "reword the one or the other"
_TAKE_OUT = "take it out of the content"
_ELSEWHERE = "take it out of the file, or build elsewhere"


@dataclass(frozen=True)
class Stretch:
    """Words of a text in a row, in the midst of which something may stand."""

    path: str
    """Of the file."""
    spoken: Sequence[str]
    """The words."""
    heard: Set[str]
    """Words of the whole text that the search listens to."""
    line: Callable[[int], int]
    """The line of the text, from 1, on which a word of the stretch stands, by its number from 0."""


class Search(Protocol):
    """One thing that is looked for among the words of every text."""

    reach: int
    """How many words before and after a word of interest may belong to what is looked for."""

    def listens_to(self, word: str) -> bool:
        """Whether a word is of interest."""

    def leads(self, word: str) -> bool:
        """Whether something may stand near a word of interest, if the other words are there."""

    def near(self, heard: Set[str]) -> Set[str]:
        """Those of the words of interest near which something may stand, in a text that has all of `heard`."""

    def found(self, stretch: Stretch) -> Iterator[Problem]:
        """What stands in a stretch."""


class Passages:
    """What is withheld: any of its runs of :data:`RUN` words."""

    reach = RUN

    def __init__(self, passages: Sequence[tuple[str, Place]]) -> None:
        self._runs: dict[tuple[str, ...], tuple[Place, int]] = {}
        for text, place in passages:
            spoken = words(text)
            length = min(RUN, len(spoken))
            for first in range(len(spoken) - length + 1) if length else ():
                self._runs.setdefault(tuple(spoken[first:first + length]), (place, first + 1))
        self._words = _Words(self._runs)

    def listens_to(self, word: str) -> bool:
        """Whether it is a word of any run."""
        return word in self._words.all

    def leads(self, word: str) -> bool:
        """Whether it is the longest word of any run."""
        return word in self._words.longest

    def near(self, heard: Set[str]) -> Set[str]:
        """The longest words of the runs all of whose words are there."""
        return self._words.telling(heard)

    def found(self, stretch: Stretch) -> Iterator[Problem]:
        """The passages of which a run stands there, by the places where they are withheld."""
        first: dict[Place, int] = {}
        for place, number in sorted({self._runs[run] for run in self._words.runs(stretch)}, key=lambda hit: hit[1]):
            first.setdefault(place, number)
        for place, number in sorted(first.items(), key=lambda hit: str(hit[0])):
            yield codes.WITHHELD_SHIPS.at(
                place, f"{stretch.path} holds what is withheld here, from its word {number} on", hint=_REWORD)


class Names:
    """Guarded phrases, or the names of people who were withdrawn."""

    reach = REACH

    def __init__(self, guard: Guard, code: Code, message: str, hint: str) -> None:
        self._guard, self._code, self._message, self._hint = guard, code, message, hint

    def listens_to(self, word: str) -> bool:
        """Whether a name may begin with it."""
        return self._guard.begins(word)

    def leads(self, word: str) -> bool:
        """Always, of a word with which a name may begin."""
        return True

    def near(self, heard: Set[str]) -> Set[str]:
        """All of them: a name may begin with each."""
        return heard

    def found(self, stretch: Stretch) -> Iterator[Problem]:
        """The lines on which names stand; the program's own words are no names."""
        for at, length in self._guard.found(stretch.spoken, stretch.heard) if stretch.path not in OWN else ():
            yield self._code.at(Place(stretch.path, stretch.line(at)),
                                self._message.format(f"{length} word{'s' * (length > 1)}"), hint=self._hint)


class Runs:
    """Words in a row that withdrawn facts and passages said, all runs of one length."""

    def __init__(self, runs: frozenset[tuple[str, ...]]) -> None:
        self.reach = len(next(iter(runs), ()))
        self._words = _Words(runs)

    def listens_to(self, word: str) -> bool:
        """Whether it is a word of any run."""
        return word in self._words.all

    def leads(self, word: str) -> bool:
        """Whether it is the longest word of any run."""
        return word in self._words.longest

    def near(self, heard: Set[str]) -> Set[str]:
        """The longest words of the runs all of whose words are there."""
        return self._words.telling(heard)

    def found(self, stretch: Stretch) -> Iterator[Problem]:
        """The file, when it holds one of the runs."""
        if any(self._words.runs(stretch)):
            yield codes.WITHDRAWN_SHIPS.at(
                Place(stretch.path), f"holds {self.reach} words in a row of what was withdrawn", hint=_TAKE_OUT)


class Builders:
    """Names of people and machines that would tell who built the archive."""

    def __init__(self, traces: Sequence[Trace]) -> None:
        self._what = {tuple(trace.value.split(" ")): trace.what for trace in traces}
        self._words = _Words(self._what)
        self.reach = max(map(len, self._what), default=0)

    def listens_to(self, word: str) -> bool:
        """Whether it is a word of a name."""
        return word in self._words.all

    def leads(self, word: str) -> bool:
        """Whether it is the longest word of a name."""
        return word in self._words.longest

    def near(self, heard: Set[str]) -> Set[str]:
        """The longest words of the names all of whose words are there."""
        return self._words.telling(heard)

    def found(self, stretch: Stretch) -> Iterator[Problem]:
        """What sort of name stands there."""
        for name in self._words.runs(stretch):
            yield _trace(stretch.path, self._what[name])


class Paths:
    """Paths and moments that would tell where and when the archive was built."""

    def __init__(self, traces: Sequence[Trace]) -> None:
        # Moments of one day begin alike: few beginnings tell that a text holds none of them.
        self._by_beginning: dict[str, list[tuple[str, str, re.Pattern[str] | None]]] = {}
        for trace in traces:
            value = trace.value.casefold()
            self._by_beginning.setdefault(value[:_BEGINNING], []).append((value, trace.what, _bounds(trace)))

    def found(self, path: str, text: str) -> Iterator[Problem]:
        """What sort of trace the text holds, of the file at `path`."""
        small = text.casefold()
        for beginning, values in self._by_beginning.items():
            for value, what, bounds in values if beginning in small else ():
                if value in small and (bounds is None or bounds.search(small)):
                    yield _trace(path, what)


class _Words:
    """Runs of words, and where they stand."""

    def __init__(self, runs: Collection[tuple[str, ...]]) -> None:
        self.all = frozenset(word for run in runs for word in run)
        self._runs = frozenset(runs)
        self._lengths = sorted({len(run) for run in runs})
        self.longest: dict[str, list[tuple[str, ...]]] = {}
        for run in runs:
            self.longest.setdefault(max(run, key=len), []).append(run)

    def telling(self, heard: Set[str]) -> Set[str]:
        """The longest words of the runs all of whose words were heard."""
        return {word for word in heard & self.longest.keys()
                if any(heard >= set(run) for run in self.longest[word])}

    def runs(self, stretch: Stretch) -> Iterator[tuple[str, ...]]:
        """The runs that stand in a stretch, in their order."""
        for at, word in enumerate(stretch.spoken):
            if word in self.all:
                for length in self._lengths:
                    run = tuple(stretch.spoken[at:at + length])
                    if run in self._runs:
                        yield run


def _trace(path: str, what: str) -> Problem:
    return codes.TRACE_SHIPS.at(Place(path), f"holds a trace of whoever builds: {what}", hint=_ELSEWHERE)


def _bounds(trace: Trace) -> re.Pattern[str] | None:
    """A path begins and ends at the bounds of a name, a moment anywhere."""
    if trace.is_time:
        return None
    value = trace.value.casefold()
    return re.compile(r"(?<![\w.-])" + re.escape(value) + ("" if value[-1] in "/\\" else r"(?![\w-])"))
