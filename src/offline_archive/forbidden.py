"""What must not ship: gathered for the audit from content, guard list and machine; and one more thing added to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from offline_archive import codes, config, editions, guard, load, machine, withdrawal
from offline_archive.audit import Secrets
from offline_archive.config import Settings
from offline_archive.errors import ArchiveError
from offline_archive.model import Tree
from offline_archive.problems import Place, Problem, Trace
from offline_archive.record import facts
from offline_archive.record.bibliography import Bibliography
from offline_archive.withdrawal import Removal
from offline_archive.wording import words
from offline_archive.write import write_text


def gathered(removal: Removal, content: Path, settings: Settings,
             guard_key: Path | None) -> tuple[Secrets, tuple[Problem, ...]]:
    """What the audit looks for in the finished bytes, and what of it cannot be looked for.

    Raises:
        ArchiveError: when the guard list or its key cannot be read, or do not belong together.
    """
    problems: list[Problem] = []
    tree = removal.tree
    key = guard.find_key(guard_key, content)
    listed = tree.data.get(guard.FILE_NAME, "")
    if key is not None and not listed:
        raise ArchiveError("a key was given, and there is no guard list", place=guard.FILE_NAME,
                           remedy="name the content folder of the list with --content, or leave the key out")
    lines = guard.parse(listed, key) if listed else frozenset()
    if lines and key is None:
        problems.append(codes.GUARD_NOT_CONSULTED.at(Place(guard.FILE_NAME), "the guard list was not consulted",
                                                     hint="name the file of its key with --guard-key"))
    if key is None or not lines:
        problems += [codes.WITHDRAWN_FORGOTTEN.at(
            Place(withdrawal.FILE_NAME), f"withdrawn, and its file is gone: {name}",
            hint="put it back, or take the name out of every file and guard it") for name in removal.forgotten]
    traces: list[Trace] = []
    looked_for = machine.traces(content)
    said = tree.said(trace.value for trace in looked_for if not trace.is_path)
    for trace in looked_for:
        if not trace.is_path and trace.value in said:
            problems.append(codes.TRACE_IN_CONTENT.at(
                Place("."), f"the {trace.what} that builds is a word of the content",
                hint="look whether it is meant, or build under another name"))
        else:
            traces.append(trace)
    passages = [(passage.text, passage.place) for passage in tree.withheld]
    return Secrets(passages, guard.Guard(key, lines) if key is not None else None, traces, removal.names,
                   removal.runs, settings.discreet), tuple(problems)


def places_of_guarded(tree: Tree, listed: guard.Guard) -> Iterator[Problem]:
    """Where in the content guarded phrases stand: finished files do not tell an editor where to look."""
    for source in tree.sources:
        front = [(f"{key} {value}", source.place(key)) for key, value in source.front.values.items()]
        lines = [(line, Place.of(source.path, source.front.lines + number))
                 for number, line in enumerate(source.body.split("\n"), start=1)]
        for text, place in (*front, *lines):
            if any(True for _ in listed.found(words(text))):
                yield codes.GUARDED_SHIPS.at(place, "holds a guarded phrase", hint="withhold it, or reword it")


def withdraw(content: Path, wanted: str, reason: str, *, guard_key: Path | None = None) -> tuple[str, int]:
    """Withdraw a person, a case or a fact from now on; give its id, and how many of its names are guarded.

    With the key of the guard list, the names of a person are guarded as well.

    Raises:
        ArchiveError: when there is no such thing, or the content cannot be read.
    """
    settings = config.read(content)
    tree = load.load(content, settings, lambda done: None)
    known = [(source.kind, source.key) for source in tree.sources if source.kind in withdrawal.KINDS]
    known += [("fact", name) for name in facts.read(tree.data.get(facts.FILE_NAME, ""), Bibliography()).facts]
    text, stone = withdrawal.added(tree.data.get(withdrawal.FILE_NAME, ""), known, wanted, reason,
                                   lambda name: _told(tree, name))
    key = guard.find_key(guard_key, content)
    names: set[str] = set()
    if key is not None and stone.kind == "person":
        lines = guard.parse(tree.data.get(guard.FILE_NAME, "") or guard.written(key, ()), key)
        names = {name for source in tree.sources if source.key == stone.id for name in withdrawal.names_of(source)
                 if " " in name}
        guard.write_list(content, key, lines.union(*(guard.guarded(key, name) for name in names)))
    write_text(content / withdrawal.FILE_NAME, text)
    return stone.id, len(names)


def _told(tree: Tree, key: str) -> str:
    """What mirrors are told of a page: the hash of its state in the newest edition that has it, or a number by lot.

    Whoever holds that edition finds the page by the hash; whoever holds none cannot try names.
    """
    released = editions.read(tree.data.get(editions.FILE_NAME, ""))
    states = (one.inventory.pages.get(f"{key}.html") for one in reversed(released) if one.inventory is not None)
    return next((state for state in states if state), None) or machine.lot()
