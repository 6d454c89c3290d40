"""Where programs keep what they remember for a user, beside no archive and in no project; and the key of that user."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from pathlib import Path

PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""With these a file is opened that may be something else: links are not followed, and nobody is waited for."""
KEY_BYTES = 32
"""Of the key."""


def state_folder() -> Path:
    """The folder for the state of this program (XDG Base Directory, or its like); it may not be there yet."""
    base = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "state") / "offline-archive"


def own_bytes(path: Path, most: int, *, first: int = -1) -> bytes:
    """What a plain file holds that a program of ours wrote: a link, a pipe or a device in its place is not read.

    Of a long one only the `first` bytes are read, if that is wanted.

    Raises:
        OSError: when it is none, or has more than `most` bytes.
    """
    file = os.open(path, os.O_RDONLY | PLAIN)
    with os.fdopen(file, "rb") as stream:
        if not is_plain(file) or os.fstat(file).st_size > most:
            raise OSError(errno.EINVAL, "not a plain file of reasonable size", str(path))
        return stream.read(first)


def is_plain(file: int) -> bool:
    """Whether an open file is a plain one, and has no other name."""
    about = os.fstat(file)
    return stat.S_ISREG(about.st_mode) and about.st_nlink == 1


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
