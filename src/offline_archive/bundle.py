"""The bundle: everything that ships, as one value. Path to bytes, media type and hash.

Of a large archive the bytes lie in a file until they are asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple

from offline_archive.held import Held

MEDIA_TYPES = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".txt": "text/plain",
    ".json": "application/json", ".csv": "text/csv", ".tsv": "text/tab-separated-values",
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
    ".webp": "image/webp", ".svg": "image/svg+xml", ".tif": "image/tiff", ".tiff": "image/tiff",
    ".pdf": "application/pdf",
    ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".oga": "audio/ogg", ".opus": "audio/ogg",
    ".flac": "audio/flac", ".wav": "audio/wav", ".m4a": "audio/mp4", ".mp4": "video/mp4",
    ".webm": "video/webm", ".ogv": "video/ogg", ".zip": "application/zip",
    ".sh": "text/x-shellscript",
}
"""Media types by file ending; anything else is ``application/octet-stream``."""


class Sealed(NamedTuple):
    """Bytes that lie elsewhere, and what is known of them without reading them."""

    held: Held[bytes]
    """The bytes."""
    size: int
    """How many they are."""
    sha256: str
    """Their SHA-256, 64 hexadecimal digits in lower case."""


@dataclass(frozen=True)
class Entry:
    """One file of the bundle."""

    content: bytes | Sealed
    """Its bytes as they ship, here or elsewhere."""
    media_type: str
    """Its media type (RFC 6838)."""

    @property
    def data(self) -> bytes:
        """Its bytes as they ship."""
        return self.content.held.get() if isinstance(self.content, Sealed) else self.content

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.content.size if isinstance(self.content, Sealed) else len(self.content)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the bytes, 64 hexadecimal digits in lower case."""
        if isinstance(self.content, Sealed):
            return self.content.sha256
        return hashlib.sha256(self.content).hexdigest()


class Bundle(Mapping[str, Entry]):
    """A finished archive: site path to entry, sorted by path."""

    def __init__(self, files: Mapping[str, bytes | Sealed]) -> None:
        self._entries = {
            path: Entry(files[path], MEDIA_TYPES.get(PurePosixPath(path).suffix.lower(),
                                                     "application/octet-stream"))
            for path in sorted(files)}

    def __getitem__(self, path: str) -> Entry:
        return self._entries[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def with_files(self, files: Mapping[str, bytes | Sealed]) -> Bundle:
        """This bundle with `files` added.

        Raises:
            ValueError: when one of them is there already.
        """
        twice = sorted(self._entries.keys() & files.keys())
        if twice:
            raise ValueError(f"two files for one path: {twice[0]}")
        return Bundle({path: entry.content for path, entry in self._entries.items()} | dict(files))
