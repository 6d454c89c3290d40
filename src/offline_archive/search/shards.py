"""The index as files: words, names, positions, texts and facets in shards that the reader's script loads as needed.

The format is described in ``docs/search-format.md``. What matters here:

- A shard's boundaries follow from its keys, and its name from what separates it from the one before, so an edit
  of one page leaves most shards as they are.
- A shard is one call with one JSON value: data, never code. The audit holds it to that.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping

from offline_archive.bundle import Bundle
from offline_archive.paths import OWN_FOLDER
from offline_archive.search.counting import FIELDS
from offline_archive.search.datewords import months
from offline_archive.search.lexicon import Entry, completions, entries, sounds
from offline_archive.search.lines import Lines, Recall, Texts, anew, told
from offline_archive.search.postings import LEAST, RATIO, postings
from offline_archive.search.texts import ALL_KINDS, FACET_SPAN, facets, span, texts
from offline_archive.search.vocabulary import Vocabulary

FORMAT_VERSION = 2
"""Raised with every change that an older reader cannot read."""
CALL = "OfflineArchive.deliver"
"""The function of the reader's script that takes a shard."""
_FOLDER = f"{OWN_FOLDER}/search"
_SIGNS = re.compile(r"[-=:, ]|\*.")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LEAST, _MOST = 3_000, 16_000
_HASH = 48
_COMPLETED = 32_000


def shards(vocabulary: Vocabulary, kinds: Mapping[str, str], lines: Lines | None = None,
           texts_of_lines: Iterable[Texts] | None = None, recall: Recall = anew) -> dict[str, bytes]:
    """The index of one language: site path to file. `kinds` are the words for the kinds in that language.

    The `lines` of its stems with their texts may have been made before.
    """
    lines = lines or Lines(vocabulary)
    larger = 2 if vocabulary.numbers > 131072 else 1
    values: dict[str, object] = {}
    words = _Cut("t", _LEAST * larger, _MOST * larger)
    where: list[list[str]] = []
    for line, positions_ in _lines(vocabulary, lines, texts_of_lines or lines.texts(lines.stretches)):
        if words.add(*line):
            where.append([])
        if positions_ is not None:
            where[-1].append(positions_)
    values |= words.files()
    values |= {f"w{name[1:]}": " ".join(rows) for name, rows in zip(list(values), where, strict=True) if any(rows)}
    names = _Cut("s", _LEAST, _MOST)
    for key, shown in sorted(sounds(vocabulary), key=lambda line: _order(line[0])):
        names.add(key, ":" + ",".join(shown))
    values |= names.files()
    values |= dict(texts(vocabulary, recall))
    values |= dict(facets(vocabulary))
    values["root"] = _root(vocabulary, kinds, words.separators, names.separators)
    del words, where, names  # of a large archive, the shards are not held in two forms at once
    return dict(shard(f"{vocabulary.language}/{name}", values.pop(name)) for name in list(values))


def shard(name: str, value: object) -> tuple[str, bytes]:
    """The site path of a file that the reader's script loads by `name`, and the file."""
    return f"{_FOLDER}/{name}.js", _script(name, value)


def shards_in(files: Bundle) -> Iterator[tuple[str, str]]:
    """The shards of the index among `files`: name, and value in JSON."""
    for path, entry in files.items():
        name = path.removeprefix(f"{_FOLDER}/").removesuffix(".js")
        if name != path and "/menu-" not in name:
            yield name, entry.data.decode().removeprefix(f'{CALL}("{name}",').removesuffix(");\n")


def _root(vocabulary: Vocabulary, kinds: Mapping[str, str], words: list[str],
          names: list[str]) -> dict[str, object]:
    return {
        "version": FORMAT_VERSION,
        "language": vocabulary.language,
        "documents": len(vocabulary.documents),
        "numbers": vocabulary.numbers,
        "fields": list(FIELDS),
        "least": LEAST,
        "ratio": RATIO,
        "span": span(vocabulary.numbers),
        "facets": FACET_SPAN,
        "kinds": [[kind, kinds.get(kind, kind)] for kind in ALL_KINDS],
        "phrases": vocabulary.phrase_words,
        "latin": sum(key < "\u0250" for key in vocabulary.terms) * 2 >= len(vocabulary.terms),
        "stop": " ".join(sorted(vocabulary.analyzer.stop_words)),
        "months": [" ".join(sorted(name for name, number in months(vocabulary.language).items() if number == month))
                   for month in range(1, 13)],
        "words": " ".join(words) if words else None,
        "names": " ".join(names) if names else None,
    }


def _script(name: str, value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # These end a script or a line in places where JSON does not expect it.
    for character in "<\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f"{CALL}({json.dumps(name)},{text});\n".encode()


def _lines(vocabulary: Vocabulary, lines: Lines,
           texts_of_lines: Iterable[Texts]) -> Iterator[tuple[tuple[str, str], str | None]]:
    """Each key in order with the rest of its line, and its positions if it is a stem."""
    impacts = lines.impacts
    texts_of = {stem: (documents, where) for stem, documents, where in told(lines, texts_of_lines)}
    made: list[tuple[str, str, str | None]] = []
    for entry in entries(vocabulary):
        documents, where_ = texts_of.pop(entry.key) if entry.is_stem else ("", None)
        made.append((entry.key, _rest(entry) + (f":{documents}" if documents else ""), where_))
    sizes = {key: len(key.encode()) + len(rest) for key, rest, _ in made}
    made += [(f"{prefix}*", ",".join(stems), None)
             for prefix, stems in completions(sizes, vocabulary, _COMPLETED).items()]
    made += [(name, ":" + postings(term, impacts.whole_name, vocabulary.numbers), None)
             for name, term in vocabulary.names.items()]
    made.sort(key=lambda line: _order(line[0]))
    for key, rest, where in made:
        yield (key, rest), where


def _rest(entry: Entry) -> str:
    """What a line says of its key: the stem, as letters to drop from the key and to put in their place; its kin."""
    out = ""
    if entry.stem != entry.key:
        shared = 0
        while entry.stem[:shared + 1] == entry.key[:shared + 1] and shared < len(entry.key):
            shared += 1
        dropped = _units(entry.key[shared:])
        # A word has 60 letters at most; of one that differs from its stem in more, the whole is given.
        out = f"-{_DIGITS[dropped]}{entry.stem[shared:]}" if dropped < len(_DIGITS) else f"-.{entry.stem}"
    return out + ("=" + ",".join(entry.kin) if entry.kin else "")


class _Cut:
    """Lines in order, cut into shards where the hash of a key says so."""

    def __init__(self, letter: str, least: int, most: int) -> None:
        self.separators: list[str] = []
        """What separates each shard from the one before; empty for the first."""
        self._letter, self._least, self._most = letter, least, most
        self._names: dict[str, list[str]] = {}
        self._alone = least * 2
        self._size = 0
        self._before = ""

    def add(self, key: str, rest: str) -> bool:
        """Add a line; tell whether it begins a shard."""
        if _SIGNS.search(key):
            raise AssertionError(f"a key holds a sign of the format: {key!r}")
        # The line of a very common word is not to be read with its neighbours', nor they with it.
        alone = len(key.encode()) + len(rest.encode()) >= self._alone
        full = alone or self._size >= self._most or (
            self._size >= self._least and zlib.crc32(key.encode()) % _HASH == 0)
        begins = full or not self._names
        if begins:
            self._begin(key)
        shared = 0 if begins else _shared(self._before, key)
        line = f"{_DIGITS[_units(key[:shared])]}{key[shared:]}{rest}"
        self._lines.append(line)
        self._size = self._most if alone else self._size + len(line.encode()) + 1
        self._before = key
        return begins

    def files(self) -> dict[str, str]:
        """Name and value of each shard."""
        return {name: " ".join(lines) for name, lines in self._names.items()}

    def _begin(self, key: str) -> None:
        separator = _separator(self._before, key) if self._names else ""
        name = f"{self._letter}-{fnv(separator):08x}"
        while name in self._names and len(separator) < len(key):
            separator = key[:len(separator) + 1]
            name = f"{self._letter}-{fnv(separator):08x}"
        if name in self._names:
            raise AssertionError(f"two shards of one name: {key}")
        self.separators.append(separator)
        self._lines: list[str] = []
        self._names[name] = self._lines
        self._size = 0


def _shared(before: str, key: str) -> int:
    """How many letters `key` shares with the one before: as many as a digit can tell."""
    shared = min(len(before), len(key), len(_DIGITS) - 1)
    while before[:shared] != key[:shared] or _units(key[:shared]) >= len(_DIGITS):
        shared -= 1
    return shared


def _units(text: str) -> int:
    """The length of `text` as the reader's script counts it, in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-be")) // 2


def _separator(before: str, first: str) -> str:
    """The shortest start of `first` that sorts after `before`."""
    end = 1
    while _order(first[:end]) <= _order(before):
        end += 1
    return first[:end]


def _order(key: str) -> bytes:
    """The order of the index: by UTF-16 code unit, as the reader's script compares."""
    return key.encode("utf-16-be")


def fnv(text: str) -> int:
    """The 32-bit FNV-1a hash of the UTF-8 bytes of `text` (Fowler, Noll and Vo)."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


