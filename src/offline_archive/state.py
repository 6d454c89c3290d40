"""Where programs keep what they remember for a user: beside no archive and in no project."""

from __future__ import annotations

import os
from pathlib import Path


def state_folder() -> Path:
    """The folder for the state of this program (XDG Base Directory, or its like); it may not be there yet."""
    base = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "state") / "offline-archive"
