"""One at a time: programs that write into the same folder wait for each other.

- On Linux and macOS the folder itself is locked: nothing is left behind, and what is killed holds nothing.
- Where that is not possible, a file beside the others is.
- A file system that knows no locks is written to without one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOCK = ".offline-archive.lock"


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Wait until nobody else writes into `folder`, and let nobody until this ends. It does not nest.

    Raises:
        OSError: when the folder cannot be opened.
    """
    if os.name == "nt":
        with _turn_by_file(folder):
            yield
        return
    import fcntl  # not there on Windows
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # network and foreign file systems
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def alone(file: int) -> None:
    """Keep others who ask out of an open file, until it is let go or closed.

    Raises:
        OSError: when another has it.
    """
    if os.name == "nt":
        import msvcrt
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        return
    import errno
    import fcntl
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            raise


def let_go(file: int) -> None:
    """Let others have an open file again."""
    with suppress(OSError):
        if os.name == "nt":
            import msvcrt
            msvcrt.locking(file, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            return
        import fcntl
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def _turn_by_file(folder: Path) -> Iterator[None]:
    import msvcrt
    path = folder / _LOCK
    with path.open("wb") as stream:
        while True:
            try:
                msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
            except OSError:  # it gives up after ten seconds
                continue
            break
        try:
            yield
        finally:
            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    path.unlink(missing_ok=True)
