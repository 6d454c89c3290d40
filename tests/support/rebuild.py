"""Build an archive in all its forms as a process of its own, with one thing made to leak if that is asked for.

    python rebuild.py CONTENT OUTPUT [LEAK]
"""

from __future__ import annotations

import getpass
import os
import random
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from offline_archive import machine, pipeline, reproducible
from offline_archive.export import EXPORTERS
from offline_archive.render import Theme
from offline_archive.write import write, write_file

CONTENT, OUTPUT = Path(sys.argv[1]), Path(sys.argv[2])


# What a program does that lets its surroundings into what it writes: each is text that ends in a file that ships.
LEAKS: dict[str, Callable[[], str]] = {
    "user": getpass.getuser,
    "user number": lambda: str(os.getuid()),
    "cache": lambda: os.environ["CACHE"],
    "host": socket.gethostname,
    "folder": lambda: str(CONTENT.resolve()),
    "time zone": lambda: time.strftime("%Z %z", time.localtime(0)),
    "locale": lambda: os.environ.get("LC_ALL", ""),
    "hash seed": lambda: " ".join({"one", "two", "three", "four", "five", "six"}),
    "file order": lambda: " ".join(entry.name for entry in os.scandir(CONTENT)),
    "clock": lambda: str(time.time_ns()),
    "modification time": lambda: str((CONTENT / "index.md").stat().st_mtime_ns),
    "processes": lambda: str(machine.processes()),
    "process": lambda: str(os.getpid()),
    "Python": lambda: sys.version,
}


def main() -> None:
    """Build and write."""
    leak = sys.argv[3] if len(sys.argv) > 3 else ""
    if leak == "umask":
        Path.chmod = lambda path, mode: None  # type: ignore[method-assign, assignment]
    elif leak == "epoch":
        reproducible.epoch = lambda day: reproducible.EARLIEST + os.getpid()
    elif leak:
        plain = Theme.plain
        text = LEAKS[leak]()
        Theme.plain = lambda theme: {  # type: ignore[method-assign]
            name: data + f"# {text}\n".encode("utf-8", "replace") for name, data in plain(theme).items()}
    cache = OUTPUT.parent / "cache" if os.environ["CACHE"] == "warm" else None
    for _ in range(2 if cache else 1):  # the second time from what the first has left
        made = pipeline.made(CONTENT, cache=cache)
    write(made.bundle, OUTPUT / "site", made.finished.epoch, lambda done: None)
    for export in EXPORTERS.values():
        for name, data in export(made.finished, "").items():
            write_file(OUTPUT / name, data, made.finished.epoch)


if __name__ == "__main__":
    # A disk gives the entries of a folder in any order.
    scandir = os.scandir

    class Shuffled:
        """A scan of a folder in another order."""

        def __init__(self, folder: Any = ".") -> None:
            with scandir(folder) as entries:
                self._entries = list(entries)
            random.Random(os.environ["ORDER"]).shuffle(self._entries)

        def __enter__(self) -> Any:
            return iter(self._entries)

        def __exit__(self, *error: object) -> None:
            pass

        def __iter__(self) -> Any:
            return iter(self._entries)

    os.scandir = Shuffled  # type: ignore[assignment, misc]
    main()
