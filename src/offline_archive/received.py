"""A bundle read back: from a folder, a zip, or a single file that somebody hands over.

What is read is hostile. Links are not followed, names that lead out are refused, and a zip is read to a limit.
"""

from __future__ import annotations

import hashlib
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

from offline_archive import codes
from offline_archive.bundle import Bundle
from offline_archive.errors import ArchiveError
from offline_archive.paths import printable
from offline_archive.problems import Place, Problem
from offline_archive.release import files_in

MOST_BYTES = 4_000_000_000
"""Of what is read at once."""
_MOST_OF_ONE = 300_000_000
"""Of a file that is chosen by its name: the list of a hundred thousand files has a tenth of it."""
_OTHER_NAME = 0x7075
"""The extra field of a zip that gives a member another name: some programs unpack it under that one."""
_UNREADABLE = (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, lzma.LZMAError, EOFError,
               ValueError, IndexError)
_COMMENT = "(comment of the zip)"


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
    except _UNREADABLE as error:
        raise _failed(path, error) from None


def chosen(path: Path, names: Collection[str]) -> dict[str, bytes]:
    """Those of the files of these `names` that lie in a folder or a zip; nothing else of it is read.

    Raises:
        ArchiveError: when there is nothing to read, or more than :data:`MOST_BYTES`.
    """
    try:
        if path.is_dir():
            return {name: _small(path / name) for name in names
                    if (path / name).is_file() and not (path / name).is_symlink()}
        if not zipfile.is_zipfile(path):
            return {path.name: _small(path)} if path.name in names else {}
        with zipfile.ZipFile(path) as archive:
            return {name: _small_member(archive, member) for name, member in _members(archive, path, [])
                    if name in names}
    except _UNREADABLE as error:
        raise _failed(path, error) from None


def hashed(path: Path) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The SHA-256 of each member of a zip by name, and what of it is not a plain file; one piece at a time is read.

    Raises:
        ArchiveError: when it cannot be read.
    """
    problems: list[Problem] = []
    found: dict[str, str] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name, member in _members(archive, path, problems):
                with archive.open(member) as stream:
                    digest = hashlib.sha256()
                    while piece := stream.read(1 << 20):
                        digest.update(piece)
                found[name] = digest.hexdigest()
            if archive.comment:
                found[_COMMENT] = hashlib.sha256(archive.comment).hexdigest()
    except _UNREADABLE as error:
        raise _failed(path, error) from None
    return found, tuple(problems)


def _small(path: Path) -> bytes:
    if path.stat().st_size > _MOST_OF_ONE:
        raise ValueError(f"{path.name} is larger than {_MOST_OF_ONE // 10**6} MB")
    return path.read_bytes()


def _small_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.file_size > _MOST_OF_ONE:  # more than it says is never read
        raise ValueError(f"{printable(member.filename)} is larger than {_MOST_OF_ONE // 10**6} MB")
    return archive.read(member)


def _failed(path: Path, error: BaseException) -> ArchiveError:
    return ArchiveError(f"cannot be read: {getattr(error, 'strerror', None) or error}", place=str(path),
                        remedy="name a folder, a zip or a file")


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
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(member) for name, member in _members(archive, path, problems)}
        if archive.comment:
            files[_COMMENT] = archive.comment
    return Bundle(files), tuple(problems)


def _members(archive: zipfile.ZipFile, path: Path,
             problems: list[Problem]) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """The members of a zip that are plain files, each name once; what else there is becomes a problem."""
    _within(MOST_BYTES - sum(member.file_size for member in archive.infolist()), path)  # more is never read
    seen: set[str] = set()
    if min((member.header_offset for member in archive.infolist()), default=0) > 0:
        problems.append(codes.NOT_REGULAR.at(Place(path.name), "something stands before the zip begins",
                                             hint="do not open it"))
    for member in archive.infolist():
        name = printable(member.filename)
        if _has_other_name(member.extra):
            problems.append(codes.NOT_REGULAR.at(Place(name), "has another name for some programs", hint="remove it"))
        if member.is_dir():
            continue
        if stat.S_ISLNK(member.external_attr >> 16) or name in seen:
            problems.append(codes.NOT_REGULAR.at(Place(name), "not a plain file, or there twice", hint="remove it"))
            continue
        seen.add(name)
        yield name, member


def _has_other_name(extra: bytes) -> bool:
    """Whether the extra fields of a member (a number, a length, and so many bytes each) give it another name."""
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, place)
        if kind == _OTHER_NAME:
            return True
        place += 4 + length
    return False


def _within(left: int, path: Path) -> None:
    if left < 0:
        raise ArchiveError(f"more than {MOST_BYTES // 10**9} GB to read", place=str(path),
                           remedy="check it in parts")
