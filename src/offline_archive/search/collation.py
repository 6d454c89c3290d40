"""The order of a language's alphabet, for an index that is read by eye.

A letter with a diacritic stands with its plain letter, unless the language counts it as one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from offline_archive.search.folding import fold

Key: TypeAlias = tuple[tuple[int, str], ...]
_LATIN = "abcdefghijklmnopqrstuvwxyz"
# Alphabets of languages whose order is not that of the code points of folded letters.
_ALPHABETS = {
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz", "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя", "ce": "абвгдежзийклмнопрстуфхцчшщъыьэюяӏ",
    "cs": "abcčdefghijklmnopqrřsštuvwxyzž", "da": _LATIN + "æøå", "es": "abcdefghijklmnñopqrstuvwxyz",
    "et": "abcdefghijklmnopqrsšzžtuvwõäöüxy", "fi": _LATIN + "åäö", "hr": "abcčćdđefghijklmnopqrsštuvwxyzž",
    "hu": "abcdefghijklmnoöpqrstuüvwxyz", "is": "aábdðeéfghiíjklmnoóprstuúvxyýþæö",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя", "lt": "abcčdefghiyjklmnopqrsštuvwxzž",
    "lv": "abcčdefgģhijkķlļmnņopqrsštuvwxyzž", "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "nb": _LATIN + "æøå", "nn": _LATIN + "æøå", "no": _LATIN + "æøå", "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "ro": "aăâbcdefghiîjklmnopqrsștțuvwxyz", "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "sk": "aäbcčdefghijklmnoôpqrsštuvwxyzž", "sl": "abcčdefghijklmnopqrsštuvwxyzž",
    "sq": "abcçdeëfghijklmnopqrstuvwxyz", "sr": "абвгдђежзијклљмнњопрстћуфхцчџш", "sv": _LATIN + "åäö",
    "tr": "abcçdefgğhıijklmnoöpqrsştuüvwxyz", "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"}


_FIGURES = re.compile(r"[0-9]+")


def collation(language: str) -> Callable[[str], Key]:
    """A function from a word to what words of `language` are sorted by: its letters in their order."""
    alphabet = {letter: place for place, letter in enumerate(_ALPHABETS.get(language.partition("-")[0], ""))}

    known: dict[str, Key] = {letter: ((place, letter),) for letter, place in alphabet.items()}

    def key(word: str) -> Key:
        figures = _FIGURES.match(word)
        out: list[tuple[int, str]] = [(-1, figures[0].zfill(60))] if figures else []
        for letter in word.lower()[figures.end() if figures else 0:]:
            if letter not in known:
                known[letter] = tuple(_place(plain, alphabet) for plain in fold(letter))
            out += known[letter]
        return tuple(out)
    return key


def _place(letter: str, alphabet: dict[str, int]) -> tuple[int, str]:
    """Digits first, then the language's letters, then those of other scripts."""
    if letter.isnumeric():
        return -1, letter
    return (alphabet[letter], letter) if letter in alphabet else (len(alphabet), letter)
