"""Two folders change places in one step, where the system can do that."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_HERE = -100
"""AT_FDCWD: a path counts from the folder in which the program runs."""
_EXCHANGE = 2
"""RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS."""


def exchanged(one: Path, other: Path) -> bool:
    """Whether two folders have changed places in one step, as Linux (renameat2) and macOS (renamex_np) can."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        names = os.fsencode(one), os.fsencode(other)
        if sys.platform == "linux":
            return bool(library.renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0)
        return sys.platform == "darwin" and bool(library.renamex_np(*names, _EXCHANGE) == 0)
    except (AttributeError, OSError, TypeError):
        return False
