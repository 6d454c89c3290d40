"""Results as bytes, and the files in which they lie: read and written at a place, overwritten, forgotten."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import pickle
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from offline_archive.state import PLAIN, is_plain, own_bytes
from offline_archive.turns import alone

MAC_BYTES = 32
"""Of what authenticates a result (HMAC-SHA-256)."""
MOST_INDEX = 1_000_000_000
"""Bytes of an index that is read."""
_MOST_ABOUT = 1 << 16
_ZEROS = bytes(1 << 16)


def store_path(cache: Path, content: Path) -> Path:
    """Where in the folder `cache` the store about the folder `content` lies; its index has another ending."""
    name = hashlib.sha256(str(content.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    return cache / f"pages-{name[:16]}.results"


def forget_lost(cache: Path, mac: Callable[[bytes, bytes], bytes]) -> None:
    """Blank and remove the stores of this user about folders that are no more."""
    for index in sorted(cache.glob("pages-*.index")):
        with suppress(OSError, ValueError):
            data = own_bytes(index, MOST_INDEX, first=_MOST_ABOUT)
            about = data[MAC_BYTES + 4:][:int.from_bytes(data[MAC_BYTES:MAC_BYTES + 4], "big")]
            if not hmac.compare_digest(data[:MAC_BYTES], mac(b"about", about)) or Path(json.loads(about)).is_dir():
                continue
            file = os.open(index.with_suffix(".results"), os.O_RDWR | PLAIN)
            try:
                if is_plain(file):
                    alone(file)
                    blank(file, 0, os.fstat(file).st_size)
                    index.with_suffix(".results").unlink()
                    index.unlink()
            finally:
                os.close(file)


def blank(file: int, begin: int, length: int) -> None:
    """Overwrite a stretch of a file."""
    for first in range(0, length, len(_ZEROS)):
        write_at(file, memoryview(_ZEROS)[:min(len(_ZEROS), length - first)], begin + first)


def nameless(folder: Path) -> int:
    """A file that goes with whoever holds it open, where the archive is written: on no other disk.

    Raises:
        OSError: when none can be made.
    """
    while not folder.is_dir():
        folder = folder.parent
    with tempfile.TemporaryFile(dir=folder) as stream:
        return os.dup(stream.fileno())


def packed(result: Any) -> bytes:
    """A result as bytes."""
    return b"b" + result if type(result) is bytes else b"p" + pickle.dumps(result, protocol=5)


def unpacked(data: bytes) -> Any:
    """The result in bytes that were authenticated, or made in this build."""
    return data[1:] if data[:1] == b"b" else pickle.loads(data[1:])  # noqa: S301 - our own


def read_at(file: int, place: tuple[int, int]) -> bytes:
    """What lies at a place; less where the file ends or the disk refuses."""
    begin, length = place
    try:
        if hasattr(os, "pread"):  # a fork shares the place at which the others read on
            return os.pread(file, length, begin)
        os.lseek(file, begin, os.SEEK_SET)
        return os.read(file, length)
    except OSError:
        return b""


def write_at(file: int, data: memoryview, at: int) -> int:
    """Write at a place; give how many bytes were written."""
    if hasattr(os, "pwrite"):
        return os.pwrite(file, data, at)
    os.lseek(file, at, os.SEEK_SET)
    return os.write(file, data)
