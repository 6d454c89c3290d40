"""What a page may refer to: other pages, records, facts and sources."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from gettext import NullTranslations
from pathlib import PurePosixPath

from offline_archive import catalogue, config
from offline_archive.addresses import Addresses
from offline_archive.config import Settings
from offline_archive.dates import Translate
from offline_archive.errors import ArchiveError
from offline_archive.model import Tree
from offline_archive.paths import OWN_FOLDER, safe_name
from offline_archive.record import facts
from offline_archive.record.bibliography import Bibliography
from offline_archive.record.csl import Style
from offline_archive.record.facts import Facts
from offline_archive.records import Names

SOURCES_FOLDER = f"{OWN_FOLDER}/sources"
"""The folder of the pages of sources: part of their page key."""


@dataclass(frozen=True, slots=True)
class References:
    """Everything outside a page that its text can name."""

    addresses: Addresses
    """Where pages and files are."""
    names: Names
    """The records."""
    bibliography: Bibliography
    """The sources."""
    facts: Facts
    """The facts."""
    styles: Mapping[str, Style]
    """How each language cites, by BCP 47 tag."""
    catalogues: Mapping[str, NullTranslations]
    """The program's own words in each language."""

    @classmethod
    def of(cls, tree: Tree, settings: Settings, sources: Bibliography) -> References:
        """What the pages of `tree` can refer to.

        Raises:
            ArchiveError: when the citation style that the settings name is not there.
        """
        catalogues = {tag: catalogue.translations(catalogue.default_templates(), tag) for tag in settings.languages}
        style = catalogue.default_style()
        if settings.citation_style is not None:
            own = tree.data.get(str(settings.citation_style))
            if not own:
                raise ArchiveError(f"no such citation style: {settings.citation_style}", place=config.FILE_NAME,
                                   remedy="put a file in CSL there, or leave the key out")
            style = own.encode()
        return cls(
            addresses=Addresses(tree, settings.languages, discreet=settings.discreet),
            names=Names(tree.sources),
            bibliography=sources,
            facts=facts.read(tree.data.get(facts.FILE_NAME, ""), sources),
            styles={tag: Style(sources, tag, words.gettext, style) for tag, words in catalogues.items()},
            catalogues=catalogues,
        )

    def about(self, tree: Tree, settings: Settings) -> References:
        """The same about another state of the same pages."""
        return replace(self, addresses=Addresses(tree, settings.languages, discreet=settings.discreet),
                       names=Names(tree.sources))

    def words(self, language: str) -> Translate:
        """Gives the program's words in `language`."""
        return self.catalogues[language].gettext

    def untraced(self, language: str, count: int, total: int) -> str:
        """The sentence that says how many statements of a paragraph have no traced source."""
        if count == total:
            return self.catalogues[language].gettext("source not traced")
        words = self.catalogues[language].ngettext(
            "source not traced for %(count)s of %(total)s statements",
            "source not traced for %(count)s of %(total)s statements", count)
        return words % {"count": count, "total": total}

    def of_source(self, key: str, reader: str) -> PurePosixPath:
        """The site path of a source's page for readers of `reader`."""
        return self.addresses.of_key(source_key(key), reader)


def source_key(key: str) -> str:
    """The page key of a source's page.

    Keys that differ only by case, or that hold signs no file name can, are told apart by their bytes.
    """
    safe = safe_name(key.replace("/", "-"))
    if safe == key and key == key.lower() and "." not in key and len(key) <= 100:
        return f"{SOURCES_FOLDER}/{key}"
    near = safe_name(key.lower().replace("/", "-").replace(".", "-"))[:60]
    return f"{SOURCES_FOLDER}/{near}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
