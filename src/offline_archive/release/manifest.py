"""The manifest, and the comparison of a copy with it."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from offline_archive import codes
from offline_archive.bundle import Bundle
from offline_archive.errors import ArchiveError
from offline_archive.paths import OWN_FOLDER, clean_name, collision_key
from offline_archive.problems import Place, Problem
from offline_archive.reproducible import sorted_entries

MANIFEST = "SHA256SUMS"
"""The manifest's name: the format of ``sha256sum``, checked by ``sha256sum -c``."""
_LINE = re.compile(r"^([0-9a-f]{64}) [ *](.+)$")
_MAX_DEPTH = 100
_MOST_BAD_LINES = 100
_MAX_MANIFEST = 200_000_000
_SYSTEM_FILES = re.compile(
    r"(?:^|/)(?:\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini|\.Trashes|\.Spotlight-V100|\.fseventsd|"
    r"System Volume Information|\$RECYCLE\.BIN)(?:/|$)", re.IGNORECASE)


def manifest(bundle: Bundle) -> bytes:
    """The SHA-256 of every file of `bundle`, a line each, sorted by path."""
    return "".join(f"{entry.sha256}  {path}\n" for path, entry in bundle.items()).encode()


def fingerprint(manifest_bytes: bytes) -> str:
    """The SHA-256 of a manifest: what two people compare to know that their copies are the same."""
    return hashlib.sha256(manifest_bytes).hexdigest()


def verify(folder: Path, besides: Callable[[str], bool] = lambda name: False) -> tuple[int, str, tuple[Problem, ...]]:
    """Compare the copy in `folder` with its manifest; files at its top that are `besides` are none of its own.

    Gives the number of files that the manifest names, its fingerprint, and what differs.

    Raises:
        ArchiveError: when `folder` is no folder or has no manifest that can be read.
    """
    if folder.is_file():
        raise ArchiveError(f"is a file, not a folder: {folder}", remedy="unpack it, or name the folder it lies in")
    if not folder.is_dir():
        raise ArchiveError(f"no such folder: {folder}", remedy="name the folder of a built archive")
    path = folder / MANIFEST
    if path.is_symlink() or not path.is_file():
        raise ArchiveError(f"no {MANIFEST} in {folder}", remedy="name the folder that holds index.html")
    data = _manifest_bytes(path)
    expected, problems = read_manifest(data)
    found = {name: place for name, place in _found(folder, problems).items()
             if place is None or not besides(name)}
    problems += _twins(found)
    problems += [codes.FILE_MISSING.at(Place(name), "missing from the copy", hint="ask for another copy")
                 for name in expected if name not in found]
    for name, place in found.items():
        problems += _compared(name, place, expected)
    return len(expected), fingerprint(data), tuple(problems)


def verify_files(digests: Mapping[str, str], listed: bytes) -> tuple[int, str, tuple[Problem, ...]]:
    """The same of files whose SHA-256 is known by path, such as the members of a zip; `listed` is their manifest."""
    expected, problems = read_manifest(listed)
    names = [name for name in digests if name != MANIFEST]
    problems += _twins(names)
    problems += [codes.FILE_MISSING.at(Place(name), "missing from the copy", hint="ask for another copy")
                 for name in expected if name not in digests]
    for name in names:
        if name not in expected:
            problems.append(codes.FILE_UNKNOWN.at(Place(name), "not in the manifest", hint="do not open it"))
        elif digests[name] != expected[name]:
            problems.append(codes.FILE_CHANGED.at(Place(name), "differs from the manifest",
                                                  hint="do not trust this copy"))
    return len(expected), fingerprint(listed), tuple(problems)


def _twins(names: Iterable[str]) -> list[Problem]:
    """Names that differ by capitals or by the way in which letters are composed."""
    seen: dict[str, str] = {}
    problems: list[Problem] = []
    for name in names:
        other = seen.setdefault(collision_key(PurePosixPath(name)), name)
        if other != name:
            problems.append(codes.NAMES_TWICE.at(Place(name), f"differs by capitals alone from {other}",
                                                 hint="do not trust this copy"))
    return problems


def is_of_system(name: str) -> bool:
    """Whether a file of this name is one that an operating system leaves on sticks."""
    return _SYSTEM_FILES.search(name) is not None


def foreign_files(folder: Path) -> list[str] | None:
    """Files in `folder` that its manifest does not name; None when it is no archive of this program."""
    if not (folder / OWN_FOLDER).is_dir() or not (folder / MANIFEST).is_file():
        return None
    expected, _ = read_manifest(_manifest_bytes(folder / MANIFEST))
    return [name for name in _found(folder, []) if name not in expected and not is_of_system(name)]


def _compared(name: str, place: Path | None, expected: dict[str, str]) -> list[Problem]:
    if place is None:
        return [codes.NOT_REGULAR.at(Place(name), "not a plain file", hint="remove it")]
    if name not in expected:
        if is_of_system(name):
            return [codes.SYSTEM_FILE.at(Place(name), "left by an operating system", hint="remove it")]
        return [codes.FILE_UNKNOWN.at(Place(name), "not in the manifest", hint="do not open it")]
    try:
        if _sha256(place) != expected[name]:
            return [codes.FILE_CHANGED.at(Place(name), "differs from the manifest", hint="do not trust this copy")]
    except OSError as error:
        return [codes.FILE_UNREADABLE.at(Place(name), f"cannot be read: {error.strerror or error}",
                                         hint="is the stick failing? ask for another copy")]
    return []


def _manifest_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_MANIFEST:
            raise ArchiveError("manifest is larger than 200 MB", place=MANIFEST, remedy="do not trust this copy")
        return path.read_bytes()
    except OSError as error:
        raise ArchiveError(f"cannot be read: {error.strerror or error}", place=str(path),
                           remedy="is the stick failing? ask for another copy") from None


def _found(folder: Path, problems: list[Problem]) -> dict[str, Path | None]:
    """Every file in `folder` but the manifest, by path in NFC; folders that cannot be read are reported."""
    found: dict[str, Path | None] = {}
    for name, place in files_in(folder, PurePosixPath(), problems):
        if name in found:  # the same letters, composed in another way
            problems.append(codes.NAMES_TWICE.at(Place(name), "stands there twice", hint="do not trust this copy"))
        found[name] = place
    found.pop(MANIFEST, None)
    return found


def read_manifest(data: bytes, *, own: bool = False) -> tuple[dict[str, str], list[Problem]]:
    """The SHA-256 of each path of a manifest, and the lines that cannot be read; `own`: it may name manifests, too."""
    problems: list[Problem] = []
    expected: dict[str, str] = {}
    keys: set[str] = set()
    lines = data.decode("utf-8", "replace").removesuffix("\n").split("\n") if data else []
    for number, line in enumerate(lines, start=1):
        parsed = _LINE.match(line)
        name = parsed[2] if parsed else ""
        pure = PurePosixPath(name)
        safe = parsed and not pure.is_absolute() and ".." not in pure.parts and "\\" not in name \
            and str(pure) == name and collision_key(pure) not in keys and (own or name != MANIFEST)
        if parsed is None or not safe:
            problems.append(codes.MANIFEST_UNREADABLE.at(
                Place(MANIFEST, number), f"not a valid line: {line[:80]!r}", hint="do not trust this copy"))
            if len(problems) > _MOST_BAD_LINES:
                break
            continue
        keys.add(collision_key(pure))
        expected[name] = parsed[1]
    if not expected and not problems:
        problems.append(codes.MANIFEST_UNREADABLE.at(Place(MANIFEST), "the manifest is empty",
                                                     hint="do not trust this copy"))
    return expected, problems


def files_in(folder: Path, here: PurePosixPath, problems: list[Problem]) -> Iterator[tuple[str, Path | None]]:
    """Every file below `folder` by path; None for what is not a plain file."""
    try:
        entries = sorted_entries(folder)
    except OSError as error:
        problems.append(codes.FILE_UNREADABLE.at(Place(str(here)), f"cannot be read: {error.strerror or error}",
                                                 hint="is the stick failing? ask for another copy"))
        return
    for entry in entries:
        path = here / clean_name(entry.name)
        mode = os.lstat(entry.path).st_mode
        if stat.S_ISDIR(mode) and len(path.parts) > _MAX_DEPTH:
            problems.append(codes.NOT_REGULAR.at(Place(str(path)), f"folder is more than {_MAX_DEPTH} levels deep",
                                                 hint="do not trust this copy"))
            continue
        if stat.S_ISDIR(mode):
            yield from files_in(Path(entry.path), path, problems)
        else:
            yield str(path), Path(entry.path) if stat.S_ISREG(mode) else None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
