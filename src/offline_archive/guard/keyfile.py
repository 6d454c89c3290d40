"""The list and its key on the disk: the key is a small file outside the content folder and its repository.

Whoever holds the list and the key can try names until one fits, so the two never lie together.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

from offline_archive.errors import ArchiveError
from offline_archive.guard.digests import FILE_NAME, parse, written

VARIABLE = "OFFLINE_ARCHIVE_GUARD_KEY"
"""The environment variable that names the file of the key."""
_HEAD = "offline-archive guard key 1"
_KEY = re.compile(_HEAD + r"\n([0-9a-f]{64})\n?")
_MOST_BYTES = 1024


def opened(content: Path, named: Path | None) -> tuple[bytes, frozenset[str], bool]:
    """The key, the lines of the list in `content`, and whether the key was made now.

    Raises:
        ArchiveError: when no file is named for the key, or one of the two cannot be read.
    """
    if not content.is_dir():
        raise ArchiveError(f"no such folder: {content}", remedy="name the content folder with --content")
    path = _named(named)
    if path is None:
        raise ArchiveError("no file is named for the key of the guard list",
                           remedy="name one outside the repository with --guard-key")
    listed = content / FILE_NAME
    if path.exists() or listed.exists():
        key = read_key(path, content)
        return key, parse(listed.read_text("ascii", "replace"), key) if listed.exists() else frozenset(), False
    return make_key(path, content), frozenset(), True


def write_list(content: Path, key: bytes, lines: Iterable[str]) -> None:
    """Write the list into `content`, whole or not at all."""
    aside = content / f".{FILE_NAME}.new"
    aside.write_text(written(key, lines), encoding="ascii")
    aside.replace(content / FILE_NAME)


def find_key(named: Path | None, content: Path) -> bytes | None:
    """The key in the file `named`, else in the one that :data:`VARIABLE` names; None when neither is given.

    Raises:
        ArchiveError: when it cannot be read, or lies where the list lies.
    """
    path = _named(named)
    return read_key(path, content) if path is not None else None


def read_key(path: Path, content: Path) -> bytes:
    """The key in `path`.

    Raises:
        ArchiveError: when it cannot be read, is no key, or lies where the list lies.
    """
    _refuse_beside(path, content)
    try:
        with path.open("rb") as stream:
            text = stream.read(_MOST_BYTES).decode("ascii", "replace")
    except OSError as error:
        raise ArchiveError(f"the guard key cannot be read: {error.strerror or error}", place=path.name,
                           remedy="name its file with --guard-key") from None
    found = _KEY.fullmatch(text.replace("\r\n", "\n"))
    if found is None:
        raise ArchiveError("not a guard key", place=path.name, remedy="name another file with --guard-key")
    return bytes.fromhex(found[1])


def make_key(path: Path, content: Path) -> bytes:
    """A new key, written to `path`, which only its owner may read.

    Raises:
        ArchiveError: when something lies there already, or it cannot be written.
    """
    _refuse_beside(path, content)
    key = secrets.token_bytes(32)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
            stream.write(f"{_HEAD}\n{key.hex()}\n")
    except OSError as error:
        raise ArchiveError(f"the guard key cannot be written: {error.strerror or error}", place=path.name,
                           remedy="name another file with --guard-key") from None
    return key


def _named(named: Path | None) -> Path | None:
    return named or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)


def _refuse_beside(path: Path, content: Path) -> None:
    """Refuse a key within the content folder, or within the repository that holds it."""
    here = content.resolve()
    repository = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    if path.resolve().is_relative_to(repository):
        raise ArchiveError("the guard key lies with the content", place=path.name,
                           remedy="keep it outside the content folder and its repository, on a stick for example")
