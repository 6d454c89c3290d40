"""Parts of a result that a process of its own makes, and does not make again where they are known.

A forked process reads what lies in the store and cannot add to it: what it asked for and what it made goes back with
its result, and the first process keeps it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, TypeVar

from offline_archive.results import packed
from offline_archive.store import Store

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Recall:
    """What a process asks for and makes while it works at one result."""

    store: Store
    """Where parts lie."""
    program: bytes
    """Tells this program from every other version of it."""
    asked: set[bytes] = field(default_factory=set)
    """The keys of all parts that were asked for."""
    fresh: dict[bytes, bytes] = field(default_factory=dict)
    """The parts that were made, packed."""

    def __call__(self, mark: bytes, make: Callable[[], Any]) -> Any:
        """The part that `make` makes of what `mark` is a digest of."""
        if not self.store.is_file:
            return make()
        key = hashlib.sha256(self.program + mark).digest()
        self.asked.add(key)
        held = self.store.held(key)
        if held is not None:
            return held.get()
        made = make()
        self.fresh[key] = packed(made)
        return made


def keep(store: Store, asked: Set[bytes], fresh: Mapping[bytes, bytes]) -> None:
    """Keep what a process asked for and made for the next build."""
    for key in asked:
        store.has(key)
    for key, data in fresh.items():
        store.keep_packed(key, data)
