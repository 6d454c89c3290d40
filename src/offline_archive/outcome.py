"""What a command did."""

from __future__ import annotations

from dataclasses import dataclass

from offline_archive import codes
from offline_archive.problems import Problem, Severity


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
    fingerprint: str
    """SHA-256 of the manifest: what the receiver of a copy compares."""
    written: bool
    """Whether the archive was written, or lies there as it would be."""

    @property
    def drafts(self) -> int:
        """Pages that their authors hold back."""
        return sum(problem.code == codes.DRAFT.code for problem in self.problems)

    def fails(self, *, strict: bool) -> bool:
        """Whether the problems make the command fail."""
        severities = {problem.severity for problem in self.problems}
        return Severity.ERROR in severities or (strict and Severity.WARNING in severities)
