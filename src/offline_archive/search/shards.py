"""The index as files: terms and texts in shards that the reader's script loads as it needs them.

The format is described in ``docs/search-format.md``. What matters here:

- A shard's boundaries follow from the terms, and its name from its first term, so an edit of one
  page leaves most shards as they are.
- A shard is one call with one JSON value: data, never code. The audit holds it to that.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from offline_archive.paths import OWN_FOLDER, relative
from offline_archive.search.vocabulary import FIELDS, Posting, Vocabulary, forms_of

FORMAT_VERSION = 1
"""Raised with every change that an older reader cannot read."""
CALL = "OfflineArchive.deliver"
"""The function of the reader's script that takes a shard."""

_K1, _B = 1.2, 0.75  # Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009
_STEPS = 15
_LEAST, _MOST = 4_000, 16_000
_TEXT_BYTES = 24_000
_MORE = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
_LAST = "abcdefghijklmnopqrstuvwxyzWXYZ_-"
_WEIGHTS = (6, 3, 1)
_ROOT = PurePosixPath("index.html")


def shards(vocabulary: Vocabulary) -> dict[str, bytes]:
    """The index of one language: site path to file."""
    folder = f"{OWN_FOLDER}/search/{vocabulary.language}"
    terms = list(_cut(_lines(vocabulary)))
    texts = list(_texts(vocabulary))
    root = {
        "version": FORMAT_VERSION,
        "language": vocabulary.language,
        "documents": len(vocabulary.documents),
        "fields": list(FIELDS),
        "weights": list(_WEIGHTS),
        "stop": " ".join(sorted(vocabulary.stop_words)),
        "terms": [[separator, name] for separator, name, _ in terms],
        "texts": [[first, name] for first, name, _ in texts],
    }
    files = {"root": root} | {name: "\n".join(lines) for _, name, lines in terms} \
        | {name: documents for _, name, documents in texts}
    return {f"{folder}/{name}.js": _script(f"{vocabulary.language}/{name}", value)
            for name, value in files.items()}


def _script(name: str, value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # These end a script or a line in places where JSON does not expect it.
    for character in "<\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f"{CALL}({json.dumps(name)},{text});\n".encode()


def _lines(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Each key in order, and its line: key, stem if another, postings by field if it is a stem."""
    forms = forms_of(vocabulary.terms)
    averages = [_step(sum(length[place] for length in vocabulary.lengths) / max(1, len(vocabulary.lengths)))
                for place in range(len(FIELDS))]
    for key in sorted(forms.keys() | vocabulary.terms.keys()):
        stem = forms.get(key, key)
        term = vocabulary.terms.get(key)
        columns = [key, "" if stem == key else stem]
        if term is not None:
            columns += [_postings(term.postings, place, vocabulary, averages[place])
                        for place in range(len(FIELDS))]
        yield key, "\t".join(columns).rstrip("\t")


def _step(average: float) -> float:
    """`average` on a coarse scale, so that one edit does not move every score."""
    step = 1.0
    while step < average:
        step *= 1.25
    return step


def _postings(postings: list[Posting], place: int, vocabulary: Vocabulary, average: float) -> str:
    out: list[str] = []
    before = -1
    for posting in postings:
        count = posting.counts[place]
        if not count:
            continue
        length = vocabulary.lengths[posting.document][place]
        weight = count / (count + _K1 * (1 - _B + _B * length / average))
        impact = min(_STEPS, max(1, round(weight * _STEPS)))
        out.append(number((posting.document - before) * 16 + impact))
        before = posting.document
    return "".join(out)


def number(value: int) -> str:
    """`value` in base 32, most significant digit first; the last digit has letters of its own."""
    out = _LAST[value % 32]
    value //= 32
    while value:
        out = _MORE[value % 32] + out
        value //= 32
    return out


def _cut(lines: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str, list[str]]]:
    """Shards of lines: what separates a shard from the one before, its name, its lines."""
    shard: list[str] = []
    size, first, before = 0, "", ""
    for key, line in lines:
        full = size >= _MOST or (size >= _LEAST and zlib.crc32(key.encode()) % 128 == 0)
        if shard and full:
            yield _separator(before, first), _name(first), shard
            shard, size, before = [], 0, shard[-1].partition("\t")[0]
        if not shard:
            first = key
        shard.append(line)
        size += len(line.encode())
    if shard:
        yield _separator(before, first), _name(first), shard


def _separator(before: str, first: str) -> str:
    """The shortest start of `first` that sorts after `before`; empty for the first shard."""
    if not before:
        return ""
    end = 1
    while first[:end] <= before:
        end += 1
    return first[:end]


def _name(first: str) -> str:
    return "t-" + hashlib.sha256(first.encode()).hexdigest()[:10]


def _texts(vocabulary: Vocabulary) -> Iterator[tuple[int, str, list[object]]]:
    """Shards of texts: number of the first document, name, documents."""
    shard: list[object] = []
    size = first = 0
    for number_, page in enumerate(vocabulary.documents):
        sections = [[section.anchor, section.title, section.text] for section in page.sections
                    if section.text or section.title]
        address = relative(_ROOT, page.path)
        shard.append([address, page.title, sections])
        size += sum(len(section.text) + len(section.title) for section in page.sections)
        if size >= _TEXT_BYTES:
            yield first, f"d-{first}", shard
            shard, size, first = [], 0, number_ + 1
    if shard:
        yield first, f"d-{first}", shard

