"""Writing: whole or not at all, the same for everyone, never over something else."""

from __future__ import annotations

import os
import random
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from offline_archive import pipeline, write
from offline_archive.errors import ArchiveError
from offline_archive.reproducible import EARLIEST, epoch
from offline_archive.write import check_output
from support.archives import Archive


def test_files_have_the_same_modes_and_times_for_everyone(archive: Archive) -> None:
    before = os.umask(0o077)
    try:
        archive.settings('date = 2020-05-01\n').page("index.md").build()
    finally:
        os.umask(before)
    for path in [archive.output, *archive.output.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o755 if path.is_dir() else 0o644)
        assert path.stat().st_mtime == 1588291200


def test_two_builds_have_the_same_bytes(archive: Archive) -> None:
    archive.page("index.md", "[x](a.md)\n").page("a.md").build()
    first = {str(p): p.read_bytes() for p in archive.output.rglob("*") if p.is_file()}
    archive.build()
    assert first == {str(p): p.read_bytes() for p in archive.output.rglob("*") if p.is_file()}


def test_other_seeds_time_zones_locales_and_umasks_give_the_same_bytes(archive: Archive) -> None:
    archive.page("index.md", "---\ntags: !!set {a, b, c}\ntitle: !!set {d, e}\n---\n# Ёлка [x](a.md)\n")
    archive.page("a.md").page("z/Ä.md").page("z/b.md", "слово word")
    trees = []
    for seed, zone, locale in [("1", "UTC", "C"), ("7", "Asia/Kathmandu", "ru_RU.UTF-8"), ("99", "America/Lima", "tr_TR")]:
        done = subprocess.run(
            [sys.executable, "-m", "offline_archive", "--content", str(archive.content), "--output",
             str(archive.output), "--format", "json"], capture_output=True, text=True, check=False,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale,
                              "PYTHONPATH": str(Path(__file__).parents[1] / "src")})
        assert done.returncode == 0, done.stderr
        trees.append((done.stdout, {str(p): p.read_bytes() for p in archive.output.rglob("*") if p.is_file()}))
    assert trees[0] == trees[1] == trees[2]


def test_an_old_archive_is_replaced_whole(archive: Archive) -> None:
    archive.page("index.md").page("old.md").build()
    (archive.content / "old.md").unlink()
    archive.build()
    assert not (archive.output / "old.html").exists()
    assert sorted(os.listdir(archive.output.parent)) == ["content", "site"]


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """By path, which file it is and when it was last changed in any way."""
    return {str(path.relative_to(folder)): (path.stat().st_ino, path.stat().st_ctime_ns) for path in [folder, *folder.rglob("*")]}


def test_nothing_is_touched_where_nothing_changed(archive: Archive) -> None:
    archive.page("index.md").page("a/b.md").build()
    before = state(archive.output)
    archive.build()
    assert state(archive.output) == before
    (archive.output / "a" / "more").mkdir()  # a control: whatever is more goes
    archive.build()
    assert state(archive.output).keys() == before.keys()
    assert state(archive.output) != before


def test_only_what_changed_is_written(archive: Archive) -> None:
    for number in range(30):
        archive.page(f"p{number}.md", f"# Page {number}\n\nWords of page {number}.\n")
    archive.page("index.md").build()
    files = {path: path.stat().st_ino for path in archive.output.rglob("*") if path.is_file()}
    archive.page("p7.md", "# Page 7\n\nWords of page 7, corrected.\n").build()
    new = {path.relative_to(archive.output).as_posix() for path in archive.output.rglob("*") if path.is_file() and path.stat().st_ino != files.get(path)}
    assert "p7.html" in new
    assert "SHA256SUMS" in new
    assert {path for path in new if path.endswith(".html") and "_archive" not in path} == {"p7.html"}
    assert len(new) < 12
    assert all(path.stat().st_nlink == 1 for path in archive.output.rglob("*") if path.is_file())


def test_a_file_that_was_changed_by_hand_is_written_anew(archive: Archive) -> None:
    archive.page("index.md").page("a.md").build()
    page = archive.output / "a.html"
    right, times = page.read_bytes(), (page.stat().st_atime_ns, page.stat().st_mtime_ns)
    page.write_bytes(right.replace(b"Text", b"Lies"))
    os.utime(page, ns=times)
    archive.build()
    assert page.read_bytes() == right


def test_where_files_cannot_be_linked_they_are_written(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.page("index.md").page("a.md").build()

    def refused(*args: object, **kwargs: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    archive.page("a.md", "Another.\n").build()
    assert b"Another" in (archive.output / "a.html").read_bytes()
    assert sorted(os.listdir(archive.output.parent)) == ["content", "site"]


def test_the_old_archive_stays_when_the_disk_refuses(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.page("index.md", "old").build()
    archive.page("index.md", "new")
    real = Path.open
    count = [0]

    def full(self: Path, *args: object, **kwargs: object) -> object:
        if args[:1] == ("xb",):
            count[0] += 1
            if count[0] > 1:
                raise OSError(28, "No space left on device", str(self))
        return real(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(ArchiveError, match=r"cannot write: No space left on device \(the archive that was there"):
        archive.build()
    monkeypatch.undo()
    assert ">old <a" in (archive.output / "index.html").read_text()
    assert sorted(os.listdir(archive.output.parent)) == ["content", "site"]


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), KeyboardInterrupt()])
@pytest.mark.parametrize("which", [1, 2])
def test_the_old_archive_stays_when_the_swap_fails_or_is_stopped(archive: Archive, monkeypatch: pytest.MonkeyPatch,
                                                                 error: BaseException, which: int) -> None:
    archive.page("index.md", "old").build()
    archive.page("index.md", "new")
    real, count = Path.rename, [0]

    def fail(self: Path, target: Path) -> Path:
        count[0] += 1
        if count[0] == which:
            raise error
        return real(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    monkeypatch.setattr(write, "exchanged", lambda *folders: False)  # as on a disk that cannot do both at once
    with pytest.raises((ArchiveError, KeyboardInterrupt)):
        archive.build()
    monkeypatch.undo()
    assert ">old <a" in (archive.output / "index.html").read_text()
    assert sorted(os.listdir(archive.output.parent)) == ["content", "site"]


WRITER = """
import sys
import time
from pathlib import Path
from offline_archive import write
from offline_archive.bundle import Bundle
if sys.argv[2] == "steps":
    write.exchanged = lambda *folders: False
files = {f"{name}/{number}.html": bytes([65 + number % 26]) * 3000 for name in "ab" for number in range(40)}
output, edition = Path(sys.argv[1]), 0
while True:
    edition += 1
    write.write(Bundle(files | {"edition": str(edition).encode(), "last/edition": str(edition).encode()}), output, 0, lambda done: None)
    print(edition, flush=True)
"""


@pytest.mark.parametrize("how", ["once", "steps"])
def test_a_process_that_is_killed_leaves_one_whole_edition(tmp_path: Path, how: str) -> None:
    output, chance, seen = tmp_path / "site", random.Random(7), set()
    for _ in range(25):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(output), how], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": "src"})
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.uniform(0, 0.05))
        writer.kill()
        writer.wait()
        writer.stdout.close()
        write.mended(output)
        assert len([path for path in output.rglob("*") if path.is_file()]) == 82
        assert (output / "edition").read_bytes() == (output / "last" / "edition").read_bytes()
        seen.add((output / "edition").read_bytes())
        assert os.listdir(tmp_path) == ["site"]
    assert len(seen) > 1  # it was killed at different moments


@pytest.mark.parametrize("how", ["once", "steps"])
def test_programs_that_write_at_the_same_time_wait_for_each_other(tmp_path: Path, how: str) -> None:
    output = tmp_path / "site"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(output), how], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                env=os.environ | {"PYTHONPATH": "src"}) for _ in range(3)]
    for writer in writers:
        assert writer.stdout is not None
        for _ in range(5):  # each has written while the others did
            assert writer.stdout.readline(), writer.communicate()[1]
    for writer in writers:
        writer.kill()
        writer.communicate()
    write.mended(output)
    assert len([path for path in output.rglob("*") if path.is_file()]) == 82
    assert (output / "edition").read_bytes() == (output / "last" / "edition").read_bytes()


def test_a_folder_with_a_list_of_sums_of_its_own_is_no_archive(archive: Archive) -> None:
    archive.page("index.md")
    archive.output.mkdir()
    (archive.output / "SHA256SUMS").write_text("mine")
    (archive.output / "thesis.doc").write_text("three years")
    with pytest.raises(ArchiveError, match="not an archive"):
        archive.build()
    assert (archive.output / "thesis.doc").exists()


def test_a_file_put_into_a_built_archive_is_not_lost(archive: Archive) -> None:
    archive.page("index.md").build()
    (archive.output / "README.txt").write_text("my notes")
    (archive.output / ".DS_Store").write_text("x")
    with pytest.raises(ArchiveError, match=r"not part of the archive: README\.txt"):
        archive.build()
    (archive.output / "README.txt").unlink()
    assert archive.build().written


@pytest.mark.parametrize("output", ["content", "content/site", "."])
def test_an_output_that_overlaps_the_content_is_refused(archive: Archive, output: str) -> None:
    archive.page("index.md")
    with pytest.raises(ArchiveError, match="overlap"):
        check_output(archive.content.parent / output, archive.content)


def test_an_output_that_is_a_file_or_a_link_is_refused(archive: Archive, tmp_path: Path) -> None:
    archive.page("index.md")
    (tmp_path / "file").write_text("x")
    os.symlink(tmp_path / "elsewhere", tmp_path / "link")
    for name in ("file", "link"):
        with pytest.raises(ArchiveError):
            pipeline.build(archive.content, tmp_path / name, strict=False)


def test_source_date_epoch_wins_and_must_be_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert epoch(None) == 1700000000
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "5")
    assert epoch(None) == EARLIEST
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "9" * 30)
    with pytest.raises(ArchiveError):
        epoch(None)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(ArchiveError):
        epoch(None)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert epoch(None) == EARLIEST
