"""Words and their folds, by one table that the reader's script reads too.

- ``templates/assets/search-table.js`` holds the table, ``search-words.js`` the same steps.
  The same cases test both, and every character of the archive is folded by both.
- A *fold* is what the spellings of one word share in its own script; prefixes of a word have prefixes of its fold.
- A *sound* is what the spellings of one name share in all scripts: it leads to candidates, never to an answer.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from offline_archive.catalogue import fold_table

LONGEST_WORD = 60
"""Letters of the longest run that is indexed."""
_TABLE = re.compile(r"^var OfflineArchive = \{\"table\": (\{.*?^\})\};$", re.DOTALL | re.MULTILINE)
_CYRILLIC = re.compile("[\u0400-\u052f]")
_PALOCHKA = re.compile("(^|[\u0430-\u052f])[il1|](?=[\u0430-\u052f]|$)")
_MOST_PAIRS = 4000
_ASCII = re.compile(r"[0-9A-Za-z]+")
# What NFKD makes of a few letters (a salutation in one sign, a digit with a comma), and keys may not hold.
_SEPARATORS = re.compile(r"[ !-&(-/:-@\[-`{}~]")
_JOINED = re.compile("['\u2018\u2019\u02bc|]")


@cache
def table() -> dict[str, Any]:
    """The table of folds."""
    found = _TABLE.search(fold_table())
    if found is None:
        raise AssertionError("search-table.js does not hold the table")
    value: dict[str, Any] = json.loads(found[1])
    return value


def _ranges(text: str) -> str:
    """Ranges as the table writes them, as the inside of a character class."""
    pairs = [one.partition("-") for one in text.split()]
    return "".join(f"{chr(int(first, 16))}-{chr(int(last or first, 16))}" for first, _, last in pairs)


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(f"[{_ranges(table()['marks'])}]")


@cache
def _letters() -> dict[int, str]:
    found = {ord(letter): other for letter, other in table()["letters"].items()}
    for start in table()["digits"].split():
        found |= {int(start, 16) + number: str(number) for number in range(10)}
    return found


@cache
def _spelling(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(_rules(table()["spelling"].get(language, ())))


@cache
def _spelled(language: str) -> re.Pattern[str]:
    """What any of these rules would change: most words need none, and to try them all takes longest of a fold."""
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _spelling(language)) or r"(?!)", re.MULTILINE)


@cache
def _sounds() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(_rules(table()["sounds"]))


def _rules(rows: list[list[str]]) -> list[tuple[re.Pattern[str], str]]:
    # The table writes `$1` as JavaScript does. A group that took no part is empty in both.
    # Many words are gone through at once, each in a line of its own.
    return [(re.compile(pattern, re.MULTILINE), re.sub(r"\$(\d)", r"\\\1", other)) for pattern, other in rows]


@lru_cache(maxsize=1 << 16)
def fold(word: str, language: str = "") -> str:
    """What the spellings of `word` share: no capitals, no diacritics, one form of each letter and digit.

    `language`, a BCP 47 tag, adds what two spellings of that language differ in (*colour*, *color*).
    """
    folded = word.lower()
    if not folded.isascii() or "'" in folded:
        folded = unicodedata.normalize("NFKD", folded).lower()
        folded = _SEPARATORS.sub("", _marks().sub("", folded).translate(_letters()))
    if _CYRILLIC.search(folded):
        return _PALOCHKA.sub("\\1\u04cf", folded)
    language = language.partition("-")[0]
    if _spelled(language).search(folded):
        for pattern, other in _spelling(language):
            folded = pattern.sub(other, folded)
    return folded


def folds(words: Iterable[str], language: str = "") -> list[str]:
    """The :func:`fold` of each word: of thousands, much sooner than one after the other."""
    given = list(words)
    plain = "\n".join(word for word in given if _is_plain(word)).lower()
    for pattern, other in _spelling(language.partition("-")[0]):
        plain = pattern.sub(other, plain)
    folded = iter(plain.split("\n"))
    return [next(folded) if _is_plain(word) else fold(word, language) for word in given]


def _is_plain(word: str) -> bool:
    """Whether a fold has but to make capitals small, and to follow the spelling of the language."""
    return word.isascii() and word.isalnum()


@cache
def _latin() -> dict[int, str]:
    return {ord(letter): other for letter, other in table()["latin"].items()}


@cache
def _digits() -> dict[int, str]:
    return {code: other for code, other in _letters().items() if other.isdigit()}


def with_ascii_digits(text: str) -> str:
    """`text` with the digits of every script in ASCII; no character moves."""
    return text.translate(_digits())


def latin(folded: str) -> str:
    """A folded word in Latin letters; what has none stays."""
    return folded if folded.isascii() else folded.translate(_latin())


def sound(folded: str) -> str:
    """The key that the spellings of a name share in all scripts: its consonants, roughly."""
    return sounds([folded])[0]


def sounds(folded: Iterable[str]) -> list[str]:
    """The :func:`sound` of each folded word: of thousands, much sooner than one after the other."""
    given = list(folded)
    keys = latin("\n".join(given))
    for pattern, other in _sounds():
        keys = pattern.sub(other, keys)
    return keys.split("\n") if given else []


@cache
def _word() -> re.Pattern[str]:
    """A run of letters, digits and the marks upon them; and what may join two runs."""
    planes = (range(0x300, 0x1F000), range(0xE0100, 0xE01F0))
    marks = [chr(code) for plane in planes for code in plane if unicodedata.category(chr(code)).startswith("M")]
    return re.compile(rf"[^\W_](?:[^\W_]|[{''.join(marks)}\u00ad\u200c\u200d])*"
                      rf"|\|(?=[\u0400-\u052f])", re.UNICODE)


@cache
def _special() -> re.Pattern[str]:
    """What makes more of a text than its runs."""
    return re.compile(f"['\u2018\u2019\u02bc|{_ranges(table()['unspaced'])}]")


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{_ranges(table()['unspaced'])}]")


def words(text: str) -> list[str]:
    """The words of `text`, which is in NFC, as written and in order.

    A run of letters of a script without spaces gives its pairs of letters instead.
    """
    if _special().search(text):
        return [text[start:end] for start, end in _spans(text)]
    found = _ASCII.findall(text) if text.isascii() else _word().findall(text)
    return found if max(map(len, found), default=0) <= LONGEST_WORD else [
        word for word in found if len(word) <= LONGEST_WORD]


def _spans(text: str) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for found in _word().finditer(text):
        start, end = found.span()
        if runs and _joins(text, runs[-1][1], start):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    out: list[tuple[int, int]] = []
    for start, end in runs:
        if (text[start] == "|" and end - start == 1) or _is_rest(text, start, end):
            continue
        if _unspaced().search(text, start, end):
            out.extend(_cut(text, start, end))
        elif end - start <= LONGEST_WORD:
            out.append((start, end))
    return out


def _joins(text: str, end: int, start: int) -> bool:
    """Whether two runs are one word: Cyrillic letters about an apostrophe or a bar typed for a palochka."""
    between = text[end:start]
    if text[start] == "|" or (text[end - 1] == "|" and not between):
        return not between and bool(_CYRILLIC.match(text[start] if text[end - 1] == "|" else text[end - 1]))
    return len(between) == 1 and bool(_JOINED.match(between)) \
        and bool(_CYRILLIC.match(text[end - 1])) and bool(_CYRILLIC.match(text[start]))


@cache
def _rests() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(table()["before"].split()), frozenset(table()["after"].split())


def _is_rest(text: str, start: int, end: int) -> bool:
    """Whether a run is what an apostrophe leaves: *s* of *Kadyrov's*, *l* of *l'homme*."""
    if end - start > 2:
        return False
    before, after = _rests()
    run = text[start:end].lower()
    return bool((run in after and start and text[start - 1] in "'\u2019" and start > 1 and text[start - 2].isalnum())
                or (run in before and end + 1 < len(text) and text[end] in "'\u2019" and text[end + 1].isalnum()))


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A run in which letters of a script without spaces stand: these in pairs, what stands between them whole."""
    out: list[tuple[int, int]] = []
    place = start
    while place < end:
        after = place
        is_unspaced = _is_unspaced(text[place])
        while after < end and _is_unspaced(text[after]) == is_unspaced:
            after += 1
        if is_unspaced and after - place > 1:
            out.extend((at, at + 2) for at in range(place, min(after, place + _MOST_PAIRS) - 1))
        elif after - place <= LONGEST_WORD:
            out.append((place, after))
        place = after
    return out


def _is_unspaced(letter: str) -> bool:
    return not letter.isdecimal() and bool(_unspaced().match(letter))


def asking(language: str) -> frozenset[str]:
    """Folded words with which a question is asked, rather than what it asks for."""
    return frozenset(table()["asking"].get(language.partition("-")[0], "").split())

