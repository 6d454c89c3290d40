"""What the command line prints: problems, progress, counts."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import IO

from offline_archive.machine import moment
from offline_archive.problems import Problem, Severity

_OFTEN = 10**8
"""Nanoseconds between two states of the line."""
_SOON = 10**9
"""Nanoseconds before anything is told of how long it takes."""
_WIDTH = 24
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


class Watch:
    """Progress: on a terminal one line that is written over, in a log a line for each stage."""

    def __init__(self, stream: IO[str], *, on: bool) -> None:
        self._stream = stream
        self._on = on
        self._is_terminal = stream.isatty()
        self._shown = ""
        self._stage, self._begun, self._last, self._done = "", 0, 0, 0
        self._started = 0
        self._lines: list[str] = []

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Stage `stage` has done so much, of so many; 0 when that is not known."""
        if not self._on:
            return
        now = moment()
        self._started = self._started or now
        if stage != self._stage:
            self._end_stage(now)
            self._stage, self._begun, self._last, self._done = stage, now, 0, done
        # A terminal that is written to for each page takes longer than the page.
        if self._is_terminal and (now - self._last > _OFTEN or done == total):
            self._last = now
            self._show(_bar(stage, done, total, self._left(now, done, total)))
        self._done = max(self._done, done)

    def end(self) -> None:
        """The last stage is over: clear the line."""
        self._end_stage(moment())
        self._stage = ""
        if self._shown:
            self._stream.write("\r" + " " * len(self._shown) + "\r")
            self._stream.flush()
            self._shown = ""

    def _end_stage(self, now: int) -> None:
        if self._stage and not self._is_terminal:
            done = f" {self._done:,}" if self._done else ""
            self._lines.append(f"{self._stage}{done}: {(now - self._begun) / 1e9:.1f} s\n")
            if now - self._started > _SOON:  # what takes a moment has nothing to tell
                self._stream.write("".join(self._lines))
                self._stream.flush()
                self._lines = []

    def _left(self, now: int, done: int, total: int) -> str:
        """How long the stage still takes, when that can be told."""
        passed = now - self._begun
        if not 0 < done < total or passed < _SOON:
            return ""
        seconds = round(passed / done * (total - done) / 1e9)
        return f"{seconds // 60}:{seconds % 60:02d} left"

    def _show(self, text: str) -> None:
        self._stream.write("\r" + text.ljust(len(self._shown)))
        self._stream.flush()
        self._shown = text


def _bar(stage: str, done: int, total: int, left: str) -> str:
    if not total:
        return f"{stage} {done or ''}".rstrip()
    filled = _WIDTH * done // total
    return f"{stage:<6} [{'#' * filled}{'.' * (_WIDTH - filled)}] {done:,}/{total:,} {left}".rstrip()


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
