"""Documents in PDF: rewritten with what shows the pages, and nothing that runs, hides or tells who made them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from offline_archive.media.review import RefusedError, Review

_ROOT = ("/Type", "/Pages", "/PageLabels", "/Lang", "/ViewerPreferences", "/MarkInfo")
_PAGE = ("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit", "/Group")
_DROPPED = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/OpenAction", "/AA", "/JavaScript", "/JS", "/Thumb",
            "/StructParents", "/Alternates", "/OPI", "/Measure", "/PtData")
_PROGRAMS = "/PTEX."
"""How the keys begin by which TeX notes the files that it took in, and who made those."""
_PICTURES = ("/DCTDecode", "/JPXDecode")
MOST_PAGES = 5_000
"""Pages of one document."""


def remade(data: bytes, review: Review) -> bytes:
    """The document in `data`, made anew.

    Raises:
        RefusedError: when it cannot be read, is locked, or areas of it are to be filled.
    """
    if review.fill:
        raise RefusedError("areas of a document cannot be filled: the text beneath stays in the file",
                           "print it to pictures, fill those, and publish them")
    try:
        import pikepdf
    except ImportError:
        raise RefusedError("documents need the extra media", "install it: pip install offline-archive[media]") from None
    try:
        with pikepdf.open(io.BytesIO(data)) as old, pikepdf.new() as new:
            if len(old.pages) > MOST_PAGES:
                raise RefusedError("the document is too long", f"at most {MOST_PAGES} pages")
            if "/OCProperties" in old.Root:
                raise RefusedError("holds layers, of which some may be hidden", "print it to a new document")
            for page in old.pages:
                if any(str(one.get("/Subtype")) != "/Link" for one in page.obj.get("/Annots", ())):
                    raise RefusedError("holds notes or shapes laid over the page, which may cover something",
                                       "print it to a new document, with what it covers taken out")
                _only(page.obj, _PAGE)
            new.pages.extend(old.pages)
            for number in range(1, len(new.objects) + 1):
                _stripped(new.get_object(number, 0))
            _only(new.Root, _ROOT)
            new.remove_unreferenced_resources()
            out = io.BytesIO()
            new.save(out, fix_metadata_version=False, object_stream_mode=pikepdf.ObjectStreamMode.disable,
                     compress_streams=True, recompress_flate=True, deterministic_id=True, linearize=False)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise RefusedError("cannot be read as PDF, or is locked", "save it anew, without a password") from error
    return out.getvalue()


def _only(table: Any, keys: tuple[str, ...]) -> None:
    for key in list(table.keys()):
        if key not in keys:
            del table[key]


def _stripped(value: Any) -> None:
    """Take out of one object what describes it, and of an embedded photograph what its camera wrote."""
    import pikepdf
    for inner in _inside(value):
        _stripped(inner)
    if not isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key in list(value.keys()):
        if key in _DROPPED or key.startswith(_PROGRAMS):
            del value[key]
    if isinstance(value, pikepdf.Stream) and str(value.get("/Filter", "")) == _PICTURES[0]:
        value.write(_photograph(value.read_raw_bytes()), filter=pikepdf.Name("/DCTDecode"))
    elif isinstance(value, pikepdf.Stream) and _PICTURES[0] in str(value.get("/Filter", "")):
        raise RefusedError("holds a photograph that is packed twice, which cannot be cleaned", "save the document anew")
    elif isinstance(value, pikepdf.Stream) and _PICTURES[1] in str(value.get("/Filter", "")):
        raise RefusedError("holds a picture in JPEG 2000, which cannot be cleaned",
                           "save the document anew with JPEG pictures")


def _inside(value: Any) -> Iterator[Any]:
    """What is written within an object itself, rather than numbered as an object of its own."""
    import pikepdf
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        yield from (one for _, one in list(value.items()) if isinstance(one, pikepdf.Object) and not one.is_indirect)
    elif isinstance(value, pikepdf.Array):
        yield from (one for one in list(value) if isinstance(one, pikepdf.Object) and not one.is_indirect)


def _photograph(data: bytes) -> bytes:
    """A JPEG without the segments that describe it (ITU T.81, B.1.1.3): APP1 to APP13, APP15 and comments."""
    out, at = bytearray(data[:2]), 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] not in (0xDA, 0xD9):
        mark, length = data[at + 1], int.from_bytes(data[at + 2:at + 4], "big")
        if not (0xE1 <= mark <= 0xED or mark in (0xEF, 0xFE)):
            out += data[at:at + 2 + length]
        at += 2 + length
    end = data.rfind(b"\xff\xd9")
    return bytes(out + data[at:end + 2 if end > at else len(data)])
