"""The lists that the program makes of all pages: folders and contents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from offline_archive.model import Folder, Page
from offline_archive.paths import OWN_FOLDER, relative
from offline_archive.render.pages import Renderer

_ROOT = PurePosixPath()
_PART_ENTRIES = 400


def folder_pages(renderer: Renderer) -> dict[str, bytes]:
    """A page for each folder that has no index page."""
    files: dict[str, bytes] = {}

    def visit(folder: Folder, above: tuple[Folder, ...]) -> None:
        if folder.index is None:
            files[str(folder.address)] = renderer.render(
                "folder.html", folder.address, folder.title, folder.path, twin=str(folder.path / "index"),
                trail=renderer.trail(above, folder.address),
                listing=renderer.listing(folder, folder.address))
        for child in folder.folders:
            visit(child, (*above, folder))

    visit(renderer.root, ())
    return files


def contents_pages(renderer: Renderer) -> dict[str, bytes]:
    """The list of all pages, in parts that a slow phone can open."""
    lines = list(_lines(renderer.root, 0))
    stretches = [lines[start:start + _PART_ENTRIES] for start in range(0, len(lines), _PART_ENTRIES)]
    paths = [renderer.contents_path(number) for number in range(1, len(stretches) + 1)]
    names = [(stretch[0][1].title, stretch[-1][1].title) for stretch in stretches]
    files: dict[str, bytes] = {}
    for path, stretch in zip(paths, stretches, strict=True):
        least = min(depth for depth, _ in stretch)
        files[str(path)] = renderer.render(
            "contents.html", path, renderer.translate("Contents"), _ROOT, twin=f"{OWN_FOLDER}/contents",
            part_links=[(relative(path, other), first, last, other == path)
                        for other, (first, last) in zip(paths, names, strict=True)]
            if len(paths) > 1 else [],
            lines=[{"depth": min(depth - least, 4), "title": item.title, "href": relative(path, _address(item)),
                    "is_folder": isinstance(item, Folder),
                    "language": _other_language(item, renderer.language)}
                   for depth, item in stretch])
    return files


def _lines(folder: Folder, depth: int) -> Iterator[tuple[int, Page | Folder]]:
    yield depth, folder
    for item in folder.items:
        if isinstance(item, Page):
            yield depth + 1, item
        else:
            yield from _lines(item, depth + 1)


def _address(item: Page | Folder) -> PurePosixPath:
    return item.path if isinstance(item, Page) else item.address


def _other_language(item: Page | Folder, language: str) -> str:
    page = item if isinstance(item, Page) else item.index
    return page.language if page is not None and page.language != language else ""
