"""Render the site: pages, made lists, index shards, attachments, manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TypeAlias

from offline_archive import search, workers
from offline_archive.bundle import Bundle
from offline_archive.editions import News
from offline_archive.model import Page, Site
from offline_archive.paths import OWN_FOLDER
from offline_archive.release import MANIFEST, manifest
from offline_archive.render.alphabet import alphabet_pages
from offline_archive.render.changes import changes_page, inventory_file
from offline_archive.render.data import data_pages, downloads
from offline_archive.render.environment import Theme
from offline_archive.render.genuine import genuine_page, script_of_verification
from offline_archive.render.leaving import leaving_page
from offline_archive.render.lists import contents_pages, folder_pages
from offline_archive.render.menus import menu_files
from offline_archive.render.pages import Renderer
from offline_archive.render.scripts import script_file
from offline_archive.render.words import kind_words
from offline_archive.store import Store, digest


def render(site: Site, theme: Theme, attachments: Mapping[PurePosixPath, bytes],
           progress: Callable[[str, int, int], None], news: News | None = None, processes: int = 1,
           before: Before | None = None) -> Bundle:
    """The finished archive, by so many processes; `progress` is told a stage, how much is done, and of how many.

    Pages that are known from `before` are not rendered again.
    """
    before = before or Before(Store(), {}, b"")
    files = {f"{OWN_FOLDER}/style.css": theme.assets()["style.css"]}
    _add(files, {str(path): data for path, data in attachments.items()})
    _add(files, script_of_verification(theme))
    data = downloads(site) | inventory_file(news)
    _add(files, data)
    made_pages = {name for name, is_there in (("data", data), ("changes", news)) if is_there}
    renderers = {language: Renderer(site, theme, language, made_pages) for language in site.languages}
    _add(files, script_file(theme, renderers.values()))
    counted: _Words = {}
    done = 0
    for renderer in renderers.values():
        for made, words in _pages_of(renderer, before, processes):
            _add(files, made)
            counted |= words
            done += len(made)
            progress("render", done, len(site.pages))
    progress("index", 0, 0)
    vocabularies = {language: search.gather(language, search.documents(site, language), counted)
                    for language in site.languages}
    tasks = [task for language, renderer in renderers.items()
             for task in _tasks_of_lists(renderer, vocabularies[language], data, news)]
    for number, made in enumerate(workers.done_by(processes, tasks), start=1):
        _add(files, made)
        progress("index", number, len(tasks))
    bundle = Bundle(files)
    return bundle.with_files({MANIFEST: manifest(bundle)})


_Words: TypeAlias = dict[PurePosixPath, search.Counted]


@dataclass(frozen=True, slots=True)
class Before:
    """What is known from earlier builds."""

    store: Store
    """The results of them."""
    identities: Mapping[PurePosixPath, bytes]
    """By site path, a digest of all that a page was made from; of what has none nothing is known."""
    around: bytes
    """A digest of all that a page may be told of other pages, and of the program."""


def _pages_of(renderer: Renderer, before: Before, processes: int) -> Iterator[tuple[dict[str, bytes], _Words]]:
    """The pages of a language by site path, and the words of those that are searched: what is known, then the rest."""
    documents = {document.path: document for document in search.documents(renderer.site, renderer.language)}
    numbers = search.slots(len(documents))
    pages = [page for page in renderer.site.pages if page.reader == renderer.language]
    keys = {page.path: _keys(page.path, documents.get(page.path), renderer, before, numbers) for page in pages}
    found = before.store.known(key for pair in keys.values() for key in pair if key)
    known = [path for path, pair in keys.items() if pair[0] in found and (pair[1] in found or not pair[1])]
    yield ({str(path): found[keys[path][0]] for path in known},
           {path: found[keys[path][1]] for path in known if keys[path][1]})
    left = [page for page in pages if page.path not in set(known)]
    tasks = [partial(_pages, renderer, share, documents, numbers) for share in workers.shares(left, processes)]
    for files, words in workers.done_by(processes, tasks):
        before.store.add({keys[PurePosixPath(path)][0]: data for path, data in files.items()
                          if keys[PurePosixPath(path)][0]}
                         | {keys[path][1]: one for path, one in words.items() if keys[path][1]})
        yield files, words


def _keys(path: PurePosixPath, document: search.Document | None, renderer: Renderer, before: Before,
          numbers: int) -> tuple[bytes, bytes]:
    """Under what the page at `path` and its words are kept; empty for what is not."""
    identity = before.identities.get(path)
    if identity is None:
        return b"", b""
    return (digest("html", identity, before.around),
            digest("words", identity, document.names, numbers) if document is not None else b"")


def _pages(renderer: Renderer, pages: Sequence[Page], documents: Mapping[PurePosixPath, search.Document],
           numbers: int) -> tuple[dict[str, bytes], _Words]:
    found = [documents[page.path] for page in pages if page.path in documents]
    words = search.count(renderer.language, found, numbers)
    return {str(page.path): renderer.page(page) for page in pages}, \
        {document.path: one for document, one in zip(found, words, strict=True)}


def _tasks_of_lists(renderer: Renderer, vocabulary: search.Vocabulary, data: Mapping[str, bytes],
                    news: News | None) -> Iterator[Callable[[], dict[str, bytes]]]:
    """To make what is made of all pages of a language: the index, and the pages that the program adds."""
    yield partial(alphabet_pages, renderer, vocabulary)
    yield partial(search.shards, vocabulary, kind_words(renderer.translate))
    yield partial(_others, renderer, data, news)


def _others(renderer: Renderer, data: Mapping[str, bytes], news: News | None) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for made in (leaving_page(renderer), folder_pages(renderer), contents_pages(renderer), menu_files(renderer),
                 data_pages(renderer, data), changes_page(renderer, news), genuine_page(renderer)):
        _add(files, made)
    return files


def _add(files: dict[str, bytes], made: Mapping[str, bytes]) -> None:
    """Add to `files`; two files for one path are a fault of the program, never an overwrite."""
    twice = files.keys() & made.keys()
    if twice:
        raise AssertionError(f"two files for one path: {min(twice)}")
    files.update(made)
