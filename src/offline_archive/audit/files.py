"""Every file of a bundle, read for what is wrong with its markup and for what must not ship.

The files are shared out among processes where that is worth it. What is found does not depend on their number: a file
is judged by itself, and what a process remembers of others only makes it quick.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from offline_archive.audit.markup import is_known, known_tags, page_problems
from offline_archive.audit.secrets import Secrets, SecretsReader
from offline_archive.audit.single import is_single, single_problems
from offline_archive.bundle import Bundle
from offline_archive.problems import Problem

_MANIFEST = "SHA256SUMS"
_WORTH_SHARING = 16_000_000
"""Bytes below which processes cost more than they save."""
_SHARES = 8
"""Of each process, so that one that has the long files does not keep the others waiting."""


class FileReader:
    """Reads the files of a bundle."""

    def __init__(self, bundle: Bundle, secrets: Secrets) -> None:
        self._bundle = bundle
        self._tags = known_tags(bundle)
        self._secrets = SecretsReader(secrets)

    def read(self, paths: Iterable[str]) -> tuple[list[Problem], list[Problem]]:
        """What is wrong with the markup of these files, and what they hold that must not ship."""
        markup: list[Problem] = []
        shipped: list[Problem] = []
        for path in paths:
            entry = self._bundle[path]
            if path == _MANIFEST and entry.data == _list_of(self._bundle):
                continue  # it tells the paths of the others, each of which is read with its file
            if entry.media_type == "text/html" and not is_known(self._tags, path, entry.data):
                read = single_problems if is_single(self._bundle, path) else page_problems
                markup += read(self._bundle, path)
            shipped += self._secrets.problems(path, entry)
        return markup, shipped


def _list_of(bundle: Bundle) -> bytes:
    return "".join(f"{entry.sha256}  {path}\n" for path, entry in bundle.items() if path != _MANIFEST).encode()


def read_files(bundle: Bundle, paths: Sequence[str], secrets: Secrets,
               processes: int) -> tuple[list[Problem], list[Problem]]:
    """What is wrong with the markup of the files at `paths`, and what they hold that must not ship, in their order."""
    size = sum(bundle[path].size for path in paths)
    # Elsewhere a process begins with nothing: the bundle would have to be copied to each.
    if processes < 2 or size < _WORTH_SHARING or sys.platform != "linux":
        return FileReader(bundle, secrets).read(paths)
    shares = list(_shares(bundle, paths, size // (processes * _SHARES)))
    try:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("fork"), _begin, (bundle, secrets)) as pool:
            results = list(pool.map(_read, shares))
    except BrokenProcessPool:  # killed for want of memory, as a rule; nothing ships unread
        return FileReader(bundle, secrets).read(paths)
    return [one for markup, _ in results for one in markup], [one for _, shipped in results for one in shipped]


def _shares(bundle: Bundle, paths: Iterable[str], size: int) -> Iterator[Sequence[str]]:
    """The paths in their order, cut into pieces of about `size` bytes."""
    share: list[str] = []
    held = 0
    for path in paths:
        share.append(path)
        held += bundle[path].size
        if held >= size:
            yield share
            share, held = [], 0
    if share:
        yield share


_reader: list[FileReader] = []


def _begin(bundle: Bundle, secrets: Secrets) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process is interrupted, and ends this one
    gc.freeze()  # what it was forked with is not looked through again and again
    _reader.append(FileReader(bundle, secrets))


def _read(paths: Sequence[str]) -> tuple[list[Problem], list[Problem]]:
    return _reader[0].read(paths)
