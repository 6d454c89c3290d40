"""From content to archive in a straight line, and what a severity means on the way."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from offline_archive import (
    catalogue,
    codes,
    config,
    editions,
    guard,
    load,
    machine,
    media,
    parsing,
    passed,
    reproducible,
    withdrawal,
    workers,
)
from offline_archive.audit import Secrets, audit
from offline_archive.bundle import Bundle
from offline_archive.checks import check
from offline_archive.collisions import settle
from offline_archive.config import Settings
from offline_archive.editions import Edition, News
from offline_archive.export import EXPORTERS, Finished
from offline_archive.forbidden import gathered, places_of_guarded
from offline_archive.grounding import grounded
from offline_archive.latest import Latest, program
from offline_archive.model import Site, Tree
from offline_archive.outcome import Outcome
from offline_archive.parsing import Earlier
from offline_archive.problems import Problem, in_order
from offline_archive.received import received
from offline_archive.record import bibliography
from offline_archive.record import tables as record_tables
from offline_archive.references import References
from offline_archive.release import MANIFEST
from offline_archive.render import Before, Theme, downloads, render, without_interface
from offline_archive.site import assemble
from offline_archive.store import DamagedError
from offline_archive.withdrawal import Removal, Tombstone
from offline_archive.write import check_output, write, write_file

_WORTH_SHARING = 100
"""Pages below which processes cost more than they save."""

Progress: TypeAlias = Callable[[str, int, int], None]
"""Takes a stage, how much of it is done, and of how many (0 when that is not known)."""


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def build(content: Path, output: Path, *, strict: bool, guard_key: Path | None = None, cache: Path | None = None,
          progress: Progress = silent) -> Outcome:
    """Build the archive of `content` into `output`; `guard_key` is the file with the key of its guard list.

    In the folder `cache` it is remembered what was built, if one is named: where nothing changed, nothing is done.

    Pages with problems are built with what can be kept. Nothing is written when there is no page,
    when the audit finds anything, or when `strict` and something was found.

    Raises:
        ArchiveError: when a folder or the settings make building impossible.
    """
    try:
        return _built(content, output, strict, guard_key, cache, progress)
    except DamagedError:  # what lay in the cache when the build began is not there any more
        return _built(content, output, strict, guard_key, None, progress)


def _built(content: Path, output: Path, strict: bool, guard_key: Path | None, cache: Path | None,  # noqa: FBT001
           progress: Progress) -> Outcome:
    check_output(output, content)
    latest = Latest(cache, content, output) if cache is not None else None
    begun = latest.begun(machine.moment(), str(strict), os.environ.get("SOURCE_DATE_EPOCH", ""),
                         hashlib.sha256(guard.find_key(guard_key, content) or b"").hexdigest(),
                         *sorted(trace.value for trace in machine.traces(content) if not trace.is_time)) \
        if latest else None
    if latest is not None and begun is not None and (known := latest.outcome(begun)) is not None:
        return known
    archive = made(content, guard_key=guard_key, cache=cache, scratch=output.absolute().parent, progress=progress)
    outcome = archive.outcome(written=False)
    if archive.audited or not archive.site.pages or (strict and outcome.fails(strict=True)):
        return outcome
    write(archive.bundle, output, archive.finished.epoch, lambda done: progress("write", done, len(archive.bundle)),
          intact=latest.intact() if latest is not None else {})
    outcome = archive.outcome(written=True)
    if latest is not None and begun is not None:
        latest.remember(begun, outcome)
    return outcome


def export(content: Path, output: Path, form: str, *, split: str = "", strict: bool = False,
           guard_key: Path | None = None, cache: Path | None = None,
           progress: Progress = silent) -> tuple[Outcome, dict[Path, int]]:
    """Build the archive of `content` and write it into the folder `output` in another form.

    Gives the outcome, and the size in bytes of each file that was written: none where a build would write nothing.

    Args:
        form: one of :data:`export.EXPORTERS`.
        split: one of :data:`export.SPLITS`, or empty.

    Raises:
        ArchiveError: when a folder or the settings make building impossible.
    """
    try:
        return _exported(content, output, form, split, strict, guard_key, cache, progress)
    except DamagedError:  # as for a build
        return _exported(content, output, form, split, strict, guard_key, None, progress)


def _exported(content: Path, output: Path, form: str, split: str, strict: bool, guard_key: Path | None,  # noqa: FBT001
              cache: Path | None, progress: Progress) -> tuple[Outcome, dict[Path, int]]:
    archive = made(content, guard_key=guard_key, cache=cache, scratch=output.absolute(), progress=progress)
    outcome = archive.outcome(written=False)
    if archive.audited or not archive.site.pages or (strict and outcome.fails(strict=True)):
        return outcome, {}
    progress("export", 0, 0)
    files = EXPORTERS[form](archive.finished, split)
    found = audited(Bundle(files), archive)
    if found:
        return with_problems(outcome, found), {}
    for name, data in files.items():
        write_file(output / name, data, archive.finished.epoch)
    return with_problems(outcome, (), written=True), {output / name: len(data) for name, data in files.items()}


def check_only(content: Path, *, guard_key: Path | None = None, cache: Path | None = None,
               progress: Progress = silent) -> Outcome:
    """Everything that `build` does, the writing left out.

    Raises:
        ArchiveError: when a folder or the settings make building impossible.
    """
    return made(content, guard_key=guard_key, cache=cache, progress=progress).outcome(written=False)


def check_bundle(path: Path, content: Path | None, *, guard_key: Path | None = None) -> Outcome:
    """The audit of what lies at `path`: a folder, a zip or a single file, whoever made it.

    With `content`, what is withheld there and its guard list are looked for too.

    Raises:
        ArchiveError: when one of the two cannot be read.
    """
    bundle, problems = received(path)
    secrets = Secrets(traces=machine.traces(path))
    unsearched: tuple[Problem, ...] = ()
    if content is not None:
        settings = config.read(content)
        removal, _ = _public(content, settings, silent)
        secrets, unsearched = gathered(removal, content, settings, guard_key)
    found = in_order((*problems, *unsearched, *audit(bundle, secrets, machine.processes())))
    pages = sum(entry.media_type == "text/html" for entry in bundle.values())
    return Outcome(found, pages, len(bundle), sum(entry.size for entry in bundle.values()), "", written=False)


def bundle_of(content: Path) -> Bundle:
    """The bundle of `content`, whatever the audit finds: for tests and exporters.

    Raises:
        ArchiveError: when a folder or the settings make building impossible.
    """
    return made(content).bundle


def site_of(content: Path) -> Site:
    """The site of `content`, put together and not rendered: for tests and benchmarks.

    Raises:
        ArchiveError: when a folder or the settings make building impossible.
    """
    settings = config.read(content)
    removal, stones = _public(content, settings, silent)
    return _assembled(removal.tree, stones, settings, Earlier.of(None, content, program), silent)[0]


@dataclass(frozen=True, slots=True)
class Made:
    """An archive before it is written."""

    finished: Finished
    """The archive."""
    secrets: Secrets
    """What must not stand in it."""
    problems: tuple[Problem, ...]
    """What reading and checking found."""
    audited: tuple[Problem, ...]
    """What the audit found."""
    editions: tuple[Edition, ...]
    """The editions that were released before."""
    news: News | None
    """What is new in it; None when it is no numbered edition."""

    @property
    def site(self) -> Site:
        """The site it was made of."""
        return self.finished.site

    @property
    def bundle(self) -> Bundle:
        """Its files."""
        return self.finished.bundle

    def outcome(self, *, written: bool) -> Outcome:
        """What the command did."""
        return Outcome(
            in_order((*self.problems, *self.audited)), len(self.site.written), len(self.bundle),
            sum(entry.size for entry in self.bundle.values()), self.bundle[MANIFEST].sha256, written)


def made(content: Path, *, guard_key: Path | None = None, cache: Path | None = None, scratch: Path | None = None,
         progress: Progress = silent) -> Made:
    """The archive of `content`, checked and audited, before anything is written; from the results in `cache`, if any.

    Without one, texts and finished files lie in a nameless file in the folder `scratch`, or in memory.

    Raises:
        ArchiveError: when a folder or the settings make building impossible.
    """
    with workers.undisturbed():
        earlier, done = Earlier.of(cache, content, program, scratch), False
        try:
            archive = _made(content, guard_key, earlier, progress)
            done = True
        except DamagedError:
            earlier.store.lose()
            return _made(content, guard_key, Earlier.of(None, content, program, scratch), progress)
        finally:
            earlier.store.end(done=done)
        return archive


def _made(content: Path, guard_key: Path | None, earlier: Earlier, progress: Progress) -> Made:
    settings = config.read(content)
    epoch = reproducible.epoch(settings.edition_date)
    removal, stones = _public(content, settings, progress)
    secrets, unsearched = gathered(removal, content, settings, guard_key)
    site, before = _assembled(removal.tree, stones, settings, earlier, progress)
    removal = replace(removal, tree=removal.tree.without_texts())
    workers.stays()
    theme = Theme(catalogue.default_templates())
    released = editions.read(removal.tree.data.get(editions.FILE_NAME, ""))
    news = editions.news(site, released, downloads(site))
    problems = (*check(site), *without_interface(theme, site.languages), *unsearched)
    bundle = render(site, theme, load.attachments(site.attachments, removal.tree),
                    progress, news, _processes(len(site.pages)),
                    before)
    progress("audit", 0, 0)
    workers.give_back()
    found = passed.audited(bundle, secrets, earlier, machine.processes())
    if secrets.guard is not None and any(problem.code == codes.GUARDED_SHIPS.code for problem in found):
        problems = (*problems, *places_of_guarded(_public(content, settings, silent)[0].tree, secrets.guard))
    return Made(Finished(site, theme, bundle, epoch, settings.stem), secrets, problems, found, released, news)


def audited(bundle: Bundle, made: Made) -> tuple[Problem, ...]:
    """What the audit finds in files that were made of an archive."""
    return audit(bundle, made.secrets, machine.processes())


def with_problems(outcome: Outcome, found: tuple[Problem, ...], *, written: bool = False) -> Outcome:
    """`outcome` with what was found besides."""
    return replace(outcome, problems=in_order((*outcome.problems, *found)), written=written)


def _assembled(tree: Tree, stones: tuple[Tombstone, ...], settings: Settings, earlier: Earlier,
               progress: Progress) -> tuple[Site, Before]:
    """The site of a tree without what was withdrawn, and what is known of its pages."""
    sources = bibliography.read(tree.data.get(bibliography.FILE_NAME, ""))
    tree = grounded(tree, sources)
    references = References.of(tree, settings, sources)
    tables = record_tables.read(
        tree.data.get(record_tables.CONFLICTS, ""), tree.data.get(record_tables.CORRECTIONS, ""),
        references.bibliography, references.facts)
    told = tuple((withdrawal.public_id(stone), stone.reason) for stone in stones)
    parsed = parsing.parsed(tree, references, settings, earlier, _processes(len(tree.sources)),
                            partial(progress, "parse"))
    tree = tree.without_texts()
    site = assemble(settings, tree, (page for page, _ in parsed), references.about(tree, settings), tables, told)
    identities = {page.path: one for page, one in parsed if one is not None}
    return site, Before.of(identities, earlier)


def _public(content: Path, settings: Settings, progress: Progress) -> tuple[Removal, tuple[Tombstone, ...]]:
    """The content folder without what was withdrawn, and what that is."""
    tree = load.load(content, settings, lambda done: progress("read", done, 0))
    stones = withdrawal.read(tree.data.get(withdrawal.FILE_NAME, ""))

    def says(language: str, words: str) -> str:
        tag = language or settings.languages[0]
        return catalogue.translations(catalogue.default_templates(), tag).gettext(words)

    tree = media.cleaned(settle(tree, settings.languages), on=settings.media, discreet=settings.discreet)
    return withdrawal.removed(tree, stones, says), stones


def _processes(pages: int) -> int:
    return machine.processes() if pages >= _WORTH_SHARING else 1
