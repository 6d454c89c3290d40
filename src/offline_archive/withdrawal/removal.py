"""Take what is withdrawn out of a content tree: pages, facts, and every passage that names or tells them.

- Names are known in every spelling, script and case, as the guard list knows them.
- What cannot be taken out by itself goes whole: a paragraph that names somebody gives way to a bar.
- What was taken out is handed on, so that the audit can prove that nothing of it is left.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from offline_archive import codes
from offline_archive.frontmatter import Value
from offline_archive.guard import LONGEST, Guard, guarded, keys
from offline_archive.model import Source, Tree
from offline_archive.problems import Place, Problem
from offline_archive.record import bibliography, facts, tables
from offline_archive.withdrawal.tombstones import Tombstone
from offline_archive.withheld import BAR_CLASS, bar_of
from offline_archive.wording import words

_KEY = bytes(32)  # for this run alone: nothing of it is kept
_BLOCKS = re.compile(r"(\n[ \t]*\n)")
_FACTS = re.compile(r"\bfacts\s*=\s*\"([^\"]*)\"")
_IDS = re.compile(r"[^\s,;]+")
_MARK = re.compile(r"\s*\{[^{}]*\}[ \t]*(?:\n|$)")
_CONTINUES = re.compile(r"[ \t]+\S|(?:[-*+]|\d+[.)])[ \t]|>")
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]|^[ \t]*\|")
_TELLING = 4
_PATRONYMIC = re.compile(r"(?:вич|вна|vich|vna)$")
RUN = 8
"""So many words in a row: two facts may well have fewer in common."""


@dataclass(frozen=True)
class Removal:
    """A tree without what is withdrawn, and what to look for in the finished bytes."""

    tree: Tree
    """The tree."""
    names: Guard | None
    """Names of withdrawn people; None when nobody is."""
    runs: frozenset[tuple[str, ...]]
    """Every :data:`RUN` words in a row of what withdrawn facts and passages said, that nothing else says."""
    forgotten: tuple[str, ...] = ()
    """Ids of people and cases whose file is gone: nobody knows their names any more."""


def removed(tree: Tree, stones: Sequence[Tombstone], says: Callable[[str, str], str]) -> Removal:
    """`tree` without what `stones` name; `says` gives words of the program in a language.

    One class of reasons after the other, so that each bar tells its own.
    """
    keys_here = {source.key for source in tree.sources}
    forgotten = tuple(sorted({stone.id for stone in stones if stone.kind != "fact"} - keys_here))
    lines: frozenset[str] = frozenset()
    runs: frozenset[tuple[str, ...]] = frozenset()
    for reason in sorted({stone.reason for stone in stones}):
        some = [stone for stone in stones if stone.reason == reason]
        tree, more_lines, more_runs = _removed(tree, some, partial(_bar_in, reason, says))
        lines |= more_lines
        runs |= more_runs
    return Removal(tree, Guard(_KEY, lines) if lines else None, runs, forgotten)


def _bar_in(reason: str, says: Callable[[str, str], str], language: str) -> str:
    return bar_of(reason, partial(says, language))


def _removed(tree: Tree, stones: Sequence[Tombstone],
             bar: Callable[[str], str]) -> tuple[Tree, frozenset[str], frozenset[tuple[str, ...]]]:
    """`tree` without what `stones` of one reason name; the names as lines of a guard list; the words that went."""
    by_key = {stone.id: stone for stone in stones if stone.kind != "fact"}
    gone = {stone.id for stone in stones if stone.kind == "fact"}
    people = [source for source in tree.sources if source.key in by_key and source.kind == "person"]
    lines = frozenset(line for source in people for name in names_of(source) for line in guarded(_KEY, name))
    names = Guard(_KEY, lines) if lines else None
    kept = [source for source in tree.sources if source.key not in by_key and not _is_about(source, names)]
    taken = _Taken(names, gone, bar)
    taken.data(tree)
    sources = tuple(taken.source(source) for source in kept)
    # A fact that only withdrawn passages told is withdrawn with them.
    before, after = set(_told(tree.sources)), set(_told(sources))
    lost = before - after - gone
    if lost:
        taken.gone |= lost
        taken.data(tree)
    paths = frozenset(source.path for source in tree.sources) - {source.path for source in sources}
    left = replace(tree, sources=sources, left_out=tree.left_out | paths, withdrawn=tree.withdrawn | paths,
                   data={**tree.data, **taken.texts}, problems=(*tree.problems, *taken.problems))
    return left, lines, _runs(taken.claims) | _runs(taken.passages, but=sources)


def names_of(source: Source) -> Iterator[str]:
    """What a person is called: title, other names, and the last word of each, if its key is long enough to tell."""
    values = [source.value("title")[1], PurePosixPath(source.key).name.replace("-", " ")]
    names = source.value("names")[1]
    values += list(names.values()) if isinstance(names, dict) else []
    also = source.value("also")[1]
    values += also if isinstance(also, list) else [also]
    for value in values:
        spoken = words(str(value)) if value else []
        if 2 <= len(spoken) <= LONGEST:
            yield " ".join(spoken)
        first = bool(spoken) and ("," in str(value) or _PATRONYMIC.search(spoken[-1]) is not None)
        surname = spoken[0] if first else "".join(spoken[-1:])
        if surname and len(keys(surname)[0]) >= _TELLING:
            yield surname
        yield from (f"{one} {other}" for one, other in pairwise(spoken))


def _is_about(source: Source, names: Guard | None) -> bool:
    """Whether a page bears a withdrawn name in its title or its address."""
    title = source.value("title")[1] or re.sub(r"^\s*#\s*", "", source.body.lstrip().partition("\n")[0])
    return names is not None and any(any(names.found(words(str(text)))) for text in (title, source.key))


def _told(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        for found in _FACTS.findall(source.body):
            yield from _IDS.findall(found)
        listed = source.value("facts")[1]
        yield from map(str, listed if isinstance(listed, list) else [listed] if listed else [])


def _runs(texts: Iterable[str], but: Iterable[Source] = ()) -> frozenset[tuple[str, ...]]:
    """The runs of words of `texts`, without those that stand in pages which are kept."""
    found = {run for text in texts for run in _runs_of(text)}
    for source in but if found else ():
        found.difference_update(
            _runs_of(source.body), *(_runs_of(str(value)) for value in source.front.values.values()))
    return frozenset(found)


def _runs_of(text: str) -> Iterator[tuple[str, ...]]:
    spoken = words(text)
    return (tuple(spoken[at:at + RUN]) for at in range(len(spoken) - RUN + 1))


class _Taken:
    """Takes passages out, and keeps what they were."""

    def __init__(self, names: Guard | None, gone: set[str], bar: Callable[[str], str]) -> None:
        self._names = names
        self.gone = gone
        self.claims: list[str] = []
        self.passages: list[str] = []
        self.texts: dict[str, str] = {}
        self.problems: list[Problem] = []
        self._bar_in = bar
        self._bar = ""

    def source(self, source: Source) -> Source:
        """A page without what is withdrawn."""
        self._bar = self._bar_in(source.language)
        values = {key: value for key, one in source.front.values.items()
                  if (value := self._value(one)) is not None or one is None}
        parts: list[str] = []
        line = source.front.lines + 1
        rest = ""  # what a mark of a withdrawn fact still holds for: the next block, the rest of a list or quotation
        for part in _BLOCKS.split(source.body):
            is_blank = not part.strip()
            held = rest == "next" or (rest == "more" and _CONTINUES.match(part) is not None)
            parts.append(part if is_blank else self._bar_for(part) if held else self._block(part))
            if not is_blank:
                rest = ("more" if _CONTINUES.match(part) else "") if held else self._held_by(part)
            if parts[-1] != part:
                self.problems.append(codes.TAKEN_OUT.at(
                    Place.of(source.path, line), "a passage was taken out: it tells of what was withdrawn",
                    hint="take it out of the file, too, before the withdrawn file goes"))
            line += part.count("\n")
        if values != source.front.values:
            self.problems.append(codes.TAKEN_OUT.at(
                Place.of(source.path, 1), "something was taken out of the front matter: it tells of what was withdrawn",
                hint="take it out of the file, too, before the withdrawn file goes"))
        body = "".join(parts)
        return replace(source, front=replace(source.front, values=values), body=body)

    def data(self, tree: Tree) -> None:
        """The data files without what is withdrawn; what facts said is kept for the audit."""
        self._bar = self._bar_in("")
        for name in (facts.FILE_NAME, bibliography.FILE_NAME, tables.CONFLICTS, tables.CORRECTIONS):
            try:
                items = json.loads(tree.data.get(name) or "[]")
            except (ValueError, RecursionError):
                continue  # reported where it is read
            if isinstance(items, list) and name in tree.data:
                kept = [item for item in items if not self._goes(item, name)]
                text = json.dumps([self._json(item) for item in kept], ensure_ascii=False, indent=1)
                self.texts[name] = text if len(kept) < len(items) or self._json(kept) != kept else tree.data[name]

    def _goes(self, item: Any, name: str) -> bool:
        if not isinstance(item, dict):
            return False
        key = str(item.get("id", ""))
        goes = key in self.gone if name == facts.FILE_NAME else False
        told = json.dumps(item, ensure_ascii=False) if name != bibliography.FILE_NAME else key
        if not goes and not self._hit(told) and not (name != facts.FILE_NAME and self._names_gone(item)):
            return False
        if name == facts.FILE_NAME:
            self.gone.add(key)
            self.claims.append(str(item.get("claim", "")))
        return True

    def _names_gone(self, item: dict[str, Any]) -> bool:
        listed = item.get("facts")
        return isinstance(listed, list) and bool(self.gone & set(map(str, listed)))

    def _json(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._json(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._json(one) for one in value
                    if not (isinstance(one, str) and (one in self.gone or self._hit(one)))]
        return self._bar if isinstance(value, str) and self._hit(value) else value

    def _value(self, value: Value) -> Value:
        """A value of front matter; None when nothing is left of it."""
        if isinstance(value, list):
            kept = [one for one in value if not self._hit(_spelled(one))
                    and str(one) not in self.gone]
            return kept or None if value else value
        if isinstance(value, dict):
            return {key: one for key, one in value.items() if not self._hit(_spelled(one))}
        if isinstance(value, str) and (self._hit(value) or value in self.gone):
            return None if value in self.gone else self._bar
        return value

    def _block(self, block: str) -> str:
        """A block, a list item by item and a table row by row, with a bar where something is withdrawn."""
        parts: list[str] = []
        for line in block.split("\n"):
            # What does not begin an item belongs to the one before.
            if parts and not _ITEM.match(line) and _ITEM.match(parts[0]):
                parts[-1] += "\n" + line
            elif parts and not _ITEM.match(parts[0]):
                parts[0] += "\n" + line
            else:
                parts.append(line)
        return "\n".join(self._part(part) for part in parts)

    def _held_by(self, block: str) -> str:
        """What a mark on the first line of a block, alone on it, holds for beyond the block."""
        mark = _MARK.match(block)
        if mark is None or not {name for found in _FACTS.findall(mark[0]) for name in _IDS.findall(found)} & self.gone:
            return ""
        below = block[mark.end():]
        return "next" if not below.strip() else "more" if _CONTINUES.match(below) else ""

    def _bar_for(self, block: str) -> str:
        self.passages.append(block)
        return f"[{self._bar}]{{.{BAR_CLASS}}}" + "\n" * block.count("\n")

    def _part(self, part: str) -> str:
        told = {name for found in _FACTS.findall(part) for name in _IDS.findall(found)}
        if not told & self.gone and not self._hit(part):
            return part
        self.passages.append(part)
        if part.lstrip().startswith("|"):
            return re.sub(r"[^|\s][^|\n]*", " ", part)
        mark = re.match(r"\s*(?:#+|[-*+]|\d+[.)])[ \t]+|", part)
        return f"{mark[0] if mark else ''}[{self._bar}]{{.{BAR_CLASS}}}" + "\n" * part.count("\n")

    def _hit(self, text: str) -> bool:
        return self._names is not None and any(True for _ in self._names.found(words(text)))


def _spelled(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
