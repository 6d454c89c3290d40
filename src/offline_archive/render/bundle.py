"""Render the site: pages, made lists, index shards, attachments, manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath

from offline_archive import search, workers
from offline_archive.bundle import Bundle
from offline_archive.digests import digest
from offline_archive.editions import News
from offline_archive.held import Held
from offline_archive.model import Site
from offline_archive.paths import OWN_FOLDER
from offline_archive.recall import Recall, keep
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
from offline_archive.render.rendering import Before, Files, Words, keep_file, kept_file, rendered
from offline_archive.render.scripts import script_file
from offline_archive.render.words import kind_words
from offline_archive.store import DamagedError, Store


def render(site: Site, theme: Theme, attachments: Mapping[PurePosixPath, bytes],
           progress: Callable[[str, int, int], None], news: News | None = None, processes: int = 1,
           before: Before | None = None) -> Bundle:
    """The finished archive, by so many processes; `progress` is told a stage, how much is done, and of how many.

    Pages that are known from `before` are not rendered again.
    """
    before = before or Before(Store(), {}, b"")
    files = Files(before.store)
    files.add({f"{OWN_FOLDER}/style.css": theme.assets()["style.css"]})
    files.add({str(path): data for path, data in attachments.items()})
    files.add(script_of_verification(theme))
    data = downloads(site) | inventory_file(news)
    files.add(data)
    made_pages = {name for name, is_there in (("data", data), ("changes", news)) if is_there}
    renderers = {language: Renderer(site, theme, language, made_pages) for language in site.languages}
    files.add(script_file(theme, renderers.values()))
    counted: Words = {}
    done = 0
    for renderer in renderers.values():
        for made, words in rendered(renderer, before, processes):
            files.add(made)
            counted |= words
            done += len(made)
            progress("render", done, len(site.pages))
    tasks: list[Callable[[], _Lists]] = []
    for renderer in renderers.values():
        progress("index", 0, 0)
        tasks += _tasks_of_lists(renderer, counted, data, news, before, processes)
    workers.give_back()
    for number, lists in enumerate(workers.done_by(processes, tasks), start=1):
        _taken_over(lists, files, before.store)
        progress("index", number, len(tasks))
    bundle = Bundle(files.all())
    return bundle.with_files({MANIFEST: manifest(bundle)})


def _taken_over(lists: _Lists, files: Files, store: Store) -> None:
    """Take over what a process made, and what it found to be known.

    Raises:
        DamagedError: when that is not there any more.
    """
    files.add(lists.files)
    for path, key in lists.keys.items():
        keep_file(store, key, files.all()[path])
    for path, key in lists.known.items():
        known = kept_file(store, key)
        if known is None:
            raise DamagedError
        files.add({path: known})
    keep(store, lists.asked, lists.fresh)


@dataclass(frozen=True, slots=True)
class _Lists:
    """What is made of all pages, and the parts of it that the next build need not make again."""

    files: dict[str, bytes]
    """What was made, by site path."""
    keys: Mapping[str, bytes] = field(default_factory=dict)
    """Under what each of these is kept for the next build."""
    known: Mapping[str, bytes] = field(default_factory=dict)
    """What need not be made: under what it is known."""
    asked: Set[bytes] = frozenset()
    fresh: Mapping[bytes, bytes] = field(default_factory=dict)
    """See :class:`recall.Recall`."""


def _tasks_of_lists(renderer: Renderer, counted: Words, data: Mapping[str, bytes], news: News | None,
                    before: Before, processes: int) -> Iterator[Callable[[], _Lists]]:
    """To make what is made of all pages of a language: the index, and the pages that the program adds."""
    # Put together here: two processes that each did it for themselves took twice as long, in each other's way.
    gathered = search.gathered(renderer.language, search.documents(renderer.site, renderer.language), counted,
                               before.store, before.program)
    vocabulary = gathered.vocabulary
    lines = search.Lines(vocabulary, gathered.marks)
    gathered.keep(lines, before.store, before.program)
    del gathered  # what is held here, each process has that is forked from now on
    texts = _texts_of(lines, before, processes)

    def index() -> _Lists:
        recall = Recall(before.store, before.program)
        files = search.shards(vocabulary, kind_words(renderer.translate), lines, (one.get() for one in texts), recall)
        workers.give_back()  # what is handed over is written out once more
        return _Lists(files, asked=recall.asked, fresh=recall.fresh)

    yield lambda: _alphabet(renderer, vocabulary, before)
    yield index
    yield lambda: _Lists(_others(renderer, data, news))


def _alphabet(renderer: Renderer, vocabulary: search.Vocabulary, before: Before) -> _Lists:
    """The A-Z index: only those of its pages that are not known."""
    files, keys, known = {}, {}, {}
    for page in alphabet_pages(renderer, vocabulary):
        key = digest("part", before.program, page.mark) if page.mark and before.store.is_file else b""
        if kept_file(before.store, key) is not None:
            known[page.path] = key
        else:
            files[page.path] = page.make()
            keys[page.path] = key
    workers.give_back()  # as above
    return _Lists(files, keys, known)


def _texts_of(lines: search.Lines, before: Before, processes: int) -> list[Held[search.Texts]]:
    """What the lines of all stems tell of their documents: by several processes, and only where it is not known."""
    keys = [digest("lines", before.program, stretch.mark) for stretch in lines.stretches]
    held = {key: found for key in keys if (found := before.store.held(key)) is not None}
    missing = [number for number, key in enumerate(keys) if key not in held]
    tasks = [partial(lines.texts, [lines.stretches[number] for number in share])
             for share in workers.shares(missing, processes)]
    left = iter(missing)
    for made in workers.done_by(processes, tasks):
        for texts in made:
            key = keys[next(left)]
            held[key] = before.store.keep(key, texts)
    return [held[key] for key in keys]


def _others(renderer: Renderer, data: Mapping[str, bytes], news: News | None) -> dict[str, bytes]:
    files = Files(Store())
    for made in (leaving_page(renderer), folder_pages(renderer), contents_pages(renderer), menu_files(renderer),
                 data_pages(renderer, data), changes_page(renderer, news), genuine_page(renderer)):
        files.add(made)
    return {path: data for path, data in files.all().items() if isinstance(data, bytes)}
