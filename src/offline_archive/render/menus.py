"""Menus: a file for each folder, which the script of a page shows beside it where there is room.

In the pages themselves a menu would be written as often as there are pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from markupsafe import Markup

from offline_archive.model import Folder
from offline_archive.paths import relative
from offline_archive.render.navigation import MOST_ENTRIES, Entry, menu, menu_name
from offline_archive.render.pages import Renderer
from offline_archive.search.shards import shard

_HERE = PurePosixPath("index.html")


def menu_files(renderer: Renderer) -> dict[str, bytes]:
    """The menus of one language, by site path."""
    made: dict[str, bytes] = {}
    for folder in _folders(renderer.root):
        name = menu_name(folder.path, renderer.language)
        made.update([shard(name, _values(_entries(renderer, folder.path, _HERE)))])
    return made


def menu_html(renderer: Renderer, here: PurePosixPath) -> Markup:
    """The menu of the uppermost folder, for a page at `here` that holds all others."""
    return renderer.part("menu.html", entries=_entries(renderer, PurePosixPath(), here))


def _entries(renderer: Renderer, folder: PurePosixPath, here: PurePosixPath) -> tuple[Entry, ...]:
    entries = menu(renderer.root, here, folder, renderer.language)
    if max(len(entries), *(len(entry.children) for entry in entries)) < MOST_ENTRIES:
        return entries
    other = renderer.interface if renderer.interface != renderer.language else ""
    return (*entries, Entry(relative(here, renderer.contents_path()), renderer.translate("All pages"), other))


def _values(entries: Iterable[Entry]) -> list[list[object]]:
    return [[entry.href, entry.title, entry.language, _values(entry.children)] for entry in entries]


def _folders(folder: Folder) -> Iterator[Folder]:
    yield folder
    for child in folder.folders:
        yield from _folders(child)
