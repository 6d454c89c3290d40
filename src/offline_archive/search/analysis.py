"""Words of a text and what they are filed under: fold, stop words, stem.

- English is analysed as lunr does: its stop words, its Porter stemmer. lunr's other languages need
  a download at run time, so theirs come from Snowball, which carries its stemmers with it.
- :func:`fold` and :func:`words` are written twice, here and in ``search-words.js``; the same cases test both.
- The stemmer runs at build time only: the index carries every form with its stem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import snowballstemmer
from lunr.stemmer import PorterStemmer
from lunr.stop_word_filter import WORDS as ENGLISH_STOP_WORDS

_WORD = re.compile(r"[^\W_]+")
_MAX_WORD = 60
# The marks that combine with the letter before them; fold takes them off.
_MARKS = re.compile("[" + "".join(
    f"{chr(start)}-{chr(end)}" for start, end in (
        (0x300, 0x36F), (0x483, 0x487), (0x591, 0x5BD), (0x610, 0x61A), (0x64B, 0x65F),
        (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F))) + "]")

_RUSSIAN_STOP_WORDS = frozenset("""
    а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до
    его ее если есть еще же за здесь и из или им их к как ко когда кто ли либо мне может мы на надо наш
    не него нее нет ни них но ну о об однако он она они оно от очень по под при с со так также такой там
    те тем то того тоже той только том ты у уже хотя чего чей чем что чтобы чье чья эта эти это этот этого
    этой этом я
    """.split())
_SNOWBALL = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish", "nl": "dutch",
    "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi", "hu": "hungarian",
    "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian", "ne": "nepali",
    "nb": "norwegian", "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish",
    "yi": "yiddish"}


def fold(text: str) -> str:
    """`text` in lower case and without diacritics: what two spellings of one word share."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.lower()))


def words(text: str) -> list[str]:
    """The words of `text` as written: runs of letters and digits."""
    return [word for word in _WORD.findall(unicodedata.normalize("NFC", text))
            if len(word) <= _MAX_WORD]


class Analyzer:
    """What the words of one language are filed under."""

    def __init__(self, language: str) -> None:
        base = language.partition("-")[0]
        stop = ENGLISH_STOP_WORDS if base == "en" else _RUSSIAN_STOP_WORDS if base == "ru" else ()
        self.stop_words = frozenset(fold(word) for word in stop)
        """Words that are not indexed, folded."""
        self._stem_of = _stemmer(base)
        self._stems: dict[str, str] = {}

    def stem(self, word: str) -> str:
        """What `word` is filed under, folded; empty for a stop word."""
        known = self._stems.get(word)
        if known is None:
            lower = word.lower().replace("ё", "е")
            known = "" if fold(lower) in self.stop_words else fold(self._stem_of(lower))
            self._stems[word] = known
        return known


def _stemmer(base: str) -> Callable[[str], str]:
    """The stemmer of a language; one that changes nothing where there is none."""
    if base == "en":
        porter: Callable[[str], str] = PorterStemmer().stem
        return porter
    if base in _SNOWBALL:
        stem: Callable[[str], str] = snowballstemmer.stemmer(_SNOWBALL[base]).stemWord
        return stem
    return str
