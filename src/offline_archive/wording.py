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
    """The words of `text`, in order."""
    if text.isascii():
        return _WORD.findall(text.lower())
    plain = text.casefold()
    if _apart().search(plain):
        return _WORD.findall(_folded(plain))
    return [word for run in _WORD.findall(plain) for word in _words_of(run)]


@lru_cache(maxsize=1 << 18)
def _words_of(run: str) -> tuple[str, ...]:
    """What a run of letters becomes: one word, and two where a letter of it stands for several signs."""
    return (run,) if run.isascii() else tuple(_WORD.findall(_folded(run)))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKC", "".join(
        letter for letter in plain if not unicodedata.combining(letter) and letter not in _NOT_SEEN))


@cache
def _apart() -> re.Pattern[str]:
    """Marks that stand apart from their letters, and what is not seen."""
    found = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.combining(chr(code)))
    return re.compile(f"[{found}{''.join(sorted(_NOT_SEEN))}]")
