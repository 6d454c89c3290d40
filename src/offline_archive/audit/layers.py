"""All the texts that a finished file holds, however deep: what a searcher with time would find in it.

- A file is read as text in several encodings, with and without its markup, with its escapes undone.
- What is packed in it is unpacked: members of archives, compressed streams, pieces in base64.
- What can be unpacked without end is read to a limit, and then it is an error, not silence.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Set
from itertools import chain
from urllib.parse import unquote_to_bytes

from offline_archive.audit import documents, shards

MOST_BYTES = 200_000_000
"""Of what is unpacked from one file."""
_DEEPEST = 6
_TEXT_TYPES = ("text/", "application/json")
_WITHIN = re.compile(r"<(?<=[\w-]<)[^<>]*>[\w-]")
_TAG = re.compile(r"(<[^<>]*>)")
_PACKED = (b"PK", b"\x1f\x8b", b"\x78", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"%PDF")
_HIGH = bytes(range(0xC0, 0x100))
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_PERCENT = re.compile(rb"%[0-9A-Fa-f]{2}")
_SHORTEST = 24
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
_HASH = re.compile(rb"[0-9a-f]+")
_DEFLATED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class TooMuchError(Exception):
    """A file unpacks to more than :data:`MOST_BYTES`."""


def texts(path: str, data: bytes, media_type: str,
          known: Set[str] = frozenset(), tags: set[str] | None = None) -> Iterator[str]:
    """Every text of a file, its path first, but for the tags that are `known`. The others are added to `tags`.

    Raises:
        TooMuchError: when it unpacks to more than :data:`MOST_BYTES`.
        UnsearchableError: when the text of a document cannot be taken out.
    """
    yield path
    left = [MOST_BYTES]
    tags = set() if tags is None else tags
    if not media_type.startswith(_TEXT_TYPES):
        unsearched = None
        for layer in _layers(data, 0, left):
            yield from _readings(layer, known, tags, is_text=False)
            try:
                yield from documents.texts(layer) if documents.SIGN in layer[:1024] else ()
            except documents.UnsearchableError as error:
                unsearched = error  # the other layers are read all the same
        if unsearched is not None:
            raise unsearched
        return
    shard = shards.told(path, data.decode("utf-8", "replace"))
    if shard is not None:
        yield shard
        return
    shown, data = shards.told_within(data)
    yield from shown
    for text in _readings(data, known, tags, is_text=True):
        yield text
        for layer in _packed(text.encode("utf-8", "surrogatepass"), (), 0, left):
            yield from _readings(layer, known, tags, is_text=False)


def _layers(data: bytes, depth: int, left: list[int]) -> Iterator[bytes]:
    """The bytes, and whatever is packed in them."""
    yield data
    if depth < _DEEPEST:
        yield from _packed(data, _unpacked(data, left), depth, left)


def _packed(data: bytes, unpacked: Iterable[bytes], depth: int, left: list[int]) -> Iterator[bytes]:
    """What is `unpacked` of some bytes or stands in them in base64, and whatever is packed in that."""
    # One after the other: what each unpacks to counts before the next is unpacked.
    for one in chain(_base64(data), unpacked):
        left[0] -= len(one)
        if left[0] < 0:
            raise TooMuchError
        yield from _layers(one, depth + 1, left)


def _unpacked(data: bytes, left: list[int]) -> Iterator[bytes]:
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for member in archive.infolist():
                    yield member.filename.encode() + b"\n" + member.comment
                    if member.file_size > left[0]:  # more than it says is never read
                        raise TooMuchError
                    yield archive.read(member)
        except (zipfile.BadZipFile, RuntimeError, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError):
            pass  # what cannot be unpacked is still read as it is
        return
    for found in _DEFLATED.finditer(data):
        reader = zlib.decompressobj(47 if data[found.start()] == 0x1F else 15)
        try:
            out = reader.decompress(data[found.start():], left[0] + 1)
        except zlib.error:
            continue
        if out:
            yield _bounded(out, left)


def _bounded(data: bytes, left: list[int]) -> bytes:
    if len(data) > left[0]:
        raise TooMuchError
    return data


def _base64(data: bytes) -> Iterator[bytes]:
    # What is written in base64 has no white space within: most pieces of a text are too short, and many are the same.
    long = b" ".join([piece for piece in dict.fromkeys(data.split()) if len(piece) >= _SHORTEST])
    for found in _BASE64.finditer(long):
        if _HASH.fullmatch(found[0]):
            continue
        piece = found[0].replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
        try:
            out = base64.b64decode(piece[:len(piece) // 4 * 4])
        except (binascii.Error, ValueError):
            continue
        if _says_something(out):
            yield out


def _says_something(data: bytes) -> bool:
    """Whether decoded bytes are a text or something packed: most long words decode to noise."""
    if data.startswith(_PACKED) or b"\0" in data:
        return True
    try:
        text = data[:len(data) - 3].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(data) - 7:
            return _is_letters(data, "cp1251") or _is_letters(data, "koi8-r")
        text = data[:error.start].decode("utf-8")
    return not _CONTROL.search(text)


def _is_letters(data: bytes, encoding: str) -> bool:
    """Whether bytes read so are words in Cyrillic, rather than noise."""
    if len(data.translate(None, _HIGH)) * 3 > len(data):
        return False
    text = data.decode(encoding, "replace")
    spoken = sum(letter.isalpha() or letter in " ,.-" for letter in text)
    return spoken >= 0.97 * len(text) and not _CONTROL.search(text)


def _readings(data: bytes, known: Set[str], tags: set[str], *, is_text: bool) -> Iterator[str]:
    """The ways in which bytes can be read as text."""
    plain = data.decode("utf-8", "replace")
    yield from _unmarked(plain, known, tags)
    if "\\u" in plain:
        yield _ESCAPE.sub(lambda found: chr(int(found[1], 16)), plain)
    if _PERCENT.search(data):
        yield unquote_to_bytes(data).decode("utf-8", "replace")
    if not is_text:
        for encoding in ("utf-16-le", "utf-16-be", "cp1251", "koi8-r"):
            yield from _unmarked(data.decode(encoding, "replace"), known, tags)
            if encoding.startswith("utf-16"):
                yield from _unmarked(data[1:].decode(encoding, "replace"), known, tags)


def _unmarked(text: str, known: Set[str], tags: set[str]) -> Iterator[str]:
    """A text without its markup, then the markup alone; and without it where it may stand within a word."""
    if "<" not in text:
        yield html.unescape(text) if "&" in text else text
        return
    pieces = _TAG.split(text)
    spoken = pieces[::2]
    new = set(pieces[1::2]) - known - tags
    tags |= new
    yield html.unescape(" ".join(spoken))
    yield html.unescape("\n".join(sorted(new)))
    if _WITHIN.search(text):
        yield html.unescape("".join(spoken))
