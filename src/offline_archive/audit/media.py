"""Finished pictures, documents, sound and film, read once more by parsers of their own: nothing may be left in them.

Each format is walked as its specification describes it, piece by piece; a piece that is not on the list is a fault.
What made the files is not trusted, and neither is it used here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from offline_archive import codes
from offline_archive.audit import pictures, recordings
from offline_archive.bundle import Bundle
from offline_archive.problems import Place, Problem


def media_left(bundle: Bundle, paths: Iterable[str]) -> Iterator[Problem]:
    """Files that hold more than what is seen or heard, among those at `paths`."""
    for path in paths:
        walk = _WALKS.get(PurePosixPath(path).suffix.lower())
        if walk is None:
            continue
        try:
            found = sorted(set(walk(bundle[path].data)))
        except (IndexError, ValueError, RecursionError) as error:
            found = [f"cannot be read to its end: {type(error).__name__}"]
        for what in found:
            yield codes.MEDIA_HOLDS_MORE.at(Place(path), f"holds more than what is seen or heard: {what}",
                                            hint="this is a fault of the program: leave the file out")


_WALKS: dict[str, Callable[[bytes], Iterator[str]]] = {
    ".png": pictures.png, ".jpg": pictures.jpeg, ".jpeg": pictures.jpeg, ".gif": pictures.gif, ".webp": pictures.webp,
    ".tif": pictures.tiff, ".tiff": pictures.tiff, ".svg": pictures.svg, ".pdf": recordings.pdf, ".wav": pictures.wav,
    ".mp4": recordings.mp4, ".m4a": recordings.mp4, ".webm": recordings.webm, ".mp3": recordings.mp3,
    ".flac": recordings.flac, ".ogg": recordings.ogg, ".oga": recordings.ogg, ".opus": recordings.ogg,
    ".ogv": recordings.ogg}
