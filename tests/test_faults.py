"""Disks that are full or cannot be written, real ones: a clear message, and the old archive whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.archives import Archive
from test_network_gate import namespace

SCRIPT = """
mount -t tmpfs -o size={size} none "$DISK" || exit 90
{before}
{prepare}
"$PYTHON" -m offline_archive build --content "$CONTENT" --output {output} --cache {cache}
status=$?
cp -a {output} "$LEFT"
exit $status
"""


class Disk:
    """A file system of its own for one build."""

    def __init__(self, folder: Path, archive: Archive) -> None:
        self.folder, self.archive = folder, archive
        self.place, self.left, self.cache = folder / "disk", folder / "left", folder / "cache"
        self.place.mkdir()

    def build(self, *, size: str, before: str = "", prepare: str = "", output: str = "", cache: str = "") -> tuple[int, str, dict[str, bytes]]:
        """Build; give the exit status, what was said, and the files of the output."""
        script = SCRIPT.format(size=size, before=before, prepare=prepare, output=output or '"$DISK/site"', cache=cache or f'"{self.cache}"')
        done = subprocess.run([*namespace(), "sh", "-c", script], capture_output=True, text=True, check=False, env=os.environ | {
            "DISK": str(self.place), "PYTHON": sys.executable, "CONTENT": str(self.archive.content), "LEFT": str(self.left), "OLD": str(self.archive.output),
            "PYTHONPATH": str(Path(__file__).parents[1] / "src"), "XDG_STATE_HOME": str(self.folder / "state")})
        files = {path.relative_to(self.left).as_posix(): path.read_bytes() for path in self.left.rglob("*") if path.is_file()}
        return done.returncode, done.stderr, files


@pytest.fixture
def disk(archive: Archive, tmp_path: Path) -> Disk:
    """A disk, and an archive whose former state was built elsewhere."""
    for number in range(30):
        archive.page(f"p{number}.md", f"# Page {number}\n\n" + "Words and words.\n\n" * 100)
    archive.page("index.md", "# Home\n").build()
    archive.page("index.md", "# Another home\n")
    for number in range(30):
        archive.page(f"p{number}.md", f"# Page {number}\n\n" + "Other words and more.\n\n" * 100)
    return Disk(tmp_path, archive)


def old(disk: Disk) -> dict[str, bytes]:
    """The archive as it was."""
    return {path.relative_to(disk.archive.output).as_posix(): path.read_bytes() for path in disk.archive.output.rglob("*") if path.is_file()}


def test_a_disk_with_room_takes_the_new_archive(disk: Disk) -> None:
    """The control of what follows."""
    status, said, files = disk.build(size="64m", before='cp -a "$OLD" "$DISK/site"')
    assert (status, "Another home" in files["index.html"].decode()) == (0, True), said


def test_a_full_disk_keeps_the_old_archive(disk: Disk) -> None:
    status, said, files = disk.build(size="64m", before='cp -a "$OLD" "$DISK/site"', prepare='head -c 63m /dev/zero > "$DISK/filler" 2>/dev/null; sync')
    assert (status, "No space left on device" in said, "the archive that was there before is unchanged" in said) == (2, True, True), said
    assert files == old(disk)


def test_a_disk_that_cannot_be_written_keeps_the_old_archive(disk: Disk) -> None:
    status, said, files = disk.build(size="64m", before='cp -a "$OLD" "$DISK/site"', prepare='mount -o remount,ro "$DISK"')
    assert (status, "Read-only file system" in said) == (2, True), said
    assert files == old(disk)


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_a_cache_that_cannot_be_written_is_done_without(disk: Disk, tmp_path: Path, how: str) -> None:
    """What was kept before the disk was full is read all the same."""
    output = f'"{tmp_path / "site"}"'
    prepare = 'mount -o remount,ro "$DISK"' if how == "read-only" else ""
    status, said, files = disk.build(size="64m" if prepare else "300k", prepare=prepare, output=output, cache='"$DISK/cache"')
    assert status == 0, said
    disk.archive.build()
    assert files == old(disk)
