"""``withdrawn.json``: what was published and is no more. It holds an id and the class of a reason, nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from offline_archive import load
from offline_archive.errors import ArchiveError
from offline_archive.problems import did_you_mean
from offline_archive.withheld import REASONS

FILE_NAME = load.WITHDRAWN
"""The list, at the top of the content folder."""
KINDS = ("person", "case", "fact")
"""What can be withdrawn."""
_TOLD = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{3,63}")


@dataclass(frozen=True, slots=True, order=True)
class Tombstone:
    """Something that was withdrawn."""

    id: str
    """The page key of a person or a case, such as ``people/a-name``; the id of a fact."""
    kind: str
    """Of :data:`KINDS`."""
    reason: str
    """Of :data:`withheld.REASONS`."""
    told: str = ""
    """What readers and mirrors are told instead of the key of a page, which is a name: nothing that follows from it."""


def read(text: str) -> tuple[Tombstone, ...]:
    """The tombstones of a file.

    Raises:
        ArchiveError: when anything in it cannot be read, since something would be published that was withdrawn.
    """
    try:
        items = json.loads(text or "[]")
        found = [Tombstone(item["id"], item["kind"], item["reason"], item.get("told", "")) for item in items]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ArchiveError("not a list of {id, kind, reason}", place=FILE_NAME, remedy="restore the file") from None
    for one in found:
        if not all(isinstance(text, str) and text for text in (one.id, one.kind, one.reason)) \
                or one.kind not in KINDS or one.reason not in REASONS:
            raise ArchiveError("an entry has no id, or an unknown kind or reason", place=FILE_NAME,
                               remedy="kinds: " + ", ".join(KINDS) + "; reasons: " + ", ".join(REASONS))
        if not isinstance(one.told, str) or (one.kind != "fact" and not _TOLD.fullmatch(one.told)):
            raise ArchiveError("an entry does not say what mirrors are told instead of a name", place=FILE_NAME,
                               remedy='withdraw the page with the command, or add "told" with four or more letters or '
                                      "digits that say nothing")
    return tuple(sorted(set(found)))


def written(tombstones: Iterable[Tombstone]) -> str:
    """The file of these tombstones, sorted: its order does not tell when something was withdrawn."""
    rows = [{"id": one.id, "kind": one.kind, "reason": one.reason, **({"told": one.told} if one.told else {})}
            for one in sorted(set(tombstones))]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def added(text: str, known: Iterable[tuple[str, str]], wanted: str, reason: str,
          told: Callable[[str], str]) -> tuple[str, Tombstone]:
    """The file `text` with `wanted` withdrawn; `known` are the kind and id of everything that can be.

    What mirrors are `told` of the key of a page stays the same when it is withdrawn again.

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
    kind, name = found[0]
    before = {one.id: one for one in read(text)}
    said = "" if kind == "fact" else before[name].told if name in before else told(name)
    stone = Tombstone(name, kind, reason, said)
    others = [one for one in before.values() if one.id != stone.id]
    return written([*others, stone]), stone


def public_id(stone: Tombstone) -> str:
    """What readers and mirrors are told: the id of a fact; of a page what its entry says."""
    return stone.told or stone.id
