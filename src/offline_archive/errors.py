"""What stops a command: an exception that states the fact, the place and the remedy."""

from __future__ import annotations


class ArchiveError(Exception):
    """A command cannot go on.

    Unlike a :class:`~offline_archive.problems.Problem`, which is found, collected and
    reported with all the others, this ends the command with exit status 2.
    """

    def __init__(self, fact: str, *, place: str | None = None, remedy: str | None = None) -> None:
        super().__init__(fact)
        self.fact = fact
        """What is wrong, in lower case, naming the value."""
        self.place = place
        """The file (and line) it concerns; None when it concerns the command as a whole."""
        self.remedy = remedy
        """What to do about it; None when the fact says it already."""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        what_to_do = f" ({self.remedy})" if self.remedy else ""
        return f"{where}{self.fact}{what_to_do}"
