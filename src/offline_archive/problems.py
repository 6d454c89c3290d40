"""What is found: problems with a code, a severity, a place and a remedy.

- Problems are returned, never raised; all of them are shown, not the first.
- A code is for ever: it is never given to another check.
- Only the pipeline decides what a severity means for a build.
"""

from __future__ import annotations

import difflib
import enum
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath


class Severity(enum.Enum):
    """How much a problem weighs."""

    ERROR = "error"
    """Something the author wrote is lost, or would be unsafe: exit status 1."""
    WARNING = "warning"
    """All is kept, but the author should look; ``--strict`` treats it as an error."""
    NOTE = "note"
    """For information; shown with ``--verbose``."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a problem is."""

    path: str
    """The file, relative to the content folder (or to the bundle, for the audit)."""
    line: int = 0
    """Line, counted from 1; 0 when the problem concerns the file as a whole."""
    column: int = 0
    """Column in characters, counted from 1; 0 when it is not known."""

    @classmethod
    def of(cls, path: PurePosixPath, line: int = 0, column: int = 0) -> Place:
        """A place in the file at `path`."""
        return cls(str(path), line, column)

    def __str__(self) -> str:
        numbers = [str(n) for n in (self.line, self.column) if n]
        return ":".join([self.path, *numbers])


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem: what ``offline-archive explain`` prints."""

    code: str
    """``OA`` and three digits."""
    severity: Severity
    """The severity of every problem with this code."""
    title: str
    """One sentence without a full stop."""
    explanation: str
    """What it means and what to do, for the person who wrote the page."""

    def at(self, place: Place, message: str, *, hint: str = "") -> Problem:
        """The problem of this kind at that place."""
        return Problem(self.code, self.severity, place, message, hint)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found."""

    code: str
    """The code that ``explain`` takes."""
    severity: Severity
    """See :class:`Severity`."""
    place: Place
    """Where it is."""
    message: str
    """The fact, in lower case, naming the value."""
    hint: str = ""
    """The remedy, or the nearest valid name; empty when the message says it all."""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.place}: {self.code} {self.message}{hint}"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The distinct problems, by place, then by code."""
    return tuple(sorted(set(problems), key=lambda p: (p.place, p.code, p.message)))


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that looks most like `name`, or None when none comes near."""
    found = difflib.get_close_matches(name, list(candidates), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """A hint naming the nearest candidate, or an empty string."""
    found = nearest(name, candidates)
    return f"did you mean {found}?" if found else ""


@dataclass(frozen=True, slots=True)
class Trace:
    """Something of the machine, or of whoever builds, that no finished byte may hold."""

    what: str
    """What it is, in words that do not repeat it."""
    value: str
    """The value, never printed; of a name its words in lower case with a space between."""
    is_path: bool
    """Whether it is looked for as written, between letters of other kinds, rather than word by word."""
    is_time: bool = False
    """Whether it is a moment, looked for wherever it stands."""
