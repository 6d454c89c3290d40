"""Menus: what stands beside a page. Made once for each folder and language, not once for each page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from offline_archive.model import Folder, Page
from offline_archive.paths import relative
from offline_archive.search.shards import fnv

MOST_ENTRIES = 60
"""How many neighbours a menu shows; the list of contents has them all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a menu."""

    href: str
    """Relative address."""
    title: str
    """What it says."""
    language: str
    """The language of the title; empty when it is the menu's own."""
    children: tuple[Entry, ...] = ()
    """The lines below it; of an open folder only."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The way on from a page."""

    trail: tuple[Folder, ...]
    """The folders above it, from the root."""
    before: Page | None
    """The page before it in its folder."""
    after: Page | None
    """The page after it in its folder."""


def menu(root: Folder, here: PurePosixPath, folder: PurePosixPath, language: str) -> tuple[Entry, ...]:
    """The menu of pages in `folder`, for a page at the site path `here`."""
    home = Entry(relative(here, root.address), root.title,
                 _other(root.index, language))
    return (home, *_entries(root, here, folder, language))


def _entries(folder: Folder, here: PurePosixPath, opened: PurePosixPath,
             language: str) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    for item in folder.items:
        if isinstance(item, Page):
            if len(entries) < MOST_ENTRIES:
                entries.append(Entry(relative(here, item.path), item.title, _other(item, language)))
            continue
        on_the_way = item.path == opened or item.path in opened.parents
        if on_the_way or len(entries) < MOST_ENTRIES:
            below = _entries(item, here, opened, language) if on_the_way else ()
            entries.append(Entry(relative(here, item.address), item.title, _other(item.index, language),
                                 below))
    return tuple(entries)


def _other(page: Page | None, language: str) -> str:
    return page.language if page is not None and page.language != language else ""


def menu_name(folder: PurePosixPath, language: str) -> str:
    """The name of the file with the menu of pages in `folder`, without ending: it tells nothing of the folder."""
    return f"{language}/menu-{fnv(str(folder)):08x}"


def neighbours(root: Folder) -> dict[PurePosixPath, Neighbours]:
    """The way on from each page below `root`, by site path."""
    found: dict[PurePosixPath, Neighbours] = {}

    def visit(folder: Folder, above: tuple[Folder, ...]) -> None:
        if folder.index is not None:
            found[folder.index.path] = Neighbours(above, None, None)
        trail = (*above, folder)
        for place, page in enumerate(folder.pages):
            found[page.path] = Neighbours(
                trail,
                folder.pages[place - 1] if place else None,
                folder.pages[place + 1] if place + 1 < len(folder.pages) else None)
        for child in folder.folders:
            visit(child, trail)

    visit(root, ())
    return found
