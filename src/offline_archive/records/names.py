"""The records of an archive by name: what ``people: [maxim-lapunov]`` refers to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from offline_archive.model import Source
from offline_archive.problems import did_you_mean


class Names:
    """The records of an archive by name: what ``people: [maxim-lapunov]`` refers to."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._by_kind: dict[str, dict[str, str]] = defaultdict(dict)
        for source in sources:
            path = PurePosixPath(source.key)
            if path.name == "index":
                continue
            known = self._by_kind[source.kind]
            # A name that two records of a kind share means neither: their paths tell them apart.
            known[path.name] = source.key if known.get(path.name, source.key) == source.key else ""
            known[source.key] = source.key

    def find(self, name: str, kinds: tuple[str, ...]) -> str | None:
        """The page key of the record of one of these kinds that `name` means."""
        return next((found for kind in kinds if (found := self._by_kind[kind].get(name))), None)

    def suggest(self, name: str, kinds: tuple[str, ...]) -> str:
        """The nearest name, as a hint."""
        return did_you_mean(name, [known for kind in kinds for known in self._by_kind[kind] if "/" not in known]) \
            or "write a record for it, or name another"
