"""``editions.json``: the editions that were released, kept with the content. A release adds to it.

What stood in the last two stays there, so that each can be built again with the page that tells what changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from offline_archive.editions.inventory import Inventory, parsed
from offline_archive.errors import ArchiveError

FILE_NAME = "editions.json"
"""The list, at the top of the content folder."""
_KEPT = 2
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition that was released."""

    number: int
    """Counted from 1."""
    day: date
    """Its day."""
    release: str
    """The SHA-256 of its RELEASE."""
    inventory: Inventory | None
    """What stood in it; None for one that is long past."""


def read(text: str) -> tuple[Edition, ...]:
    """The editions of a file, in order.

    Raises:
        ArchiveError: when anything in it cannot be read: the line of editions would be broken.
    """
    try:
        items = json.loads(text or "[]")
        found = tuple(_edition(item) for item in items)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ArchiveError("not a list of editions", place=FILE_NAME, remedy="restore the file") from None
    numbers = [one.number for one in found]
    if numbers != sorted(set(numbers)):
        raise ArchiveError("the editions are not in order", place=FILE_NAME, remedy="restore the file")
    return found


def written(editions: Iterable[Edition]) -> str:
    """The file of these editions."""
    ordered = sorted(editions, key=lambda one: one.number)
    rows = []
    for place, one in enumerate(ordered):
        row: dict[str, object] = {"edition": one.number, "date": one.day.isoformat(), "release": one.release}
        if one.inventory is not None and place >= len(ordered) - _KEPT:
            row["holds"] = one.inventory.as_json()
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _edition(item: dict[str, object]) -> Edition:
    number, day, release = item["edition"], item["date"], item["release"]
    if not isinstance(number, int) or isinstance(number, bool) or number < 1 \
            or not isinstance(day, str) or not isinstance(release, str) or not _HASH.fullmatch(release):
        raise ValueError("no edition")
    return Edition(number, date.fromisoformat(day), release, parsed(item["holds"]) if "holds" in item else None)
