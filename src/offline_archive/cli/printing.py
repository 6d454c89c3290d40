"""What the command line prints: problems, progress, counts."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import IO

from offline_archive.problems import Problem, Severity

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


class Watch:
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


def print_problems(problems: Sequence[Problem], *, verbose: bool) -> None:
    """Print problems, a line each; notes when `verbose`."""
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for problem in problems:
        if problem.severity is Severity.NOTE and not verbose:
            continue
        line = printable(str(problem))
        if problem.severity is not Severity.ERROR:
            line = line.replace(f"{problem.code} ", f"{problem.code} {problem.severity.value}: ", 1)
        if colour:
            line = line.replace(problem.code, f"\033[{_COLOURS[problem.severity]}m{problem.code}\033[0m", 1)
        print(line)


def printable(text: str) -> str:
    """`text` without characters that steer a terminal or reorder what is seen."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def print_json(problems: Sequence[Problem], extra: dict[str, object]) -> None:
    """Print problems and `extra` as one object."""
    print(json.dumps({"problems": as_json(problems), **extra}, ensure_ascii=False, indent=1))


def as_json(problems: Sequence[Problem]) -> list[dict[str, object]]:
    """Problems for a program."""
    return [{"code": p.code, "severity": p.severity.value, "path": p.place.path, "line": p.place.line,
             "column": p.place.column, "message": p.message, "hint": p.hint} for p in problems]


def tally(problems: Sequence[Problem], *, verbose: bool = False) -> str:
    """How many of each severity, in parentheses; empty when there is none."""
    counts = [(severity, sum(problem.severity is severity for problem in problems)) for severity in Severity]
    said = ", ".join(count(number, severity.value) for severity, number in counts if number)
    if said and not verbose and counts[-1][1]:
        said += "; -v shows notes"
    return f" ({said})" if said else ""


def size(number: int) -> str:
    """A number of bytes as people say it."""
    return f"{number / 1e6:.1f} MB" if number >= 1e6 else f"{max(1, round(number / 1e3))} kB"


def count(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
