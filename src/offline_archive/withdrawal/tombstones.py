"""``withdrawn.json``: what was published and is no more. It holds an id and the class of a reason, nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from offline_archive import load
from offline_archive.errors import ArchiveError
from offline_archive.problems import did_you_mean
from offline_archive.withheld import REASONS

FILE_NAME = load.WITHDRAWN
"""The list, at the top of the content folder."""
KINDS = ("person", "case", "fact")
"""What can be withdrawn."""


@dataclass(frozen=True, slots=True, order=True)
class Tombstone:
    """Something that was withdrawn."""

    id: str
    """The page key of a person or a case, such as ``people/a-name``; the id of a fact."""
    kind: str
    """Of :data:`KINDS`."""
    reason: str
    """Of :data:`withheld.REASONS`."""


def read(text: str) -> tuple[Tombstone, ...]:
    """The tombstones of a file.

    Raises:
        ArchiveError: when anything in it cannot be read, since something would be published that was withdrawn.
    """
    try:
        items = json.loads(text or "[]")
        found = [Tombstone(item["id"], item["kind"], item["reason"]) for item in items]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ArchiveError("not a list of {id, kind, reason}", place=FILE_NAME, remedy="restore the file") from None
    for one in found:
        if not all(isinstance(text, str) and text for text in (one.id, one.kind, one.reason)) \
                or one.kind not in KINDS or one.reason not in REASONS:
            raise ArchiveError("an entry has no id, or an unknown kind or reason", place=FILE_NAME,
                               remedy="kinds: " + ", ".join(KINDS) + "; reasons: " + ", ".join(REASONS))
    return tuple(sorted(set(found)))


def written(tombstones: Iterable[Tombstone]) -> str:
    """The file of these tombstones, sorted: its order does not tell when something was withdrawn."""
    rows = [{"id": one.id, "kind": one.kind, "reason": one.reason} for one in sorted(set(tombstones))]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def added(text: str, known: Iterable[tuple[str, str]], wanted: str, reason: str) -> tuple[str, Tombstone]:
    """The file `text` with `wanted` withdrawn; `known` are the kind and id of everything that can be.

    Raises:
        ArchiveError: when there is no such thing, more than one, or no such reason.
    """
    if reason not in REASONS:
        raise ArchiveError(f"no class of reasons: {reason[:40]}",
                           remedy=did_you_mean(reason, REASONS) or "one of: " + ", ".join(REASONS))
    pairs = sorted(set(known))
    found = [(kind, one) for kind, one in pairs if wanted in (one, one.rpartition("/")[2])]
    if len(found) != 1:
        remedy = "name it whole: " + ", ".join(one for _, one in found) if found else \
            did_you_mean(wanted, [one for _, one in pairs]) or "name a person, a case or a fact"
        raise ArchiveError("more than one thing has this name" if found else f"nothing to withdraw: {wanted}",
                           remedy=remedy)
    stone = Tombstone(found[0][1], found[0][0], reason)
    others = [one for one in read(text) if one.id != stone.id]
    return written([*others, stone]), stone


def public_id(stone: Tombstone) -> str:
    """What a mirror is told: the id of a fact; of a page the beginning of the SHA-256 of its key, since that is a name.

    Whoever holds an older copy can find the page with it. Whoever holds none is told no name, but can try
    names that they have.
    """
    return stone.id if stone.kind == "fact" else hashlib.sha256(stone.id.encode()).hexdigest()[:12]
