"""The words of a page as they are read, gathered by section."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from markdown_it.token import Token

from offline_archive.model import Section
from offline_archive.record.kinds import Record, words_of

CAREFUL_CLASS = "hard"
"""Words of elements of this class are found by search, but never shown in a result."""


class Sections:
    """Gathers words; a heading ends a section and begins the next."""

    def __init__(self) -> None:
        self._done: list[Section] = []
        self._heading = ("", "", 0)
        self._words: list[str] = []
        self._careful: list[str] = []
        self._depth = 0
        self._careful_notes: set[int] = set()

    def add(self, words: str, *, careful: bool = False) -> None:
        """Add words to the section that is open."""
        (self._careful if careful or self._depth else self._words).append(words)

    def enter(self, token: Token) -> bool:
        """Note where an element of the careful class begins and ends; tell whether `token` is one.

        A footnote of a careful passage is one, too.
        """
        if token.type == "footnote_ref" and self._depth:
            self._careful_notes.add(token.meta["id"])
        careful = ("class" in token.attrs and CAREFUL_CLASS in str(token.attrs["class"]).split()) \
            or (token.type == "footnote_open" and token.meta["id"] in self._careful_notes)
        if self._depth:
            self._depth += token.nesting
        elif careful and token.nesting == 1:
            self._depth = 1
        return careful or self._depth > 0

    def heading(self, anchor: str, title: str, level: int, *, careful: bool) -> None:
        """Begin a section; the title of a careful one is found by search, but not shown."""
        self.close()
        self._heading = (anchor, "" if careful else title, level)
        if careful:
            self._careful.append(title + " ")

    def close(self) -> None:
        """End the section that is open."""
        anchor, title, level = self._heading
        text, careful = (_one_line(words) for words in (self._words, self._careful))
        if level or text or careful or not self._done:
            self._done.append(Section(anchor, title, level, text, careful))
        self._words, self._careful, self._heading = [], [], ("", "", 0)

    def all(self) -> tuple[Section, ...]:
        """Every section, the open one ended."""
        self.close()
        return tuple(self._done)


def with_words(sections: tuple[Section, ...], record: Record | None) -> tuple[Section, ...]:
    """The sections, the first with the words of the page's record: found by search, never quoted by it."""
    said = " ".join(word for word in words_of(record) if word) if record else ""
    if not said:
        return sections
    first = sections[0]
    return (replace(first, careful=_one_line([first.careful, " ", said])), *sections[1:])


def _one_line(words: list[str]) -> str:
    # The reader's script looks for the same composed letters.
    return unicodedata.normalize("NFC", " ".join("".join(words).split()))
