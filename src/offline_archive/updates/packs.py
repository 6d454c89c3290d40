"""Update packs: a zip with the changed files and the lists of both editions, and how it is applied.

- A pack fits one edition and makes one edition, file by file as its lists say; anything else is refused.
- What it makes is finished and verified aside, and takes the old folder's place in one step.
- Whoever signs the new edition must follow from who signed the old one.
"""

from __future__ import annotations

import hashlib
import lzma
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from offline_archive.errors import ArchiveError
from offline_archive.export.zipped import zipped
from offline_archive.paths import safe_path
from offline_archive.problems import Problem
from offline_archive.release import files_in, is_of_system, read_manifest, statement
from offline_archive.release import keys as signers
from offline_archive.release.lines import UnreadableError
from offline_archive.release.statement import Statement
from offline_archive.reproducible import EARLIEST, epoch_of
from offline_archive.verification import SITE, verify
from offline_archive.write import mended, replaced

FROM, TO = "FROM", "TO"
"""The SHA-256 of the list of the old edition, and the list of the new one in the form of ``sha256sum``.

The list of the old one would name what was withdrawn.
"""
_FILES = "files/"
_MOST_BYTES = 4_000_000_000
_MOST_LISTED = 300_000_000
_ANOTHER = "ask for the pack that fits, or for the whole edition"


def packed(old: Path, new: Path, *, today: date) -> bytes:
    """A pack that turns the folder `old` into the folder `new`, both of a release or both of an archive alone.

    Raises:
        ArchiveError: when one of them is not whole, or the two are not alike.
    """
    for folder in (old, new):
        if not folder.is_dir():
            raise ArchiveError(f"no such folder: {folder}", remedy="name two folders of releases, or two of archives")
        wrong = [one for one in verify(folder, today=today).problems if one.severity.value == "error"]
        if wrong:
            raise ArchiveError(f"{folder} is not whole: {wrong[0].message}", place=str(wrong[0].place),
                               remedy="look with verify")
    if (old / SITE).is_dir() != (new / SITE).is_dir():
        raise ArchiveError("one is a release, the other an archive alone", remedy="name two of a kind")
    before, after = _listed(old), _listed(new)
    files = {f"{_FILES}{path}": (new / path).read_bytes() for path, sha256 in after.items()
             if before.get(path) != sha256}
    return zipped(files | {FROM: _digest(before), TO: _written(after)}, EARLIEST)


@dataclass(frozen=True, slots=True)
class Applied:
    """What a pack did."""

    edition: int | None
    """The edition that the folder is now; None when nobody signed it."""
    written: int
    """Files that are new or changed."""
    gone: int
    """Files that are no more, but for downloads."""
    downloads: tuple[str, ...]
    """Names of the downloads that went: they hold the old edition."""


def applied(pack: Path, folder: Path, *, today: date, remembered: Path | None = None) -> Applied:
    """Turn `folder` into the edition that `pack` makes.

    Args:
        today: for the day on which an edition expires.
        remembered: where it is remembered what was verified on this machine; None for nowhere.

    Raises:
        ArchiveError: when the pack is damaged, fits another edition, or makes one that is not to be trusted; the
            folder is unchanged then.
    """
    wanted, after, members = _opened(pack)
    if folder.is_symlink() or not folder.is_dir():
        raise ArchiveError(f"not a folder: {folder}", remedy="name the folder of the old edition itself")
    mended(folder)
    before = _listed(folder)
    if before == after:
        raise ArchiveError("the folder is the new edition already", place=str(folder), remedy="there is nothing to do")
    if _digest(before) != wanted:
        raise ArchiveError("the folder is not the edition that the pack fits", place=str(folder), remedy=_ANOTHER)
    if statement.FILE_NAME not in before and (folder.absolute().parent / statement.FILE_NAME).exists():
        raise ArchiveError("the folder belongs to a signed release", place=str(folder),
                           remedy="name the folder in which RELEASE lies, and a pack for it")
    changed = {path: sha256 for path, sha256 in after.items() if before.get(path) != sha256}
    wrong = [path for path in changed.keys() | members.keys()
             if path not in changed or hashlib.sha256(members.get(path, b"")).hexdigest() != changed[path]]
    if wrong:
        raise ArchiveError(f"the pack is damaged or not whole: {min(wrong)}", place=pack.name, remedy=_ANOTHER)

    def fill(staging: Path) -> None:
        for path in after:
            target = staging / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if path in members:
                target.write_bytes(members[path])
            else:
                shutil.copyfile(folder / path, target)
        _judge(folder, staging, after, today, remembered)

    old = _said(folder)
    downloads = tuple(name for name, _ in old.downloads if (folder / name).exists()) if old is not None else ()
    replaced(folder, fill, _epoch(members))
    said = _said(folder)
    return Applied(said.edition if said is not None else None, written=len(changed),
                   gone=len(before.keys() - after.keys()), downloads=downloads)


def _said(folder: Path) -> Statement | None:
    """What the RELEASE in a folder says; None when there is none."""
    try:
        return statement.parsed((folder / statement.FILE_NAME).read_bytes())
    except (OSError, UnreadableError):
        return None


def _judge(old: Path, new: Path, wanted: Mapping[str, str], today: date, remembered: Path | None) -> None:
    """Refuse what the pack makes unless it is whole, and signed by those whom the old edition trusts.

    Raises:
        ArchiveError: when it is not.
    """
    if _listed(new) != wanted:
        raise ArchiveError("what was written is not what the pack says", place=str(old),
                           remedy="is the disk failing? nothing was changed")
    was_signed, is_signed = (statement.FILE_NAME in _listed(folder) for folder in (old, new))
    if was_signed and not is_signed:
        raise ArchiveError("the pack takes the signatures away", place=str(old), remedy=_ANOTHER)
    trusted = old / signers.FILE_NAME if was_signed else None
    found = verify(new, today=today, trusted=trusted, alone=True)
    wrong = [one for one in found.problems if one.severity.value == "error"]
    if remembered is not None and not wrong:  # signers who were replaced since are known to this machine alone
        known = verify(new, today=today, remembered=remembered, alone=True)
        wrong = [one for one in known.problems if one.severity.value == "error"]
    if wrong:
        raise ArchiveError(f"the pack makes an edition that is not to be trusted: {wrong[0].message}",
                           place=str(wrong[0].place), remedy="the folder is unchanged")
    former = verify(old, today=today, alone=True).statement
    if former is not None and found.statement is not None and (
            found.statement.archive != former.archive or found.statement.edition <= former.edition):
        raise ArchiveError(f"the pack leads from edition {former.edition} to edition {found.statement.edition}",
                           place=str(old), remedy="a pack never leads back: ask for the whole edition")


def _listed(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of a folder, but for the downloads that its RELEASE names, and what systems leave."""
    problems: list[Problem] = []
    lying = [(name, place) for name, place in files_in(folder, PurePosixPath(), problems) if not is_of_system(name)]
    files = dict(lying)
    strange = [name for name, place in lying if place is None or len(files) < len(lying)]
    if problems or strange:
        raise ArchiveError(f"cannot be read, or is no plain file: {(strange or [problems[0].place.path])[0]}",
                           place=str(folder), remedy="ask for another copy")
    said = _said(folder)
    downloads = {name for name, _ in said.downloads} if said is not None else set()
    return {name: _sha256(place) for name, place in files.items() if place is not None and name not in downloads}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _written(listed: Mapping[str, str]) -> bytes:
    return "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(listed.items())).encode()


def _epoch(members: Mapping[str, bytes]) -> int:
    """The time that stands on the files of the new edition."""
    try:
        return epoch_of(statement.parsed(members[statement.FILE_NAME]).day)
    except (KeyError, UnreadableError):
        return EARLIEST


def _digest(listed: Mapping[str, str]) -> bytes:
    return f"{hashlib.sha256(_written(listed)).hexdigest()}\n".encode()


def _opened(pack: Path) -> tuple[bytes, dict[str, str], dict[str, bytes]]:
    """The digest of the old list, the new list, and the files by path.

    Raises:
        ArchiveError: when it is no pack.
    """
    if not pack.is_file():
        raise ArchiveError(f"no such file: {pack}", remedy="name the pack, then the folder of the old edition")
    try:
        with zipfile.ZipFile(pack) as archive:
            names = archive.namelist()
            if len(set(names)) < len(names) or not {FROM, TO} <= set(names) \
                    or any(name not in (FROM, TO) and not name.startswith(_FILES) for name in names):
                raise ValueError("not the members of a pack")
            if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
                raise ValueError("more than 4 GB")
            if any(archive.getinfo(name).file_size > _MOST_LISTED for name in (FROM, TO)):
                raise ValueError("a list of more than 300 MB")
            old, new = archive.read(FROM), _read(archive.read(TO))
            members = {name.removeprefix(_FILES): archive.read(name) for name in names if name.startswith(_FILES)}
    except (OSError, ValueError, RuntimeError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error,
            lzma.LZMAError) as error:
        raise ArchiveError(f"not a pack, or damaged: {error}", place=pack.name, remedy=_ANOTHER) from None
    return old, new, members


def _read(data: bytes) -> dict[str, str]:
    """A list of a pack: each path safe, and once.

    Raises:
        ValueError: when it is none.
    """
    listed, problems = read_manifest(data, own=True)
    if problems or _written(listed) != data or any(
            safe_path(PurePosixPath(path)) != PurePosixPath(path) for path in listed):
        raise ValueError("a list that cannot be read")
    return listed
