"""The records of an archive by name: what ``people: [maxim-lapunov]`` refers to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from offline_archive.model import Source
from offline_archive.problems import did_you_mean


class Names:
    """The records of an archive by their paths, and by their files' names where no two of a kind share one."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._paths: dict[str, set[str]] = defaultdict(set)
        self._short: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for source in sources:
            path = PurePosixPath(source.key)
            if path.name != "index":
                self._paths[source.kind].add(source.key)
                self._short[source.kind][path.name].add(source.key)

    def find(self, name: str, kinds: tuple[str, ...]) -> str | None:
        """The page key of the record of one of these kinds that `name` means: a path, else a file's name."""
        for kind in kinds:
            if name in self._paths[kind]:
                return name
            if len(shared := self._short[kind].get(name, set())) == 1:
                return min(shared)
        return None

    def suggest(self, name: str, kinds: tuple[str, ...]) -> str:
        """The nearest name, as a hint; the paths, when several records have this one."""
        shared = sorted(key for kind in kinds for key in self._short[kind].get(name, ()))
        if shared:
            return "write the path: " + ", ".join(shared[:5])
        return did_you_mean(name, [short for kind in kinds for short in self._short[kind]]) \
            or "write a record for it, or name another"
