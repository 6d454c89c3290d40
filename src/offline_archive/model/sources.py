"""The content folder as it was read: sources, not yet parsed. Frozen and complete."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path, PurePosixPath

from offline_archive.frontmatter import FrontMatter, Value
from offline_archive.problems import Place, Problem
from offline_archive.withheld import Passage


@dataclass(frozen=True, slots=True)
class Source:
    """A Markdown file, read and split, not yet parsed."""

    path: PurePosixPath
    """Its path in the content folder."""
    language: str
    """BCP 47 tag, from the file's name, its front matter or the archive's first language."""
    key: str
    """What it shares with its translations: the path without language and ending."""
    front: FrontMatter
    """The front matter, unknown keys included."""
    body: str
    """The Markdown after the front matter."""
    kind: str = "page"
    """Of :data:`record.kinds.KINDS`: from the front matter, else from the folder."""
    original: str = ""
    """The mark of the present state of the page that this one translates; empty for an original."""

    def value(self, *keys: str) -> tuple[str, Value]:
        """The first of these keys that is there, in whatever case, and its value."""
        lower = {key.lower(): key for key in self.front.values}
        for key in keys:
            if key in lower:
                return lower[key], self.front.values[lower[key]]
        return keys[0], None

    def place(self, key: str) -> Place:
        """Where a key of the front matter stands."""
        return Place.of(self.path, self.front.places.get(key, 1))


@dataclass(frozen=True, slots=True)
class Tree:
    """The content folder, as it was read."""

    sources: tuple[Source, ...]
    """The pages, in order of path, without drafts."""
    left_out: frozenset[PurePosixPath]
    """Content paths of the pages that are not published: drafts, and what could not be read or kept."""
    files: Mapping[PurePosixPath, Path]
    """Every other file: content path to its place on the disk."""
    blocked: Mapping[PurePosixPath, Problem]
    """Files that cannot be copied, and what a page that shows or links to one must be told."""
    data: Mapping[str, str]
    """The text of the data files of the record, by name."""
    problems: tuple[Problem, ...]
    """What could not be read."""
    withheld: tuple[Passage, ...]
    """What was cut from pages and data files; nothing else holds it."""
    made: Mapping[PurePosixPath, bytes] = field(default_factory=dict)
    """Media that were made anew, by content path: what is published in the place of the file."""
    withdrawn: frozenset[PurePosixPath] = frozenset()
    """Content paths of pages that were withdrawn: links to them are shown as their text."""

    def without_texts(self) -> Tree:
        """The same once its pages were parsed: what they say lies elsewhere then."""
        return replace(self, sources=tuple(replace(source, body="") for source in self.sources))

    def said(self, phrases: Iterable[str]) -> frozenset[str]:
        """Those of `phrases`, in lower case, whose words stand in a page or a data file one after the other."""
        left = {phrase: (max(phrase.split(), key=len, default=""), re.compile(
            r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, phrase.split())) + r"(?![^\W_])")) for phrase in phrases}
        found: set[str] = set()
        texts = chain(self.data.values(), *((source.body, *map(str, source.front.values.values()))
                                            for source in self.sources))
        for text in texts if left else ():
            folded = text.casefold()
            here = {phrase for phrase, (word, spoken) in left.items() if word in folded and spoken.search(folded)}
            found |= here
            for phrase in here:
                del left[phrase]
        return frozenset(found)
