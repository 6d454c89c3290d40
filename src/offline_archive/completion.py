"""What a source takes over from elsewhere: its kind from its folder, its data from the original.

- A translation says only what is different in its language: texts. Dates, keys and degrees of certainty
  stand in the original once, so that two languages cannot disagree about them.
- Whether something is a draft, or of what state of the original a page is a translation, is never taken over.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from offline_archive import codes
from offline_archive.config import Settings
from offline_archive.model import Source
from offline_archive.problems import Problem, did_you_mean
from offline_archive.record.grounds import GROUNDED
from offline_archive.record.kinds import FOLDERS, KINDS

_NOT_TAKEN_OVER = frozenset({
    "title", "summary", "description", "content_note", "lang", "language", "draft", "published", "original"})
_DATA = frozenset({"date", "certainty", "places", "denied_by", "as_of", "checked", "level", "latitude", "longitude",
                   "kind", "group", "contested", "sources", "facts", "publication"})
"""What a translation cannot say otherwise than its original."""
_MARKED = ("title", "summary", "description", "content_note", "attribution", "office", "role", "status", "public_basis",
           "mandate", "method", "shows", "does_not_show", "type")
"""The texts of front matter that a translation renders."""
_MARK_DIGITS = 12


def completed(sources: Iterable[Source], settings: Settings, problems: list[Problem]) -> tuple[Source, ...]:
    """The sources with what each takes over; `problems` gains what is wrong."""
    versions: dict[str, dict[str, Source]] = defaultdict(dict)
    ordered = tuple(sources)
    for source in ordered:
        versions[source.key].setdefault(source.language, source)
    found = []
    for source in ordered:
        original = next(versions[source.key][tag] for tag in settings.languages if tag in versions[source.key])
        if original.language != source.language:
            source = _taken_over(source, original, problems)
        found.append(replace(source, kind=_kind(source, settings, problems)))
    return tuple(found)


def mark(original: Source) -> str:
    """The mark of a state of the original: what a translation of it notes under ``original``.

    It changes with the words that readers see: the texts of the front matter, and the text.
    """
    texts = [str(original.value(key)[1] or "") for key in _MARKED]
    words = " ".join(" ".join([*texts, original.body]).split())
    return hashlib.sha256(words.encode()).hexdigest()[:_MARK_DIGITS]


def _taken_over(source: Source, original: Source, problems: list[Problem]) -> Source:
    own = {key.lower() for key in source.front.values}
    for key in sorted(_DATA & own):
        said, meant = source.value(key)[1], original.value(key)[1]
        if _as_texts(said) != _as_texts(meant):
            problems.append(codes.TRANSLATION_DIFFERS.at(
                source.place(source.value(key)[0]), f"translation says another {key} than {original.path}: {said}",
                hint=f"leave {key} out: it is taken over"))
            own.discard(key)
    kept = {key: value for key, value in source.front.values.items() if key.lower() in own}
    added = {key: value for key, value in original.front.values.items()
             if key.lower() not in own and key.lower() not in _NOT_TAKEN_OVER}
    return replace(source, original=mark(original),
                   front=replace(source.front, values={**kept, **added}))


def _as_texts(value: object) -> list[str]:
    """A value as it counts: a day with or without quotes is the same, and so is a list of one."""
    return [str(one) for one in value] if isinstance(value, list) else [] if value is None else [str(value)]


def _kind(source: Source, settings: Settings, problems: list[Problem]) -> str:
    key, named = source.value("kind")
    if isinstance(named, str) and named in KINDS:
        return named
    if named is not None:
        problems.append(codes.KIND_UNKNOWN.at(
            source.place(key), f"no such kind: {str(named)[:80]}",
            hint=did_you_mean(str(named), KINDS) or "kinds: " + ", ".join(KINDS)))
    path = PurePosixPath(source.key)
    is_index = path.name == "index"
    known = {**FOLDERS, "person": "person", "case": "case", **settings.kinds}
    folders = [folder if folder in known else folder.casefold() for folder in reversed(path.parent.parts)]
    kind = next((known[folder] for folder in folders[is_index:] if folder in known), "page")
    # The first page of a folder lists what is in it; but a person may have a folder, and be its first page.
    return "page" if is_index and kind not in GROUNDED else kind
