"""Results of earlier builds, each under the hash of what it was made from.

- A result is authenticated with a key that lies with the user: of a store that somebody hands over, or that is damaged,
  nothing is believed. To read a result that somebody else wrote would be to run it.
- What the latest build did not ask for goes: the text of a page that was withdrawn does not stay behind.
- A store that cannot be read or written is done without: a build from it and one without it give the same bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import pickle
import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path, PurePath
from typing import Any

from offline_archive.state import state_folder

_KEY_BYTES = 32
_AT_ONCE = 500
_SECONDS = 10.0
_PLAIN = (str, int, float, bool, bytes, type(None), date, datetime, time)


class Store:
    """The results of earlier builds; one without a path remembers nothing."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._asked: set[bytes] = set()
        self._database: sqlite3.Connection | None = None
        try:
            self._user = user_key() if path is not None else b""
            if path is not None:
                self._database = _opened(path)
        except (OSError, sqlite3.Error):
            self._database = None

    @property
    def remembers(self) -> bool:
        """Whether it keeps anything."""
        return self._database is not None

    def known(self, keys: Iterable[bytes]) -> dict[bytes, Any]:
        """The results under `keys`, as far as they are known."""
        found: dict[bytes, Any] = {}
        wanted = list(keys)
        self._asked.update(wanted)
        if self._database is None:
            return {}
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first:first + _AT_ONCE]
            with suppress(sqlite3.Error):
                rows = self._database.execute(
                    f"SELECT key, value FROM results WHERE key IN ({','.join('?' * len(some))})", some)  # noqa: S608
                for key, value in rows:
                    with suppress(Exception):  # whatever is wrong with it, it is none
                        if hmac.compare_digest(value[:_KEY_BYTES], self._mac(key, value[_KEY_BYTES:])):
                            found[key] = pickle.loads(value[_KEY_BYTES:])  # noqa: S301 - our own, as was just shown
        return found

    def add(self, results: Mapping[bytes, Any]) -> None:
        """Keep results under their keys."""
        if self._database is None or not results:
            return
        rows = []
        for key, result in results.items():
            data = pickle.dumps(result, protocol=5)
            rows.append((key, self._mac(key, data) + data))
        with suppress(sqlite3.Error):
            self._database.executemany("INSERT OR REPLACE INTO results VALUES (?, ?)", rows)
            self._database.commit()

    def end(self, *, done: bool) -> None:
        """Close it; when a build is `done`, what it did not ask for goes."""
        if self._database is None:
            return
        with suppress(sqlite3.Error):
            if done:
                held = {key for (key,) in self._database.execute("SELECT key FROM results")}
                self._database.executemany("DELETE FROM results WHERE key = ?", [(key,) for key in held - self._asked])
                self._database.commit()
                self._database.execute("PRAGMA incremental_vacuum")
        with suppress(sqlite3.Error):
            self._database.close()
        self._database = None

    def _mac(self, key: bytes, data: bytes) -> bytes:
        return hmac.digest(self._user, key + data, "sha256")


def _opened(path: Path) -> sqlite3.Connection:
    """The database at `path`, made anew where it is damaged.

    Raises:
        OSError, sqlite3.Error: when that is not possible.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for last in (False, True):
        try:
            database = sqlite3.connect(path, timeout=_SECONDS)
            database.execute("PRAGMA auto_vacuum = INCREMENTAL")
            database.execute("PRAGMA secure_delete = ON")
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID")
            database.execute("SELECT count(*) FROM results").fetchone()
        except sqlite3.DatabaseError as error:
            if last or isinstance(error, sqlite3.OperationalError):
                raise
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                path.with_name(name).unlink(missing_ok=True)
        else:
            return database
    raise AssertionError("the second time decides")


def user_key() -> bytes:
    """A key of this user, made at first use.

    Raises:
        OSError: when there is none and none can be made.
    """
    path = state_folder() / "cache.key"
    try:
        key = path.read_bytes()
        if len(key) == _KEY_BYTES:
            return key
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = secrets.token_bytes(_KEY_BYTES)
    aside = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(made)
    aside.replace(path)
    return made


def digest(*values: object) -> bytes:
    """The SHA-256 of values: equal values of equal types have the same, whatever the process; others do not.

    Raises:
        TypeError: when a value is of a type for which that cannot be said.
    """
    return hashlib.sha256(_told(values).encode("utf-8", "surrogatepass")).digest()


def _told(value: object) -> str:
    """A value as text."""
    if type(value) in _PLAIN:
        return repr(value)
    if isinstance(value, PurePath):
        return f"P{str(value)!r}"
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, tuple | list):
        return f"{type(value).__name__[0]}({','.join(map(_told, value))})"
    if isinstance(value, frozenset | set):
        return f"s({','.join(sorted(map(_told, value)))})"
    if isinstance(value, Mapping):
        return f"m({','.join(f'{_told(key)}:{_told(one)}' for key, one in value.items())})"
    if is_dataclass(value):
        return f"{type(value).__name__}({','.join(_told(getattr(value, one.name)) for one in fields(value))})"
    raise TypeError(f"no digest of {type(value).__name__}")
