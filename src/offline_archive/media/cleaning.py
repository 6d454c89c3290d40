"""Which files may be published, and what they are made into first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from offline_archive import codes
from offline_archive.media import documents, drawings, pictures, recordings, review
from offline_archive.media.review import RefusedError
from offline_archive.model import Tree
from offline_archive.problems import Code, Place, Problem

MEDIA_SUFFIXES = frozenset({*pictures.FORMATS, ".svg", ".pdf", ".avif", ".bmp", *recordings.SUFFIXES})
"""File endings of media; other files that may be copied are plain text."""
_REMEDY = {".avif": "save it as PNG or JPEG", ".bmp": "save it as PNG"}


def cleaned(tree: Tree, *, on: bool, discreet: bool = False) -> Tree:
    """`tree` with its media made anew: what cannot be is blocked, so that no page leads to it.

    Raises nothing: what is wrong is told by the pages that show or link to a file.
    """
    made: dict[PurePosixPath, bytes] = {}
    blocked = dict(tree.blocked)
    count = pictures.faces_counter() if on and not discreet else None
    for path, place in tree.files.items():
        suffix = path.suffix.lower()
        if path.name.endswith(review.SUFFIX):
            blocked[path] = codes.NOT_LINKED.at(Place.of(path), "a review is not published")
        elif suffix in MEDIA_SUFFIXES and path not in blocked and on and discreet:
            blocked[path] = codes.MEDIA_NOT_DISCREET.at(Place.of(path), f"{path} stays out of a discreet edition")
        elif suffix in MEDIA_SUFFIXES and path not in blocked:
            beside = tree.files.get(path.with_name(path.name + review.SUFFIX))
            try:
                made[path] = _remade(place, suffix, beside, on=on, count=count)
            except RefusedError as error:
                code = codes.MEDIA_OFF if not on else codes.MEDIA_UNREVIEWED if beside is None else codes.MEDIA_REFUSED
                blocked[path] = _refusal(code, path, error)
    if on and not discreet and count is None and any(path.suffix.lower() in pictures.FORMATS for path in made):
        note = codes.FACES_NOT_LOOKED_FOR.at(
            Place("."), "faces were not looked for in pictures", hint="install the extra faces; no program finds all")
        return replace(tree, made=made, blocked=blocked, problems=(*tree.problems, note))
    return replace(tree, made=made, blocked=blocked)


def _remade(place: Path, suffix: str, beside: Path | None, *, on: bool,
            count: Callable[[Any], int] | None) -> bytes:
    if not on:
        raise RefusedError("media are off", "write media = true in archive.toml, and a review beside each file")
    if suffix in _REMEDY:
        raise RefusedError("this kind of picture cannot be made anew", _REMEDY[suffix])
    if beside is None:
        raise RefusedError("nobody has reviewed it", f"write {place.name}{review.SUFFIX} beside it: reviewed = "
                           "2026-11-22 and note = \"what you saw\"")
    try:
        data, text = place.read_bytes(), beside.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise RefusedError("it or its review cannot be read", "check both files") from None
    found = review.parse(text)
    if suffix == ".svg":
        return drawings.remade(data, found)
    if suffix == ".pdf":
        return documents.remade(data, found)
    if suffix in recordings.SUFFIXES:
        return recordings.remade(data, suffix, found)
    return pictures.remade(data, suffix, found, count)


def _refusal(code: Code, path: PurePosixPath, error: RefusedError) -> Problem:
    return code.at(Place.of(path), f"{path} is left out: {error.fact}", hint=error.remedy)
