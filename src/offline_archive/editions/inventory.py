"""What stands in an edition: each page, fact and source with a hash of its state, as far as readers see it."""

from __future__ import annotations

import dataclasses
import enum
import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

from offline_archive.dates import When
from offline_archive.model import Page, Site
from offline_archive.paths import printable

_LENGTH = 16
_MOST = 1_000_000
_PARTS = ("pages", "facts", "sources")


@dataclass(frozen=True, slots=True)
class Inventory:
    """What stands in an edition."""

    pages: Mapping[str, str] = field(default_factory=dict)
    """Site path of each page that authors wrote, to the hash of its state."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """The same by the id of a fact."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """The same by the key of a source."""
    withdrawn: Mapping[str, str] = field(default_factory=dict)
    """Id of what was withdrawn, as mirrors are told it, to the class of the reason."""

    def as_json(self) -> dict[str, dict[str, str]]:
        """For a file in JSON."""
        return {part: dict(sorted(getattr(self, part).items())) for part in (*_PARTS, "withdrawn")}


def gathered(site: Site) -> Inventory:
    """What stands in `site`: of facts those that its pages tell."""
    told = {name for page in site.written for paragraph in page.paragraphs for name in paragraph.facts}
    return Inventory(
        pages={str(page.path): _state(_seen(page)) for page in site.written},
        facts={name: _state(fact) for name, fact in site.facts.facts.items() if name in told},
        sources={key: _state(reference) for key, reference in site.bibliography.references.items()},
        withdrawn=dict(site.tombstones))


def parsed(value: object) -> Inventory:
    """The inventory in a value of JSON, from whomever it comes.

    Raises:
        ValueError: when it is none.
    """
    if not isinstance(value, dict):
        raise ValueError("no inventory")
    parts = {}
    for part in (*_PARTS, "withdrawn"):
        found = value.get(part, {})
        if not isinstance(found, dict) or len(found) > _MOST or not all(
                isinstance(state, str) and printable(name) == name and printable(state) == state
                for name, state in found.items()):
            raise ValueError(f"no table of states: {part}")
        parts[part] = found
    return Inventory(**parts)


def _seen(page: Page) -> list[object]:
    return [page.title, page.summary, page.content_note, page.html, page.date, page.record, page.sources, page.lists]


def _state(value: object) -> str:
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def _plain(value: Any) -> Any:
    """A value as JSON has them, the same in every run."""
    if isinstance(value, When):
        return value.edtf
    if isinstance(value, enum.Enum):
        return value.value
    if dataclasses.is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Set):
        return sorted(json.dumps(_plain(one), sort_keys=True) for one in value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, PurePath | date):
        return str(value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
