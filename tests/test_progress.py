"""What is told while an archive is built, and what happens when something goes wrong meanwhile."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from offline_archive import machine, markdown, pipeline, workers
from offline_archive.cli import main, printing
from offline_archive.errors import ArchiveError
from support.archives import Archive


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The time, in nanoseconds, which a test sets."""
    now = [10**18]
    monkeypatch.setattr(printing, "moment", lambda: now[0])
    return now


def test_a_terminal_shows_stage_count_and_the_time_that_is_left(clock: list[int]) -> None:
    stream = Terminal()
    watch = printing.Watch(stream, on=True)
    for done in (0, 100, 200):
        watch("parse", done, 1000)
        clock[0] += 10**10
    assert stream.getvalue().split("\r")[-1].rstrip() == "parse  [####....................] 200/1,000 1:20 left"
    watch("audit", 0, 0)
    assert stream.getvalue().split("\r")[-1].rstrip() == "audit"
    watch.end()
    assert stream.getvalue().endswith("\r")
    assert stream.getvalue().split("\r")[-2].strip() == ""


def test_a_terminal_is_not_written_to_for_each_page(clock: list[int]) -> None:
    stream = Terminal()
    watch = printing.Watch(stream, on=True)
    for done in range(10_000):
        watch("parse", done, 10_000)
        clock[0] += 10**6
    assert 50 < stream.getvalue().count("\r") < 200


def test_a_log_has_a_line_for_each_stage(clock: list[int]) -> None:
    stream = io.StringIO()
    watch = printing.Watch(stream, on=True)
    for stage, total in (("parse", 1200), ("audit", 0)):
        for done in range(0, total + 1, 300):
            watch(stage, done, total)
            clock[0] += 5 * 10**8
    watch.end()
    assert stream.getvalue() == "parse 1,200: 2.5 s\naudit: 0.5 s\n"


def test_a_build_tells_its_stages_unless_it_is_short_or_is_to_be_quiet(archive: Archive, clock: list[int], capsys: pytest.CaptureFixture[str],
                                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    archive.page("index.md")
    where = ["--content", str(archive.content), "--output", str(archive.output), "--no-cache"]
    assert main(["build", *where]) == 0
    assert capsys.readouterr().err == ""

    def later() -> int:
        clock[0] += 10**9
        return clock[0]

    monkeypatch.setattr(printing, "moment", later)
    archive.page("index.md", "Another.\n")
    assert main(["build", *where]) == 0
    told = capsys.readouterr().err
    assert [line.split()[0].rstrip(":") for line in told.splitlines()] == ["read", "parse", "render", "index", "audit", "write"]
    assert re.fullmatch(r"(?:\w+(?: \d+)?: \d+\.\d s\n)+", told)
    for quiet in (["-q"], ["--format", "json"]):
        archive.page("index.md", f"Another, {quiet}.\n")
        assert main(["build", *where, *quiet]) == 0
        assert capsys.readouterr().err == ""


@pytest.mark.parametrize("named", ["1", "3"])
def test_the_number_of_processes_can_be_named(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFLINE_ARCHIVE_PROCESSES", named)
    assert machine.processes() == int(named)
    for other in ("", "0", "-1", "many"):
        monkeypatch.setenv("OFFLINE_ARCHIVE_PROCESSES", other)
        assert machine.processes() == len(os.sched_getaffinity(0))


def large(archive: Archive) -> Archive:
    for number in range(150):
        archive.page(f"p{number}.md", f"# Page {number}\n\nText {number}.\n")
    return archive.page("index.md")


def test_the_number_of_processes_changes_nothing(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    large(archive)
    trees = []
    for number in ("1", "2", "5"):
        monkeypatch.setenv("OFFLINE_ARCHIVE_PROCESSES", number)
        trees.append({path: entry.data for path, entry in archive.bundle().items()})
    assert trees[0] == trees[1] == trees[2]


def test_a_process_that_is_killed_leaves_the_old_archive_whole(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    large(archive).build()
    before = {path: path.read_bytes() for path in archive.output.rglob("*") if path.is_file()}
    archive.page("p7.md", "# Another\n")
    monkeypatch.setenv("OFFLINE_ARCHIVE_PROCESSES", "2")
    mine, real = os.getpid(), markdown.parse

    def killed(*given: object) -> object:
        if os.getpid() != mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(markdown, "parse", killed)
    with pytest.raises(ArchiveError, match="was killed"):
        archive.build()
    assert {path: path.read_bytes() for path in archive.output.rglob("*") if path.is_file()} == before


def listening() -> None:
    """Let Ctrl-C reach a process, whatever started the tests: what a shell puts in the background ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("stage", ["parse", "render", "audit"])
def test_an_interrupted_build_leaves_the_old_archive_whole_and_says_one_line(archive: Archive, tmp_path: Path, stage: str) -> None:
    """Ctrl-C goes to every process of the program."""
    large(archive).build()
    before = {path: path.read_bytes() for path in archive.output.rglob("*") if path.is_file()}
    for number in range(150):
        archive.page(f"p{number}.md", f"# Page {number}\n\nOther text {number}.\n" + "Words and words.\n\n" * 200)
    slow = f"""
import os, signal, sys
from offline_archive import pipeline
from offline_archive.cli import main
real = pipeline._made
def interrupted(content, key, earlier, progress):
    def told(stage, done, total):
        if stage == {stage!r} and (done or not total):
            os.killpg(os.getpgrp(), signal.SIGINT)
        progress(stage, done, total)
    return real(content, key, earlier, told)
pipeline._made = interrupted
sys.exit(main(sys.argv[1:]))
"""
    done = subprocess.run(
        [sys.executable, "-c", slow, "build", "-q", "--content", str(archive.content), "--output", str(archive.output), "--cache", str(tmp_path / "cache")],
        capture_output=True, text=True, check=False, start_new_session=True, preexec_fn=listening,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1] / "src"), "OFFLINE_ARCHIVE_PROCESSES": "2"})
    assert (done.returncode, done.stderr) == (2, "\noffline-archive: stopped; nothing was written\n")
    assert {path: path.read_bytes() for path in archive.output.rglob("*") if path.is_file()} == before
    archive.build()
    assert b"Other text 7" in (archive.output / "p7.html").read_bytes()


def test_a_fault_in_a_process_is_a_fault_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> int:
        raise RuntimeError("a mistake")

    with pytest.raises(RuntimeError, match="a mistake"):
        list(workers.done_by(2, [fails, fails, int]))


def test_a_file_that_vanishes_while_it_is_read_is_told(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.page("index.md").page("a.md").build()
    real = Path.open

    def vanishing(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == "a.md":
            self.unlink(missing_ok=True)
        return real(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", vanishing)
    outcome = pipeline.build(archive.content, archive.output, strict=True)
    assert ("OA107", "a.md") in {(problem.code, problem.place.path) for problem in outcome.problems}
    assert not outcome.written
    assert (archive.output / "a.html").is_file()


def test_an_output_that_cannot_be_written_is_told_and_stays(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.page("index.md").build()
    before = (archive.output / "index.html").read_bytes()
    archive.page("index.md", "Another.\n")
    real = os.mkdir

    def refused(path: object, *args: object, **kwargs: object) -> None:
        if ".site.new" in str(path):
            raise OSError(30, "Read-only file system", str(path))
        real(path, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "mkdir", refused)
    with pytest.raises(ArchiveError, match="Read-only file system"):
        archive.build()
    assert (archive.output / "index.html").read_bytes() == before
