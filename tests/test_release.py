"""The manifest, and copies that differ from it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from offline_archive.errors import ArchiveError
from offline_archive.release import verify
from support.archives import Archive


@pytest.fixture
def copy(archive: Archive) -> Path:
    """A built archive."""
    archive.page("index.md").page("a/b.md").build()
    return archive.output


def found(folder: Path) -> list[str]:
    return [f"{problem.code} {problem.place}" for problem in verify(folder)[2]]


def test_a_whole_copy_is_whole(copy: Path) -> None:
    count, fingerprint, problems = verify(copy)
    assert problems == ()
    assert fingerprint == hashlib.sha256((copy / "SHA256SUMS").read_bytes()).hexdigest()
    assert count == sum(1 for path in copy.rglob("*") if path.is_file()) - 1


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="this system has no sha256sum")
def test_sha256sum_reads_the_manifest(copy: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=copy, check=False).returncode == 0
    (copy / "index.html").write_text("changed")
    assert subprocess.run(command, cwd=copy, check=False, capture_output=True).returncode == 1


def test_a_changed_byte_is_named(copy: Path) -> None:
    data = bytearray((copy / "index.html").read_bytes())
    data[100] ^= 1
    (copy / "index.html").write_bytes(data)
    assert found(copy) == ["OA802 index.html"]


def test_files_less_more_renamed_and_links_are_named(copy: Path) -> None:
    (copy / "a" / "b.html").rename(copy / "a" / "c.html")
    os.symlink("index.html", copy / "link.html")
    os.mkfifo(copy / "pipe")
    assert sorted(found(copy)) == ["OA801 a/b.html", "OA803 a/c.html", "OA804 link.html", "OA804 pipe"]


def test_a_folder_put_in_place_of_a_file_is_named(copy: Path) -> None:
    (copy / "index.html").unlink()
    (copy / "index.html").mkdir()
    assert found(copy) == ["OA801 index.html"]


@pytest.mark.parametrize("line", [
    "nonsense", "0" * 64 + "  ../../etc/passwd", "0" * 64 + "  /etc/passwd", "0" * 63 + "  x", "0" * 64 + "  a//b",
    "0" * 64 + "  INDEX.html", "0" * 64 + "  a\\b", "0" * 64 + "  SHA256SUMS"])
def test_a_manifest_that_lies_about_paths_is_named(copy: Path, line: str) -> None:
    with (copy / "SHA256SUMS").open("a") as stream:
        stream.write(line + "\n")
    assert any(item.startswith("OA805 SHA256SUMS:") for item in found(copy))


def test_an_empty_manifest_vouches_for_nothing(copy: Path) -> None:
    (copy / "SHA256SUMS").write_text("")
    assert "OA805 SHA256SUMS" in found(copy)


@pytest.mark.parametrize("make", [lambda folder: None, lambda folder: folder.mkdir()])
def test_a_folder_without_a_manifest_is_refused(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    make(tmp_path / "x")
    with pytest.raises(ArchiveError):
        verify(tmp_path / "x")


def test_files_that_systems_leave_are_a_warning(copy: Path) -> None:
    (copy / ".DS_Store").write_bytes(b"x")
    (copy / "System Volume Information").mkdir()
    (copy / "System Volume Information" / "IndexerVolumeGuid").write_bytes(b"x")
    problems = verify(copy)[2]
    assert {problem.code for problem in problems} == {"OA806"}
    assert {problem.severity.value for problem in problems} == {"warning"}


def test_a_failing_stick_is_reported_file_by_file(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> str:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys.modules["offline_archive.release.manifest"], "_sha256", fail)
    assert set(found(copy)) == {f"OA807 {path.relative_to(copy)}" for path in copy.rglob("*")
                                if path.is_file() and path.name != "SHA256SUMS"}


@pytest.mark.parametrize("name", ["a\u2028b.md", "a\u0085b.md", "e\u0301.md", "Ёлка.md"])
def test_an_archive_with_odd_names_verifies(archive: Archive, name: str) -> None:
    archive.page("index.md").page(name).build()
    assert found(archive.output) == []


def test_a_file_in_place_of_a_folder_is_explained(copy: Path) -> None:
    with pytest.raises(ArchiveError, match="is a file, not a folder"):
        verify(copy / "index.html")
