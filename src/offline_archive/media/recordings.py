"""Sound and film: the streams copied by ffmpeg into a new file without anything that describes them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from offline_archive.media.review import RefusedError, Review

SUFFIXES = frozenset({".mp3", ".ogg", ".oga", ".opus", ".flac", ".wav", ".m4a", ".mp4", ".webm", ".ogv"})
"""File endings of sound and film."""
_SECONDS = 600
_CUT = 0.5
"""Seconds by which what is shown may differ from what is there: encoders round, and sound has a run-up."""
_SEGMENT, _TAGS = bytes.fromhex("18538067"), bytes.fromhex("1254c367")
_VOID = 9
"""Bytes of the head of a void element (RFC 8794, 11.3.2) with its length in eight bytes."""
# Nothing describes: not the file, its chapters, its streams; no names of programs; subtitles and data left behind.
# One track of pictures, no cover, and one of sound: those that a reader sees and hears.
_COPY = ("-map", "0:V:0?", "-map", "0:a:0?", "-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1",
         "-c", "copy", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-dn", "-sn")


def remade(data: bytes, suffix: str, review: Review) -> bytes:
    """The recording in `data`, made anew.

    Raises:
        RefusedError: when ffmpeg is not there or cannot read it, or areas of it are to be filled.
    """
    if review.fill:
        raise RefusedError("areas of a film cannot be filled", "cover them in a program for films")
    program = shutil.which("ffmpeg")
    if program is None:
        raise RefusedError("sound and film need ffmpeg", "install ffmpeg, or leave the file out")
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, f"old{suffix}"), Path(folder, f"new{suffix}")
        old.write_bytes(data)
        # Only this file is read: a playlist cannot name another.
        command = [program, "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-i", str(old), *_COPY,
                   *_plain(suffix), str(new)]
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise RefusedError("ffmpeg takes too long over it", "make the recording shorter") from None
        if done.returncode != 0 or not new.is_file():
            raise RefusedError("ffmpeg cannot read it", "save it anew in a program for recordings")
        made = new.read_bytes()
    if suffix in (".mp4", ".m4a") and any(abs(seconds) > _CUT for seconds in _hidden(made)):
        raise RefusedError("it keeps what was cut from it", "export it anew, so that the cut part is not in the file")
    return _blanked(made, suffix)


def _hidden(data: bytes) -> Iterator[float]:
    """Of how many seconds of each track its edit list (ISO 14496-12, 8.6.6) keeps quiet."""
    for movie in _boxes(data, b"moov"):
        for header in _boxes(movie, b"mvhd"):
            per_second = _numbers(header, 12, 20)
        for track in _boxes(movie, b"trak"):
            lists = [found for edits in _boxes(track, b"edts") for found in _boxes(edits, b"elst")]
            for media in _boxes(track, b"mdia"):
                for header in _boxes(media, b"mdhd"):
                    length = _numbers(header, 16, 24, wide=True) / max(1, _numbers(header, 12, 20))
                    yield from (length - _shown(found) / max(1, per_second) for found in lists)


def _shown(edits: bytes) -> int:
    """How long the entries of an edit list last that show something, in units of the film."""
    wide = 8 if edits[0] else 4
    entries = [edits[at:at + 2 * wide + 4] for at in range(8, len(edits), 2 * wide + 4)]
    return sum(int.from_bytes(entry[:wide], "big") for entry in entries if entry[wide:2 * wide] != b"\xff" * wide)


def _boxes(data: bytes, wanted: bytes) -> Iterator[bytes]:
    """What the boxes of one name hold."""
    at = 0
    while at + 8 <= len(data):
        length = int.from_bytes(data[at:at + 4], "big")
        if length < 8:
            return
        if data[at + 4:at + 8] == wanted:
            yield data[at + 8:at + length]
        at += length


def _numbers(header: bytes, narrow: int, broad: int, *, wide: bool = False) -> int:
    """A number of a header: at `narrow` of its first version, at `broad` of its second, where it may be `wide`."""
    at, size = (broad, 8 if wide else 4) if header[0] else (narrow, 4)
    return int.from_bytes(header[at:at + size], "big")


def _blanked(data: bytes, suffix: str) -> bytes:
    """What ffmpeg writes all the same, with nothing in it: boxes of user data, a list of tags. No byte moves."""
    made = bytearray(data)
    if suffix in (".mp4", ".m4a"):
        _blank_boxes(made, 0, len(made))
    elif suffix == ".webm":
        _blank_elements(made)
    return bytes(made)


def _blank_boxes(made: bytearray, start: int, end: int) -> None:
    at = start
    while at + 8 <= end:
        length, tag = int.from_bytes(made[at:at + 4], "big"), bytes(made[at + 4:at + 8])
        if length < 8 or at + length > end:
            return
        if tag in (b"udta", b"meta"):
            made[at + 4:at + length] = b"free" + bytes(length - 8)
        elif tag in (b"moov", b"trak", b"mdia", b"minf"):
            _blank_boxes(made, at + 8, at + length)
        at += length


def _blank_elements(made: bytearray) -> None:
    """The elements of a segment (RFC 8794): lists of tags become void elements, with zeros in them."""
    at = 0
    while at + 2 < len(made) and made[at] and made[at + 9 - made[at].bit_length()]:
        size = 9 - made[at].bit_length()
        wide = 9 - made[at + size].bit_length()
        length = int.from_bytes(made[at + size:at + size + wide], "big") & ((1 << 7 * wide) - 1)
        whole = size + wide + length
        if made[at:at + size] == _TAGS and whole >= _VOID:
            made[at:at + whole] = b"\xec" + (1 << 56 | whole - _VOID).to_bytes(8, "big") + bytes(whole - _VOID)
        # What stands in the segment is walked; all else is stepped over.
        at += size + wide if made[at:at + size] == _SEGMENT else whole


def _plain(suffix: str) -> tuple[str, ...]:
    if suffix == ".mp4":
        # Of H.264, what a camera or an encoder writes between the pictures (SEI, ITU H.264 annex D).
        return ("-movflags", "+faststart", "-bsf:v", "filter_units=remove_types=6")
    if suffix == ".mp3":
        return ("-id3v2_version", "0", "-write_id3v1", "0", "-write_xing", "0")
    return ("-movflags", "+faststart") if suffix == ".m4a" else ()
