"""Line and column of what a token says: markdown-it tells the lines of a block, no more."""

from __future__ import annotations

from urllib.parse import unquote

from markdown_it.token import Token

from offline_archive.model import Source
from offline_archive.problems import Place


class Positions:
    """A cursor over a page's source that follows the tokens in order."""

    def __init__(self, source: Source) -> None:
        self._path = str(source.path).encode("utf-8", "backslashreplace").decode("utf-8")
        self._first = source.first_line
        self._lines = source.body.split("\n")
        self._line = 0
        self._column = 0
        self._end = 1

    def enter(self, token: Token) -> None:
        """Go to the lines of `token`, unless the cursor is inside them already."""
        if token.map is None:
            return
        start, end = token.map
        if not start <= self._line < end or token.type != "inline":
            self._line, self._column = start, 0
        self._end = max(end, start + 1)

    def at(self, written: str) -> Place:
        """Where `written` next stands in the current block; its first line when it is not found.

        An address is looked for as it was parsed and as a person may have typed it.
        """
        forms = [form for form in (written.split("\n", 1)[0], unquote(written)) if form]
        for number in range(self._line, min(self._end, len(self._lines))):
            start = self._column if number == self._line else 0
            for form in forms:
                found = self._lines[number].find(form, start)
                if found >= 0:
                    self._line, self._column = number, found + len(form)
                    return Place(self._path, self._first + number, found + 1)
        line = self._lines[self._line] if self._line < len(self._lines) else ""
        return Place(self._path, self._first + self._line, len(line) - len(line.lstrip()) + 1)
