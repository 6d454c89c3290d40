"""Whether a page is published: a draft that is published by mistake cannot be taken back.

- ``draft: true`` and ``published: false`` are obeyed in any case of letters.
- Where it cannot be told, the page is left out and the author is asked.
"""

from __future__ import annotations

import difflib
import enum
from collections.abc import Iterable, Iterator
from datetime import date

from offline_archive import codes
from offline_archive.frontmatter import Value
from offline_archive.model import Source
from offline_archive.problems import Problem

_YES = frozenset({"true", "yes", "on", "1", "y"})
_NO = frozenset({"false", "no", "off", "0", "n", "none", ""})


class Standing(enum.Enum):
    """Whether a page becomes part of the archive."""

    PUBLISHED = "published"
    """It does."""
    DRAFT = "draft"
    """Its author says that it does not."""
    UNSURE = "unsure"
    """It cannot be told, so it does not."""


def standing(source: Source) -> tuple[Standing, tuple[Problem, ...]]:
    """Whether `source` is published, and what its author must be told."""
    if source.front.problems:
        return Standing.UNSURE, ()  # reported by the front matter already
    unclear = tuple(_unclear(source))
    if unclear:
        return Standing.UNSURE, unclear
    for key, words in (("draft", _YES), ("published", _NO - {"", "none"})):
        name, value = source.value(key)
        if value is not None and _word(value) in words:
            return Standing.DRAFT, (codes.DRAFT.at(source.place(name), "draft is left out"),)
    return Standing.PUBLISHED, ()


def translations_of_drafts(published: Iterable[Source], drafts: Iterable[Source]) -> Iterator[Problem]:
    """Published pages of which another language is a draft."""
    held_back = {source.key: source for source in drafts}
    for source in published:
        draft = held_back.get(source.key)
        if draft is not None:
            yield codes.TRANSLATION_OF_DRAFT.at(
                source.place("draft"), f"published, while {draft.path} is left out",
                hint="add draft: true here too, or publish both")


def _unclear(source: Source) -> Iterator[Problem]:
    """Values that are neither yes nor no, and keys that look misspelt."""
    for key, value in source.front.values.items():
        name = key.lower()
        known = name in ("draft", "published")
        # Other tools write the day of publication under `published`.
        dated = name == "published" and (isinstance(value, date) or _word(value)[:4].isdigit())
        if (known and not dated and _word(value) not in _YES | _NO) \
                or (not known and _word(value) in _YES and difflib.get_close_matches(name, ["draft"], 1, 0.8)):
            yield codes.MAYBE_A_DRAFT.at(
                source.place(key), f"{key} is {str(value)[:40]!r}, so the page is left out",
                hint="write draft: true or draft: false")


def _word(value: Value) -> str:
    return str(value).strip().lower()
