"""Whether a page is published: a draft that is published by mistake cannot be taken back.

- ``draft: true`` and ``published: false`` are obeyed in any case of letters.
- Where it cannot be told, the page is left out and the author is asked.
"""

from __future__ import annotations

import difflib
import enum
from collections.abc import Iterable, Iterator

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
    if "_drafts" in source.path.parts:  # Jekyll's folder
        return Standing.DRAFT, (codes.DRAFT.at(source.place("draft"), "draft is left out: it lies in _drafts"),)
    unclear = tuple(_unclear(source))
    if unclear:
        return Standing.UNSURE, unclear
    for key, value in source.front.values.items():
        words = {"draft": _YES, "published": _NO - {"", "none"}}.get(key.lower(), frozenset())
        if _word(value) in words:
            return Standing.DRAFT, (codes.DRAFT.at(source.place(key), "draft is left out"),)
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
    """Values that are neither yes nor no, and keys of other tools or misspelt ones that speak of a draft."""
    entries = [(key, key, value) for key, value in source.front.values.items()]
    entries += [(key, inner, item) for key, value in source.front.values.items() if isinstance(value, dict)
                for inner, item in value.items() if inner.lower() in ("draft", "published")]
    for top, key, value in entries:
        held_back = top is not key and _word(value) in (_YES if key.lower() == "draft" else _NO)
        if held_back or _is_unclear(key.lower(), _word(value)):
            yield codes.MAYBE_A_DRAFT.at(
                source.place(top), f"{key} is {str(value)[:40]!r}, so the page is left out",
                hint="write draft: true or draft: false")


def _is_unclear(name: str, word: str) -> bool:
    if name == "draft":
        return word not in _YES | _NO
    if name == "published":
        # Other tools write the day of publication here.
        return word not in _YES | _NO and not word[:4].isdigit()
    if word in _YES:
        return "draft" in name or "unpublish" in name or bool(difflib.get_close_matches(name, ["draft"], 1, 0.8))
    if word in _NO - {"", "none"}:
        near = bool(difflib.get_close_matches(name, ["published"], 1, 0.85))
        return name == "publish" or (near and name != "publisher")
    return name in ("status", "state", "stage", "visibility") and word in ("draft", "unpublished", "private")


def _word(value: Value) -> str:
    return str(value).strip().lower()
