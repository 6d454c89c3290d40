"""Put the pages together: folders, languages, translations, collisions."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from offline_archive import codes
from offline_archive.addresses import Addresses
from offline_archive.config import Settings
from offline_archive.model import Folder, Page, Site, Tree
from offline_archive.paths import collision_key
from offline_archive.problems import Place, Problem

OWN_FOLDER = "_archive"
"""The folder of the site that holds what the program makes; content cannot write into it."""


def assemble(settings: Settings, tree: Tree, pages: Iterable[Page], addresses: Addresses) -> Site:
    """The site that these pages make."""
    kept, taken, problems = _without_collisions(pages)
    files, file_problems = _attachments(kept, taken)
    translations = _translations(kept)
    return Site(
        settings=settings,
        pages=kept,
        roots=_roots(settings, translations, addresses),
        translations=translations,
        attachments=files,
        problems=(*tree.problems, *(p for page in kept for p in page.problems), *problems,
                  *file_problems, *_left_out(tree, files)),
    )


def weigh(item: Page | Folder) -> tuple[float, str, str]:
    """The order of neighbours: weight, then title, then path."""
    page = item.index if isinstance(item, Folder) else item
    weight = page.weight if page is not None and page.weight is not None else float("inf")
    return weight, item.title.casefold(), str(item.path)


def _without_collisions(pages: Iterable[Page],
                        ) -> tuple[tuple[Page, ...], dict[str, str], list[Problem]]:
    """The pages that keep their address, the addresses taken, and the pages left out."""
    kept: list[Page] = []
    taken: dict[str, str] = {}
    problems: list[Problem] = []
    for page in sorted(pages, key=lambda page: str(page.source)):
        clash = _clash(page.path, str(page.source), taken)
        if clash is None:
            kept.append(page)
        else:
            problems.append(clash)
    return tuple(sorted(kept, key=lambda page: str(page.path))), taken, problems


def _attachments(pages: tuple[Page, ...], taken: dict[str, str],
                 ) -> tuple[dict[PurePosixPath, PurePosixPath], list[Problem]]:
    files: dict[PurePosixPath, PurePosixPath] = {}
    problems: list[Problem] = []
    for content_path, site_path in sorted({pair for page in pages for pair in page.attachments}):
        clash = _clash(site_path, str(content_path), taken)
        if clash is None:
            files[site_path] = content_path
        else:
            problems.append(clash)
        if unicodedata.normalize("NFC", str(content_path)) != str(site_path):
            problems.append(codes.UNSAFE_NAME.at(
                Place(str(content_path)), "name cannot be stored on FAT or Windows",
                hint=f"nearest valid name: {site_path.name}"))
    return files, problems


def _clash(path: PurePosixPath, source: str, taken: dict[str, str]) -> Problem | None:
    place = Place(source)
    if path.parts[0].casefold() == OWN_FOLDER or collision_key(path) == "sha256sums":
        return codes.COLLISION.at(place, f"address is the program's own: {path}", hint="rename it")
    other = taken.setdefault(collision_key(path), source)
    if other == source:
        return None
    return codes.COLLISION.at(place, f"address {path} is taken by {other}", hint="rename one of them")


def _left_out(tree: Tree, files: Mapping[PurePosixPath, PurePosixPath]) -> list[Problem]:
    linked = set(files.values())
    return [codes.NOT_LINKED.at(Place(str(path).encode("utf-8", "backslashreplace").decode()),
                                "linked from no page, left out")
            for path in tree.files if path not in linked]


def _translations(pages: Iterable[Page]) -> dict[str, dict[str, Page]]:
    found: dict[str, dict[str, Page]] = defaultdict(dict)
    for page in pages:
        found[page.key].setdefault(page.language, page)
    return dict(found)


def _roots(settings: Settings, translations: Mapping[str, Mapping[str, Page]],
           addresses: Addresses) -> dict[str, Folder]:
    """The tree of folders as a reader of each language sees it.

    A page without a translation stands in the tree in the first language that has it.
    """
    written = {language for versions in translations.values() for language in versions}
    roots: dict[str, Folder] = {}
    for language in settings.languages:
        if language in written:
            shown = {key: versions.get(language) or next(
                versions[tag] for tag in settings.languages if tag in versions)
                for key, versions in translations.items()}
            roots[language] = _tree_of(shown, language, settings, addresses)
    return roots


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
        name = path.name.replace("-", " ").replace("_", " ").strip() or str(path)
        title = index.title if index else settings.title(language) if path == PurePosixPath() \
            else name[:1].upper() + name[1:]
        return Folder(
            path=path,
            address=index.path if index else addresses.of_folder(path, language),
            title=title,
            index=index,
            pages=tuple(sorted(here.pages, key=weigh)),
            folders=tuple(sorted((folder(child) for child in here.folders), key=weigh)),
        )

    return folder(PurePosixPath())
