"""Put the pages together: folders, languages, translations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from offline_archive import codes
from offline_archive.addresses import Addresses
from offline_archive.config import Settings
from offline_archive.media import SUFFIX as REVIEW
from offline_archive.model import Folder, Page, Site, Tree, weigh
from offline_archive.paths import in_words, safe_path
from offline_archive.problems import Place, Problem
from offline_archive.record.tables import Tables
from offline_archive.references import References
from offline_archive.sourcepages import source_pages


def assemble(settings: Settings, tree: Tree, pages: Iterable[Page], references: References, tables: Tables,
             tombstones: tuple[tuple[str, str], ...] = ()) -> Site:
    """The site that these pages make, with a page for each source."""
    written = sorted(pages, key=lambda page: str(page.path))
    ordered = tuple(sorted((*written, *source_pages(references)), key=lambda page: str(page.path)))
    files = {site_path: content_path for page in ordered for content_path, site_path in page.attachments}
    translations = _translations(ordered)
    return Site(
        settings=settings,
        pages=ordered,
        roots=_roots(settings, written, references.addresses),
        translations=translations,
        bibliography=references.bibliography,
        facts=references.facts,
        tables=tables,
        styles=references.styles,
        attachments=dict(sorted(files.items())),
        tombstones=tombstones,
        problems=(*tree.problems, *references.bibliography.problems, *references.facts.problems, *tables.problems,
                  *(problem for page in ordered for problem in page.problems),
                  *_renamed(files), *_left_out(tree, files)),
    )


def _renamed(files: Mapping[PurePosixPath, PurePosixPath]) -> Iterator[Problem]:
    for site_path, content_path in files.items():
        if safe_path(content_path) != content_path:
            yield codes.UNSAFE_NAME.at(Place.of(content_path), "name cannot be stored on FAT or Windows",
                                       hint=f"nearest valid name: {site_path.name}")


def _left_out(tree: Tree, files: Mapping[PurePosixPath, PurePosixPath]) -> list[Problem]:
    linked = set(files.values())
    return [codes.NOT_LINKED.at(Place.of(path),
                                "linked from no page, left out")
            for path in tree.files if path not in linked and not path.name.endswith(REVIEW)]


def _translations(pages: Iterable[Page]) -> dict[str, dict[str, Page]]:
    found: dict[str, dict[str, Page]] = defaultdict(dict)
    for page in pages:
        found[page.key].setdefault(page.reader, page)
    return dict(found)


def _roots(settings: Settings, pages: Iterable[Page], addresses: Addresses) -> dict[str, Folder]:
    """The tree of folders as a reader of each language sees it."""
    shown: dict[str, dict[str, Page]] = {tag: {} for tag in settings.languages}
    for page in pages:
        shown[page.reader][page.key] = page
    return {tag: _tree_of(found, tag, settings, addresses) for tag, found in shown.items() if found}


@dataclass(slots=True)
class _Gathered:
    """A folder while its pages are being gathered."""

    index: Page | None = None
    pages: list[Page] = field(default_factory=list)
    folders: set[PurePosixPath] = field(default_factory=set)


def _tree_of(shown: Mapping[str, Page], language: str, settings: Settings,
             addresses: Addresses) -> Folder:
    gathered: dict[PurePosixPath, _Gathered] = defaultdict(_Gathered)
    for key, page in shown.items():
        path = PurePosixPath(key)
        if path.name == "index":
            gathered[path.parent].index = page
        else:
            gathered[path.parent].pages.append(page)
        for parent in path.parents[:-1]:
            gathered[parent.parent].folders.add(parent)

    def folder(path: PurePosixPath) -> Folder:
        here = gathered[path]
        index = here.index
        title = index.title if index else in_words(path.name) or settings.title(language)
        return Folder(
            path=path,
            address=addresses.of_folder(path, language),
            title=title,
            index=index,
            pages=tuple(sorted(here.pages, key=weigh)),
            folders=tuple(sorted((folder(child) for child in here.folders), key=weigh)),
        )

    return folder(PurePosixPath())
