"""What the spellings of a name share: capitals, diacritics, alphabets, transcriptions and Russian cases undone.

The key of a word is coarse on purpose. Two words of one key stop a build that could have gone on, and an editor looks;
two spellings of two keys publish somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

LONGEST = 4
"""Words of the longest phrase that can be guarded."""
_LETTERS = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "e", "ж": "zh", "з": "z", "и": "i",
    "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y",
    "ь": "", "э": "e", "ю": "yu", "я": "ya", "ӏ": "", "ј": "j", "ө": "o", "ү": "u", "ә": "a", "ß": "ss", "ø": "o",
    "ł": "l", "đ": "d", "ı": "i", "æ": "e", "œ": "e", "þ": "t", "ð": "d"})
# Letters of one alphabet that look like letters of the other; of use in words that mix the two.
_SEEN_AS_LATIN = str.maketrans("авекмнорстухіјѕ", "abekmhopctyxijs")
_SEEN_AS_CYRILLIC = str.maketrans("abekmhopctyxij", "авекмнорстухіј")
_GREEK_SEEN_AS_LATIN = str.maketrans("αβεζηικμνορτυχγς", "abezhikmvoptyxyc")
_DIGITS_SEEN_AS_LATIN = (str.maketrans("013458", "oleasb"), str.maketrans("013458", "oieasb"))
_DIGITS_SEEN_AS_CYRILLIC = (str.maketrans("0346", "озчб"),)
_LATIN, _CYRILLIC = re.compile("[a-z]"), re.compile("[\u0400-\u052f]")
# In order: what transcriptions of Russian and Chechen into English, German and French differ in becomes one letter.
_SOUNDS = tuple((written, sound) for several, sound in (
    ("schtsch chtch shch", "s"), ("dsch dzh dj zh", "i"), ("tsch tch", "h"), ("sch sh", "s"), ("kh ch", "h"),
    ("ph", "f"), ("th", "t"), ("gh", "g"), ("ts tz", "s"), ("ck", "k"), ("ou oo", "u")) for written in several.split())
_ONE_LETTER = str.maketrans({"z": "s", "c": "k", "q": "k", "x": "ks", "w": "v", "f": "v", "y": "i", "j": "i"})
_IN_FRONT = re.compile("i(?=[aeou])")
_TWICE = re.compile(r"(.)\1+")
# Russian cases, and the English plural: "the Kadyrovs".
_ENDING = re.compile(r"(?:[oeai][mh]|[oe]g|[aeiou]|(?<=[a-z]{4})s)$")
_LEAST = 2
_DIGITS = "0123456789"
# Павел, Павла; Пётр, Петра: the vowel before a last consonant comes and goes.
_FLEETING = re.compile(r"(?<=[^aeiou])[eo](?=[^aeiou]$)")


@lru_cache(maxsize=1 << 18)
def keys(word: str) -> tuple[str, ...]:
    """The keys of a folded word: one, and more where it mixes signs that look alike."""
    if not word.isalpha():
        return (word.translate(_LETTERS), *(key for reading in _without_digits(word) for key in keys(reading)))
    if word.isascii():
        return (_key(word),)
    latin = word.translate(_GREEK_SEEN_AS_LATIN)
    if latin == word and not (_LATIN.search(word) and _CYRILLIC.search(word)):
        return (_key(word),)
    readings = (word, latin, latin.translate(_SEEN_AS_LATIN), latin.translate(_SEEN_AS_CYRILLIC))
    return tuple(sorted({_key(reading) for reading in readings}))


def _without_digits(word: str) -> Iterator[str]:
    """What a word with digits may be meant for: a year is added to a name, or a digit stands for a letter like it."""
    bare = word.strip(_DIGITS)
    if bare.isalpha() and len(bare) >= _LEAST:
        yield bare
    if sum(map(str.isalpha, word)) * 2 > len(word):
        tables = _DIGITS_SEEN_AS_CYRILLIC if _CYRILLIC.search(word) else _DIGITS_SEEN_AS_LATIN
        yield from filter(str.isalpha, (word.translate(table) for table in tables))


def _key(word: str) -> str:
    key = word.translate(_LETTERS)
    for written, sound in _SOUNDS:
        key = key.replace(written, sound)
    key = key.translate(_ONE_LETTER)
    if "i" in key:
        while "ii" in key:
            key = key.replace("ii", "i")
        key = _IN_FRONT.sub("", key.replace("io", "e"))
    key = _TWICE.sub(r"\1", key)
    if not key.isascii() or not key.isalpha():
        return key or word
    while (found := _ENDING.search(key)) and found.start() >= _LEAST:
        key = key[:found.start()]
    return _FLEETING.sub("", key) if len(key) > _LEAST + 1 else key
