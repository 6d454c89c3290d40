"""The order of a language's alphabet, for an index that is read by eye.

A letter with a diacritic stands with its plain letter, unless the language counts it as one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from offline_archive.search.folding import fold

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
_NUMERIC = chr(0)


def collation(language: str) -> Callable[[str], str]:
    """A function from a word to what words of `language` are sorted by.

    Of each letter that is two characters, the number of its place in the alphabet and itself: digits stand first, then
    the language's letters, then those of other scripts.
    """
    alphabet = _ALPHABETS.get(language.partition("-")[0], "")
    known = {letter: chr(place) + letter for place, letter in enumerate(alphabet, start=1)}

    def place(letter: str) -> str:
        if letter not in known:
            known[letter] = "".join(
                _NUMERIC + plain if plain.isnumeric() else known[plain] if plain in alphabet
                else chr(len(alphabet) + 1) + plain for plain in fold(letter))
        return known[letter]

    def key(word: str) -> str:
        figures = _FIGURES.match(word)
        begins = _NUMERIC + figures[0].zfill(60) if figures else ""
        return begins + "".join(map(place, word.lower()[figures.end() if figures else 0:]))
    return key
