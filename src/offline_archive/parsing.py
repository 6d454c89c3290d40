"""Every source becomes a page: by several processes, and only where the page is not known from an earlier build."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from offline_archive import markdown, workers
from offline_archive.config import Settings
from offline_archive.digests import digest
from offline_archive.held import Here
from offline_archive.model import Page, Source, Text, Tree
from offline_archive.references import References
from offline_archive.results import packed, store_path
from offline_archive.store import Store

_ELSEWHERE = Here(Text("", (), frozenset(), (), ()))
"""Stands in a page that is kept apart from its text."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known from earlier builds."""

    store: Store
    """Their results."""
    program: bytes
    """Tells this program from every other version of it."""

    @classmethod
    def of(cls, cache: Path | None, content: Path, program: Callable[[], object],
           scratch: Path | None = None) -> Earlier:
        """What the folder `cache` holds of earlier builds of `content` by the `program`; nothing without one.

        In the folder `scratch`, if one is named, what this build keeps lies until it ends, rather than in memory.
        """
        if cache is None:
            return cls(Store(scratch=scratch), b"")
        return cls(Store(store_path(cache, content), about=str(content.resolve())), digest(program()))


@dataclass(frozen=True, slots=True)
class Identity:
    """By what a page is told from every other state of it."""

    whole: bytes
    """A digest of all that it was made from."""
    face: bytes
    """A digest of what other pages see of it: another text alone leaves it as it is."""


def parsed(tree: Tree, references: References, settings: Settings, before: Earlier, processes: int,
           progress: Callable[[int, int], None]) -> list[tuple[Page, Identity | None]]:
    """Every page, then those that a language lacks, in the first language that has them.

    `progress` is told how many pages are done, and of how many.
    """
    wanted = [*((source, "") for source in tree.sources), *references.addresses.untranslated()]
    keys = _keys(wanted, tree, settings, before)
    store = before.store
    found = store.known(keys)
    texts = {key: held for key in found if (held := store.held(_of_text(key))) is not None}
    missing = [number for number in range(len(wanted)) if not keys or keys[number] not in texts]
    progress(len(wanted) - len(missing), len(wanted))
    tasks = [partial(_parsed, [wanted[number] for number in share], references, apart=bool(keys))
             for share in workers.shares(missing, processes)]
    made: dict[int, tuple[Page, Identity | None]] = {}
    left = iter(missing)
    for pages in workers.done_by(processes, tasks):
        for page, text, seen in pages:
            number = next(left)
            made[number] = _kept(page, text, Identity(keys[number], seen), store) if keys else (page, None)
        progress(len(wanted) - len(missing) + len(made), len(wanted))
    for number in range(len(wanted)):
        if number not in made:
            page, seen = found[keys[number]]
            made[number] = replace(page, text=texts[keys[number]]), Identity(keys[number], seen)
    return [made[number] for number in range(len(wanted))]


def _kept(page: Page, text: bytes, identity: Identity, store: Store) -> tuple[Page, Identity]:
    """A page that was parsed, kept for the next build, its text held where it lies."""
    store.keep(identity.whole, (page, identity.face))
    return replace(page, text=store.keep_packed(_of_text(identity.whole), text)), identity


def _of_text(key: bytes) -> bytes:
    """Under what the text of a page is kept: it is asked for less often than the page."""
    return key + b"t"


def _keys(wanted: Sequence[tuple[Source, str]], tree: Tree, settings: Settings, before: Earlier) -> list[bytes]:
    """Under what each page is kept; none when nothing is."""
    if not before.store.is_file:
        return []
    around = digest(before.program, *_around(tree, settings))
    return [digest("page", around, source, reader) for source, reader in wanted]


def _around(tree: Tree, settings: Settings) -> Iterator[object]:
    """All that a page's text can name outside of it."""
    yield settings
    yield [(source.path, source.language, source.key, source.kind) for source in tree.sources]
    yield sorted(map(str, tree.files)), tree.left_out, tree.withdrawn
    yield {path: tree.blocked[path] for path in sorted(tree.blocked)}
    yield {name: tree.data[name] for name in sorted(tree.data)}


def _parsed(share: Sequence[tuple[Source, str]], references: References, *,
            apart: bool) -> list[tuple[Page, bytes, bytes]]:
    """Pages; if they are to be kept `apart` from their texts, these as bytes, and what others see of each."""
    pages = (markdown.parse(source, references, reader) for source, reader in share)
    if not apart:
        return [(page, b"", b"") for page in pages]
    return [(replace(page, text=_ELSEWHERE), packed(page.text.get()), face(page)) for page in pages]


def face(page: Page) -> bytes:
    """A digest of what other pages see of a page, or may see."""
    return digest(
        page.path, page.key, page.language, page.reader, page.translation, page.state, page.kind, page.record,
        page.lists, page.title, page.summary, page.date, page.weight, page.sources, page.reviewed, page.again,
        page.outline.targets,
        [tuple(claim) for claim in page.outline.claims])
