"""Render the site: pages, made lists, index shards, attachments, manifest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from offline_archive import search
from offline_archive.bundle import Bundle
from offline_archive.model import Site
from offline_archive.release import MANIFEST, manifest
from offline_archive.render.environment import Theme
from offline_archive.render.lists import alphabet_pages, contents_pages, folder_pages
from offline_archive.render.pages import Renderer
from offline_archive.site import OWN_FOLDER


def render(site: Site, theme: Theme, attachments: Mapping[PurePosixPath, bytes],
           progress: Callable[[int], None]) -> Bundle:
    """The finished archive; `progress` is told the number of pages rendered so far."""
    files = {f"{OWN_FOLDER}/{name}": data for name, data in theme.assets().items()}
    files |= {str(path): data for path, data in attachments.items()}
    done = 0
    for language in site.languages:
        renderer = Renderer(site, theme, language)
        for page in site.pages:
            if page.language == language:
                files[str(page.path)] = renderer.page(page)
                done += 1
                progress(done)
        vocabulary = search.gather(language, site.pages)
        files |= search.shards(vocabulary)
        files |= folder_pages(renderer)
        files |= contents_pages(renderer)
        files |= alphabet_pages(renderer, vocabulary)
    bundle = Bundle(files)
    return bundle.with_files({MANIFEST: manifest(bundle)})
