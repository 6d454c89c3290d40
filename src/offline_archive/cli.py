"""The command line: arguments, printing, exit status, and nothing else.

Exit status: 0 clean, 1 problems found, 2 usage or environment.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from offline_archive import __version__, codes, pipeline, release
from offline_archive.errors import ArchiveError
from offline_archive.problems import Problem, Severity, did_you_mean, in_order

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_COMMANDS = ("build", "check", "verify", "explain", "test")
_WITH_VALUE = ("--content", "--output", "--format")


def main(arguments: Sequence[str] | None = None, *, root: Path | None = None) -> int:
    """Run the program; give its exit status.

    Folders that are not named are looked for in `root`: the checkout for ``build.py``, else the
    current folder.
    """
    given = _command_first(list(sys.argv[1:] if arguments is None else arguments))
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows may know no Cyrillic; a lone surrogate is known by none.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace", **({} if stream.isatty() else {"encoding": "utf-8"}))
    run = {"build": _build, "check": _check, "verify": _verify, "explain": _explain}
    as_json = False
    try:
        if given[0] == "test":
            return _test(given[1:])
        _known_command(given[0])
        options = _parser(root or Path(), "build.py" if root else "offline-archive").parse_args(given)
        as_json = options.format == "json"
        return run[options.command](options)
    except ArchiveError as error:
        if as_json:
            print(json.dumps({"error": error.fact, "place": error.place, "remedy": error.remedy},
                             ensure_ascii=False))
        else:
            print(f"offline-archive: {_printable(str(error))}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\noffline-archive: stopped; nothing was written", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output went away; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except OSError as error:
        print(f"offline-archive: the system refused: {_printable(str(error))}", file=sys.stderr)
        return 2


def _command_first(given: list[str]) -> list[str]:
    """`given` with its command in front, whether it stood there, further on, or nowhere."""
    if given[:1] in (["-h"], ["--help"], ["--version"]):
        return given
    for place, word in enumerate(given):
        if word.startswith("-") or (place and given[place - 1] in _WITH_VALUE):
            continue
        found = word in _COMMANDS or place == 0
        return [word, *given[:place], *given[place + 1:]] if found else ["build", *given]
    return ["build", *given]


def _known_command(word: str) -> None:
    if word.startswith("-") or word in _COMMANDS:
        return
    remedy = f"for a folder of pages write --content {word}" if Path(word).is_dir() \
        else did_you_mean(word, _COMMANDS) or "commands: " + ", ".join(_COMMANDS)
    raise ArchiveError(f"unknown command: {word}", remedy=remedy)


def _parser(root: Path, program: str) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--format", choices=("text", "json"), default="text",
                        help="how results are printed (default: text)")
    common.add_argument("-q", "--quiet", action="store_true", help="print problems only")
    common.add_argument("-v", "--verbose", action="store_true", help="print notes too")
    tree = argparse.ArgumentParser(add_help=False)
    tree.add_argument("--content", type=Path, default=root / "content", metavar="DIR",
                      help="the folder of Markdown (default: content)")
    tree.add_argument("--strict", action="store_true",
                      help="warnings fail too, and nothing is written unless all is clean")
    parser = argparse.ArgumentParser(
        prog=program, allow_abbrev=False,
        description="Turn a folder of Markdown into an archive that opens from a USB stick.",
        epilog="Options of a command: COMMAND --help. The default, build, takes --content DIR, --output DIR, "
               "--strict, --format, -q and -v. Exit status: 0 clean, 1 problems found, 2 usage or environment.")
    parser.add_argument("--version", action="version", version=f"offline-archive {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    build = commands.add_parser("build", parents=[common, tree], allow_abbrev=False,
                                help="build the archive (the default)")
    build.add_argument("--output", type=Path, default=root / "dist" / "site", metavar="DIR",
                       help="the folder that becomes the archive (default: dist/site)")
    commands.add_parser("check", parents=[common, tree], allow_abbrev=False, help="find problems, write nothing")
    verify = commands.add_parser("verify", parents=[common], allow_abbrev=False,
                                 help="compare a copy with its manifest")
    verify.add_argument("path", type=Path, nargs="?", default=root / "dist" / "site", metavar="DIR",
                        help="the archive (default: dist/site)")
    explain = commands.add_parser("explain", parents=[common], allow_abbrev=False, help="explain a problem's code")
    explain.add_argument("code", help="such as OA203, or all")
    commands.add_parser("test", help="run every test (from a checkout)")
    return parser


class _Watch:
    """Progress on a terminal: one line that is written over."""

    def __init__(self, stream: IO[str], *, on: bool) -> None:
        self._stream = stream
        self._on = on
        self._shown = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if not self._on or (done % 50 and done != total):
            return
        text = f"{stage} {done}/{total}" if total else f"{stage} {done or ''}".rstrip()
        self._stream.write("\r" + text.ljust(len(self._shown)))
        self._stream.flush()
        self._shown = text

    def end(self) -> None:
        """Clear the line."""
        if self._shown:
            self._stream.write("\r" + " " * len(self._shown) + "\r")
            self._stream.flush()
            self._shown = ""


def _watch(options: argparse.Namespace) -> _Watch:
    return _Watch(sys.stderr, on=sys.stderr.isatty() and not options.quiet and options.format == "text")


def _build(options: argparse.Namespace) -> int:
    watch = _watch(options)
    try:
        outcome = pipeline.build(options.content, options.output, strict=options.strict, progress=watch)
    finally:
        watch.end()
    drafts = f", {_count(outcome.drafts, 'draft')} left out" if outcome.drafts else ""
    if outcome.written:
        summary = f"{_count(outcome.pages, 'page')} in {_count(outcome.files, 'file')}, {_size(outcome.size)}" \
                  f"{drafts}: open {options.output / 'index.html'}"
        if outcome.fails(strict=options.strict):
            summary += "\nproblems were found: look at them before you hand the archive on"
        else:
            summary += f"\nfingerprint (SHA-256 of SHA256SUMS): {outcome.fingerprint}"
    else:
        summary = f"nothing was written{drafts}"
    return _report(outcome, options, summary, {"written": outcome.written, "output": str(options.output),
                                               "fingerprint": outcome.fingerprint})


def _check(options: argparse.Namespace) -> int:
    watch = _watch(options)
    try:
        outcome = pipeline.check_only(options.content, progress=watch)
    finally:
        watch.end()
    return _report(outcome, options, f"{_count(outcome.pages, 'page')} checked", {})


def _report(outcome: pipeline.Outcome, options: argparse.Namespace, summary: str,
            extra: dict[str, object]) -> int:
    status = 1 if outcome.fails(strict=options.strict) else 0
    if options.format == "json":
        _print_json(outcome.problems, {"pages": outcome.pages, "files": outcome.files,
                                       "bytes": outcome.size, **extra})
        return status
    _print_problems(outcome.problems, verbose=options.verbose)
    if not options.quiet:
        first, line_end, rest = summary.partition("\n")
        print(f"{first}{_tally(outcome.problems, verbose=options.verbose)}{line_end}{rest}")
    return status


def _verify(options: argparse.Namespace) -> int:
    count, fingerprint, problems = release.verify(options.path)
    failed = any(problem.severity is Severity.ERROR for problem in problems)
    if options.format == "json":
        _print_json(in_order(problems), {"files": count, "fingerprint": fingerprint})
        return 1 if failed else 0
    _print_problems(in_order(problems), verbose=True)
    if failed:
        print(f"{options.path} differs from its manifest{_tally(problems)}")
    elif not options.quiet:
        print(f"{options.path} is complete and unchanged: {_count(count, 'file')} and the manifest\n"
              f"fingerprint (SHA-256 of SHA256SUMS): {fingerprint}\n"
              "a manifest can be changed together with the copy it lies in: compare the fingerprint with one that "
              "you got another way")
    return 1 if failed else 0


def _explain(options: argparse.Namespace) -> int:
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


def _test(arguments: list[str]) -> int:
    from offline_archive import provision  # only a checkout has the tests and what they need
    return provision.run_tests(arguments)


def _print_problems(problems: Sequence[Problem], *, verbose: bool) -> None:
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for problem in problems:
        if problem.severity is Severity.NOTE and not verbose:
            continue
        line = _printable(str(problem))
        if problem.severity is not Severity.ERROR:
            line = line.replace(f"{problem.code} ", f"{problem.code} {problem.severity.value}: ", 1)
        if colour:
            line = line.replace(problem.code, f"\033[{_COLOURS[problem.severity]}m{problem.code}\033[0m", 1)
        print(line)


def _printable(text: str) -> str:
    """`text` without characters that steer a terminal or reorder what is seen."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _print_json(problems: Sequence[Problem], extra: dict[str, object]) -> None:
    print(json.dumps({
        "problems": [{
            "code": p.code, "severity": p.severity.value, "path": p.place.path, "line": p.place.line,
            "column": p.place.column, "message": p.message, "hint": p.hint} for p in problems],
        **extra}, ensure_ascii=False, indent=1))


def _tally(problems: Sequence[Problem], *, verbose: bool = False) -> str:
    counts = [(severity, sum(problem.severity is severity for problem in problems)) for severity in Severity]
    said = ", ".join(_count(count, severity.value) for severity, count in counts if count)
    if said and not verbose and counts[-1][1]:
        said += "; -v shows notes"
    return f" ({said})" if said else ""


def _size(number: int) -> str:
    return f"{number / 1e6:.1f} MB" if number >= 1e6 else f"{max(1, round(number / 1e3))} kB"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
