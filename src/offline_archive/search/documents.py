"""What search knows of a page: its words by field and section, its names, kind and date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from offline_archive import catalogue
from offline_archive.held import Held
from offline_archive.model import Outline, Page, Section, Site, Text, Translation
from offline_archive.paths import in_words
from offline_archive.record.kinds import Case, names_of
from offline_archive.search.datewords import record_words


@dataclass(frozen=True, slots=True)
class Document:
    """A page as it is searched."""

    path: PurePosixPath
    """Its site path."""
    title: str
    """Its title."""
    name: str
    """What it goes by where titles would be too much: its file's or folder's name in words; its title where addresses
    tell nothing."""
    names: tuple[str, ...]
    """What the person, body, place or word of the page is called elsewhere."""
    lead: str
    """Its summary; may be empty. A result shows it where no section says more."""
    unquoted: str
    """Words by which it is found and that no result shows: its content note, the words of its record."""
    text: Held[Text]
    """Its text."""
    outline: Outline
    """What is known of that without reading it."""
    kind: str
    """Of :data:`record.kinds.KINDS`, or ``source``."""
    date: str
    """Its date in words; empty when it has none."""
    date_words: tuple[str, ...]
    """Its date in words of the index."""
    years: tuple[int, int] | None
    """The first and the last year that its date can mean; None when it has none, or one without an end."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """Its text, in order; at least one."""
        return self.text.get().sections


def documents(site: Site, language: str) -> Iterator[Document]:
    """The pages that are found in `language`; untranslated pages are found in their own."""
    folder = catalogue.default_templates()
    interface = language if catalogue.has_interface(folder, language) else "en"
    translate = catalogue.translations(folder, interface).gettext
    for page in site.pages:
        if page.reader != language or page.translation is Translation.FALLBACK:
            continue
        date = getattr(page.record, "date", None) or (page.record.as_of if isinstance(page.record, Case) else None) \
            or page.date
        years = (date.bounds[0][0], date.bounds[1][0]) if date and date.start and date.end else None
        yield Document(
            path=page.path,
            title=page.title,
            name=page.title if site.settings.discreet else _name(page.key) or page.title,
            names=_names(page, site),
            lead=page.summary,
            unquoted=page.content_note,
            text=page.text,
            outline=page.outline,
            kind=page.kind,
            date=date.words(interface, translate) if date else "",
            date_words=tuple(record_words(date)) if date else (),
            years=years if years and years[0] >= 1 and years[1] <= 9999 else None,
        )


def _name(key: str) -> str:
    """The name in words of the file, or of the folder whose page it is; empty for the first page of all."""
    path = PurePosixPath(key)
    return in_words(path.parent.name if path.name == "index" else path.name)


def _names(page: Page, site: Site) -> tuple[str, ...]:
    if page.record is None or not (named := names_of(page.record)):
        return ()
    titles = (one.title for one in site.versions(page.key).values() if one.title != page.title)
    return tuple(dict.fromkeys((*named, *titles)))
