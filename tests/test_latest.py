"""Where nothing changed, nothing is done; where anything did, all is as if nothing were remembered."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from offline_archive import latest, machine, pipeline
from offline_archive.errors import ArchiveError
from offline_archive.guard.keyfile import VARIABLE
from offline_archive.outcome import Outcome
from support.archives import Archive

MADE = pipeline.made


@pytest.fixture
def cache(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive that was built, and where that is remembered. The clock is ahead: its files are of long ago."""
    monkeypatch.setattr(machine, "moment", lambda: time.time_ns() + 10**11)
    archive.page("index.md", "# Home\n\n[It](missing.md)\n").page("a/b.md", "# B\n\nWords.\n")
    build(archive, tmp_path / "cache")
    return tmp_path / "cache"


def build(archive: Archive, cache: Path) -> Outcome:
    return pipeline.build(archive.content, archive.output, strict=False, cache=cache)


def is_done(archive: Archive, cache: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether anything is made when the archive is built once more."""
    made = []

    def note(*args: object, **kwargs: object) -> pipeline.Made:
        made.append(True)
        return MADE(*args, **kwargs)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "made", note)
        build(archive, cache)
    return bool(made)


def test_where_nothing_changed_nothing_is_done_and_the_same_is_said(archive: Archive, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = pipeline.build(archive.content, archive.output, strict=False)
    assert [problem.code for problem in first.problems if problem.code == "OA203"]
    assert not is_done(archive, cache, monkeypatch)
    assert build(archive, cache) == first


def edited(archive: Archive) -> None:
    """Another text of the same size, with the times that the file had."""
    page = archive.content / "a" / "b.md"
    times = page.stat().st_atime_ns, page.stat().st_mtime_ns
    page.write_text(page.read_text().replace("Words", "Wards"))
    os.utime(page, ns=times)


def renamed(archive: Archive) -> None:
    (archive.content / "a" / "b.md").rename(archive.content / "a" / "c.md")


def settled(archive: Archive) -> None:
    archive.settings('title = "Another"\n')


def falsified(archive: Archive) -> None:
    """A page of the archive that was built, with the times that it had."""
    page = archive.output / "a" / "b.html"
    times = page.stat().st_atime_ns, page.stat().st_mtime_ns
    page.write_bytes(page.read_bytes().replace(b"Words", b"Wards"))
    os.utime(page, ns=times)


def removed(archive: Archive) -> None:
    (archive.output / "a" / "b.html").unlink()


def added(archive: Archive) -> None:
    (archive.output / ".DS_Store").write_bytes(b"x")


def linked(archive: Archive) -> None:
    target = archive.content.parent / "moved.md"
    (archive.content / "a" / "b.md").rename(target)
    (archive.content / "a" / "b.md").symlink_to(target)


@pytest.mark.parametrize("change", [edited, renamed, settled, falsified, removed, added, linked], ids=lambda change: change.__name__)
def test_whatever_changed_is_noticed(archive: Archive, cache: Path, change: Callable[[Archive], None], monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_done(archive, cache, monkeypatch)
    change(archive)
    assert is_done(archive, cache, monkeypatch)
    kept = {path: path.read_bytes() for path in sorted(archive.output.rglob("*")) if path.is_file()}
    shutil.rmtree(archive.output)
    pipeline.build(archive.content, archive.output, strict=False)
    assert kept == {path: path.read_bytes() for path in sorted(archive.output.rglob("*")) if path.is_file()}


def test_a_link_that_leads_to_another_text_is_noticed(archive: Archive, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (archive.content / "linked.md").symlink_to("a/b.md")
    build(archive, cache)
    assert not is_done(archive, cache, monkeypatch)
    archive.page("a/b.md", "# B\n\nOther words.\n")
    assert is_done(archive, cache, monkeypatch)


def test_another_epoch_key_or_strictness_is_another_build(archive: Archive, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert is_done(archive, cache, monkeypatch)
    assert (archive.output / "index.html").stat().st_mtime == 1_000_000_000
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert is_done(archive, cache, monkeypatch)
    assert not pipeline.build(archive.content, archive.output, strict=True, cache=cache).written
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none.key"))
    with pytest.raises(ArchiveError):
        build(archive, cache)


def test_another_program_builds_anew(archive: Archive, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from offline_archive import catalogue
    shutil.copytree(catalogue.default_templates(), tmp_path / "templates")
    monkeypatch.setattr(catalogue, "default_templates", lambda: tmp_path / "templates")
    assert is_done(archive, cache, monkeypatch)
    assert not is_done(archive, cache, monkeypatch)
    style = tmp_path / "templates" / "assets" / "style.css"
    style.write_text(style.read_text() + "\np { margin: 0; }\n")
    assert is_done(archive, cache, monkeypatch)
    assert b"p { margin: 0; }" in (archive.output / "_archive" / "style.css").read_bytes()


@pytest.mark.parametrize("place", [0, 10, 100, -1, -64, -65])
def test_a_damaged_record_is_none(archive: Archive, cache: Path, place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    [record] = cache.glob("latest-*.json")
    data = bytearray(record.read_bytes())
    data[place] ^= 1
    record.write_bytes(data)
    assert is_done(archive, cache, monkeypatch)
    assert not is_done(archive, cache, monkeypatch)


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[" * 100_000, b'{"inputs": 1}\n' + b"0" * 64])
def test_a_record_of_somebody_else_is_none(archive: Archive, cache: Path, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    [record] = cache.glob("latest-*.json")
    record.write_bytes(data)
    assert is_done(archive, cache, monkeypatch)
    assert not is_done(archive, cache, monkeypatch)
    monkeypatch.setenv("XDG_STATE_HOME", str(cache.parent / "of another user"))
    assert is_done(archive, cache, monkeypatch)


def test_what_changed_a_moment_ago_is_not_relied_on(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.page("index.md")
    build(archive, tmp_path / "cache")
    assert is_done(archive, tmp_path / "cache", monkeypatch)
    monkeypatch.setattr(machine, "moment", lambda: time.time_ns() + 10**11)
    assert is_done(archive, tmp_path / "cache", monkeypatch)
    assert not is_done(archive, tmp_path / "cache", monkeypatch)


def test_nothing_is_remembered_where_the_time_of_a_change_can_be_set(archive: Archive, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on FAT, which gives the time of the last writing for it."""
    real = latest.signs

    def of_fat(folder: Path) -> dict[str, list[int]]:
        return {path: [*about[:4], about[3], *about[5:]] for path, about in real(folder).items()}

    monkeypatch.setattr(latest, "signs", of_fat)
    assert [is_done(archive, cache, monkeypatch) for _ in range(3)] == [True, True, True]


def test_a_cache_that_cannot_be_written_is_done_without(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").write_text("a file")
    assert build(archive.page("index.md"), tmp_path / "cache").written
    assert is_done(archive, tmp_path / "cache", monkeypatch)


def test_the_record_tells_nothing_of_what_stands_in_the_files(archive: Archive, cache: Path) -> None:
    [record] = cache.glob("latest-*.json")
    assert b"Words" not in record.read_bytes()
    assert b"index.html" in record.read_bytes()  # names of what was written
