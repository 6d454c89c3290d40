"""Render the site: pages, made lists, index shards, attachments, manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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


def render(site: Site, theme: Theme, attachments: Mapping[PurePosixPath, bytes],
           progress: Callable[[int], None], news: News | None = None, processes: int = 1) -> Bundle:
    """The finished archive, by so many processes; `progress` is told the number of pages rendered so far."""
    files = {f"{OWN_FOLDER}/style.css": theme.assets()["style.css"]}
    _add(files, {str(path): data for path, data in attachments.items()})
    _add(files, script_of_verification(theme))
    data = downloads(site) | inventory_file(news)
    _add(files, data)
    made_pages = {name for name, is_there in (("data", data), ("changes", news)) if is_there}
    renderers = {language: Renderer(site, theme, language, made_pages) for language in site.languages}
    _add(files, script_file(theme, renderers.values()))
    counted = {}
    for made, words in workers.done_by(processes, list(_tasks_of_pages(site, renderers, processes))):
        _add(files, made)
        counted.update(words)
        progress(len(counted))
    vocabularies = {language: search.gather(language, search.documents(site, language), counted)
                    for language in site.languages}
    tasks = [task for language, renderer in renderers.items()
             for task in _tasks_of_lists(renderer, vocabularies[language], data, news)]
    for made in workers.done_by(processes, tasks):
        _add(files, made)
    bundle = Bundle(files)
    return bundle.with_files({MANIFEST: manifest(bundle)})


_Words: TypeAlias = dict[PurePosixPath, search.Counted]


def _tasks_of_pages(site: Site, renderers: Mapping[str, Renderer],
                    processes: int) -> Iterator[Callable[[], tuple[dict[str, bytes], _Words]]]:
    """To render pages, and to count their words while they are at hand."""
    for language, renderer in renderers.items():
        documents = {document.path: document for document in search.documents(site, language)}
        pages = [page for page in site.pages if page.reader == language]
        for share in workers.shares(pages, processes):
            yield partial(_pages, renderer, share, documents)


def _pages(renderer: Renderer, pages: Sequence[Page],
           documents: Mapping[PurePosixPath, search.Document]) -> tuple[dict[str, bytes], _Words]:
    found = [documents[page.path] for page in pages if page.path in documents]
    words = search.count(renderer.language, found, search.slots(len(documents)))
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
