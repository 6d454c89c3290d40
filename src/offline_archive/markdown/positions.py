"""Line and column of what a token says: markdown-it tells the lines of a block, no more."""

from __future__ import annotations

from urllib.parse import unquote

from markdown_it.token import Token

from offline_archive.model import Source
from offline_archive.problems import Place


class Positions:
    """A cursor over a page's source that follows the tokens in order."""

    def __init__(self, source: Source) -> None:
        self._path = str(source.path)
        self._first = source.front.lines + 1
        self._lines = source.body.split("\n")
        self._line = 0
        self._column = 0
        self._end = 1
        self._matched = ""

    def enter(self, token: Token) -> None:
        """Go to the lines of `token`, unless the cursor is inside them already."""
        if token.map is None:
            return
        start, end = token.map
        if not start <= self._line < end or token.type != "inline":
            self._line, self._column = start, 0
        self._end = max(end, start + 1)

    def first(self, written: str) -> Place:
        """Where `written` first stands in the page; its first line when it is not found."""
        for number, line in enumerate(self._lines):
            if written in line:
                return Place(self._path, self._first + number, line.index(written) + 1)
        return Place(self._path, self._first)

    def at(self, written: str) -> Place:
        """Where `written` next stands in the current block; the line reached so far when it is not found."""
        return self._find([written.split("\n", 1)[0]]) or self.here

    def at_address(self, address: str) -> Place:
        """Where an address next stands: after ``](``, ``="`` or the like, as parsed or as typed."""
        forms = [form for form in (address.split("\n", 1)[0], unquote(address)) if form]
        exact = [before + form for before in ("](", "](<", "<", '="', "='", "=", "]: ") for form in forms]
        for choice in (exact, forms):
            found = self._find(choice) or self._find_again(choice)
            if found is not None:
                skip = next((len(before) for before in ("](<", "](", "]: ", '="', "='", "<", "=")
                             if self._matched.startswith(before)), 0) if choice is exact else 0
                return Place(found.path, found.line, found.column + skip)
        return self.here

    def _find(self, forms: list[str]) -> Place | None:
        # What is not near is not looked for: a thousand searches through a long block take for ever.
        for number in range(self._line, min(self._end, len(self._lines), self._line + 60)):
            start = self._column if number == self._line else 0
            hits = [(self._lines[number].find(form, start, start + 5000), -len(form), form) for form in forms if form]
            hits = [hit for hit in hits if hit[0] >= 0]
            if hits:
                found, _, self._matched = min(hits)
                self._line, self._column = number, found + len(self._matched)
                return Place(self._path, self._first + number, found + 1)
        return None

    def _find_again(self, forms: list[str]) -> Place | None:
        """Look from the start of the current line: a picture in a link stands before the link's address."""
        kept = self._line, self._column
        self._column = 0
        end, self._end = self._end, self._line + 1
        found = self._find(forms)
        self._end = end
        self._line, self._column = kept
        return found

    @property
    def here(self) -> Place:
        """The start of the line reached so far."""
        line = self._lines[self._line] if self._line < len(self._lines) else ""
        return Place(self._path, self._first + self._line, len(line) - len(line.lstrip()) + 1)
