"""Pages, folders and the site that they make. Frozen and complete.

``None`` and the empty string only ever mean that the author left something out.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from offline_archive.config import Settings
from offline_archive.dates import When
from offline_archive.held import Held
from offline_archive.model.text import Outline, Paragraph, Section, Text
from offline_archive.problems import Problem
from offline_archive.record.bibliography import Bibliography, Reference
from offline_archive.record.csl import Style
from offline_archive.record.facts import Facts
from offline_archive.record.kinds import Record
from offline_archive.record.tables import Tables


class Translation(enum.Enum):
    """What a page is to the page of the same name in another language."""

    ORIGINAL = "original"
    """It is the original, or the only version."""
    CURRENT = "current"
    """A translation of the original as it is now."""
    OLDER = "older"
    """A translation of an earlier state of the original."""
    UNMARKED = "unmarked"
    """A translation that does not say of what state."""
    FALLBACK = "fallback"
    """The original itself, shown to readers of a language into which it is not translated."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, parsed and complete."""

    source: PurePosixPath
    """The Markdown file in the content folder; for a page that the program makes, the data file."""
    path: PurePosixPath
    """Where it stands in the site."""
    key: str
    """See :attr:`Source.key`."""
    language: str
    """BCP 47 tag of its text."""
    reader: str
    """BCP 47 tag of the readers for whom it stands: another than its language when it is not translated."""
    translation: Translation
    """What it is to its versions in other languages."""
    state: str
    """The mark of the original's present state; empty unless it is a translation."""
    kind: str
    """Of :data:`record.kinds.KINDS`, or ``source`` for the page of a source."""
    record: Record | Reference | None
    """What its front matter, or the bibliography, says in a typed form; None for a plain page."""
    lists: tuple[str, ...]
    """Names of the lists that the program adds below its text."""
    title: str
    """From the front matter, else the first heading, else the file's name."""
    heading: str
    """HTML of the page's main heading: the body's first heading, else the title, escaped."""
    heading_id: str
    """The id that the main heading bears; empty when it comes from the front matter."""
    summary: str
    """One or two sentences; empty when the author gave none."""
    date: When | None
    """When what it tells happened, or was written; None when the author gave no date."""
    weight: int | None
    """Its place among its neighbours, smallest first; None sorts after, by title."""
    content_note: str
    """Shown before hard passages; empty when there is none."""
    text: Held[Text]
    """What it says."""
    outline: Outline
    """What is known of that without reading it."""
    sources: tuple[str, ...]
    """Keys of the sources on which it rests: cited, named by its facts, or named in its front matter."""
    attachments: tuple[tuple[PurePosixPath, PurePosixPath], ...]
    """Files it shows or links to: content path, site path."""
    reviewed: When | None
    """The day on which its editors last looked whether it still holds; None when they have not said."""
    again: When | None
    """The day on which to look again; None when they have not said."""
    considered: frozenset[str]
    """What its editors have looked at and let stand: matters of :data:`record.grounds.MATTERS`, ``mosaic``."""
    problems: tuple[Problem, ...]
    """What parsing found."""

    @property
    def html(self) -> str:
        """See :attr:`Text.html`."""
        return self.text.get().html

    @property
    def sections(self) -> tuple[Section, ...]:
        """See :attr:`Text.sections`."""
        return self.text.get().sections

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """See :attr:`Text.paragraphs`."""
        return self.text.get().paragraphs


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of pages in one language: a section of the archive."""

    path: PurePosixPath
    """Its path in the content folder; ``.`` for the root."""
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

    @property
    def items(self) -> tuple[Page | Folder, ...]:
        """Pages and folders directly in it, by weight and title."""
        return tuple(sorted((*self.pages, *self.folders), key=weigh))


def weigh(item: Page | Folder) -> tuple[float, tuple[object, ...], str, str]:
    """The order of neighbours: weight, then the date of a record, then title, then path."""
    page = item.index if isinstance(item, Folder) else item
    weight = page.weight if page is not None and page.weight is not None else float("inf")
    date = getattr(page.record, "date", None) if page is not None else None
    return weight, date.bounds if isinstance(date, When) else (), item.title.casefold(), str(item.path)


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
    """Page key to the page that readers of each language are given."""
    bibliography: Bibliography
    """The sources."""
    facts: Facts
    """The facts."""
    tables: Tables
    """Conflicts and corrections."""
    styles: Mapping[str, Style]
    """How each language cites."""
    attachments: Mapping[PurePosixPath, PurePosixPath]
    """Files to copy: site path to content path."""
    tombstones: tuple[tuple[str, str], ...]
    """What was withdrawn: the id that mirrors are told, and the class of the reason."""
    problems: tuple[Problem, ...]
    """What reading, parsing and putting together found."""

    def versions(self, key: str) -> Mapping[str, Page]:
        """The page that readers of each language are given under `key`; none when there is no such page."""
        return self.translations.get(key, {})

    @property
    def shown_lists(self) -> frozenset[str]:
        """The made lists that some page shows."""
        return frozenset(name for page in self.written for name in page.lists)

    @property
    def written(self) -> tuple[Page, ...]:
        """The pages that authors wrote, each once: neither made pages nor untranslated ones."""
        return tuple(page for page in self.pages
                     if page.kind != "source" and page.translation is not Translation.FALLBACK)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have at least one page, in the order of the settings."""
        return tuple(tag for tag in self.settings.languages if tag in self.roots)

    def safety_page(self, language: str) -> Page | None:
        """The safety page in `language`, else in the first language that has it."""
        if self.settings.safety is None:
            return None
        named = next((page for page in self.pages if page.source == self.settings.safety), None)
        versions = self.translations[named.key] if named is not None else {}
        order = (language, *self.settings.languages)
        return next((versions[tag] for tag in order if tag in versions), None)
