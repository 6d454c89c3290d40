"""Where programs keep what they remember for a user, beside no archive and in no project; and the key of that user."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

KEY_BYTES = 32
"""Of the key."""


def state_folder() -> Path:
    """The folder for the state of this program (XDG Base Directory, or its like); it may not be there yet."""
    base = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "state") / "offline-archive"


def user_key() -> bytes:
    """A key of this user, made at first use.

    Raises:
        OSError: when there is none and none can be made.
    """
    path = state_folder() / "cache.key"
    try:
        key = path.read_bytes()
        if len(key) == KEY_BYTES:
            return key
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = secrets.token_bytes(KEY_BYTES)
    aside = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(made)
    aside.replace(path)
    return made
