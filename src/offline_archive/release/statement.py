"""``RELEASE``: the short text that is signed. It names the edition, and by its hash all that belongs to it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from offline_archive.release.keys import NONE
from offline_archive.release.lines import UnreadableError, digest, number, read, written

FILE_NAME = "RELEASE"
"""The statement, beside the folder of the archive."""
_HEAD = "Offline Archive release 1"
_FIELDS = ("archive", "edition", "date", "expires", "previous", "keys", "files", "download", "withdrawn", "changed")
_MANY = ("download", "withdrawn", "changed")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,199}")
_WITHDRAWN = re.compile(r"\S{1,200} [a-z]{1,40}")


@dataclass(frozen=True, slots=True)
class Statement:
    """What an edition is."""

    archive: str
    """The archive's title, in its first language."""
    edition: int
    """Its number, counted from 1."""
    day: date
    """The day of the edition."""
    expires: date
    """The day from which on a newer one should be asked for."""
    previous: str
    """The SHA-256 of the RELEASE before; :data:`keys.NONE` for the first."""
    keys: str
    """The SHA-256 of the KEYS by whose quorum it is signed."""
    files: str
    """The SHA-256 of the manifest of the folder: its fingerprint."""
    downloads: tuple[tuple[str, str], ...] = ()
    """Name and SHA-256 of each file that holds the archive in another form."""
    withdrawn: tuple[tuple[str, str], ...] = ()
    """Id and class of reason of everything that was withdrawn: what a mirror deletes with its older copies."""
    changed: tuple[str, ...] = ()
    """What is new in it, in a few lines."""

    def data(self) -> bytes:
        """The text."""
        return written(_HEAD, [
            ("archive", self.archive), ("edition", str(self.edition)), ("date", self.day.isoformat()),
            ("expires", self.expires.isoformat()), ("previous", self.previous), ("keys", self.keys),
            ("files", self.files), *(("download", f"{sha256} {name}") for name, sha256 in sorted(self.downloads)),
            *(("withdrawn", f"{name} {reason}") for name, reason in sorted(self.withdrawn)),
            *(("changed", line) for line in self.changed)])

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text: what two people compare to know that they hold the same edition."""
        return hashlib.sha256(self.data()).hexdigest()


def parsed(data: bytes) -> Statement:
    """The statement in a text.

    Raises:
        UnreadableError: when it is no such text.
    """
    found = read(data, _HEAD, _FIELDS, _MANY)
    previous = found["previous"][0]
    made = Statement(
        archive=found["archive"][0], edition=number(found["edition"][0]), day=_day(found["date"][0]),
        expires=_day(found["expires"][0]), previous=previous if previous == NONE else digest(previous),
        keys=digest(found["keys"][0]), files=digest(found["files"][0]),
        downloads=tuple(_download(line) for line in found["download"]),
        withdrawn=tuple(_withdrawn(line) for line in found["withdrawn"]), changed=tuple(found["changed"]))
    names = [name.casefold() for name, _ in made.downloads]
    if len(set(names)) < len(names):
        raise UnreadableError("a download stands twice")
    if made.data() != data:
        raise UnreadableError("not written as such a text is")
    return made


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnreadableError(f"no day: {text[:20]}") from None


def _download(line: str) -> tuple[str, str]:
    sha256, _, name = line.partition(" ")
    if not _NAME.fullmatch(name):
        raise UnreadableError(f"not the name of a download: {name[:40]}")
    return name, digest(sha256)


def _withdrawn(line: str) -> tuple[str, str]:
    if not _WITHDRAWN.fullmatch(line):
        raise UnreadableError("not an id and the class of a reason")
    name, _, reason = line.partition(" ")
    return name, reason
