"""Pictures made of pixels: decoded, turned upright, filled where the review says so, and encoded again.

- A filled area is one colour. What is blurred or made of coarse pixels can be guessed back: the picture behind it
  leaves its mark in every value, and programs that try candidates find names, numbers and faces ("On the
  (In)effectiveness of Mosaicing and Blurring as Tools for Document Redaction", Privacy Enhancing Technologies 2016).
- Of a file with several pictures (GIF, WebP) all are kept; a thumbnail, a profile, a comment, a position are not.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Callable
from typing import Any

from offline_archive.media.review import Area, RefusedError, Review

FORMATS = {
    ".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP", ".gif": "GIF", ".tif": "TIFF", ".tiff": "TIFF"}
"""File endings, and what must be in the file."""
MOST_PIXELS = 100_000_000
"""Of one picture: more would need more memory than small machines have."""
MOST_FRAMES = 500
"""Pictures of one file."""
_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88, "optimize": True}, "PNG": {"optimize": True}, "WEBP": {"quality": 88, "method": 4},
    "GIF": {"optimize": False}, "TIFF": {"compression": "tiff_lzw"}}


def remade(data: bytes, suffix: str, review: Review, faces: Callable[[Any], int] | None) -> bytes:
    """The picture in `data`, made anew; `faces` counts the faces of a picture.

    Raises:
        RefusedError: when it cannot be read, is something else, or shows a face that nobody has looked at.
    """
    try:
        from PIL import Image, ImageOps, ImageSequence
    except ImportError:
        raise RefusedError("pictures need the extra media", "install it: pip install offline-archive[media]") from None
    form = FORMATS[suffix]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data), formats=[form])
            if opened.width * opened.height > MOST_PIXELS or getattr(opened, "n_frames", 1) > MOST_FRAMES:
                raise RefusedError("the picture is too large", f"at most {MOST_PIXELS // 10**6} million pixels")
            lasts: list[int] = []
            frames = []
            for frame in ImageSequence.Iterator(opened):
                lasts.append(int(frame.info.get("duration", 100)))
                upright = ImageOps.exif_transpose(frame)
                frames.append(_pixels(upright if upright is not None else frame, form))
                if form == "TIFF":
                    break
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning,
            MemoryError, OverflowError, struct.error, ZeroDivisionError, TypeError, KeyError, IndexError) as error:
        raise RefusedError(f"cannot be read as {form}", "save it anew in a program for pictures") from error
    for frame in frames:
        for area in review.fill:
            _fill(frame, area)
    if faces is not None and not review.faces_looked_at and any(faces(frame) for frame in frames):
        raise RefusedError("a face was found that no review mentions",
                           'fill it, or write faces = "looked at" in the review')
    return _encoded(frames, lasts, form)


def _pixels(frame: Any, form: str) -> Any:
    """The pixels alone: a picture that was never in a file."""
    from PIL import Image
    has_alpha = frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info
    mode = "RGB" if form == "JPEG" or not has_alpha else "RGBA"
    plain = frame.convert(mode)
    if mode == "RGBA":  # what was erased keeps its colours beneath: they go
        seen = plain.getchannel("A").point(lambda alpha: 255 if alpha else 0)
        plain = Image.composite(plain, Image.new(mode, plain.size), seen)
    return Image.frombytes(mode, plain.size, plain.tobytes())


def _fill(frame: Any, area: Area) -> None:
    if area.x + area.width > frame.width or area.y + area.height > frame.height:
        raise RefusedError(f"an area lies outside the picture of {frame.width} by {frame.height} pixels",
                           "measure it in the picture as it is seen")
    colour = (0, 0, 0) if frame.mode == "RGB" else (0, 0, 0, 255)
    frame.paste(colour, (area.x, area.y, area.x + area.width, area.y + area.height))


def _encoded(frames: list[Any], lasts: list[int], form: str) -> bytes:
    out = io.BytesIO()
    options = dict(_OPTIONS[form])
    if len(frames) > 1 and form in ("GIF", "WEBP"):
        options |= {"save_all": True, "append_images": frames[1:], "duration": lasts, "loop": 0}
    frames[0].save(out, form, **options)
    return out.getvalue()


def faces_counter() -> Callable[[Any], int] | None:
    """What counts the faces of a picture; None when the extra for it is not installed."""
    try:
        import cv2
        import numpy
    except ImportError:
        return None
    found = cv2.CascadeClassifier(cv2.data.haarcascades + "haarcascade_frontalface_default.xml")

    def count(frame: Any) -> int:
        return len(found.detectMultiScale(numpy.asarray(frame.convert("L")), scaleFactor=1.1, minNeighbors=3))

    return count
