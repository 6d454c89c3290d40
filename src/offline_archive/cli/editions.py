"""What the commands between editions do: update, apply, diff, check-mirror."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from offline_archive import machine, updates, verification
from offline_archive.cli.printing import as_json, count, print_json, print_problems, printable, size
from offline_archive.editions import Changes
from offline_archive.errors import ArchiveError
from offline_archive.problems import in_order
from offline_archive.verification import Verified
from offline_archive.write import write_file

_SHOWN = 20


def update(options: argparse.Namespace) -> int:
    """Write a pack that turns one edition into another."""
    if options.output.exists():
        raise ArchiveError(f"something lies there already: {options.output}", remedy="choose another with --output")
    data = updates.packed(options.old, options.new, today=machine.today())
    write_file(options.output, data, None)
    if options.format == "json":
        print_json((), {"pack": str(options.output), "bytes": len(data)})
    elif not options.quiet:
        print(f"{options.output}: {size(len(data))}; whoever has the old edition runs: "
              f"apply {options.output.name} FOLDER")
    return 0


def apply(options: argparse.Namespace) -> int:
    """Turn a folder into the edition that a pack makes."""
    remembered = None if options.private else verification.place()
    done = updates.applied(options.pack, options.folder, today=machine.today(), remembered=remembered)
    if options.format == "json":
        print_json((), {"edition": done.edition, "written": done.written, "gone": done.gone,
                        "downloads_gone": done.downloads})
        return 0
    if not options.quiet:
        name = f"edition {done.edition}" if done.edition is not None else "the new edition"
        print(f"{options.folder} is {name}: {count(done.written, 'file')} written, {count(done.gone, 'file')} gone")
        if done.downloads:
            print(f"gone with the old edition: {', '.join(done.downloads)}; ask for those of the new one")
    return 0


def diff(options: argparse.Namespace) -> int:
    """Tell what differs between two editions; 1 when something does."""
    found = updates.differing(options.old, options.new)
    differs = bool(found.added or found.changed or found.removed)
    if options.format == "json":
        files = {"added": found.added, "changed": found.changed, "removed": found.removed}
        print(json.dumps({"files": files, **_as_json(found.changes)}, ensure_ascii=False, indent=1))
        return 1 if differs else 0
    for title, one in _sorts(found.changes):
        for word, names in (("added", one.added), ("changed", one.changed), ("removed", one.removed)):
            _list(f"{title} {word}", names)
    if found.changes is not None:
        _list("withdrawn", tuple(f"{name} ({reason})" for name, reason in found.changes.withdrawn))
    elif differs:
        print("one of the two does not say what stands in it: only files are compared")
    print(f"files: {len(found.added)} added, {len(found.changed)} changed, {len(found.removed)} removed")
    return 1 if differs else 0


def check_mirror(options: argparse.Namespace) -> int:
    """Compare copies with each other."""
    remembered = None if options.private else verification.place()
    copies = updates.matching(options.paths, today=machine.today(), trusted=options.keys, remembered=remembered)
    editions = {verified.statement.sha256 for verified, _ in copies.values() if verified.statement}
    prints = {verified.fingerprint for verified, _ in copies.values() if verified.fingerprint}
    are_different = len(editions) > 1 or len(prints) > 1
    failed = are_different or any(not verified.is_right or differing for verified, differing in copies.values())
    if options.format == "json":
        print(json.dumps([_copy(path, *found) for path, found in copies.items()], ensure_ascii=False, indent=1))
        return 1 if failed else 0
    for path, (verified, differing) in copies.items():
        said = verified.statement
        state = "right" if verified.is_right else "not to be trusted"
        who = ", ".join(verified.signers) or "nobody"
        signed = f"edition {said.edition}, signed by {who}" if said else "not signed"
        print(printable(f"{path}: {state}, {signed}"))
        for name, digest in (("RELEASE", said.sha256 if said else ""), ("SHA256SUMS", verified.fingerprint)):
            if digest:
                print(f"  SHA-256 of {name}: {digest}")
        print_problems(in_order(verified.problems), verbose=False)
        _list("  differs in", tuple(differing))
    if are_different:
        print("these are different editions")
    return 1 if failed else 0


def _copy(path: Path, verified: Verified, differing: list[str]) -> dict[str, object]:
    said = verified.statement
    return {"path": str(path), "right": verified.is_right, "edition": said.edition if said else None,
            "release": said.sha256 if said else None, "fingerprint": verified.fingerprint or None,
            "signers": list(verified.signers), "differs": differing, "problems": as_json(in_order(verified.problems))}


def _sorts(changes: Changes | None) -> list[tuple[str, updates.Difference]]:
    return [] if changes is None else [("pages", changes.pages), ("facts", changes.facts), ("sources", changes.sources)]


def _as_json(changes: Changes | None) -> dict[str, object]:
    made: dict[str, object] = {title: {"added": one.added, "changed": one.changed, "removed": one.removed}
                               for title, one in _sorts(changes)}
    return made | ({"withdrawn": [{"id": name, "reason": reason} for name, reason in changes.withdrawn]}
                   if changes is not None else {})


def _list(title: str, names: tuple[str, ...]) -> None:
    if names:
        shown = ", ".join(printable(name) for name in names[:_SHOWN])
        print(f"{title}: {len(names)}: {shown}{' and more' if len(names) > _SHOWN else ''}")
