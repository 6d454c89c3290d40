"""The words of a text, as the searches for what must not ship count them: no capitals, diacritics or unseen signs."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

_WORD = re.compile(r"[^\W_]+")
# Soft hyphens, joiners and marks of direction: they stand within words and are not seen.
_NOT_SEEN = frozenset(map(chr, (0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
                                *range(0x2060, 0x2070), 0xFEFF, 0x34F, 0x115F, 0x1160, 0x3164, 0xFFA0,
                                *range(0xFE00, 0xFE10), *range(0xE0000, 0xE01F0))))


def words(text: str) -> list[str]:
    """The words of `text`, in order. No word goes over white space."""
    if text.isascii():
        return _WORD.findall(text.lower())
    plain = text.casefold()
    if _apart().isdisjoint(plain):  # a pattern of so many ranges took fifty times as long
        return [word for run in _WORD.findall(plain) for word in ((run,) if run.isascii() else _words_of(run))]
    return [word for piece in plain.split() for word in _words_of(piece)]


@lru_cache(maxsize=1 << 16)
def _words_of(piece: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_folded(piece)))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKC", "".join(
        letter for letter in plain if not unicodedata.combining(letter) and letter not in _NOT_SEEN))


@cache
def _apart() -> frozenset[str]:
    """Marks that stand apart from their letters, what is not seen, and signs that are no letters but fold to some."""
    planes = map(chr, range(0x80, 0x20000))  # beyond these stand ideographs alone
    return _NOT_SEEN.union(
        sign for sign in planes if unicodedata.combining(sign) or (
            unicodedata.decomposition(sign) and not _WORD.match(sign)
            and _WORD.search(unicodedata.normalize("NFKD", sign))))
