"""What changed from one edition to the next.

What went is counted, and not named: its address may be the name of somebody who asked to be left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offline_archive.editions.inventory import Inventory


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed among things of one sort."""

    added: tuple[str, ...]
    """Names of what is new."""
    changed: tuple[str, ...]
    """Names of what is in another state."""
    removed: tuple[str, ...]
    """Names of what is no more: for whoever has both editions, never for readers of one."""

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two editions."""

    pages: Difference
    """By site path."""
    facts: Difference
    """By id."""
    sources: Difference
    """By key."""
    withdrawn: tuple[tuple[str, str], ...]
    """Id and class of reason of what was withdrawn since."""

    def __bool__(self) -> bool:
        return bool(self.pages or self.facts or self.sources or self.withdrawn)

    def lines(self) -> tuple[str, ...]:
        """A few lines in English: numbers, and no names."""
        lines = [f"{sort}: {len(one.added)} added, {len(one.changed)} changed, {len(one.removed)} removed"
                 for sort, one in (("pages", self.pages), ("facts", self.facts), ("sources", self.sources)) if one]
        if self.withdrawn:
            lines.append(f"withdrawn: {len(self.withdrawn)}")
        return tuple(lines) or ("nothing but the edition itself",)


def compared(old: Inventory, new: Inventory) -> Changes:
    """What changed from `old` to `new`."""
    return Changes(
        pages=_difference(old.pages, new.pages), facts=_difference(old.facts, new.facts),
        sources=_difference(old.sources, new.sources),
        withdrawn=tuple(sorted((name, reason) for name, reason in new.withdrawn.items() if name not in old.withdrawn)))


def _difference(old: Mapping[str, str], new: Mapping[str, str]) -> Difference:
    return Difference(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(name for name in new.keys() & old.keys() if new[name] != old[name])),
        removed=tuple(sorted(old.keys() - new.keys())))
