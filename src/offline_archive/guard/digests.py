"""The guard list as a file of keyed digests, and the test of words against it.

- A digest is BLAKE2b (RFC 7693) with a key of 32 bytes, 16 bytes long. Without the key nobody can try names against it.
- Each phrase stands there in every order of its words and run together, beside the digest of its first word, so that
  few runs of a text need a digest of their own.
- The lines are sorted: their order does not tell when a name was added.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations, product

from offline_archive.errors import ArchiveError
from offline_archive.guard.names import LONGEST, keys
from offline_archive.wording import words

FILE_NAME = "guard.txt"
"""The list, at the top of the content folder."""
_HEAD = "offline-archive guard list 1"
_LINE = re.compile(r"[0-9a-f]{32} [0-9a-f]{32}")
_SIZE = 16
_BETWEEN = re.compile(
    r"(?:ович|евич|овн|евн|ичн)[а-я]{0,3}$|(?:ovi[ck]?h?|evi[ck]?h|owi?ts?ch|ewits?ch|ovn|evn)[a-z]{0,3}$")


class Guard:
    """A guard list with its key: tells whether words stand on it, and never which."""

    def __init__(self, key: bytes, lines: Iterable[str]) -> None:
        self._key = key
        pairs = [line.split(" ") for line in lines]
        self._starts = frozenset(first for first, _ in pairs)
        self._phrases = frozenset(phrase for _, phrase in pairs)
        self._begins: dict[str, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._phrases)

    def found(self, spoken: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Where guarded phrases stand in folded words: number of the first word, from 0, and how many words."""
        yield from self._runs(spoken)
        # Between a given name and a surname stand a patronymic or an initial, in Russian as a rule.
        kept = [(at, word) for at, word in enumerate(spoken) if len(word) > 1 and not _BETWEEN.search(word)]
        if len(kept) < len(spoken):
            yield from ((kept[at][0], length) for at, length in self._runs([word for _, word in kept]))

    def _runs(self, spoken: Sequence[str]) -> Iterator[tuple[int, int]]:
        for at, word in enumerate(spoken):
            begins = self._begins.get(word)
            if begins is None:
                begins = tuple(key for key in keys(word) if _digest(self._key, "first", key) in self._starts)
                self._begins[word] = begins
            if begins:
                for length in range(1, LONGEST + 1):
                    rest = [keys(other) for other in spoken[at + 1:at + length]]
                    if len(rest) == length - 1 and any(
                            _digest(self._key, "phrase", " ".join(run)) in self._phrases
                            for run in product(begins, *rest)):
                        yield at, length


def guarded(key: bytes, phrase: str) -> frozenset[str]:
    """The lines that guard `phrase`.

    Raises:
        ArchiveError: when it has no word, or more than :data:`LONGEST`.
    """
    spoken = words(phrase)
    if not 1 <= len(spoken) <= LONGEST:
        raise ArchiveError(f"a guarded phrase has {len(spoken)} words", remedy=f"give one to {LONGEST} words")
    runs: set[tuple[str, ...]] = set()
    for readings in product(*(keys(word) for word in spoken)):
        runs |= set(permutations(readings))
    for order in permutations(spoken):
        runs |= {(joined,) for joined in keys("".join(order))}
    return frozenset(f"{_digest(key, 'first', run[0])} {_digest(key, 'phrase', ' '.join(run))}" for run in runs)


def written(key: bytes, lines: Iterable[str]) -> str:
    """The list as a file."""
    return "\n".join([_HEAD, f"key {_fingerprint(key)}", *sorted(set(lines))]) + "\n"


def parse(text: str, key: bytes | None) -> frozenset[str]:
    """The lines of a list.

    Raises:
        ArchiveError: when it cannot be read, or belongs to another key.
    """
    head, _, rest = text.partition("\n")
    named, _, body = rest.partition("\n")
    lines = body.splitlines()
    if head != _HEAD or not re.fullmatch(r"key [0-9a-f]{32}", named):
        raise ArchiveError("not a guard list", place=FILE_NAME, remedy="restore it, or make it anew with guard add")
    for number, line in enumerate(lines, start=3):
        if not _LINE.fullmatch(line):
            raise ArchiveError("not a line of a guard list", place=f"{FILE_NAME}:{number}", remedy="restore the file")
    if key is not None and named != f"key {_fingerprint(key)}":
        raise ArchiveError("the guard list was made with another key", place=FILE_NAME,
                           remedy="name its key with --guard-key")
    return frozenset(lines)


def _fingerprint(key: bytes) -> str:
    return _digest(key, "key", "")


def _digest(key: bytes, purpose: str, text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=_SIZE,
                           person=purpose.encode()).hexdigest()
