"""From content to archive in a straight line, and what a severity means on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from offline_archive import config, load, markdown, reproducible
from offline_archive.addresses import Addresses
from offline_archive.audit import audit
from offline_archive.bundle import Bundle
from offline_archive.checks import check
from offline_archive.config import Settings
from offline_archive.model import Site, Tree
from offline_archive.problems import Problem, Severity, in_order
from offline_archive.render import Theme, default_templates, render
from offline_archive.site import assemble
from offline_archive.write import check_output, write

Progress: TypeAlias = Callable[[str, int, int], None]
"""Takes a stage, how much of it is done, and of how many (0 when that is not known)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did."""

    problems: tuple[Problem, ...]
    """All that was found, in order of place."""
    pages: int
    """Pages that authors wrote."""
    files: int
    """Files of the bundle; 0 when none was made."""
    size: int
    """Bytes of the bundle."""
    written: bool
    """Whether the archive was written."""

    def fails(self, *, strict: bool) -> bool:
        """Whether the problems make the command fail."""
        severities = {problem.severity for problem in self.problems}
        return Severity.ERROR in severities or (strict and Severity.WARNING in severities)


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def build(content: Path, output: Path, *, strict: bool, progress: Progress = silent) -> Outcome:
    """Build the archive of `content` into `output`.

    Pages with problems are built with what can be kept. Nothing is written when there is no page,
    when the audit finds anything, or when `strict` and something was found.

    Raises:
        ArchiveError: when a folder or the settings make building impossible.
    """
    check_output(output, content)
    site, tree, problems = _put_together(content, progress)
    bundle, problems = _finish(site, tree, problems, progress)
    outcome = Outcome(in_order(problems), len(site.pages), len(bundle),
                      sum(len(entry.data) for entry in bundle.values()), written=False)
    audited = any(problem.code.startswith("OA9") for problem in problems)
    if audited or not site.pages or (strict and outcome.fails(strict=True)):
        return outcome
    epoch = reproducible.epoch(site.settings.edition_date)
    write(bundle, output, epoch, lambda done: progress("write", done, len(bundle)))
    return Outcome(outcome.problems, outcome.pages, outcome.files, outcome.size, written=True)


def check_only(content: Path, *, progress: Progress = silent) -> Outcome:
    """Everything that `build` does, the writing left out.

    Raises:
        ArchiveError: when a folder or the settings make building impossible.
    """
    site, tree, problems = _put_together(content, progress)
    bundle, problems = _finish(site, tree, problems, progress)
    return Outcome(in_order(problems), len(site.pages), len(bundle),
                   sum(len(entry.data) for entry in bundle.values()), written=False)


def bundle_of(content: Path) -> Bundle:
    """The bundle of `content`, unaudited: for tests and exporters.

    Raises:
        ArchiveError: when a folder or the settings make building impossible.
    """
    site, tree, _ = _put_together(content, silent)
    attachments, _ = load.attachments(site.attachments, tree)
    return render(site, Theme(default_templates()), attachments, lambda done: None)


def _put_together(content: Path, progress: Progress) -> tuple[Site, Tree, tuple[Problem, ...]]:
    settings = config.read(content) if content.is_dir() else Settings()
    tree = load.load(content, settings, lambda done: progress("read", done, 0))
    addresses = Addresses(tree, settings.languages)
    pages = []
    for done, source in enumerate(tree.sources, start=1):
        pages.append(markdown.parse(source, addresses))
        progress("parse", done, len(tree.sources))
    site = assemble(settings, tree, pages, addresses)
    return site, tree, check(site)


def _finish(site: Site, tree: Tree, problems: tuple[Problem, ...],
            progress: Progress) -> tuple[Bundle, tuple[Problem, ...]]:
    attachments, unread = load.attachments(site.attachments, tree)
    bundle = render(site, Theme(default_templates()), attachments,
                    lambda done: progress("render", done, len(site.pages)))
    progress("audit", 0, 0)
    return bundle, (*problems, *unread, *audit(bundle))
