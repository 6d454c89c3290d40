#!/usr/bin/env python3
"""Build the archive: ``python3 build.py``. Test everything: ``python3 build.py test``.

Needs Python 3.11 or newer and nothing else: the first run makes its own environment in ``.venv``.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "src"))

if sys.version_info < (3, 11):  # noqa: UP036 - said in words, before a syntax error says it worse
    sys.exit(f"offline-archive: Python 3.11 or newer is needed; this is {sys.version.split()[0]}")

from offline_archive import environment  # noqa: E402 - the path and the version come first

if __name__ == "__main__":
    environment.enter(HERE, sys.argv)
    from offline_archive.cli import main

    try:
        root = Path(os.path.relpath(HERE))
    except ValueError:  # another drive
        root = HERE
    sys.exit(main(root=root))
