"""Every source becomes a page: by several processes, and only where the page is not known from an earlier build."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from offline_archive import markdown, workers
from offline_archive.config import Settings
from offline_archive.model import Page, Source, Tree
from offline_archive.references import References
from offline_archive.store import Store, digest


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known from earlier builds."""

    store: Store
    """Their results."""
    program: bytes
    """Tells this program from every other version of it."""


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
    found = before.store.known(keys)
    missing = [number for number in range(len(wanted)) if not keys or keys[number] not in found]
    progress(len(wanted) - len(missing), len(wanted))
    tasks = [partial(_parsed, [wanted[number] for number in share], references, told=bool(keys))
             for share in workers.shares(missing, processes)]
    made: dict[int, tuple[Page, bytes]] = {}
    for pages in workers.done_by(processes, tasks):
        fresh = dict(zip(missing[len(made):], pages, strict=False))
        made |= fresh
        before.store.add({keys[number]: one for number, one in fresh.items()} if keys else {})
        progress(len(wanted) - len(missing) + len(made), len(wanted))
    out: list[tuple[Page, Identity | None]] = []
    for number in range(len(wanted)):
        page, seen = made[number] if number in made else found[keys[number]]
        out.append((page, Identity(keys[number], seen) if keys else None))
    return out


def _keys(wanted: Sequence[tuple[Source, str]], tree: Tree, settings: Settings, before: Earlier) -> list[bytes]:
    """Under what each page is kept; none when nothing is."""
    if not before.store.remembers:
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


def _parsed(share: Sequence[tuple[Source, str]], references: References, *, told: bool) -> list[tuple[Page, bytes]]:
    pages = (markdown.parse(source, references, reader) for source, reader in share)
    return [(page, face(page) if told else b"") for page in pages]


def face(page: Page) -> bytes:
    """A digest of what other pages see of a page, or may see."""
    return digest(
        page.path, page.key, page.language, page.reader, page.translation, page.state, page.kind, page.record,
        page.lists, page.title, page.summary, page.date, page.weight, page.sources, page.reviewed, page.again,
        sorted({str(link.target) for link in page.links}),
        [(one.anchor, one.facts, one.sources) for one in page.paragraphs if one.facts or one.sources])
