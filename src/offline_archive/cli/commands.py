"""What each command does: ask the pipeline, print, give an exit status."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import json
import sys
import textwrap
from collections.abc import Iterator

from offline_archive import catalogue, codes, forbidden, machine, pipeline
from offline_archive import guard as names
from offline_archive.cli.printing import Watch, count, print_json, print_problems, printable, size, tally
from offline_archive.errors import ArchiveError
from offline_archive.export import LARGE
from offline_archive.outcome import Outcome
from offline_archive.problems import did_you_mean
from offline_archive.render import Theme


def _watch(options: argparse.Namespace) -> Watch:
    return Watch(sys.stderr, on=not options.quiet and options.format == "text")


def build(options: argparse.Namespace) -> int:
    """Build the archive."""
    watch = _watch(options)
    try:
        outcome = pipeline.build(options.content, options.output, strict=options.strict,
                                 guard_key=options.guard_key, cache=options.cache, progress=watch)
    finally:
        watch.end()
    drafts = f", {count(outcome.drafts, 'draft')} left out" if outcome.drafts else ""
    if outcome.written:
        summary = f"{count(outcome.pages, 'page')} in {count(outcome.files, 'file')}, {size(outcome.size)}" \
                  f"{drafts}: open {options.output / 'index.html'}"
        if outcome.fails(strict=options.strict):
            summary += "\nproblems were found: look at them before you hand the archive on"
        else:
            summary += f"\nfingerprint (SHA-256 of SHA256SUMS): {outcome.fingerprint}"
    else:
        summary = f"nothing was written{drafts}"
    return _report(outcome, options, summary, {"written": outcome.written, "output": str(options.output),
                                               "fingerprint": outcome.fingerprint})


def serve(options: argparse.Namespace) -> int:
    """Show the archive on this machine, as it is now."""
    def make() -> Outcome:
        return pipeline.build(options.content, options.output, strict=options.strict, guard_key=options.guard_key,
                              cache=options.cache)

    def told(done: Outcome | ArchiveError, seconds: float) -> None:
        if isinstance(done, ArchiveError):
            print(f"offline-archive: {printable(str(done))}", file=sys.stderr)
            return
        print_problems(done.problems, verbose=options.verbose)
        if not options.quiet:
            written = "built" if done.written else "not written"
            print(f"{written} in {seconds:.1f} s{tally(done.problems)}", flush=True)

    from offline_archive import preview  # a server, which the other commands do without
    shown = preview.Preview(make, options.content, options.output, Theme(catalogue.default_templates()), options.port)
    print(f"preview: {shown.address}{preview.SHELL} (on this machine alone; Ctrl-C ends it)", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        shown.run(told)
    return 0


def export(options: argparse.Namespace) -> int:
    """Build the archive in another form."""
    if options.form == "mirror":
        return _mirror(options)
    watch = _watch(options)
    try:
        outcome, files = pipeline.export(options.content, options.output, options.form, split=options.split,
                                         strict=options.strict, guard_key=options.guard_key, cache=options.cache,
                                         progress=watch)
    finally:
        watch.end()
    lines = [f"{path}: {size(number)}" for path, number in files.items()]
    if options.form == "single-file" and any(number > LARGE for number in files.values()):
        lines.append(f"a file of more than {size(LARGE)} opens slowly on an old phone, or not at all: "
                     f"--split {'section' if options.split else 'language'} makes several")
    return _report(outcome, options, "\n".join(lines) if files else "nothing was written",
                   {"written": {str(path): number for path, number in files.items()}})


def _mirror(options: argparse.Namespace) -> int:
    if options.release is None:
        raise ArchiveError("no release is named", remedy="name the folder of a signed one with --release")
    from offline_archive import publishing
    theme = Theme(catalogue.default_templates())
    folder = publishing.mirror(options.release, options.output, theme, today=machine.today())
    if not options.quiet:
        print(f"{folder}: begin with README.txt, print poster.html")
    return 0


def check(options: argparse.Namespace) -> int:
    """Check content, or a finished bundle."""
    watch = _watch(options)
    try:
        if options.bundle is not None:
            content = options.content if options.content.is_dir() else None
            outcome = pipeline.check_bundle(options.bundle, content, guard_key=options.guard_key)
        else:
            outcome = pipeline.check_only(options.content, guard_key=options.guard_key, cache=options.cache,
                                          progress=watch)
    finally:
        watch.end()
    files = f"{count(outcome.files, 'file')}, {size(outcome.size)}"
    checked = files if options.bundle else count(outcome.pages, "page")
    sought = "" if options.bundle is None or options.content.is_dir() else \
        "\nnothing withheld or guarded was looked for: name the content folder with --content"
    return _report(outcome, options, f"{checked} checked{sought}", {})


def guard(options: argparse.Namespace) -> int:
    """Ask for names and add them to the guard list."""
    key, lines, is_new = names.opened(options.content, options.guard_key)
    added = refused = 0
    for phrase in _phrases():
        try:
            lines |= names.guarded(key, phrase)
            added += 1
        except ArchiveError as error:
            refused += 1
            print(f"not added: {error}", file=sys.stderr)
    names.write_list(options.content, key, lines)
    if not options.quiet:
        print(f"{count(added, 'phrase')} added to {options.content / names.FILE_NAME}: it names nobody without its key"
              + ("\nthe key is new: keep it apart from the content, and a copy of it elsewhere" if is_new else ""))
    return 1 if refused else 0


def withdraw(options: argparse.Namespace) -> int:
    """Withdraw something from now on."""
    name, guarded = forbidden.withdraw(options.content, options.id, options.reason, guard_key=options.guard_key)
    if not options.quiet:
        print(f"{name} is withdrawn: build again, and hand on the new edition\n"
              "leave its own file where it is: the names that are taken out elsewhere are read from it.\nBefore you "
              "move it, take them out of the other files (check -v lists the places)")
        print(f"{count(guarded, 'name')} guarded" if guarded else
              "nothing of it is on the guard list: repeat with --guard-key, so that it cannot come back unnoticed")
    return 0


def _phrases() -> Iterator[str]:
    """What the editor types, without echo, until nothing more; a line each where it comes from a pipe."""
    if not sys.stdin.isatty():
        yield from (line for line in sys.stdin if line.strip())
        return
    while phrase := getpass.getpass("a name or phrase, one to four words (nothing to end): ").strip():
        yield phrase


def _report(outcome: Outcome, options: argparse.Namespace, summary: str,
            extra: dict[str, object]) -> int:
    status = 1 if outcome.fails(strict=options.strict) else 0
    if options.format == "json":
        print_json(outcome.problems, {"pages": outcome.pages, "files": outcome.files,
                                       "bytes": outcome.size, **extra})
        return status
    print_problems(outcome.problems, verbose=options.verbose)
    if not options.quiet:
        first, line_end, rest = summary.partition("\n")
        print(f"{first}{tally(outcome.problems, verbose=options.verbose)}{line_end}{rest}")
    return status


def explain(options: argparse.Namespace) -> int:
    """Explain a code."""
    wanted = options.code.upper()
    chosen = list(codes.ALL.values()) if wanted == "ALL" else [codes.ALL[wanted]] if wanted in codes.ALL else []
    if not chosen:
        raise ArchiveError(f"unknown code: {options.code}",
                           remedy=did_you_mean(wanted, codes.ALL) or "explain all lists every code")
    if options.format == "json":
        print(json.dumps([{"code": c.code, "severity": c.severity.value, "title": c.title,
                           "explanation": c.explanation} for c in chosen], indent=1))
        return 0
    print("\n\n".join(f"{c.code} ({c.severity.value}): {c.title}\n\n{textwrap.fill(c.explanation, 88)}"
                      for c in chosen))
    return 0
