"""A bundle read back: from a folder, a zip, or a single file that somebody hands over.

What is read is hostile. Links are not followed, names that lead out are refused, and a zip is read to a limit.
"""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from offline_archive import codes
from offline_archive.bundle import Bundle
from offline_archive.errors import ArchiveError
from offline_archive.paths import printable
from offline_archive.problems import Place, Problem
from offline_archive.release import files_in

MOST_BYTES = 4_000_000_000
"""Of what is read at once."""


def received(path: Path) -> tuple[Bundle, tuple[Problem, ...]]:
    """What lies at `path`, and what of it is not a plain file.

    Raises:
        ArchiveError: when there is nothing to read, or more than :data:`MOST_BYTES`.
    """
    try:
        if path.is_dir():
            return _folder(path)
        if zipfile.is_zipfile(path):
            return _zip(path)
        return Bundle({path.name: path.read_bytes()}), ()
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, lzma.LZMAError, EOFError,
            ValueError) as error:
        raise ArchiveError(f"cannot be read: {getattr(error, 'strerror', None) or error}", place=str(path),
                           remedy="name a folder, a zip or a file") from None


def _folder(folder: Path) -> tuple[Bundle, tuple[Problem, ...]]:
    problems: list[Problem] = []
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for name, place in files_in(folder, PurePosixPath(), problems):
        if place is None:
            problems.append(codes.NOT_REGULAR.at(Place(name), "not a plain file", hint="remove it"))
            continue
        if name in files:
            problems.append(codes.NAMES_TWICE.at(Place(name), "stands there twice", hint="remove one"))
        left -= place.stat().st_size
        _within(left, folder)
        files[name] = place.read_bytes()
    return Bundle(files), tuple(problems)


def _zip(path: Path) -> tuple[Bundle, tuple[Problem, ...]]:
    problems: list[Problem] = []
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    with zipfile.ZipFile(path) as archive:
        left -= sum(member.file_size for member in archive.infolist())  # more than it says is never read
        _within(left, path)
        for member in archive.infolist():
            name = printable(member.filename)
            if member.is_dir():
                continue
            if stat.S_ISLNK(member.external_attr >> 16) or name in files:
                problems.append(codes.NOT_REGULAR.at(Place(name), "not a plain file, or there twice", hint="remove it"))
                continue
            files[name] = archive.read(member)
        if archive.comment:
            files["(comment of the zip)"] = archive.comment
    return Bundle(files), tuple(problems)


def _within(left: int, path: Path) -> None:
    if left < 0:
        raise ArchiveError(f"more than {MOST_BYTES // 10**9} GB to read", place=str(path),
                           remedy="check it in parts")
