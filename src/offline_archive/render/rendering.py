"""Every page rendered and its words counted, by several processes, and only where it is not known from before.

What is made of a page goes where the results of builds lie, and is held by its place there: a file by the hash of its
bytes, so that the same bytes lie there once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TypeAlias

from offline_archive import search, workers
from offline_archive.bundle import Sealed
from offline_archive.digests import digest
from offline_archive.held import Held
from offline_archive.model import Page
from offline_archive.parsing import Earlier, Identity
from offline_archive.render.pages import Renderer
from offline_archive.results import packed
from offline_archive.store import Store

Words: TypeAlias = dict[PurePosixPath, Held[search.Counted]]
"""The counted words of each page that is searched, by site path."""


@dataclass(frozen=True, slots=True)
class Before:
    """What is known from earlier builds."""

    store: Store
    """The results of them."""
    identities: Mapping[PurePosixPath, bytes]
    """By site path, a digest of all that a page was made from; of what has none nothing is known."""
    around: bytes
    """A digest of all that a page may be told of other pages, and of the program."""
    program: bytes = b""
    """Tells this program from every other version of it."""

    @classmethod
    def of(cls, identities: Mapping[PurePosixPath, Identity], earlier: Earlier) -> Before:
        """The same from what tells each page from every other state of it.

        The program, the settings and the data of the record are part of what each was made from.
        """
        faces = [(path, one.face) for path, one in sorted(identities.items())]
        around = digest(faces) if earlier.store.is_file else b""
        return cls(earlier.store, {path: one.whole for path, one in identities.items()}, around, earlier.program)


class Files:
    """The files of a bundle while they are made."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._files: dict[str, bytes | Sealed] = {}

    def __len__(self) -> int:
        return len(self._files)

    def add(self, made: Mapping[str, bytes | Sealed]) -> None:
        """Add files; two for one path are a fault of the program, never an overwrite."""
        twice = self._files.keys() & made.keys()
        if twice:
            raise AssertionError(f"two files for one path: {min(twice)}")
        for path, data in made.items():
            self._files[path] = sealed(self._store, data) if isinstance(data, bytes) else data

    def all(self) -> Mapping[str, bytes | Sealed]:
        """What was added."""
        return self._files


def sealed(store: Store, data: bytes) -> bytes | Sealed:
    """A finished file, kept where the results of builds lie; the bytes themselves where nothing is kept."""
    if not store.is_file:
        return data
    sha256 = hashlib.sha256(data).hexdigest()
    key = _of_file(sha256)
    return Sealed(store.held(key) or store.keep(key, data), len(data), sha256)


def kept_file(store: Store, key: bytes) -> Sealed | None:
    """The finished file that was made from what `key` is a digest of; None when it is not known."""
    found = store.known([key]).get(key) if key else None
    held = store.held(_of_file(found[0])) if found else None
    return Sealed(held, found[1], found[0]) if found and held else None


def keep_file(store: Store, key: bytes, file: bytes | Sealed) -> None:
    """Keep for the next build that a file was made from what `key` is a digest of."""
    if key and isinstance(file, Sealed):
        store.keep(key, (file.sha256, file.size))


def _of_file(sha256: str) -> bytes:
    return digest("file", sha256)


def rendered(renderer: Renderer, before: Before, processes: int) -> Iterator[tuple[dict[str, bytes | Sealed], Words]]:
    """The pages of a language by site path, and the words of those that are searched: what is known, then the rest."""
    documents = {document.path: document for document in search.documents(renderer.site, renderer.language)}
    numbers = search.slots(len(documents))
    pages = {page.path: page for page in renderer.site.pages if page.reader == renderer.language}
    keys = {path: _keys(path, documents.get(path), renderer, before, numbers) for path in pages}
    files, words = _known(keys, before.store)
    yield files, words
    left = [page for path, page in pages.items() if str(path) not in files]
    tasks = [partial(_pages, renderer, share, documents, numbers, apart=before.store.is_file)
             for share in workers.shares(left, processes)]
    for made, counted in workers.done_by(processes, tasks):
        files, words = {}, {}
        for path, data in made.items():
            files[path] = sealed(before.store, data)
            keep_file(before.store, keys[PurePosixPath(path)].page, files[path])
        for path_, found in counted.items():
            # By its key, what is put together of it is told from other words of the same page.
            key = keys[path_].words or digest("words of", found)
            words[path_] = before.store.keep_packed(key, found)
        yield files, words


@dataclass(frozen=True, slots=True)
class _Keys:
    """Under what a page and its words are kept; empty for what is not."""

    page: bytes
    words: bytes
    is_searched: bool


def _keys(path: PurePosixPath, document: search.Document | None, renderer: Renderer, before: Before,
          numbers: int) -> _Keys:
    identity = before.identities.get(path)
    if identity is None:
        return _Keys(b"", b"", document is not None)
    words = digest("words", identity, document.names, numbers) if document is not None else b""
    return _Keys(digest("html", identity, before.around), words, document is not None)


def _known(keys: Mapping[PurePosixPath, _Keys], store: Store) -> tuple[dict[str, bytes | Sealed], Words]:
    """The pages that are known, with their words."""
    files: dict[str, bytes | Sealed] = {}
    words: Words = {}
    for path, one in keys.items():
        counted = store.held(one.words) if one.words else None
        known = kept_file(store, one.page)
        if known is None or (one.is_searched and counted is None):
            continue
        files[str(path)] = known
        if counted is not None:
            words[path] = counted
    return files, words


def _pages(renderer: Renderer, pages: Sequence[Page], documents: Mapping[PurePosixPath, search.Document],
           numbers: int, *, apart: bool) -> tuple[dict[str, bytes], dict[PurePosixPath, bytes]]:
    """Pages, and their words as bytes."""
    files: dict[str, bytes] = {}
    words: dict[PurePosixPath, bytes] = {}
    for page in pages:  # its text is asked for twice, and read once
        files[str(page.path)] = renderer.page(page)
        if page.path in documents:
            [counted] = search.count(renderer.language, [documents[page.path]], numbers)
            words[page.path] = packed(counted)
    return files, words
