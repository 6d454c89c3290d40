"""Documents, sound and film, walked as their specifications describe them: what describes, runs or carries is told."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from offline_archive.audit.pictures import integer, jpeg, spelled

_PDF_TALKS = re.compile(
    rb"/(Info|Metadata|EmbeddedFiles?|Filespec|JavaScript|JS|OpenAction|AA|PieceInfo|LastModified|Annots|AcroForm|XFA|"
    rb"Launch|URI|SubmitForm|RichMedia|Outlines|Names|AF|StructTreeRoot|Collection|Author|Creator|Producer|CreationDate|"
    rb"ModDate|Thumb)\b")
_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def pdf(data: bytes) -> Iterator[str]:
    """ISO 32000: names that describe, run or carry; looked for in the objects, unpacked where they are packed."""
    if not data.startswith(b"%PDF-"):
        raise ValueError("no PDF")
    bare = _PDF_STREAM.sub(b"", data)
    # A name may be written with its letters as numbers: /#4As is /Js.
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), bare)
    yield from (f"/{found.decode()}" for found in _PDF_TALKS.findall(plain))
    if data.count(b"%%EOF") != 1:
        yield "an earlier state of the document"
    for found in _PDF_STREAM.finditer(data):
        stream = found[1]
        if stream[:2] == b"\xff\xd8":
            yield from (f"in a photograph: {what}" for what in jpeg(stream))
        elif b"/ObjStm" in data[max(0, found.start() - 300):found.start()]:
            try:
                stream = zlib.decompress(stream)
            except zlib.error:
                raise ValueError("no stream") from None
            yield from (f"/{name.decode()}" for name in _PDF_TALKS.findall(stream))


_BOXES = frozenset("""
    ftyp moov mvhd trak tkhd edts elst mdia mdhd hdlr minf vmhd smhd dinf dref stbl stsd stts stss ctts stsc stsz stco
    co64 sgpd sbgp sdtp mdat free mvex trex moof mfhd traf tfhd tfdt trun mehd sidx mfra tfra mfro nmhd stz2
    """.split())
_INSIDE = frozenset("moov trak edts mdia minf dinf stbl mvex moof traf mfra".split())
_NO_DATES = frozenset("mvhd tkhd mdhd".split())


def mp4(data: bytes, start: int = 0, end: int | None = None) -> Iterator[str]:
    """ISO 14496-12: boxes within boxes; no user data, no metadata, no place, no dates."""
    at, end = start, len(data) if end is None else end
    while at + 8 <= end:
        length, tag, head = integer(data, at, 4), spelled(data[at + 4:at + 8]), 8
        if length == 1:
            length, head = integer(data, at + 8, 8), 16
        length = length or end - at
        if length < head or at + length > end:
            raise ValueError("no box")
        if tag not in _BOXES:
            yield f"box {tag}"
        elif tag in _INSIDE:
            yield from mp4(data, at + head, at + length)
        elif tag in _NO_DATES and any(data[at + head + 4:at + head + (20 if data[at + head] else 12)]):
            yield f"a date in {tag}"
        elif tag == "hdlr" and data[at + head + 24:at + length].strip(b"\0") not in (
                b"VideoHandler", b"SoundHandler", b""):
            yield "a name in hdlr"
        elif tag == "free" and data[at + head:at + length].strip(b"\0"):
            yield "bytes in free"
        at += length
    if at != end:
        yield "bytes after its end"


_EBML = {0x1254C367: "Tags", 0x1941A469: "Attachments", 0x4461: "DateUTC", 0x7BA9: "Title", 0x1043A770: "Chapters",
         0x536E: "Name of a track", 0x73A4: "SegmentUID", 0x7384: "SegmentFilename"}
_EBML_INSIDE = frozenset({0x18538067, 0x1549A966, 0x1654AE6B, 0xAE})


def webm(data: bytes, start: int = 0, end: int | None = None) -> Iterator[str]:
    """RFC 8794 and RFC 9559: elements; no tags, dates, titles, chapters or attachments."""
    at, end = start, len(data) if end is None else end
    if start == 0 and data[:4] != b"\x1a\x45\xdf\xa3":
        raise ValueError("no EBML")
    while at < end:
        size = 9 - data[at].bit_length()
        tag = integer(data, at, size)
        wide = 9 - data[at + size].bit_length()
        length = integer(data, at + size, wide) & ((1 << 7 * wide) - 1)
        body = at + size + wide
        if length == (1 << 7 * wide) - 1:
            length = end - body
        if tag in _EBML:
            yield _EBML[tag]
        elif tag in _EBML_INSIDE:
            yield from webm(data, body, min(end, body + length))
        at = body + length


def mp3(data: bytes) -> Iterator[str]:
    """MPEG audio: frames, and neither ID3 nor APE tags."""
    if data[:3] == b"ID3" or b"APETAGEX" in data:
        yield "a tag"
    if data[-128:-125] == b"TAG":
        yield "a tag at its end"
    if not (data[:1] == b"\xff" and len(data) > 1 and data[1] & 0xE0 == 0xE0) and data[:3] != b"ID3":
        raise ValueError("no MP3")


def flac(data: bytes) -> Iterator[str]:
    """RFC 9639: of the blocks before the sound, its measures and a table to seek by; comments only empty."""
    if data[:4] != b"fLaC":
        raise ValueError("no FLAC")
    at, last = 4, False
    while not last:
        last, kind, length = bool(data[at] & 0x80), data[at] & 0x7F, integer(data, at + 1, 3)
        body = data[at + 4:at + 4 + length]
        if kind == 4:
            yield from _comments(body)
        elif kind not in (0, 1, 3) or (kind == 1 and any(body)):
            yield f"block {kind}"
        at += 4 + length


def _comments(body: bytes) -> Iterator[str]:
    """A Vorbis comment: the name of a library, then no comment."""
    vendor = integer(body, 0, 4, little=True)
    if vendor > 64 or integer(body, 4 + vendor, 4, little=True):
        yield "comments"


def ogg(data: bytes) -> Iterator[str]:
    """RFC 3533: the comments of Vorbis, Opus and Theora, which stand in a packet of their own."""
    if data[:4] != b"OggS":
        raise ValueError("no Ogg")
    for sign in (b"\x03vorbis", b"OpusTags", b"\x81theora"):
        for found in re.finditer(re.escape(sign), data[:200_000]):
            yield from _comments(data[found.end():found.end() + 4096])
