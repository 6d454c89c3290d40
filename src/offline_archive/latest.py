"""The latest build: what it was made of and what it wrote, so that nothing is done where nothing changed.

- A file is the same when its number, its size and both its times are: the time of its last change in any way (ctime)
  can be set by nobody. Where a file system has no such time, nothing is remembered.
- A file that changed while the build began may change again within one tick of the clock: then nothing is remembered.
- The record is authenticated with a key that lies with the user, not with the project: of a project that somebody
  hands over no record is believed. One that is damaged is none.
- It says nothing of what stands in the files.
"""

from __future__ import annotations

import hashlib
import hmac
import importlib.util
import json
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from offline_archive import __version__, catalogue, codes
from offline_archive.outcome import Outcome
from offline_archive.problems import Place
from offline_archive.release import MANIFEST, read_manifest
from offline_archive.results import store_path
from offline_archive.state import own_bytes, user_key

_TICK = 3 * 10**9
"""Nanoseconds: more than the clocks of file systems leave out (FAT counts in two seconds)."""
_MOST_BYTES = 400_000_000
_LINKS = 0o120000
_MOST_RECORDS = 20
_PACKAGES = ("babel", "citeproc", "edtf", "jinja2", "lunr", "lxml", "markdown_it", "markupsafe", "mdit_py_plugins",
             "nh3", "snowballstemmer", "yaml")


class Latest:
    """The record of the latest build into a folder."""

    def __init__(self, cache: Path, content: Path, output: Path) -> None:
        name = hashlib.sha256(f"{content.resolve()}\n{output.resolve()}".encode("utf-8", "surrogateescape")).hexdigest()
        self._path = cache / f"latest-{name[:16]}.json"
        self._content = content
        self._output = output
        store = store_path(cache, content)
        self._stores = (store, store.with_suffix(".index"))

    def begun(self, now: int, *more: str) -> str:
        """The SHA-256 of what a build that begins `now`, in nanoseconds, is made of: the content, this program, `more`.

        Empty where some of it may have changed since without being noticed.
        """
        try:
            content = signs(self._content)
        except OSError:  # whoever reads it says what is wrong
            return ""
        newest = max((max(about[3:5]) for about in content.values()), default=0)
        if newest >= now - _TICK:
            return ""
        said = json.dumps([content, program(), *more], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def outcome(self, begun: str) -> Outcome | None:
        """What the latest build did, if it was made of the same and all that it wrote lies there as it did."""
        try:
            found = self._read()
            if found is None or not begun or found["inputs"] != begun \
                    or found["store"] != self._of_store() or found["files"] != signs(self._output):
                return None
            problems = tuple(codes.ALL[code].at(Place(path, line, column), message, hint=hint)
                             for code, path, line, column, message, hint in found["problems"])
            return Outcome(problems, found["pages"], found["count"], found["size"], found["fingerprint"], written=True)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def intact(self) -> dict[str, str]:
        """The files in the output folder that nobody has touched since the latest build: path to SHA-256."""
        try:
            found = self._read()
            listed = (self._output / MANIFEST).read_bytes()
            if found is None or hashlib.sha256(listed).hexdigest() != found["fingerprint"]:
                return {}
            told = signs(self._output)
            return {path: sha256 for path, sha256 in read_manifest(listed)[0].items()
                    if path in told and told[path] == found["files"].get(path)}
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {}

    def _read(self) -> dict[str, Any] | None:
        """The record; None when it is not this user's."""
        said, _, mac = own_bytes(self._path, _MOST_BYTES).rpartition(b"\n")
        found: dict[str, Any] | None = json.loads(said) if hmac.compare_digest(mac, _mac(said)) else None
        return found

    def _of_store(self) -> list[list[int]]:
        """How the store is told from another state of it: one that a later build changed may hold what went since."""
        return [told_apart(path.stat(follow_symlinks=False)) for path in self._stores if path.is_file()]

    def remember(self, begun: str, outcome: Outcome) -> None:
        """Remember a build; what cannot be written is not remembered."""
        try:
            files = signs(self._output)
            if not outcome.written or not _tells_changes(files):
                self._path.unlink(missing_ok=True)
                return
            found: dict[str, Any] = {
                "inputs": begun, "store": self._of_store(), "files": files,
                "pages": outcome.pages, "count": outcome.files,
                "size": outcome.size, "fingerprint": outcome.fingerprint,
                "problems": [[one.code, one.place.path, one.place.line, one.place.column, one.message, one.hint]
                             for one in outcome.problems]}
            said = json.dumps(found, sort_keys=True).encode()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            aside = self._path.with_suffix(f".{secrets.token_hex(4)}")
            aside.write_bytes(said + b"\n" + _mac(said))
            aside.replace(self._path)
            records = sorted(self._path.parent.glob("latest-*.json"), key=lambda path: path.stat().st_mtime_ns)
            for old in records[:-_MOST_RECORDS]:
                old.unlink(missing_ok=True)
        except OSError:
            return


def _tells_changes(files: dict[str, list[int]]) -> bool:
    """Whether the file system keeps the time of the last change apart from the time that anybody can set.

    FAT does not, and Windows gives the time of the making in its place.
    """
    return os.name != "nt" and all(about[3] != about[4] for about in files.values())


def signs(folder: Path) -> dict[str, list[int]]:
    """Of each file and folder in `folder`, how it is told from what it was.

    Raises:
        OSError: when one cannot be looked at.
    """
    return dict(sorted(_walked(str(folder), len(str(folder)) + 1)))


def _walked(folder: str, begins: int) -> Iterator[tuple[str, list[int]]]:
    """Each file and folder below `folder`; of a link that which it leads to, too."""
    with os.scandir(folder) as entries:
        for entry in entries:
            about = entry.stat(follow_symlinks=False)
            told = told_apart(about)
            if about.st_mode & 0o170000 == _LINKS:
                try:
                    told += told_apart(Path(entry.path).stat())
                except OSError:
                    told.append(0)
            yield entry.path[begins:].encode("utf-8", "backslashreplace").decode(), told
            if entry.is_dir(follow_symlinks=False):
                yield from _walked(entry.path, begins)


def told_apart(about: os.stat_result) -> list[int]:
    """What tells a file from any other, and from itself once it was changed."""
    return [about.st_ino, about.st_mode, about.st_size, about.st_mtime_ns, about.st_ctime_ns]


def program() -> list[object]:
    """This program, as it is told from others: version and files, the Python that runs it, its packages.

    A folder of installed packages changes with each that comes or goes; of one that lies elsewhere each file counts.
    """
    folders = (Path(__file__).parent, catalogue.default_templates())
    packages = [[str(place), place.stat().st_mtime_ns] for place in map(Path, sys.path)
                if place.name.endswith("-packages") and place.is_dir()]
    return [__version__, sys.version, packages, _packages_elsewhere(), [
        {path: about for path, about in signs(folder).items() if "__pycache__" not in path} for folder in folders]]


def _packages_elsewhere() -> list[object]:
    """The packages that are used and do not lie where packages are installed."""
    found: list[object] = []
    for name in _PACKAGES:
        spec = importlib.util.find_spec(name)
        folder = Path(spec.origin).parent if spec is not None and spec.origin else None
        if folder is not None and not any(parent.name.endswith("-packages") for parent in folder.parents):
            found.append({path: about for path, about in signs(folder).items() if "__pycache__" not in path})
    return found


def _mac(said: bytes) -> bytes:
    return hmac.new(user_key(), said, "sha256").hexdigest().encode()
