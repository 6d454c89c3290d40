"""What a result shows, in shards of a few documents: address, title, kind, date, sections and their words.

A small archive keeps most of its words here. A large one keeps the beginnings of its sections, so that its index
stays within its size.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import PurePosixPath

from offline_archive.model import Section
from offline_archive.paths import relative
from offline_archive.record.kinds import KINDS
from offline_archive.search.coding import ALPHABET
from offline_archive.search.documents import Document
from offline_archive.search.lines import Recall, anew
from offline_archive.search.vocabulary import Vocabulary

ALL_KINDS = (*KINDS, "source")
"""The kinds of documents, in the order of their number in the index."""
FACET_SPAN = 2048
"""Numbers of documents in a shard of facets."""
_ROOT = PurePosixPath("index.html")
_MOST_SECTIONS = 24
_LEAST_SHARE = 60
_NOT_IN_ANCHOR = re.compile(r"[^a-z0-9_ -]", re.ASCII)


def kept_characters(numbers: int) -> int:
    """How many characters of a document's text a result can show."""
    return {8192: 400, 4096: 500, 2048: 600}.get(numbers, 4000 if numbers < 2048 else 160)


def span(numbers: int) -> int:
    """How many numbers of documents share a shard of texts; about half of the numbers are taken."""
    return 4 if numbers <= 4096 else 8


def texts(vocabulary: Vocabulary, recall: Recall = anew) -> Iterator[tuple[str, list[object]]]:
    """Name and value of each shard of texts."""
    numbers, size = vocabulary.numbers, span(vocabulary.numbers)
    kept = kept_characters(numbers)
    for place, group in groupby(vocabulary.documents.items(), key=lambda item: item[0] // size):
        shown = list(group)
        marks = [_mark(number, document) for number, document in shown]
        made = partial(_shard, shown, size, kept)
        yield f"d-{place}", recall(hashlib.blake2b(repr((size, kept, marks)).encode()).digest(), made) \
            if all(marks) else made()


def _shard(shown: Sequence[tuple[int, Document]], size: int, kept: int) -> list[object]:
    return [[number % size, *_entry(document, kept)] for number, document in shown]


def _mark(number: int, document: Document) -> tuple[object, ...]:
    """What tells what is shown of a document from every other; empty where that is not known of its text."""
    key = document.text.key
    return (key, number, str(document.path), document.title, document.kind, document.date, document.lead) if key else ()


def facets(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Name and value of each shard of facets: by document two characters of its number, one of its kind,
    two each of its first and last year, counted from 1; no year is 0."""
    for place, group in groupby(vocabulary.documents.items(), key=lambda item: item[0] // FACET_SPAN):
        yield f"f-{place}", "".join(
            _two(number % FACET_SPAN) + ALPHABET[ALL_KINDS.index(document.kind)]
            + "".join(_two(min(year, 8000)) for year in document.years or (0, 0)) for number, document in group)


def _two(value: int) -> str:
    return ALPHABET[value // 91] + ALPHABET[value % 91]


def _entry(document: Document, kept: int) -> list[object]:
    lead, sections = extract(document, kept)
    return [relative(_ROOT, document.path), document.title, ALL_KINDS.index(document.kind), document.date, lead,
            *(value for section, text in sections for value in (_anchor(section), section.title, text))]


def extract(document: Document, kept: int) -> tuple[str, list[tuple[Section, str]]]:
    """Of a document what a result can show, about `kept` characters: the summary, and of each section its beginning.

    What is careful is not in it.
    """
    sections = document.sections[:_MOST_SECTIONS] if kept < 1000 else document.sections
    lead = _beginning(document.lead, max(kept // 2, _LEAST_SHARE))
    left = kept - len(lead) - sum(len(section.title) for section in sections)
    out = []
    for place, section in enumerate(sections):
        share = left // (len(sections) - place)
        text = _beginning(section.text, share) if share >= min(_LEAST_SHARE, len(section.text)) else ""
        left -= len(text)
        out.append((section, text))
    while out and not (out[-1][0].title or out[-1][1]):
        out.pop()
    return lead, out


def _beginning(text: str, most: int) -> str:
    """The beginning of `text`, cut between two words."""
    if len(text) <= most:
        return text
    cut = text.rfind(" ", 0, max(1, most))
    return text[:cut if cut > most // 2 else most] + "\N{HORIZONTAL ELLIPSIS}"


def _anchor(section: Section) -> str | int:
    """The id of a section; 1 when the reader's script makes it of the title, as most are made.

    None for a careful section: its id is made of its title.
    """
    if not section.title:
        return ""
    if section.anchor and section.title.isascii() \
            and _NOT_IN_ANCHOR.sub("", section.title.lower()).replace(" ", "-") == section.anchor:
        return 1
    return section.anchor
