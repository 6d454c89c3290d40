"""Addresses that two files would share: settled before anything is parsed, so that no link is lost.

- The first in order of path keeps the address; the other is left out, and links to it say so.
- Two folders that a stick takes for one are a collision as well: their lists would share an address.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePosixPath

from offline_archive import codes
from offline_archive.model import Source, Tree
from offline_archive.paths import OWN_FOLDER, collision_key, safe_path
from offline_archive.problems import Place, Problem

NEUTRAL_FOLDER = "p"
"""The folder of all pages and files of a discreet archive."""


@lru_cache(maxsize=1 << 12)
def page_path(key: str, language: str, languages: tuple[str, ...], *, discreet: bool = False) -> PurePosixPath:
    """The site path of a page: its key, its language unless it is the first, ``.html``.

    In a `discreet` archive it is a name that tells nothing, but for the first page and those that the program makes.
    """
    is_made = key.startswith(f"{OWN_FOLDER}/") and not key.startswith(f"{OWN_FOLDER}/sources/")
    if discreet and not is_made and (key, language) != ("index", languages[0]):
        return PurePosixPath(NEUTRAL_FOLDER, f"{neutral(f'{language} {key}')}.html")
    ending = ".html" if language == languages[0] else f".{language}.html"
    return safe_path(PurePosixPath(key + ending))


def neutral(name: str) -> str:
    """A name that tells nothing, always the same for the same name. Whoever knows the names can compare."""
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def settle(tree: Tree, languages: tuple[str, ...]) -> Tree:
    """`tree` with every page left out whose address is taken, and the files that must not be copied."""
    addresses = _Addresses()
    problems: list[Problem] = []
    kept: list[Source] = []
    for source in tree.sources:
        why = addresses.take(source.path, page_path(source.key, source.language, languages)) \
            or addresses.take_key(source)
        if why is None:
            kept.append(source)
        else:
            problems.append(codes.COLLISION.at(Place.of(source.path), why, hint="rename one of them"))
    taken = ((path, addresses.take(path, safe_path(path))) for path in tree.files)
    return replace(
        tree,
        sources=tuple(kept),
        left_out=tree.left_out | ({source.path for source in tree.sources} - {source.path for source in kept}),
        blocked={**tree.blocked, **{path: codes.COLLISION.at(Place.of(path), why, hint="rename one of them")
                                    for path, why in taken if why is not None}},
        problems=(*tree.problems, *problems))


class _Addresses:
    """The addresses given so far."""

    def __init__(self) -> None:
        self._files: dict[str, PurePosixPath] = {}
        self._folders: dict[str, PurePosixPath] = {}
        self._keys: dict[str, str] = {}

    def take_key(self, source: Source) -> str | None:
        """Give `source` its key; or say why it cannot have it.

        A page stands at an address in every language, translated or not, so that two keys that a stick
        takes for one collide even when no two files do.
        """
        other = self._keys.setdefault(collision_key(safe_path(PurePosixPath(source.key))), source.key)
        return None if other == source.key else f"name is taken for that of {other} on a stick"

    def take(self, path: PurePosixPath, address: PurePosixPath) -> str | None:
        """Give `address` to the file at `path`; or say why it cannot have it."""
        if address.parts[0].casefold() == OWN_FOLDER or collision_key(PurePosixPath(address.parts[0])) == "sha256sums":
            return f"address is the program's own: {address}"
        for folder in path.parents[:-1]:
            key = collision_key(safe_path(folder))
            other = self._folders.get(key) or self._files.get(key)
            if other is not None and other != folder:
                return f"folder {folder} is taken for {other} on a stick"
        key = collision_key(address)
        other = self._files.get(key) or self._folders.get(key)
        if other is not None:
            return f"address {address} is taken by {other}"
        self._files[key] = path
        self._folders.update((collision_key(safe_path(folder)), folder) for folder in path.parents[:-1])
        return None
