"""Results of earlier builds and of this one, each under the hash of what it was made from.

- They lie one after the other in one file, so that what is held of each is its place, and any process can read it: a
  file and a place in it are all that a fork needs.
- A result is authenticated with a key that lies with the user: of a store that somebody hands over, or that is damaged,
  nothing is believed. To read a result that somebody else wrote would be to run it.
- What the latest build did not ask for is overwritten: the text of a page that was withdrawn does not stay behind.
- A store that cannot be read or written is done without: a build from it and one without it give the same bytes. So it
  is while another build has it.
"""

from __future__ import annotations

import errno
import hmac
import json
import os
import pickle
import secrets
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offline_archive.held import Held, Here
from offline_archive.results import (
    MAC_BYTES,
    MOST_INDEX,
    blank,
    forget_lost,
    nameless,
    packed,
    read_at,
    unpacked,
    write_at,
)
from offline_archive.state import KEY_BYTES, PLAIN, is_plain, own_bytes, user_key
from offline_archive.turns import alone, let_go

_RECENT = 16
"""Results that are kept at hand: what is asked for is often asked for again at once."""


class DamagedError(Exception):
    """A result that was there is not what was written: the build begins anew, without the store."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A result that lies in a store."""

    store: Store
    """Where."""
    key: bytes
    """What it was made from."""
    place: tuple[int, int]
    """Where it begins in the file, and how many bytes it has."""

    def get(self) -> Any:
        """The result.

        Raises:
            DamagedError: when it is not what was written.
        """
        return self.store.read(self.key, self.place)


class Store:
    """The results of builds. One without a path keeps those of this build, and nothing for the next."""

    def __init__(self, path: Path | None = None, *, about: str = "", scratch: Path | None = None) -> None:
        """The store in the file at `path`; without one, in a nameless file in the folder `scratch`, or in memory.

        It is `about` the folder of this path.
        """
        self._path = path
        self._asked: set[bytes] = set()
        self._places: dict[bytes, tuple[int, int]] = {}
        self._recent: OrderedDict[bytes, Any] = OrderedDict()
        self._end = 0
        self._file = -1
        self._is_full = self._is_ended = False
        self._about = about
        if path is not None:
            with suppress(OSError, ValueError, EOFError, pickle.UnpicklingError):
                self._open(path)
        elif scratch is not None:
            with suppress(OSError):
                self._user = secrets.token_bytes(KEY_BYTES)
                self._file = nameless(scratch)

    def _open(self, path: Path) -> None:
        """Open the file at `path`, and read where its results lie.

        Raises:
            OSError: when that is not possible, or another build has it.
        """
        self._user = user_key()
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | PLAIN, 0o600)
        try:
            if not is_plain(file):
                raise OSError(errno.EINVAL, "not a plain file", str(path))
            alone(file)
        except OSError:
            os.close(file)
            raise
        self._file = file
        with suppress(OSError, ValueError, EOFError, pickle.UnpicklingError, TypeError):
            self._read_index(path)
        self._close_gaps()
        self._cut()  # a build that was killed left results that nobody knows of

    @property
    def is_file(self) -> bool:
        """Whether results lie in a file, rather than in memory."""
        return self._file >= 0

    def has(self, key: bytes) -> bool:
        """Whether there is a result under `key`; it stays for the next build."""
        self._asked.add(key)
        return key in self._places

    def held(self, key: bytes) -> Held[Any] | None:
        """The result under `key`, not read yet; None when there is none."""
        return Kept(self, key, self._places[key]) if self.has(key) else None

    def known(self, keys: Iterable[bytes]) -> dict[bytes, Any]:
        """The results under `keys`, as far as they are known.

        Raises:
            DamagedError: when one is not what was written.
        """
        return {key: self._loaded(key, self._places[key]) for key in keys if self.has(key)}

    def peek(self, key: bytes) -> Any:
        """The result under `key`, which does not stay for the next build for that; None when there is none.

        Raises:
            DamagedError: when it is not what was written.
        """
        return self._loaded(key, self._places[key]) if key in self._places else None

    def read(self, key: bytes, place: tuple[int, int]) -> Any:
        """The result at a place.

        Raises:
            DamagedError: when it is not what was written.
        """
        if key in self._recent:
            self._recent.move_to_end(key)
            return self._recent[key]
        found = self._recent[key] = self._loaded(key, place)
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)
        return found

    def add(self, results: Mapping[bytes, Any]) -> None:
        """Keep results under their keys."""
        for key, result in results.items():
            self.keep(key, result)

    def keep(self, key: bytes, result: Any) -> Held[Any]:
        """Keep one result under its key, and give it as it is held: in memory, where nothing is remembered."""
        return self.keep_packed(key, packed(result)) if self.is_file else Here(result)

    def keep_packed(self, key: bytes, data: bytes) -> Held[Any]:
        """The same of one that was packed elsewhere."""
        self._asked.add(key)
        if self.is_file and not self._is_full:
            try:
                self._erase(key)
                place = self._places[key] = self._append(self._mac(key, data) + data)
                return Kept(self, key, place)
            except OSError:  # what is there can still be read
                self._is_full = True
        return Here(unpacked(data))

    def end(self, *, done: bool) -> None:
        """Write down what it holds; when a build is `done`, what it did not ask for goes.

        It can still be read; another build may change it from now on, which is noticed.
        """
        if not self.is_file or self._path is None or self._is_ended:
            return
        self._is_ended = self._is_full = True
        try:
            for key in self._places.keys() - self._asked if done else ():
                self._erase(key)
            self._cut()
            self._write_index(self._path)
        except OSError:
            self._lose_index()
        if done:
            forget_lost(self._path.parent, self._mac)
        let_go(self._file)

    def lose(self) -> None:
        """Forget all of it: some of it was found to be damaged."""
        self._is_ended = self._is_full = True
        self._places.clear()
        self._end = 0
        with suppress(OSError):
            blank(self._file, 0, os.fstat(self._file).st_size)
            self._cut()
        self._lose_index()
        let_go(self._file)

    def _lose_index(self) -> None:
        """Let the next build begin with nothing."""
        if self._path is not None:
            with suppress(OSError):
                self._path.with_suffix(".index").unlink()

    def _cut(self) -> None:
        if os.fstat(self._file).st_size != self._end:
            os.ftruncate(self._file, self._end)

    def __del__(self) -> None:
        """Close the file with the last value that lies in it."""
        if self._file >= 0:
            os.close(self._file)

    def _read_index(self, path: Path) -> None:
        data = own_bytes(path.with_suffix(".index"), MOST_INDEX)
        data = data[MAC_BYTES + 4 + int.from_bytes(data[MAC_BYTES:MAC_BYTES + 4], "big"):]  # what it is about
        if hmac.compare_digest(data[:MAC_BYTES], self._mac(b"index", data[MAC_BYTES:])):
            end, places = pickle.loads(data[MAC_BYTES:])  # noqa: S301 - our own, as was just shown
            if os.fstat(self._file).st_size >= end:
                self._end, self._places = end, places

    def _write_index(self, path: Path) -> None:
        about = json.dumps(self._about).encode()
        data = pickle.dumps((self._end, self._places), protocol=5)
        aside = path.with_suffix(f".{secrets.token_hex(4)}")
        try:
            aside.write_bytes(self._mac(b"about", about) + len(about).to_bytes(4, "big") + about
                              + self._mac(b"index", data) + data)
            aside.replace(path.with_suffix(".index"))
        finally:
            aside.unlink(missing_ok=True)

    def _append(self, data: bytes) -> tuple[int, int]:
        place = self._end, len(data)
        left = memoryview(data)
        while left:
            left = left[write_at(self._file, left, place[0] + len(data) - len(left)):]
        self._end += len(data)
        return place

    def _loaded(self, key: bytes, place: tuple[int, int]) -> Any:
        if self._file < 0:
            raise DamagedError
        data = read_at(self._file, place)
        if len(data) < place[1] or not hmac.compare_digest(data[:MAC_BYTES], self._mac(key, data[MAC_BYTES:])):
            self._lose_index()
            raise DamagedError
        try:
            return unpacked(data[MAC_BYTES:])
        except Exception as error:  # what it was made of is no more
            self._lose_index()
            raise DamagedError from error

    def _erase(self, key: bytes) -> None:
        """Overwrite the result under a key, if there is one."""
        blank(self._file, *self._places.pop(key, (0, 0)))

    def _close_gaps(self) -> None:
        """Move the results together when gaps are half of the file. One that is cut off on the way is damaged then."""
        if 2 * sum(length for _, length in self._places.values()) >= self._end:
            return
        end = 0
        for key, place in sorted(self._places.items(), key=lambda item: item[1]):
            data = read_at(self._file, place)
            self._places[key] = end, len(data)
            end += write_at(self._file, memoryview(data), end)  # a place before the one it was read from
        self._end = end

    def _mac(self, key: bytes, data: bytes) -> bytes:
        return hmac.digest(self._user, key + data, "sha256")
