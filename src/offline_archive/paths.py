"""Site paths: names safe on FAT and Windows, relative links, the escape guard.

- Inside the site a path is a `PurePosixPath` without a leading slash; on the disk it is a `Path`.
- A site path is NFC-normalised, and no two of a bundle are equal when case is folded.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import quote

OWN_FOLDER = "_archive"
"""The folder of the site that holds what the program makes; content cannot write into it."""
MAX_SITE_PATH = 180
"""Characters a path inside the archive may have: Windows opens 259, and the folder needs some."""

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file; kept as text, never linked.
_FORBIDDEN = re.compile('[<>:"/\\\\|?*\x00-\x1f\x7f\x85\u2028\u2029]')
_RESERVED = re.compile(
    r"^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$| )", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_MAX_NAME = 120
_MAX_BYTES = 220
# Direction marks make `gpj.exe` look like `exe.jpg`.
_DIRECTION = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@lru_cache(maxsize=1 << 12)
def safe_name(name: str) -> str:
    """The nearest name that FAT and Windows can hold; `name` itself (in NFC) when it is one."""
    safe = _DIRECTION.sub("", unicodedata.normalize("NFC", name))
    safe = _FORBIDDEN.sub("-", safe)
    safe = safe.rstrip(". ")
    if not safe:
        safe = "_"
    if _RESERVED.match(safe) or safe.startswith("."):
        safe = f"_{safe}"
    return _shortened(safe)


def _shortened(name: str) -> str:
    """`name` short enough for FAT (255 UTF-16 units) and Linux (255 bytes), its ending kept."""
    if len(name) <= _MAX_NAME and len(name.encode()) <= _MAX_BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    keep = f".{suffix}" if dot and len(suffix) <= 10 else ""
    head = (stem if keep else name)[:_MAX_NAME - len(keep)]
    while len((head + keep).encode()) > _MAX_BYTES:
        head = head[:-1]
    return (head.rstrip(". ") or "_") + keep


def safe_path(path: PurePosixPath) -> PurePosixPath:
    """`path` with each of its names made safe."""
    return PurePosixPath(*(safe_name(part) for part in path.parts))


def collision_key(path: PurePosixPath) -> str:
    """Equal for two paths that a case-insensitive file system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", str(path)).casefold())


def join(folder: PurePosixPath, reference: str) -> PurePosixPath | None:
    """Where `reference` leads from `folder`; None when it climbs above the root.

    A leading slash means the root of the content folder, as Hugo and MkDocs read it.
    """
    parts: list[str] = [] if reference.startswith("/") else list(folder.parts)
    for part in reference.split("/"):
        if part in ("", "."):
            continue
        if part != "..":
            parts.append(part)
        elif not parts:
            return None
        else:
            parts.pop()
    return PurePosixPath(*parts)


def relative(start: PurePosixPath, target: PurePosixPath, fragment: str = "") -> str:
    """The address of `target` as written in the file `start`, percent-encoded.

    The first segment never looks like a scheme: a colon is always encoded.
    """
    if start == target and fragment:
        return "#" + quote(fragment, safe="")
    here, there = start.parent.parts, target.parts
    common = 0
    while common < min(len(here), len(there) - 1) and here[common] == there[common]:
        common += 1
    steps = [".."] * (len(here) - common) + [quote(part, safe="") for part in there[common:]]
    return "/".join(steps) + ("#" + quote(fragment, safe="") if fragment else "")


def clean_name(name: str) -> str:
    """A name from the disk in NFC; what is not valid UTF-8 becomes the replacement character.

    Disks of older Macs hold names in NFD: a link typed on another machine would not find them.
    """
    valid = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return printable(unicodedata.normalize("NFC", valid))


def printable(text: str) -> str:
    """`text` with control characters, on which parsers disagree, made into the replacement character."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def in_words(name: str) -> str:
    """A file's or folder's name as a title: hyphens and underscores become spaces."""
    words = " ".join(name.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:]


def root_of(path: PurePosixPath) -> str:
    """The way from the file `path` up to the bundle's root: an empty string, or ``../`` steps."""
    return "../" * (len(path.parts) - 1)
