"""What lies beside a copy to vouch for it: RELEASE, KEYS with its former versions, and signatures of both."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from offline_archive import codes
from offline_archive.errors import ArchiveError
from offline_archive.problems import Place, Problem
from offline_archive.release import keys as signers
from offline_archive.release import statement
from offline_archive.release.keys import Keys
from offline_archive.release.lines import MOST_BYTES, UnreadableError
from offline_archive.release.statement import Statement
from offline_archive.reproducible import sorted_entries

_NAME = re.compile(r"(RELEASE|KEYS(?:\.[1-9][0-9]{0,3})?)(?:\.([a-z0-9][a-z0-9-]{0,39})\.minisig)?")
_MOST_FILES = 1000
_MOST_IN_ALL = 20_000_000
_TRUST = "do not trust this copy"


def is_beside(name: str) -> bool:
    """Whether a file of this name vouches for a copy, rather than being part of it."""
    return _NAME.fullmatch(name) is not None


@dataclass
class Beside:
    """The texts that vouch for a copy, as they lie there: nothing of it is checked."""

    texts: dict[str, bytes] = field(default_factory=dict)
    """``RELEASE``, ``KEYS`` and its former versions, by name."""
    signatures: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """By the text that they are about, the signatures by file name."""
    others: tuple[Problem, ...] = ()
    """Files that are named like these, and vouch for nothing."""

    def statement(self) -> Statement:
        """The statement of the release.

        Raises:
            UnreadableError: when it is none.
        """
        return statement.parsed(self.texts[statement.FILE_NAME])

    def keys(self) -> Keys:
        """The newest keys.

        Raises:
            UnreadableError: when there are none.
        """
        if signers.FILE_NAME not in self.texts:
            raise UnreadableError("is not there")
        return signers.parsed(self.texts[signers.FILE_NAME])

    def former(self, version: int) -> Keys | None:
        """The keys of a version that is no more; None when they are not there, or cannot be read."""
        text = self.texts.get(f"{signers.FILE_NAME}.{version}")
        try:
            return signers.parsed(text) if text is not None else None
        except UnreadableError:
            return None

    def about(self, *names: str) -> Iterator[bytes]:
        """The signatures of the texts of these names."""
        for name in names:
            yield from self.signatures.get(name, {}).values()


def read(folder: Path) -> Beside:
    """What of this lies in `folder`: plain files of reasonable size.

    Raises:
        ArchiveError: when the folder cannot be read.
    """
    found = Beside()
    others: list[Problem] = []
    files, size = 0, 0
    try:
        for entry in sorted_entries(folder):
            named = _NAME.fullmatch(entry.name)
            if named is None:
                continue
            about = entry.stat(follow_symlinks=False)
            files, size = files + 1, size + about.st_size
            if not stat.S_ISREG(about.st_mode) or about.st_size > MOST_BYTES or files > _MOST_FILES \
                    or size > _MOST_IN_ALL:
                others.append(codes.NOT_REGULAR.at(Place(entry.name), "not a plain file of reasonable size",
                                                   hint="remove it"))
                continue
            data = Path(entry.path).read_bytes()
            if named[2] is None:
                found.texts[named[1]] = data
            else:
                found.signatures.setdefault(named[1], {})[entry.name] = data
    except (FileNotFoundError, NotADirectoryError):
        raise ArchiveError(f"no such folder: {folder}",
                           remedy="name the folder in which RELEASE or KEYS lies") from None
    except OSError as error:
        raise ArchiveError(f"cannot be read: {error.strerror or error}", place=str(folder),
                           remedy="is the stick failing? ask for another copy") from None
    found.others = (*others, *_idle(found))
    return found


def _idle(beside: Beside) -> Iterator[Problem]:
    """Files that nobody asks for: signatures of a text that is not there, versions of KEYS that cannot come before."""
    try:
        newest = beside.keys().version
    except UnreadableError:
        return
    # Compared as numbers: a hostile KEYS may say that it is the thousand millionth.
    idle = [name for name in beside.texts if name.startswith(f"{signers.FILE_NAME}.")
            and int(name.removeprefix(f"{signers.FILE_NAME}.")) >= newest]
    idle += [file for name, files in beside.signatures.items() for file in files
             if name not in beside.texts or name in idle]
    for name in idle:
        yield codes.FILE_UNKNOWN.at(Place(name), "vouches for nothing that is here", hint="remove it")


def signed(beside: Beside, data: bytes, keys: Keys, *names: str) -> tuple[tuple[str, ...], list[Problem]]:
    """Who of `keys` has signed the text `data` in the files about `names`; what is wrong with these files."""
    who: set[str] = set()
    problems: list[Problem] = []
    for name in names:
        for file, signature in beside.signatures.get(name, {}).items():
            found, strange = signers.signers_of(data, [signature], keys)
            who |= found
            if strange:
                problems.append(codes.SIGNATURE_STRANGE.at(
                    Place(file), f"is not a signature of {name} by any of those who may sign it", hint=_TRUST))
    return tuple(sorted(who)), problems


def followed(beside: Beside, newest: Keys, known: Iterable[str], *,
             is_new: bool = False) -> tuple[list[Keys], list[Problem]]:
    """The versions from the `newest` down to the first, each signed by the quorum of the one before; and what is wrong.

    From one whose SHA-256 is `known` on, former versions may be missing. What is there must be right all the same.
    One that `is_new` need not be signed by its quorum yet.
    """
    line, problems, wanted = [newest], list[Problem](), set(known)
    while line[-1].previous != signers.NONE:
        version = line[-1].version - 1
        name, is_known = f"{signers.FILE_NAME}.{version}", any(one.sha256 in wanted for one in line)
        former = beside.former(version)
        if is_known and name not in beside.texts:
            break
        if former is None or former.sha256 != line[-1].previous or former.version != version \
                or former.archive != newest.archive:
            problems.append(codes.KEYS_UNREADABLE.at(
                Place(name), "the former version is missing or another one", hint=_TRUST))
            break
        own = _name(line)
        who, strange = signed(beside, line[-1].data(), former, own)
        problems += strange
        if len(who) < former.quorum and not (is_new and len(line) == 1):
            problems.append(codes.QUORUM_MISSED.at(
                Place(own), f"signed by {len(who)} of the former signers, {former.quorum} are needed", hint=_TRUST))
            break
        line.append(former)
    else:
        problems += signed(beside, line[-1].data(), line[-1], _name(line))[1]
    return line, problems


def _name(line: list[Keys]) -> str:
    """The file of the last of these versions."""
    return f"{signers.FILE_NAME}.{line[-1].version}" if len(line) > 1 else signers.FILE_NAME
