"""Scripts and styles: only those that the program ships, and index files that hold data alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from offline_archive import codes
from offline_archive.bundle import Bundle
from offline_archive.problems import Place, Problem

_PATH = re.compile(r"[^/\x00-\x1f\x7f\\]+(?:/[^/\x00-\x1f\x7f\\]+)*")
_SHARD = re.compile(r'^OfflineArchive\.deliver\("([A-Za-z0-9/-]+)",(.*)\);\n\Z', re.DOTALL)
_SHARD_PATH = re.compile(r"^_archive/search/([A-Za-z0-9-]+/[a-z0-9-]+)\.js$")
SCRIPTS = frozenset({"_archive/archive.js"})
"""The reader's script: no page may run another."""
OWN = SCRIPTS | {"_archive/style.css"}
"""The program's own files: their words are its own."""
_PLAIN = frozenset({".txt", ".csv", ".tsv", ".json", ".bib", ".ris", ".asc", ".sig", ".minisig"})
_NOT_PLAIN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LOADING_CSS = re.compile(r"@import|@charset|(?:url|src)\s*\(|image-set|expression\s*\(|-moz-binding|\\", re.IGNORECASE)
# What a script of the archive never needs. `http` is the sign of an address.
_REACHING_OUT = re.compile(
    r"\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|RTCPeerConnection|WebTransport|importScripts|"
    r"localStorage|sessionStorage|indexedDB|caches|cookie|serviceWorker|eval|Function|innerHTML|outerHTML|"
    r"insertAdjacentHTML|write|pushState|replaceState)\b|\bimport\s*\(|[hH][tT][tT][pP][sS]?:|"
    r"//[a-z0-9-]+\.[a-z]")
_VERIFICATION = "_archive/verify.sh"
"""A script for whoever verifies a copy by hand: nothing in the archive runs it."""
PASSIVE = frozenset({
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".tif", ".tiff",
    ".mp3", ".ogg", ".oga", ".opus", ".flac", ".wav", ".m4a", ".mp4", ".webm", ".ogv",
    ".pdf", ".txt", ".csv", ".tsv", ".json", ".bib", ".ris", ".zip", ".asc", ".sig", ".minisig"})

def foreign_code(bundle: Bundle, paths: Iterable[str]) -> Iterator[Problem]:
    """Scripts, styles and active files that the program does not ship, among those at `paths`."""
    for path in paths:
        entry, why = bundle[path], None
        if not _PATH.fullmatch(path) or ".." in path.split("/"):
            yield codes.FOREIGN_CODE.at(Place(repr(path)), "path leads out of the bundle", hint="mend the program")
        if entry.media_type == "text/javascript":
            why = _fault_of_file(path, entry.data)
        elif entry.media_type == "text/css":
            why = style_fault(entry.data.decode("utf-8", "replace")) if path in OWN else "unknown style sheet"
        elif entry.media_type != "text/html" and path != "SHA256SUMS" \
                and path != _VERIFICATION and PurePosixPath(path).suffix.lower() not in PASSIVE:
            why = "kind of file is not allowed"
        elif path == _VERIFICATION or PurePosixPath(path).suffix.lower() in _PLAIN:
            why = _plain_fault(entry.data)
        if why:
            yield codes.FOREIGN_CODE.at(Place(path), why, hint="mend the template or the program")


def _plain_fault(data: bytes) -> str | None:
    """Why a file of text may not ship: what cannot be read as text cannot be searched."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "file of text is not in UTF-8: save it so"
    return "file of text holds something else than text" if _NOT_PLAIN.search(text) else None


def script_fault(text: str) -> str | None:
    """Why a script of the program may not ship; None when it may."""
    found = _REACHING_OUT.search(text)  # comments included: what ends one is not for us to say
    return f"script could reach out: {found[0]}" if found else None


def style_fault(text: str) -> str | None:
    """Why a style sheet of the program may not ship; None when it may."""
    found = _LOADING_CSS.search(_CSS_COMMENT.sub("", text))
    return f"style sheet could load something: {found[0]}" if found else None


def _fault_of_file(path: str, data: bytes) -> str | None:
    """Why a file with a script may not ship; None when it may."""
    text = data.decode("utf-8", "replace")
    if path in OWN:
        return script_fault(text)
    place, shard = _SHARD_PATH.match(path), _SHARD.match(text)
    if place is None or shard is None or shard[1] != place[1]:
        return "unknown script"
    try:
        json.loads(shard[2])
    except ValueError:
        return "index file holds something else than data"
    return "index file could end a script early" if "<" in shard[2] else None

