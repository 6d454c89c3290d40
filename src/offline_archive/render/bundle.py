"""Render the site: pages, made lists, index shards, attachments, manifest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from offline_archive import search
from offline_archive.bundle import Bundle
from offline_archive.editions import News
from offline_archive.model import Site
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
           progress: Callable[[int], None], news: News | None = None) -> Bundle:
    """The finished archive; `progress` is told the number of pages rendered so far."""
    files = {f"{OWN_FOLDER}/style.css": theme.assets()["style.css"]}
    _add(files, {str(path): data for path, data in attachments.items()})
    _add(files, script_of_verification(theme))
    data = downloads(site) | inventory_file(news)
    _add(files, data)
    done = 0
    made_pages = {name for name, is_there in (("data", data), ("changes", news)) if is_there}
    renderers = {language: Renderer(site, theme, language, made_pages) for language in site.languages}
    _add(files, script_file(theme, renderers.values()))
    for language in site.languages:
        renderer = renderers[language]
        for page in site.pages:
            if page.reader == language:
                _add(files, {str(page.path): renderer.page(page)})
                done += 1
                progress(done)
        vocabulary = search.gather(language, search.documents(site, language))
        shards = search.shards(vocabulary, kind_words(renderer.translate))
        for made in (shards, leaving_page(renderer), folder_pages(renderer), contents_pages(renderer),
                     menu_files(renderer),
                     alphabet_pages(renderer, vocabulary), data_pages(renderer, data), changes_page(renderer, news),
                     genuine_page(renderer)):
            _add(files, made)
    bundle = Bundle(files)
    return bundle.with_files({MANIFEST: manifest(bundle)})


def _add(files: dict[str, bytes], made: Mapping[str, bytes]) -> None:
    """Add to `files`; two files for one path are a fault of the program, never an overwrite."""
    twice = files.keys() & made.keys()
    if twice:
        raise AssertionError(f"two files for one path: {min(twice)}")
    files.update(made)
