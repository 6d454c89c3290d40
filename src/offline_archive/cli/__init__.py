"""The command line: arguments, printing, exit status, and nothing else.

Exit status: 0 clean, 1 problems found, 2 usage or environment.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from offline_archive.cli.arguments import command_first, known_command, parser
from offline_archive.cli.printing import printable
from offline_archive.errors import ArchiveError


def main(arguments: Sequence[str] | None = None, *, root: Path | None = None) -> int:
    """Run the program; give its exit status.

    Folders that are not named are looked for in `root`: the checkout for ``build.py``, else the
    current folder.
    """
    # Nearly all that a build makes it keeps: to look through it for what may go costs a tenth of its time.
    gc.set_threshold(100_000, 50, 100)
    given = command_first(list(sys.argv[1:] if arguments is None else arguments))
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows may know no Cyrillic; a lone surrogate is known by none.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace", **({} if stream.isatty() else {"encoding": "utf-8"}))
    as_json = False
    try:
        if given[0] == "test":
            from offline_archive import provision  # only a checkout has the tests and what they need
            return provision.run_tests(given[1:])
        known_command(given[0])
        options = parser(root or Path(), "build.py" if root else "offline-archive").parse_args(given)
        as_json = options.format == "json"
        return _command(options.command)(options)
    except ArchiveError as error:
        if as_json:
            print(json.dumps({"error": error.fact, "place": error.place, "remedy": error.remedy},
                             ensure_ascii=False))
        else:
            print(f"offline-archive: {printable(str(error))}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\noffline-archive: stopped; nothing was written", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output went away; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except MemoryError:
        print("offline-archive: the memory is too small for this (is it a copy from a stranger, made to fill it?)",
              file=sys.stderr)
        return 2
    except OSError as error:
        print(f"offline-archive: the system refused: {printable(str(error))}", file=sys.stderr)
        return 2


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """What runs a command; what other commands need is not loaded."""
    if name in ("release", "keys", "sign", "verify"):
        from offline_archive.cli import trust
        return {"release": trust.release, "keys": trust.keys, "sign": trust.sign, "verify": trust.verify}[name]
    if name in ("update", "apply", "diff", "check-mirror"):
        from offline_archive.cli import editions
        return {"update": editions.update, "apply": editions.apply, "diff": editions.diff,
                "check-mirror": editions.check_mirror}[name]
    from offline_archive.cli import commands
    return {"build": commands.build, "serve": commands.serve, "check": commands.check, "guard": commands.guard,
            "withdraw": commands.withdraw, "export": commands.export, "explain": commands.explain}[name]
