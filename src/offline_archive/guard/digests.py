"""The guard list as a file of keyed digests, and the test of words against it.

- A digest is BLAKE2b (RFC 7693) with a key of 32 bytes, 16 bytes long. Without the key nobody can try names against it.
- Each phrase stands there in every order of its words and run together, beside the digest of its first word, so that
  few runs of a text need a digest of their own.
- The lines are sorted: their order does not tell when a name was added.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import islice, permutations, product

from offline_archive.errors import ArchiveError
from offline_archive.guard.names import LONGEST, keys
from offline_archive.wording import words

FILE_NAME = "guard.txt"
"""The list, at the top of the content folder."""
_HEAD = "offline-archive guard list 1"
_LINE = re.compile(r"[0-9a-f]{32} [0-9a-f]{32}")
_SIZE = 16
_MOST_WORDS = 500_000
REACH = 3 * LONGEST
"""So many words from its first a phrase is looked for, with what stands between its words."""
_BETWEEN = re.compile(
    r"(?:ович|евич|овн|евн|ичн)[а-я]{0,3}$|(?:ovi[ck]?h?|evi[ck]?h|owi?ts?ch|ewits?ch|ovn|evn)[a-z]{0,3}$")


class Guard:
    """A guard list with its key: tells whether words stand on it, and never which."""

    def __init__(self, key: bytes, lines: Iterable[str]) -> None:
        self._key = key
        pairs = [line.split(" ") for line in lines]
        self._starts = frozenset(first for first, _ in pairs)
        self._phrases = frozenset(phrase for _, phrase in pairs)
        self._keys: dict[str, tuple[str, ...]] = {}

    @property
    def mark(self) -> bytes:
        """What tells the list from another one; who lacks the key learns nothing from it."""
        return hashlib.blake2b("\n".join(sorted(self._starts | self._phrases)).encode(), key=self._key).digest()

    def __len__(self) -> int:
        return len(self._phrases)

    def found(self, spoken: Sequence[str], starting: Set[str] | None = None) -> Iterator[tuple[int, int]]:
        """Where guarded phrases stand in folded words: number of the first word, from 0, and how many words.

        `starting` are those of the words with which a phrase begins, where this is known already.
        """
        if starting is None:
            starting = {word for word in set(spoken) if self.begins(word)}
        for at in [at for at, word in enumerate(spoken) if word in starting] if starting else ():
            lengths = self._lengths(spoken[at:at + LONGEST])
            # Between a given name and a surname stand a patronymic or an initial, in Russian as a rule.
            kept = list(islice((word for word in spoken[at:at + REACH] if _is_kept(word)), LONGEST))
            if kept[:1] == [spoken[at]]:
                lengths |= self._lengths(kept)
            yield from ((at, length) for length in sorted(lengths))

    def begins(self, word: str) -> bool:
        """Whether a folded word begins a guarded phrase; nearly always not."""
        return bool(self._beginnings(word))

    def _lengths(self, spoken: Sequence[str]) -> set[int]:
        """Of how many of these words, from the first, a guarded phrase is made."""
        runs = [self._beginnings(spoken[0]), *map(keys, spoken[1:])]
        return {length for length in range(1, len(runs) + 1)
                if any(_digest(self._key, "phrase", " ".join(run)) in self._phrases for run in product(*runs[:length]))}

    def _beginnings(self, word: str) -> tuple[str, ...]:
        begins = self._keys.get(word)
        if begins is None:
            if len(self._keys) > _MOST_WORDS:
                self._keys.clear()
            begins = tuple(key for key in keys(word) if _digest(self._key, "first", key) in self._starts)
            self._keys[word] = begins
        return begins


def _is_kept(word: str) -> bool:
    """Whether a word is neither an initial nor a patronymic."""
    return len(word) > 1 and not _BETWEEN.search(word)


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
