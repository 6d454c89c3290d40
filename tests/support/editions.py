"""Tiny editions with signers, whose keys are cheap to open."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from offline_archive import publishing, verification
from offline_archive.release import secret
from offline_archive.verification import Verified
from support.archives import Archive

PASSWORD = "correct horse battery"
DAY = date(2026, 11, 23)
SIGNERS = ("anna", "boris", "clara")


class Press:
    """An archive with a quorum of two among three signers."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.keys = folder / "keys"
        self.memory = folder / "seen.json"
        self.archive = Archive(folder)
        self.settings(1)
        self.archive.page("index.md", "# Home\n\n[It](x.md)\n").page("x.md", "# X\n\nA paragraph.\n")
        self.public = {name: self.new_key(name) for name in SIGNERS}
        publishing.new_keys(self.keys, "Probe", 2, self.public)

    def settings(self, edition: int, rest: str = "") -> Press:
        """Write the settings of an edition."""
        self.archive.settings(f'title = "Probe"\nedition = "{edition}"\ndate = 2026-11-22\nexpires = 2027-11-22\n{rest}')
        return self

    def new_key(self, name: str) -> str:
        """Make a signer's pair of keys; give the public one."""
        return secret.made(self.folder / f"{name}.key", PASSWORD)

    def release(self, edition: int = 1, *, by: Sequence[str] = ("anna", "boris")) -> Path:
        """Release an edition and have it signed; give its folder."""
        self.settings(edition)
        folder = self.folder / f"release-{edition}"
        released = publishing.release(self.archive.content, folder, self.keys, today=DAY)
        assert released.statement is not None, released.outcome.problems
        for name in by:
            self.sign(folder, name)
        return folder

    def sign(self, folder: Path, name: str, *, password: str = PASSWORD, remembered: bool = False) -> None:
        """Have somebody sign what lies in a folder."""
        memory = self.memory if remembered else None
        wanted = publishing.unsigned(folder, today=DAY, remembered=memory)
        publishing.sign(wanted, self.folder / f"{name}.key", password, remembered=memory)

    def verify(self, path: Path, *, remembered: bool = False, trusted: Path | None = None, today: date = DAY) -> Verified:
        """Verify a copy."""
        return verification.verify(path, today=today, trusted=trusted, remembered=self.memory if remembered else None)

    def found(self, path: Path, *, remembered: bool = False, trusted: Path | None = None, today: date = DAY) -> list[str]:
        """The codes of what is wrong with a copy; that its keys are new is none."""
        verified = self.verify(path, remembered=remembered, trusted=trusted, today=today)
        return sorted({problem.code for problem in verified.problems} - {"OA819"})


def minisign(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the real one."""
    return subprocess.run(["minisign", *map(str, arguments)], input=stdin, capture_output=True, text=True, check=False)
