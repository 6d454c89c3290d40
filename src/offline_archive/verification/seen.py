"""The newest edition that this machine has verified, so that an older one or other keys are noticed.

- The file tells no title: archives stand in it by hash. Whoever has a copy can tell that it was verified here.
- What is remembered follows a verification without a fault, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from offline_archive.errors import ArchiveError
from offline_archive.state import state_folder
from offline_archive.turns import turn

_HASH = re.compile(r"[0-9a-f]{64}")
_MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of one archive."""

    keys: Mapping[str, int] = field(default_factory=dict)
    """The SHA-256 of each KEYS that was verified, with its version."""
    releases: Mapping[int, str] = field(default_factory=dict)
    """The SHA-256 of the RELEASE of each edition that was verified."""

    @property
    def edition(self) -> int:
        """The newest edition; 0 when there is none."""
        return max(self.releases, default=0)

    def known(self, version: int) -> set[str]:
        """The KEYS from which those of this `version` must follow.

        From the newest, where they are not older: signers who were replaced cannot go another way from an earlier one.
        """
        newest = max(self.keys.values(), default=0)
        return {key for key, number in self.keys.items() if version < newest or number == newest}


def place() -> Path:
    """Where it is remembered."""
    return state_folder() / "seen.json"


def recalled(path: Path, archive: str) -> Seen:
    """What is remembered of an archive, by its title.

    Raises:
        ArchiveError: when the file cannot be read: an older edition would pass for the newest.
    """
    entry = _entries(path).get(_name(archive), {})
    try:
        seen = Seen(dict(entry.get("keys", {})), {int(key): one for key, one in entry.get("releases", {}).items()})
        if not all(_HASH.fullmatch(key) and isinstance(number, int) for key, number in seen.keys.items()) \
                or not all(_HASH.fullmatch(one) for one in seen.releases.values()):
            raise TypeError
    except (AttributeError, TypeError, ValueError):
        raise _unreadable(path) from None
    return seen


def remember(path: Path, archive: str, seen: Seen) -> None:
    """Remember this of an archive; only the user may read it.

    Raises:
        ArchiveError: when it cannot be written.
    """
    def change(entries: dict[str, dict[str, Any]]) -> None:
        now = recalled(path, archive)
        releases = {**seen.releases, **now.releases}  # what another program remembered meanwhile stays
        entries[_name(archive)] = {"keys": {**seen.keys, **now.keys},
                                   "releases": {str(number): sha256 for number, sha256 in releases.items()}}

    _changed(path, change)


def forget(path: Path, archive: str) -> None:
    """Remember nothing of an archive any more: its keys are new the next time.

    Raises:
        ArchiveError: when it cannot be written.
    """
    _changed(path, lambda entries: entries.pop(_name(archive), None))


def _changed(path: Path, change: Callable[[dict[str, dict[str, Any]]], object]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with turn(path.parent):
            entries = _entries(path)
            change(entries)
            handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # only the user may read it
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                json.dump(entries, stream, sort_keys=True, indent=1)
            Path(aside).replace(path)
    except OSError as error:
        raise ArchiveError(f"cannot remember what was verified: {error.strerror or error}", place=str(path),
                           remedy="verify with --private, and nothing is remembered") from None


def _entries(path: Path) -> dict[str, dict[str, Any]]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _unreadable(path)
        found = json.loads(path.read_text("ascii"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        raise _unreadable(path) from None
    if not isinstance(found, dict) or not all(isinstance(entry, dict) for entry in found.values()):
        raise _unreadable(path)
    return found


def _name(archive: str) -> str:
    return hashlib.sha256(archive.encode()).hexdigest()


def _unreadable(path: Path) -> ArchiveError:
    return ArchiveError("what this machine has verified cannot be read", place=str(path),
                        remedy="delete the file, or verify with --private")
