"""Pictures and drawings, walked as their specifications describe them: what is on no list is told."""

from __future__ import annotations

import re
import xml.parsers.expat
from collections.abc import Iterator


def integer(data: bytes, at: int, size: int, *, little: bool = False) -> int:
    """The number that stands at `at`; an error when the data end before it does."""
    if at < 0 or at + size > len(data):
        raise ValueError("cut short")
    return int.from_bytes(data[at:at + size], "little" if little else "big")


def spelled(tag: bytes) -> str:
    """A tag of four bytes as a message shows it."""
    return tag.decode("latin-1").encode("unicode_escape").decode()


def png(data: bytes) -> Iterator[str]:
    """PNG (third edition), 5.3: length, type, data, checksum; animation as in 11.3.6."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("no PNG")
    at = 8
    while at < len(data):
        length, tag = integer(data, at, 4), data[at + 4:at + 8]
        if tag not in (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"):
            yield f"chunk {spelled(tag)}"
        at += 12 + length
        if tag == b"IEND":
            break
    if at != len(data):
        yield "bytes after its end"


def jpeg(data: bytes) -> Iterator[str]:
    """ITU T.81, annex B: marks and segments; of the APPs JFIF's without a thumbnail, and Adobe's colours."""
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("no mark")
        mark = data[at + 1]
        if mark == 0xD9:
            break
        length = integer(data, at + 2, 2)
        body = data[at + 4:at + 2 + length]
        if mark == 0xE0 and (body[:5] != b"JFIF\0" or len(body) != 14 or body[12:14] != b"\0\0"):
            yield "segment APP0 with a picture or another program's data"
        elif mark == 0xEE and (body[:5] != b"Adobe" or len(body) != 12):
            yield "segment APP14"
        elif mark == 0xFE or (0xE1 <= mark <= 0xEF and mark != 0xEE):
            yield "comment" if mark == 0xFE else f"segment APP{mark - 0xE0}"
        at += 2 + length
        if mark == 0xDA:
            while not (data[at] == 0xFF and data[at + 1] not in (0, *range(0xD0, 0xD8))):
                at += 1
    if at + 2 != len(data):
        yield "bytes after its end"


def gif(data: bytes) -> Iterator[str]:
    """GIF 89a: of the extensions only the one that times pictures, and the one that repeats them."""
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        raise ValueError("no GIF")
    at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    while data[at] != 0x3B:
        if data[at] == 0x21:
            label = data[at + 1]
            repeats = label == 0xFF and data[at + 3:at + 14] == b"NETSCAPE2.0"
            if label != 0xF9 and not repeats:
                yield "comment" if label == 0xFE else f"extension {label:02X}"
            at += 2
        elif data[at] == 0x2C:
            at += 10 + (3 << ((data[at + 9] & 7) + 1) if data[at + 9] & 0x80 else 0) + 1
        else:
            raise ValueError("no block")
        while data[at]:
            at += 1 + data[at]
        at += 1
    if at + 1 != len(data):
        yield "bytes after its end"


def _riff(data: bytes, kind: bytes, allowed: frozenset[bytes]) -> Iterator[str]:
    if data[:4] != b"RIFF" or data[8:12] != kind:
        raise ValueError("no RIFF")
    at = 12
    while at + 8 <= len(data):
        tag, length = data[at:at + 4], integer(data, at + 4, 4, little=True)
        if tag not in allowed:
            yield f"chunk {spelled(tag)}"
        if tag == b"VP8X" and data[at + 8] & 0b00101100:
            yield "a mark of a profile or of metadata"
        at += 8 + length + length % 2
    if at != len(data):
        yield "bytes after its end"


def webp(data: bytes) -> Iterator[str]:
    """The WebP container: pictures, their transparency and their timing."""
    return _riff(data, b"WEBP", frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"}))


def wav(data: bytes) -> Iterator[str]:
    """WAVE: its format and its sound."""
    return _riff(data, b"WAVE", frozenset({b"fmt ", b"data", b"fact"}))


_TIFF_TAGS = frozenset({254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282, 283, 284, 296, 317, 320,
                        322, 323, 324, 325, 338, 339})
"""Of TIFF 6.0: what is needed to show pixels."""


def tiff(data: bytes) -> Iterator[str]:
    """TIFF 6.0: one picture, and of the tags only those that show its pixels."""
    if data[:4] not in (b"II*\0", b"MM\0*"):
        raise ValueError("no TIFF")
    little = data[:2] == b"II"
    at, seen = integer(data, 4, 4, little=little), 0
    while at:
        for number in range(integer(data, at, 2, little=little)):
            tag = integer(data, at + 2 + 12 * number, 2, little=little)
            if tag not in _TIFF_TAGS:
                yield f"tag {tag}"
        at = integer(data, at + 2 + 12 * integer(data, at, 2, little=little), 4, little=little)
        seen += 1
        if seen > 1:
            yield "a second picture"
            return


_SVG_ELEMENTS = frozenset("""
    svg g defs symbol path rect circle ellipse line polyline polygon text tspan linearGradient radialGradient stop
    clipPath marker
    """.split())
_SVG_TALKS = re.compile(r"^on|href|^style$|^class$|^data|:|^src|^title|^desc", re.IGNORECASE)


def svg(data: bytes) -> Iterator[str]:
    """XML 1.0, read by expat: elements that draw, and attributes that neither run, lead anywhere nor describe."""
    found: list[str] = []
    reader = xml.parsers.expat.ParserCreate()

    def element(name: str, attributes: dict[str, str]) -> None:
        if name not in _SVG_ELEMENTS:
            found.append(f"element {name}")
        for key, value in attributes.items():
            if key == "xmlns" and name == "svg":
                continue
            if _SVG_TALKS.search(key) or (":" in value and not value.startswith("url(#")) \
                    or re.search(r"url\((?!#)|&|\\|<", value):
                found.append(f"attribute {key} of {name}")

    reader.StartElementHandler = element
    reader.CommentHandler = lambda text: found.append("comment")
    reader.ProcessingInstructionHandler = lambda target, text: found.append("processing instruction")
    reader.StartDoctypeDeclHandler = lambda *parts: found.append("document type")
    try:
        reader.Parse(data, True)  # noqa: FBT003 - expat's own signature
    except xml.parsers.expat.ExpatError:
        raise ValueError("no XML") from None
    return iter(found)
