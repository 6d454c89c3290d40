"""Hostile content: nothing runs, nothing leads outside, nothing is written elsewhere, all is said."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from offline_archive import pipeline
from offline_archive.outcome import Outcome
from support.archives import Archive
from support.browsers import OPENERS, Browser
from support.hostile import BOMBS, BYTES, CASES, LONG, Case
from test_network_gate import watch


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Archive, Outcome]:
    """All hostile pages in one archive, built."""
    archive = Archive(tmp_path_factory.mktemp("hostile"))
    archive.page("index.md", "# Home\n\n" + "\n".join(f"- [x]({case.name}.md)" for case in CASES))
    archive.file("i.png", b"\x89PNG\r\n\x1a\n").file("x.png", b"not a picture")
    for case in CASES:
        archive.file(f"{case.name}.md", case.text.encode("utf-8", "surrogatepass"))
    for name, data, _ in BYTES:
        archive.file(f"{name}.md", data)
    return archive, archive.build()


def codes_of(outcome: Outcome, name: str) -> set[str]:
    return {problem.code for problem in outcome.problems if problem.place.path == f"{name}.md"}


def test_there_are_at_least_two_hundred_inputs() -> None:
    assert len({case.text for case in CASES} | {name for name, _, _ in BYTES}) >= 200


def test_the_archive_is_built_and_the_audit_finds_nothing(hostile: tuple[Archive, Outcome]) -> None:
    _, outcome = hostile
    assert outcome.written
    assert [p for p in outcome.problems if p.code.startswith("OA9")] == []


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_each_input_is_reported(hostile: tuple[Archive, Outcome], case: Case) -> None:
    found = codes_of(hostile[1], case.name) - {"OA108"}
    if case.code is None:
        # Long runs of signs are bounded, and that is said; a link of theirs may lead nowhere.
        assert found <= ({"OA111", "OA202", "OA203", "OA403"} if case in [*LONG, *BOMBS]
                          else {"OA111", "OA118", "OA405"})
    else:
        assert case.code in found


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, _, code in BYTES])
def test_broken_bytes_are_reported(hostile: tuple[Archive, Outcome], name: str, code: str) -> None:
    assert code in codes_of(hostile[1], name)


def test_every_problem_says_what_is_wrong_and_what_to_do(hostile: tuple[Archive, Outcome]) -> None:
    for problem in hostile[1].problems:
        assert re.match(r"[a-z<Mf]", problem.message), problem
        assert problem.hint or problem.code == "OA209", problem


def test_nothing_is_named_in_a_loading_position(hostile: tuple[Archive, Outcome]) -> None:
    """Beside the audit: a plain search through the bytes, which knows no HTML at all."""
    archive, _ = hostile
    loading = re.compile(rb"""<[^<>]*\s(?:href|src|srcset|action|data|poster|style|on[a-z]+|ping|cite)\s*=\s*"?'?\s*"""
                         rb"""(?:[a-z]+:|//|\\)""", re.IGNORECASE)
    for page in archive.output.rglob("*.html"):
        data = page.read_bytes().replace(b'<link rel="icon" href="data:,">', b"")
        found = loading.search(data)
        assert found is None, (page.name, found)


def test_no_file_is_written_outside_the_output(hostile: tuple[Archive, Outcome]) -> None:
    archive, _ = hostile
    assert sorted(os.listdir(archive.output.parent)) == ["content", "site"]
    assert not any("pwned" in str(path) for path in archive.output.rglob("*"))


def test_hostile_text_in_search_results_stays_text(hostile: tuple[Archive, Outcome], browser: Browser) -> None:
    archive, _ = hostile
    browser.open(archive.output / "index.html")
    results = browser.search("script window pwned")
    assert results
    assert browser.script("return document.querySelectorAll('#search-results script, #search-results img').length") == 0
    assert browser.script("return window.pwned") is None


@pytest.mark.parametrize("name", sorted(OPENERS))
def test_no_hostile_page_runs_a_script_or_reaches_the_network(hostile: tuple[Archive, Outcome], name: str) -> None:
    pages = sorted(str(page) for page in hostile[0].output.glob("*.html"))
    found = watch(name, *pages)
    assert found["pages"] > 200
    assert (found["ran"], found["seen"], found["blocked"]) == ([], [], [])


def test_a_page_of_fifty_megabytes_is_refused(archive: Archive) -> None:
    archive.page("index.md").file("big.md", b"word " * 10_000_000)
    outcome = archive.build()
    assert [str(p) for p in outcome.problems] == [
        "big.md: OA104 page has 50,000,000 bytes; the limit is 2,000,000 (split it)"]
    assert outcome.written


def test_a_large_page_within_the_limit_builds(archive: Archive) -> None:
    archive.page("index.md", "paragraph *with* [a link](index.md)\n\n" * 40_000)
    assert archive.build().problems == ()


def test_no_page_unfolds_to_many_times_its_size(hostile: tuple[Archive, Outcome]) -> None:
    archive, _ = hostile
    for case in [*LONG, *BOMBS]:
        built = (archive.output / f"{case.name}.html").stat().st_size
        assert built < 20_000 + 60 * len(case.text.encode()), case.name


def test_settings_behind_a_link_are_not_read(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "outside.toml").write_text('title = "from outside"')
    archive.page("index.md")
    os.symlink(tmp_path / "outside.toml", archive.content / "archive.toml")
    with pytest.raises(Exception, match="is not a plain file"):
        archive.build()


def test_symbolic_links_out_of_the_tree_are_not_followed(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside.md").write_text("secret")
    archive.page("index.md", "[a](leak.md) ![b](leak.png)\n").page("own.md")
    os.symlink(tmp_path / "secret.md", archive.content / "leak.md")
    os.symlink("/etc/passwd", archive.content / "leak.png")
    os.symlink(tmp_path / "folder", archive.content / "folder")
    os.symlink("nowhere.md", archive.content / "dead.md")
    os.symlink(".", archive.content / "loop")
    os.symlink("own.md", archive.content / "alias.md")
    outcome = archive.build()
    assert [f"{p.code} {p.place}" for p in outcome.problems] == [
        "OA105 dead.md", "OA105 folder", "OA203 index.md:1:5", "OA204 index.md:1:19", "OA105 leak.md",
        "OA105 leak.png", "OA105 loop"]
    assert not any(b"secret" in path.read_bytes() for path in archive.output.rglob("*") if path.is_file())
    assert (archive.output / "alias.html").exists()


def test_pipes_and_sockets_are_not_opened(archive: Archive) -> None:
    archive.page("index.md")
    os.mkfifo(archive.content / "pipe.md")
    assert archive.found() == ["OA106 pipe.md"]


def test_a_file_that_cannot_be_read_is_reported(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.page("index.md").page("gone.md")
    real = Path.open

    def refuse(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == "gone.md":
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    assert archive.messages() == ["gone.md: OA107 cannot be read: Permission denied (check its permissions)"]


def test_an_output_of_foreign_files_is_never_replaced(archive: Archive) -> None:
    archive.page("index.md")
    archive.output.mkdir()
    (archive.output / "thesis.txt").write_text("three years of work")
    with pytest.raises(Exception, match="holds files that are not an archive"):
        pipeline.build(archive.content, archive.output, strict=False)
    assert (archive.output / "thesis.txt").read_text() == "three years of work"
