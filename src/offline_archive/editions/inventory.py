"""What stands in an edition: each page, fact and source with a hash of its state, as far as readers see it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

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


def gathered(site: Site, downloads: Mapping[str, bytes]) -> Inventory:
    """What stands in `site`, told by nothing but what readers are given: its pages, and its `downloads` by site path.

    A hash of anything else could be guessed at: of a name that is left out, of the title of a withheld source.
    """
    return Inventory(
        pages={str(page.path): _state(_seen(page)) for page in site.written},
        facts=_states(downloads, "facts.json"), sources=_states(downloads, "bibliography.json"),
        withdrawn=dict(site.tombstones))


def _states(downloads: Mapping[str, bytes], name: str) -> dict[str, str]:
    """The state of each item of a download, by its id; where it is told is not part of it."""
    data = next((data for path, data in downloads.items() if PurePath(path).name == name), b"[]")
    return {item["id"]: _state({key: value for key, value in item.items() if key != "found_at"})
            for item in json.loads(data)}


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
    sections = [[section.title, section.text, section.careful] for section in page.sections]
    return [page.title, page.summary, page.content_note, page.html, page.date.edtf if page.date else "", sections]


def _state(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
