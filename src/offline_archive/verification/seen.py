"""The newest edition that this machine has verified, so that an older one or other keys are noticed.

- The file tells no title: archives stand in it by hash. Whoever has a copy can tell that it was verified here.
- What is remembered follows a verification without a fault, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from offline_archive.errors import ArchiveError

_HASH = re.compile(r"[0-9a-f]{64}")
_MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of one archive."""

    keys: Mapping[str, int] = field(default_factory=dict)
    """The SHA-256 of each KEYS that was verified, with its version."""
    edition: int = 0
    """The newest edition."""
    release: str = ""
    """The SHA-256 of its RELEASE."""

    def known(self, version: int) -> set[str]:
        """The KEYS from which those of this `version` must follow.

        From the newest, where they are not older: signers who were replaced cannot go another way from an earlier one.
        """
        newest = max(self.keys.values(), default=0)
        return {key for key, number in self.keys.items() if version < newest or number == newest}


def place() -> Path:
    """Where it is remembered: the folder for the state of programs (XDG Base Directory), or its like."""
    base = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "state") / "offline-archive" / "seen.json"


def recalled(path: Path, archive: str) -> Seen:
    """What is remembered of an archive, by its title.

    Raises:
        ArchiveError: when the file cannot be read: an older edition would pass for the newest.
    """
    entry = _entries(path).get(_name(archive), {})
    try:
        seen = Seen(dict(entry.get("keys", {})), entry.get("edition", 0), entry.get("release", ""))
        if not all(_HASH.fullmatch(key) and isinstance(number, int) for key, number in seen.keys.items()) \
                or not isinstance(seen.edition, int):
            raise TypeError
    except (AttributeError, TypeError, ValueError):
        raise _unreadable(path) from None
    return seen


def remember(path: Path, archive: str, seen: Seen) -> None:
    """Remember this of an archive; only the user may read it.

    Raises:
        ArchiveError: when it cannot be written.
    """
    entries = _entries(path)
    entries[_name(archive)] = {"keys": dict(seen.keys), "edition": seen.edition, "release": seen.release}
    aside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as stream:
            json.dump(entries, stream, sort_keys=True, indent=1)
        aside.replace(path)
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
