"""Verify a copy: is it complete and unchanged, who has signed it, is it the newest that is known here?

- Whatever lies beside a copy may be an attacker's. Nothing but the keys that are known, or were named, is trusted.
- Each question has an answer of its own, and each fault a code; one fault does not hide another.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from offline_archive import codes, release
from offline_archive.errors import ArchiveError
from offline_archive.paths import clean_name
from offline_archive.problems import Place, Problem, Severity
from offline_archive.received import chosen, hashed
from offline_archive.release import MANIFEST, keys, statement
from offline_archive.release.keys import Keys
from offline_archive.release.lines import UnreadableError
from offline_archive.release.statement import Statement
from offline_archive.reproducible import sorted_entries
from offline_archive.verification import seen as memory
from offline_archive.verification.beside import Beside, followed, is_beside, read, signed
from offline_archive.verification.seen import Seen

SITE = "site"
"""The folder of the archive in the folder of a release."""
_TRUST = "do not trust this copy"
_KIT = "edition"
"""The folder of the edition in a kit for mirrors."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What is known of a copy."""

    problems: tuple[Problem, ...]
    """All that is wrong with it, or that whoever asks should know."""
    files: int = 0
    """Files that were compared."""
    fingerprint: str = ""
    """SHA-256 of the manifest of the folder; empty when only a single file was compared."""
    statement: Statement | None = None
    """What the edition says of itself; None when nothing signed lies there that can be read."""
    keys: Keys | None = None
    """Who may sign; None when that cannot be read."""
    signers: tuple[str, ...] = ()
    """Who has signed, each once."""
    is_known: bool = False
    """Whether the keys follow from those that were known before."""
    newest: int = 0
    """The newest edition that this machine had verified before; 0 when there was none."""

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong with it; warnings and notes left out."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def is_signed(self) -> bool:
        """Whether the quorum has signed."""
        return self.statement is not None and self.keys is not None and len(self.signers) >= self.keys.quorum


def verify(path: Path, *, today: date, trusted: Path | None = None, remembered: Path | None = None,
           alone: bool = False) -> Verified:
    """Verify the folder, zip or single file at `path`.

    Args:
        today: for the day on which an edition expires.
        trusted: a KEYS that was got another way.
        remembered: where it is remembered what was verified; None to neither read nor write it.
        alone: whether nothing but what lies in the folder itself counts.

    Raises:
        ArchiveError: when there is nothing to verify, or what is trusted or remembered cannot be read.
    """
    keys_named = _trusted(trusted)
    beside = read(path if alone else _folder_beside(path))
    if statement.FILE_NAME not in beside.texts:
        files, fingerprint, problems = _compared(path, None)
        if (path / statement.FILE_NAME).is_symlink():
            problems.append(codes.NOT_REGULAR.at(Place(statement.FILE_NAME), "not a plain file", hint="remove it"))
        # Whoever names keys asks for their signatures.
        code = codes.NOT_SIGNED if keys_named is None else codes.QUORUM_MISSED
        note = code.at(Place(path.name), "no RELEASE lies beside it: nothing tells who made it",
                       hint="ask for RELEASE, KEYS and the signatures")
        return Verified((*problems, *beside.others, note), files, fingerprint)
    try:
        said = beside.statement()
    except UnreadableError as error:
        files, fingerprint, problems = _compared(path, None)
        wrong = codes.RELEASE_UNREADABLE.at(Place(statement.FILE_NAME), f"cannot be read: {error}", hint=_TRUST)
        return Verified((*problems, wrong), files, fingerprint)
    files, fingerprint, problems = _compared(path, said)
    verified = Verified((*problems, *_dated(said, today)), files, fingerprint, said)
    return _with_signers(verified, beside, said, keys_named, remembered)


def _with_signers(verified: Verified, beside: Beside, said: Statement, trusted: Keys | None,
                  remembered: Path | None) -> Verified:
    """The same with who has signed, and with what is known of them."""
    try:
        newest = beside.keys()
        if newest.sha256 != said.keys or newest.archive != said.archive:
            raise UnreadableError("RELEASE names other keys")
    except UnreadableError as error:
        wrong = codes.KEYS_UNREADABLE.at(Place(keys.FILE_NAME), f"{error}", hint=_TRUST)
        return replace(verified, problems=(*verified.problems, wrong))
    seen = memory.recalled(remembered, said.archive) if remembered is not None else Seen()
    known = {trusted.sha256} if trusted is not None else seen.known(newest.version)
    line, faults = followed(beside, newest, known)
    who, strange = signed(beside, said.data(), newest, statement.FILE_NAME)
    found = [*verified.problems, *beside.others, *faults, *strange]
    if len(who) < newest.quorum:
        found.append(codes.QUORUM_MISSED.at(
            Place(statement.FILE_NAME), f"signed by {len(who)} of {len(newest.signers)} signers, {newest.quorum} are "
            "needed", hint=_TRUST))
    is_known = any(one.sha256 in known for one in line)
    found += _judged(said, newest, seen, known, is_known=is_known, named=trusted)
    result = replace(verified, problems=tuple(found), keys=newest, signers=who, is_known=is_known, newest=seen.edition)
    if result.is_right and remembered is not None:
        _remember(remembered, said, line, seen)
    return result


def _judged(said: Statement, newest: Keys, seen: Seen, known: set[str], *, is_known: bool,
            named: Keys | None) -> Iterator[Problem]:
    """What the memory of this machine, or the keys that were `named`, say against an edition and its keys."""
    here = Place(keys.FILE_NAME)
    if named is not None and not is_known and newest.version < named.version:
        yield codes.KEYS_OF_OTHERS.at(
            here, f"version {newest.version}, and the keys that were named are version {named.version}",
            hint="an edition from before the signers changed, or by one who was replaced: ask for a newer edition")
        return
    replaced = newest.version < max(seen.keys.values(), default=0) and said.sha256 not in seen.releases.values()
    if known and (not is_known or replaced):
        yield codes.KEYS_OF_OTHERS.at(
            here, "these keys were replaced by others" if is_known else "does not follow from the keys that are known",
            hint="somebody else may have made this copy")
    elif not known:
        yield codes.KEYS_NEW.at(here, f"seen for the first time: {newest.sha256}",
                                hint="compare this fingerprint with one that you got another way")
    if said.edition < seen.edition:
        yield codes.OLDER.at(Place(statement.FILE_NAME), f"edition {said.edition}, and edition {seen.edition} was seen "
                             "here", hint="ask for the newest")
    if seen.releases.get(said.edition, said.sha256) != said.sha256:
        yield codes.FORKED.at(Place(statement.FILE_NAME), f"not the edition {said.edition} that was seen here",
                              hint="ask the signers")


def _remember(path: Path, said: Statement, line: list[Keys], seen: Seen) -> None:
    versions = dict(seen.keys) | {one.sha256: one.version for one in line}
    now = Seen(versions, {**seen.releases, said.edition: said.sha256})
    if now != seen:
        memory.remember(path, said.archive, now)


def _dated(said: Statement, today: date) -> Iterator[Problem]:
    if said.expires <= today:
        yield codes.EXPIRED.at(Place(statement.FILE_NAME), f"expired on {said.expires.isoformat()}",
                               hint="ask for a newer edition")


def _trusted(path: Path | None) -> Keys | None:
    if path is None:
        return None
    try:
        return keys.parsed(path.read_bytes())
    except (OSError, UnreadableError) as error:
        raise ArchiveError(f"not the keys of an archive: {error}", place=str(path),
                           remedy="name a KEYS that you got another way") from None


def _folder_beside(path: Path) -> Path:
    """The folder in which RELEASE lies: that of the copy itself, or the one about it."""
    if not path.exists():
        raise ArchiveError(f"no such folder or file: {path}", remedy="name a built archive")
    inside = path.is_dir() and (path / statement.FILE_NAME).is_file()
    return path if inside else Path(os.path.abspath(path)).parent  # noqa: PTH100 - ".." has a parent, and links stay


def _compared(path: Path, said: Statement | None) -> tuple[int, str, list[Problem]]:
    """How many files were compared, the fingerprint of the folder, and what differs."""
    if (path / _KIT / statement.FILE_NAME).is_file():
        raise ArchiveError("a kit for mirrors", place=str(path), remedy=f"verify the edition in it: {path / _KIT}")
    if path.is_dir() and said is not None and not (path / MANIFEST).is_file():
        return _release(path, said)
    if path.is_dir() and not (path / MANIFEST).exists() and (path / SITE / MANIFEST).is_file():
        files, fingerprint, problems = release.verify(path / SITE)  # of a release that cannot be read
        return files, fingerprint, [*problems, *_unvouched(path)]
    if path.is_dir():
        inside = (path / statement.FILE_NAME).is_file()
        files, fingerprint, problems = release.verify(path, is_beside if inside else lambda name: False)
        return files, fingerprint, [*problems, *_about(said, fingerprint, path.name)]
    if said is not None and _sha256(path) in {sha256 for _, sha256 in said.downloads}:
        return 1, "", []
    if said is None and zipfile.is_zipfile(path):
        return _zip(path)
    if said is None:
        raise ArchiveError("a single file is compared with RELEASE, which does not lie beside it", place=str(path),
                           remedy="put RELEASE, KEYS and the signatures beside it; or compare its SHA-256 with one "
                                  f"that you got another way: {_sha256(path)}")
    return 1, "", [codes.RELEASE_OF_OTHERS.at(Place(path.name), "RELEASE names no file with these bytes", hint=_TRUST)]


def _unvouched(path: Path) -> Iterator[Problem]:
    """What lies beside the folder of the archive, where nothing vouches for it."""
    for entry in sorted_entries(path):
        is_plain = entry.is_file(follow_symlinks=False)
        if not (entry.name == SITE or (is_plain and (is_beside(entry.name) or release.is_of_system(entry.name)))):
            yield codes.FILE_UNKNOWN.at(Place(clean_name(entry.name)), "nothing vouches for it", hint="do not open it")


def _zip(path: Path) -> tuple[int, str, list[Problem]]:
    """The same of a zip for which nothing vouches."""
    listed = chosen(path, {MANIFEST, "FROM", "TO"})
    if MANIFEST not in listed:
        if listed:
            raise ArchiveError("a pack, from one edition to the next", place=str(path),
                               remedy="apply it to the folder of the old edition: what it makes is verified then")
        raise ArchiveError(f"no {MANIFEST} in it", place=str(path), remedy="name a zip of a built archive")
    digests, problems = hashed(path)
    files, fingerprint, differing = release.verify_files(digests, listed[MANIFEST])
    return files, fingerprint, [*problems, *differing]


def _release(path: Path, said: Statement) -> tuple[int, str, list[Problem]]:
    """The same of a whole release: the folder of the archive, and the files beside it."""
    wanted = dict(said.downloads)
    found: list[Problem] = []
    files, fingerprint = 0, ""
    for entry in sorted_entries(path):
        here = Place(clean_name(entry.name))
        if is_beside(entry.name) and entry.is_file(follow_symlinks=False):
            continue
        if entry.name == SITE and entry.is_dir(follow_symlinks=False):
            files, fingerprint, problems = release.verify(path / SITE)
            found += [*problems, *_about(said, fingerprint, SITE)]
        elif not entry.is_file(follow_symlinks=False):
            found.append(codes.NOT_REGULAR.at(here, "not a plain file", hint="remove it"))
        elif release.is_of_system(entry.name):
            found.append(codes.SYSTEM_FILE.at(here, "left by an operating system", hint="remove it"))
        elif entry.name not in wanted:
            found.append(codes.FILE_UNKNOWN.at(here, "not named in RELEASE", hint="do not open it"))
        elif _sha256(Path(entry.path)) != wanted.pop(entry.name):
            found.append(codes.FILE_CHANGED.at(here, "differs from RELEASE", hint=_TRUST))
    if not fingerprint:
        found.append(codes.FILE_MISSING.at(Place(SITE), "missing from the copy",
                                           hint="ask for another copy, or name the one file that you want to verify"))
    found += [codes.DOWNLOAD_MISSING.at(Place(name), "is not here", hint="it is the same archive in another form")
              for name in wanted]
    return files + len(said.downloads) - len(wanted), fingerprint, found


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _about(said: Statement | None, fingerprint: str, name: str) -> list[Problem]:
    if said is None or said.files == fingerprint:
        return []
    return [codes.RELEASE_OF_OTHERS.at(Place(name), "RELEASE names another manifest", hint=_TRUST)]
