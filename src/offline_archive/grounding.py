"""Named people and cases without grounds for publishing are left out before anything refers to them.

A name that is published by mistake cannot be taken back, so this fails closed: grounds that cannot be read are none.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from offline_archive import codes
from offline_archive.model import Source, Tree
from offline_archive.problems import Problem, did_you_mean
from offline_archive.record.bibliography import Bibliography
from offline_archive.record.grounds import GROUNDED, MATTERS, parse


def grounded(tree: Tree, sources: Bibliography) -> Tree:
    """`tree` without the people and cases that have no grounds, which are reported."""
    problems: list[Problem] = []
    kept = tuple(source for source in tree.sources if _may_ship(source, sources, problems))
    left_out = tree.left_out | ({source.path for source in tree.sources} - {source.path for source in kept})
    return replace(tree, sources=kept, left_out=left_out, problems=(*tree.problems, *problems))


def _may_ship(source: Source, sources: Bibliography, problems: list[Problem]) -> bool:
    if source.kind not in GROUNDED:
        return True
    own = [key for key in source.front.values if key.lower() in MATTERS]
    if source.kind == "person" and source.value("group")[1] is True and not own:
        return True
    key, value = source.value("publication")
    grounds = parse(value)
    if own:
        code, place, why = codes.SENSITIVE_FIELD, own[0], f"{own[0]} is for the person alone to tell"
        hint = "write it under publication: declared, with the source in which the person says so"
    elif isinstance(grounds, str):
        code, place, why = codes.GROUNDS_MISSING, key, f"{source.kind} is left out: {grounds}"
        hint = "say under publication why it may be published" + (
            "; or, if it lists other pages, kind: page" if PurePosixPath(source.key).name == "index" else "")
    else:
        unknown = [one for one in (grounds.evidence, *(declared.source for declared in grounds.declared))
                   if one not in sources.references]
        if not unknown:
            return True
        code, place, why = codes.GROUNDS_MISSING, key, f"{source.kind} is left out: no such source: {unknown[0]}"
        hint = did_you_mean(unknown[0], sources.references) or "add it to sources.json"
    if not source.original:  # a translation has its grounds from the original
        problems.append(code.at(source.place(place), why, hint=hint))
    return False
