"""What differs between editions: for people and programs who have them, and between the copies of one edition."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from offline_archive import codes
from offline_archive.editions import Changes, compared, parsed
from offline_archive.errors import ArchiveError
from offline_archive.paths import OWN_FOLDER
from offline_archive.problems import Place
from offline_archive.received import chosen
from offline_archive.release import MANIFEST, read_manifest
from offline_archive.verification import SITE, Verified, verify

_INVENTORY = f"{OWN_FOLDER}/data/edition.json"


@dataclass(frozen=True, slots=True)
class Differing:
    """What differs between two editions."""

    changes: Changes | None
    """Pages, facts, sources and what was withdrawn; None when one of the two does not say what stands in it."""
    added: tuple[str, ...]
    """Paths of files that only the new one has."""
    changed: tuple[str, ...]
    """Paths of files that differ."""
    removed: tuple[str, ...]
    """Paths of files that only the old one has."""


def differing(old: Path, new: Path) -> Differing:
    """What differs between the editions at two places: folders or zips.

    Raises:
        ArchiveError: when one of them cannot be read.
    """
    first, second = _edition(old), _edition(new)
    before, after = _files(first, old), _files(second, new)
    inventories = [_inventory(edition) for edition in (first, second)]
    changes = compared(parsed(inventories[0]), parsed(inventories[1])) if all(inventories) else None
    return Differing(
        changes,
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(path for path in after.keys() & before.keys() if after[path] != before[path])),
        removed=tuple(sorted(before.keys() - after.keys())))


def matching(paths: Iterable[Path], *, today: date, trusted: Path | None = None,
             remembered: Path | None = None) -> dict[Path, tuple[Verified, list[str]]]:
    """Copies beside each other: what is known of each, and the files in which it differs from the first that is right.

    Raises:
        ArchiveError: when one of them cannot be read.
    """
    found = {path: _verified(path, today, trusted, remembered) for path in paths}
    right = [path for path, verified in found.items() if verified.is_right]
    first = next((path for path in right if found[path].is_signed), next(iter(right), None))
    lists = {path: _listed(path) for path in found}
    wanted = lists[first] if first is not None else {}
    return {path: (verified, sorted(name for name in wanted.keys() | lists[path].keys()
                                    if wanted.get(name) != lists[path].get(name)) if lists[path] and wanted else [])
            for path, verified in found.items()}


def _verified(path: Path, today: date, trusted: Path | None, remembered: Path | None) -> Verified:
    """What is known of a copy; one that cannot be read keeps nobody from hearing of the others."""
    try:
        return verify(path, today=today, trusted=trusted, remembered=remembered)
    except ArchiveError as error:
        return Verified((codes.FILE_UNREADABLE.at(Place(path.name), error.fact, hint=error.remedy or ""),))


def _listed(path: Path) -> dict[str, str]:
    """What the manifest of a copy says; nothing for a single file, and for what cannot be read."""
    folder = path / SITE if (path / SITE / MANIFEST).is_file() else path
    try:
        return read_manifest(chosen(folder, {MANIFEST}).get(MANIFEST, b""))[0]
    except ArchiveError:
        return {}


def _edition(path: Path) -> dict[str, bytes]:
    """What an edition says of itself."""
    return chosen(path / SITE if (path / SITE / MANIFEST).is_file() else path, {MANIFEST, _INVENTORY})


def _files(edition: Mapping[str, bytes], path: Path) -> Mapping[str, str]:
    if MANIFEST not in edition:
        raise ArchiveError(f"holds no {MANIFEST}", place=str(path), remedy="name the folder of an archive, or its zip")
    return read_manifest(edition[MANIFEST])[0]


def _inventory(edition: Mapping[str, bytes]) -> object:
    """What an edition says of what stands in it; None when it does not, or it cannot be read."""
    if _INVENTORY not in edition:
        return None
    try:
        holds = json.loads(edition[_INVENTORY]).get("holds")
        parsed(holds)
    except (ValueError, AttributeError, RecursionError):
        return None
    return holds
