"""Whether anything that must not ship stands in the bytes that would: withheld passages, guarded names, traces.

- Every text that a file holds is read once, and each search is made in it.
- A text is first cut at white space. Nearly all its pieces are known from other texts to belong to nothing that is
  looked for, and such a text is put aside; only the others are read word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import partial

from offline_archive import codes
from offline_archive.audit.documents import UnsearchableError
from offline_archive.audit.layers import TooMuchError, texts
from offline_archive.audit.searches import Builders, Names, Passages, Paths, Runs, Search, Stretch
from offline_archive.bundle import Entry
from offline_archive.guard import Guard
from offline_archive.problems import Place, Problem, Trace
from offline_archive.wording import words

# Rainbow and its flag; the signs of same-sex couples, of gender and of transgender people (26A2 to 26A9 in Unicode).
_SYMBOL = re.compile(
    "\U0001f308|\U0001f3f3\ufe0f?\u200d?\u26a7?|[\u26a2-\u26a9]|\u2640\ufe0f?\u2640|\u2642\ufe0f?\u2642")
_LIKE_TEXT = re.compile("[\t\n\r -\u06ff\u2000-\u27bf\ufe0f\U0001f000-\U0001faff]*")
_MARK = re.compile(r"\{\s*\.withheld\s+reason\s*=|^:::+[ \t]*withheld\b", re.MULTILINE)
_MOST_PIECES = 200_000


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

    @property
    def lasting(self) -> tuple[object, ...]:
        """What tells them from others, but for the moments of this build: of a file that an earlier one made, none."""
        return ([(text, str(place)) for text, place in self.passages],
                [one.mark if one is not None else None for one in (self.guard, self.withdrawn)],
                [(trace.what, trace.value) for trace in self.traces if not trace.is_time], self.runs, self.symbols)


def _symbols(text: str, *, is_text: bool) -> set[str]:
    """The symbols in a text. Packed bytes that are read as UTF-16 hold some by chance, among signs of all scripts."""
    found: set[str] = set()
    for one in _SYMBOL.finditer(text):
        about = text[max(0, one.start() - 2):one.start()] + text[one.end():one.end() + 2]
        if is_text or _LIKE_TEXT.fullmatch(about):
            found.add(one[0])
    return found


class SecretsReader:
    """The searches, and what is known of the pieces of texts and of tags."""

    def __init__(self, secrets: Secrets) -> None:
        self._tags: set[str] = set()
        self._symbols = secrets.symbols
        literal = [trace for trace in secrets.traces if trace.is_path or trace.is_time]
        self._paths = Paths(literal)
        self._searches = (*_searches(secrets), Builders([trace for trace in secrets.traces if trace not in literal]))
        self._reach = max(search.reach for search in self._searches)
        self._met: set[str] = set()
        self._telling: dict[str, list[tuple[Search, str]]] = {}
        self._leading: dict[Search, set[str]] = {search: set() for search in self._searches}
        self._listening: dict[str, tuple[Search, ...]] = {}

    def problems(self, path: str, entry: Entry) -> tuple[Problem, ...]:
        """What the file at `path` holds of the secrets, each once."""
        if len(self._tags) > _MOST_PIECES:
            self._tags.clear()
        found: dict[Problem, None] = {}
        tags: set[str] = set()
        try:
            for text in texts(path, entry.data, entry.media_type, self._tags, tags):
                found |= dict.fromkeys(self._found(path, text, entry.media_type))
        except TooMuchError:
            found[codes.UNPACKS_TOO_MUCH.at(Place(path), "unpacks to more than can be searched for what must not ship",
                                            hint="leave it out")] = None
        except UnsearchableError as error:
            found[codes.DOCUMENT_UNSEARCHED.at(Place(path), f"the text of the document was not searched: {error}",
                                               hint="install the extra media, or leave it out")] = None
        if not found:  # what is found is found in each file that holds it
            self._tags |= tags
        return tuple(found)

    def _found(self, path: str, text: str, entry_type: str) -> Iterator[Problem]:
        """What must not stand in `text`, a text of the file at `path`."""
        if "withheld" in text and _MARK.search(text):
            yield codes.WITHHELD_SHIPS.at(Place(path), "holds a mark that withholds, and what it should hide",
                                          hint="marks are read in pages, and in the data of the record: cut it there")
        is_text = entry_type.startswith("text/")
        for symbol in _symbols(text, is_text=is_text) if self._symbols else ():
            yield codes.SYMBOL_SHIPS.at(Place(path), f"holds a symbol in a discreet edition: U+{ord(symbol[-1]):04X}",
                                        hint="take it out of the content")
        yield from self._paths.found(path, text)
        pieces = text.split()
        distinct = set(pieces)
        self._listen(distinct)
        searches = [search for search, leading in self._leading.items() if not leading.isdisjoint(distinct)]
        if not searches:
            return
        told = [(piece, self._telling[piece]) for piece in distinct & self._telling.keys()]
        heard = {search: {word for _, words_ in told for by, word in words_ if by is search} for search in searches}
        near = {search: search.near(of_interest) for search, of_interest in heard.items()}
        telling = {piece for piece, words_ in told if any(word in near.get(search, ()) for search, word in words_)}
        for first, last in self._stretches(pieces, telling) if telling else ():
            spoken = [word for piece in pieces[first:last] for word in words(piece)]
            for search, of_interest in near.items():
                if of_interest:
                    yield from search.found(Stretch(path, spoken, heard[search], partial(_line, text, pieces, first)))

    def _listen(self, pieces: Set[str]) -> None:
        """Learn what those pieces tell that were not met before."""
        if len(self._met) > _MOST_PIECES:
            self._met.clear()
            self._telling.clear()
            self._listening.clear()
            self._leading = {search: set() for search in self._searches}
        for piece in pieces - self._met:
            self._met.add(piece)
            for word in words(piece):
                searches = self._listening.get(word)
                if searches is None:
                    searches = tuple(search for search in self._searches if search.listens_to(word))
                    self._listening[word] = searches
                for search in searches:
                    self._telling.setdefault(piece, []).append((search, word))
                    if search.leads(word):
                        self._leading[search].add(piece)

    def _stretches(self, pieces: Sequence[str], telling: Set[str]) -> Iterator[tuple[int, int]]:
        """From where to where pieces must be read: those that tell something, and all within reach of them."""
        begins = ends = 0
        for at, piece in enumerate(pieces):
            if piece in telling:
                first = at - self._within_reach(pieces[number] for number in range(at - 1, -1, -1))
                if first > ends:
                    if ends:
                        yield begins, ends
                    begins = first
                ends = at + 1 + self._within_reach(pieces[number] for number in range(at + 1, len(pieces)))
        yield begins, ends

    def _within_reach(self, pieces: Iterable[str]) -> int:
        """How many of these pieces, from the first, hold all words within reach."""
        taken, left = 0, self._reach
        for piece in pieces:
            if left <= 0:
                break
            left -= len(words(piece))
            taken += 1
        return taken


def _line(text: str, pieces: Sequence[str], first: int, word: int) -> int:
    """The line of `text`, by its number, on which a word stands, counted from the piece `first`."""
    while word >= 0:
        word -= len(words(pieces[first]))
        first += 1
    for number, line in enumerate(text.split("\n"), start=1):
        first -= len(line.split())
        if first <= 0:
            return number
    return 0


def _searches(secrets: Secrets) -> Iterator[Search]:
    yield Passages(secrets.passages)
    if secrets.guard is not None:
        yield Names(secrets.guard, codes.GUARDED_SHIPS, "holds a guarded phrase of {}",
                    "take it out of the content, or write who it is in another way")
    if secrets.withdrawn is not None:
        yield Names(secrets.withdrawn, codes.WITHDRAWN_SHIPS, "holds the name of somebody who was withdrawn",
                    "take it out of the content")
    yield Runs(secrets.runs)
