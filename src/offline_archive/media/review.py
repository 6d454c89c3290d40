"""What an editor wrote about a file: ``photo.jpg.review.toml`` beside ``photo.jpg``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

SUFFIX = ".review.toml"
"""Added to the name of a file, the name of its review."""
_KEYS = ("reviewed", "note", "fill", "faces")
_SIDES = ("x", "y", "width", "height")


class RefusedError(Exception):
    """A file may not be published: what is wrong, and the remedy."""

    def __init__(self, fact: str, remedy: str) -> None:
        super().__init__(fact)
        self.fact = fact
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a picture, in pixels from its upper left corner as it is seen."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Review:
    """The review of one file."""

    reviewed: date
    """The day on which somebody last looked at it with this question: whom could it harm?"""
    note: str
    """What was found. Not published."""
    fill: tuple[Area, ...]
    """What is filled with one colour before the picture is made anew."""
    faces_looked_at: bool
    """Whether the faces that are left were looked at, and may be seen."""


def parse(text: str) -> Review:
    """The review that a file holds.

    Raises:
        RefusedError: when it is not valid, or lacks the day or the note.
    """
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"its review is not valid TOML: {error}", "put texts in quotes") from None
    unknown = sorted(set(data) - set(_KEYS))
    if unknown:
        raise RefusedError(f"its review has an unknown key: {unknown[0][:40]}", "keys: " + ", ".join(_KEYS))
    day, note, faces = data.get("reviewed"), data.get("note"), data.get("faces", "")
    if not isinstance(day, date) or isinstance(day, datetime):
        raise RefusedError("its review names no day", "write the day without quotes: reviewed = 2026-11-22")
    if not isinstance(note, str) or not note.strip():
        raise RefusedError("its review has no note", 'write what you looked at: note = "shows no person"')
    if faces not in ("", "looked at"):
        raise RefusedError("faces is neither left out nor \"looked at\"", 'write faces = "looked at" once you have')
    listed = data.get("fill", [])
    if not isinstance(listed, list):
        raise RefusedError("fill is no list of areas", "write [[fill]] and x, y, width, height below it")
    return Review(day, note.strip(), tuple(map(_area, listed)), faces == "looked at")


def _area(value: object) -> Area:
    given = value if isinstance(value, dict) and set(value) == set(_SIDES) else {}
    sides = [side for name in _SIDES if isinstance(side := given.get(name), int) and not isinstance(side, bool)]
    if len(sides) != len(_SIDES) or min(sides) < 0:
        raise RefusedError("an area is no table of x, y, width and height in pixels",
                           "write [[fill]] and x = 10, y = 20, width = 100, height = 50")
    if not (sides[2] and sides[3]):
        raise RefusedError("an area is empty", "give it a width and a height")
    return Area(*sides)
