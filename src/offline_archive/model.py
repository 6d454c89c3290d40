"""The nouns of the archive: sources, pages, sections, folders, the site. Frozen and complete.

``None`` and the empty string only ever mean that the author left something out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from offline_archive.config import Settings
from offline_archive.frontmatter import Value
from offline_archive.problems import Place, Problem


@dataclass(frozen=True, slots=True)
class Source:
    """A Markdown file, read and split, not yet parsed."""

    path: PurePosixPath
    """Its path in the content folder."""
    language: str
    """BCP 47 tag, from the file's name, its front matter or the archive's first language."""
    key: str
    """What it shares with its translations: the path without language and ending."""
    values: Mapping[str, Value]
    """The front matter, unknown keys included."""
    body: str
    """The Markdown after the front matter."""
    first_line: int
    """The number of the body's first line in the file, counted from 1."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The content folder, as it was read."""

    sources: tuple[Source, ...]
    """The pages, in order of path, without drafts."""
    drafts: frozenset[PurePosixPath]
    """Content paths of the pages left out because they are drafts."""
    files: Mapping[PurePosixPath, Path]
    """Every other file: content path to its place on the disk."""
    problems: tuple[Problem, ...]
    """What could not be read."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a page from one heading to the next: what search shows and links to."""

    anchor: str
    """The heading's id; empty for the text before the first heading."""
    title: str
    """The heading's text; empty for the text before the first heading."""
    level: int
    """1 to 6; 0 for the text before the first heading."""
    text: str
    """Its words, without markup."""
    careful: str
    """Words of passages marked ``.hard``: found by search, never shown in a snippet."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one page to another, as resolved."""

    target: PurePosixPath
    """The site path it leads to."""
    fragment: str
    """The id on that page; empty for the top."""
    place: Place
    """Where it is written."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, parsed and complete."""

    source: PurePosixPath
    """The Markdown file in the content folder."""
    path: PurePosixPath
    """Where it stands in the site."""
    key: str
    """See :attr:`Source.key`."""
    language: str
    """BCP 47 tag."""
    title: str
    """From the front matter, else the first heading, else the file's name."""
    heading: str
    """HTML of the page's main heading: the body's first heading, else the title, escaped."""
    heading_id: str
    """The id that the main heading bears; empty when it comes from the front matter."""
    summary: str
    """One or two sentences; empty when the author gave none."""
    weight: int | None
    """Its place among its neighbours, smallest first; None sorts after, by title."""
    content_note: str
    """Shown before hard passages; empty when there is none."""
    values: Mapping[str, Value]
    """The front matter as written."""
    html: str
    """The body, sanitised: it needs no further escaping."""
    sections: tuple[Section, ...]
    """The text in order; at least one."""
    ids: frozenset[str]
    """Every id on the page that a fragment can name."""
    links: tuple[Link, ...]
    """Links to pages of the archive."""
    attachments: tuple[tuple[PurePosixPath, PurePosixPath], ...]
    """Files it shows or links to: content path, site path."""
    problems: tuple[Problem, ...]
    """What parsing found."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of pages in one language: a section of the archive."""

    path: PurePosixPath
    """Its path in the site; ``.`` for the root."""
    address: PurePosixPath
    """The site path of its page."""
    title: str
    """The title of its index page, else its name in words."""
    index: Page | None
    """Its index page; None when the program makes a list in its place."""
    pages: tuple[Page, ...]
    """The pages directly in it, the index left out, by weight and title."""
    folders: tuple[Folder, ...]
    """The folders directly in it, by weight and title."""


@dataclass(frozen=True, slots=True)
class Site:
    """The archive as its authors wrote it, put together."""

    settings: Settings
    """What archive.toml says."""
    pages: tuple[Page, ...]
    """Every page, in order of site path."""
    roots: Mapping[str, Folder]
    """The tree of folders by language, for each language that has a page."""
    translations: Mapping[str, Mapping[str, Page]]
    """Page key to the page in each language."""
    attachments: Mapping[PurePosixPath, PurePosixPath]
    """Files to copy: site path to content path."""
    problems: tuple[Problem, ...]
    """What reading, parsing and putting together found."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have at least one page, in the order of the settings."""
        return tuple(tag for tag in self.settings.languages if tag in self.roots)

    def safety_page(self, language: str) -> Page | None:
        """The safety page in `language`, else in the first language that has it."""
        if self.settings.safety is None:
            return None
        key = str(self.settings.safety.with_suffix(""))
        versions = self.translations.get(key, {})
        return versions.get(language) or next(iter(versions.values()), None)
