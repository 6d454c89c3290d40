"""The manifest, and the verification of a copy against it."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from offline_archive import codes
from offline_archive.bundle import Bundle
from offline_archive.errors import ArchiveError
from offline_archive.paths import collision_key
from offline_archive.problems import Place, Problem
from offline_archive.reproducible import sorted_entries

MANIFEST = "SHA256SUMS"
"""The manifest's name: the format of ``sha256sum``, checked by ``sha256sum -c``."""
_LINE = re.compile(r"^([0-9a-f]{64}) [ *](.+)$")
_MAX_MANIFEST = 200_000_000


def manifest(bundle: Bundle) -> bytes:
    """The SHA-256 of every file of `bundle`, a line each, sorted by path."""
    return "".join(f"{entry.sha256}  {path}\n" for path, entry in bundle.items()).encode()


def verify(folder: Path) -> tuple[int, tuple[Problem, ...]]:
    """Compare the copy in `folder` with its manifest: the number of files, and what differs.

    Raises:
        ArchiveError: when `folder` is no folder or has no manifest.
    """
    if not folder.is_dir():
        raise ArchiveError(f"no such folder: {folder}", remedy="name the folder of a built archive")
    path = folder / MANIFEST
    if path.is_symlink() or not path.is_file():
        raise ArchiveError(f"no {MANIFEST} in {folder}", remedy="name the folder that holds index.html")
    expected, problems = _read_manifest(path)
    found = dict(_files(folder, PurePosixPath()))
    found.pop(MANIFEST, None)
    problems += [codes.FILE_MISSING.at(Place(name), "missing from the copy") for name in expected
                 if name not in found]
    for name, place in found.items():
        if place is None:
            problems.append(codes.NOT_REGULAR.at(Place(name), "not a plain file", hint="remove it"))
        elif name not in expected:
            problems.append(codes.FILE_UNKNOWN.at(Place(name), "not in the manifest",
                                                  hint="do not open it"))
        elif _sha256(place) != expected[name]:
            problems.append(codes.FILE_CHANGED.at(Place(name), "differs from the manifest",
                                                  hint="do not trust this copy"))
    return len(expected), tuple(problems)


def _read_manifest(path: Path) -> tuple[dict[str, str], list[Problem]]:
    problems: list[Problem] = []
    expected: dict[str, str] = {}
    keys: set[str] = set()
    if path.stat().st_size > _MAX_MANIFEST:
        raise ArchiveError("manifest is larger than 200 MB", place=MANIFEST)
    text = path.read_bytes().decode("utf-8", "replace")
    for number, line in enumerate(text.splitlines(), start=1):
        parsed = _LINE.match(line)
        name = parsed[2] if parsed else ""
        pure = PurePosixPath(name)
        safe = parsed and not pure.is_absolute() and ".." not in pure.parts and "\\" not in name \
            and str(pure) == name and collision_key(pure) not in keys and name != MANIFEST
        if parsed is None or not safe:
            problems.append(codes.MANIFEST_UNREADABLE.at(
                Place(MANIFEST, number), f"not a valid line: {line[:80]!r}", hint="do not trust this copy"))
            continue
        keys.add(collision_key(pure))
        expected[name] = parsed[1]
    if not expected and not problems:
        problems.append(codes.MANIFEST_UNREADABLE.at(Place(MANIFEST), "the manifest is empty",
                                                     hint="do not trust this copy"))
    return expected, problems


def _files(folder: Path, here: PurePosixPath) -> Iterator[tuple[str, Path | None]]:
    """Every file below `folder` by path; None for what is not a plain file."""
    for entry in sorted_entries(folder):
        path = here / entry.name
        name = str(path).encode("utf-8", "backslashreplace").decode("utf-8")
        mode = os.lstat(entry.path).st_mode
        if stat.S_ISDIR(mode):
            yield from _files(Path(entry.path), path)
        else:
            yield name, Path(entry.path) if stat.S_ISREG(mode) else None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
