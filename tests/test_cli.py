"""The command line: what it prints and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from offline_archive import __version__
from offline_archive.cli import main
from support.archives import Archive


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit status, output and errors of one call."""
    try:
        status = main([str(argument) for argument in arguments])
    except SystemExit as stop:
        status = int(stop.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.fixture
def folders(archive: Archive) -> list[object]:
    """Options that name the archive's folders."""
    return ["--content", archive.content, "--output", archive.output]


def test_building_is_the_default_and_ends_clean(archive: Archive, folders: list[object],
                                                capsys: pytest.CaptureFixture[str]) -> None:
    archive.page("index.md")
    status, out, err = run(capsys, *folders)
    assert (status, err) == (0, "")
    assert out.startswith("1 page in ")
    assert f"open {archive.output / 'index.html'}\nfingerprint (SHA-256 of SHA256SUMS): " in out


def test_problems_are_printed_with_their_place_and_end_with_one(archive: Archive, folders: list[object],
                                                               capsys: pytest.CaptureFixture[str]) -> None:
    archive.page("index.md", "text\n\nsee [x](abuot.md)\n").page("about.md")
    status, out, _ = run(capsys, "build", *folders)
    assert status == 1
    assert out.splitlines()[0] == "index.md:3:9: OA203 link target missing: abuot.md (did you mean about.md?)"
    assert out.splitlines()[1].endswith("(1 error)")
    assert "look at them before you hand the archive on" in out
    assert (archive.output / "index.html").exists()


def test_warnings_pass_unless_strict(archive: Archive, folders: list[object],
                                     capsys: pytest.CaptureFixture[str]) -> None:
    archive.page("index.md", "[x](#none)")
    assert run(capsys, "build", *folders)[0] == 0
    status, out, _ = run(capsys, "build", "--strict", "--content", archive.content, "--output",
                         archive.output.parent / "other")
    assert status == 1
    assert "nothing was written (1 warning)" in out
    assert not (archive.output.parent / "other").exists()


def test_notes_are_shown_when_asked_for(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    archive.page("index.md").file("loose.txt")
    assert "OA209" not in run(capsys, "check", "--content", archive.content)[1]
    assert "OA209" in run(capsys, "check", "-v", "--content", archive.content)[1]


def test_quiet_prints_problems_only(archive: Archive, folders: list[object],
                                    capsys: pytest.CaptureFixture[str]) -> None:
    archive.page("index.md")
    assert run(capsys, "-q", *folders) == (0, "", "")


def test_check_writes_nothing(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    archive.page("index.md")
    status, out, _ = run(capsys, "check", "--content", archive.content)
    assert (status, out) == (0, "1 page checked\n")
    assert os.listdir(archive.content.parent) == ["content"]


def test_json_holds_every_problem(archive: Archive, folders: list[object],
                                  capsys: pytest.CaptureFixture[str]) -> None:
    archive.page("index.md", "[x](no.md)")
    status, out, _ = run(capsys, "build", "--format", "json", *folders)
    said = json.loads(out)
    assert status == 1
    assert said["problems"] == [{"code": "OA203", "severity": "error", "path": "index.md", "line": 1, "column": 5,
                                 "message": "link target missing: no.md", "hint": "check the path"}]
    assert (said["pages"], said["written"]) == (1, True)


def test_verify_tells_whole_from_changed(archive: Archive, folders: list[object],
                                         capsys: pytest.CaptureFixture[str]) -> None:
    archive.page("index.md")
    run(capsys, *folders)
    status, out, _ = run(capsys, "verify", archive.output)
    assert status == 0
    assert "is complete and unchanged" in out
    (archive.output / "index.html").write_text("x")
    status, out, _ = run(capsys, "verify", archive.output)
    assert status == 1
    assert out.splitlines()[0] == "index.html: OA802 differs from the manifest (do not trust this copy)"
    assert json.loads(run(capsys, "verify", archive.output, "--format", "json")[1])["problems"][0]["code"] == "OA802"


def test_explain_prints_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "explain", "oa203")
    assert status == 0
    assert out.startswith("OA203 (error): a link's target is missing\n\nNo page or file")
    status, _, err = run(capsys, "explain", "OA999")
    assert status == 2
    assert re.fullmatch(r"offline-archive: unknown code: OA999 \(did you mean OA9\d\d\?\)\n", err)
    assert len(json.loads(run(capsys, "explain", "all", "--format", "json")[1])) > 30


@pytest.mark.parametrize("arguments", [
    ["--content", "/no/such/folder"], ["verify", "/no/such/folder"], ["--no-such-flag"], ["no-such-command"],
    ["explain"], ["build", "--format", "xml"]])
def test_wrong_usage_ends_with_two(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    status, out, err = run(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert err
    assert "Traceback" not in err


def test_errors_are_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "check", "--content", "/no/such/folder", "--format", "json")
    assert (status, err) == (2, "")
    assert json.loads(out)["error"] == "no such folder: /no/such/folder"


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version")[1] == f"offline-archive {__version__}\n"
    assert "Exit status: 0 clean" in " ".join(run(capsys, "--help")[1].split())


def test_an_empty_folder_is_a_problem_not_an_archive(archive: Archive, folders: list[object],
                                                     capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, *folders)
    assert status == 1
    assert "OA502" in out
    assert not archive.output.exists()


def test_control_characters_never_reach_a_terminal(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    archive.page("index.md", "[x](<\x1b[31mred\u202e.md>)")
    out = run(capsys, "check", "--content", archive.content)[1]
    assert "\x1b" not in out
    assert "\u202e" not in out


def on_a_terminal(*arguments: object, **environment: str) -> str:
    """What the program writes to a terminal."""
    leader, follower = pty.openpty()
    process = subprocess.Popen([sys.executable, "-m", "offline_archive", *map(str, arguments)], stdin=follower,
                               stdout=follower, stderr=follower, env=os.environ | environment | {
                                   "PYTHONPATH": str(Path(__file__).parents[1] / "src")})
    os.close(follower)
    said = b""
    try:
        while data := os.read(leader, 65536):
            said += data
    except OSError:
        pass  # the terminal closes with the program
    process.wait()
    os.close(leader)
    return said.decode()


def test_progress_and_colour_are_for_terminals_and_no_color_is_honoured(archive: Archive,
                                                                        folders: list[object]) -> None:
    archive.page("index.md", "[x](no.md)")
    said = on_a_terminal("build", *folders)
    assert "render [########################] 1/1" in said
    assert "\033[31mOA203\033[0m" in said
    plain = on_a_terminal("build", *folders, NO_COLOR="1")
    assert "\033[" not in plain
    piped = subprocess.run([sys.executable, "-m", "offline_archive", "build", *map(str, folders)], text=True,
                           capture_output=True, check=False,
                           env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1] / "src")})
    assert "\033" not in piped.stdout + piped.stderr
    assert "render" not in piped.stdout + piped.stderr


@pytest.mark.parametrize(("arguments", "message"), [
    (["biuld"], "unknown command: biuld (did you mean build?)"),
    (["verfy", "x"], "unknown command: verfy (did you mean verify?)"),
    (["zzz"], "unknown command: zzz (commands: build, serve, check, verify, guard, withdraw, export, release, keys, sign, update, apply, diff, check-mirror, explain, test)")])
def test_a_misspelt_command_is_named_with_the_nearest(capsys: pytest.CaptureFixture[str], arguments: list[str],
                                                      message: str) -> None:
    assert run(capsys, *arguments) == (2, "", f"offline-archive: {message}\n")


def test_a_folder_in_a_command_s_place_is_understood(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = run(capsys, archive.content)
    assert f"for a folder of pages write --content {archive.content}" in err


def test_options_may_stand_before_the_command(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    archive.page("index.md")
    assert run(capsys, "--content", archive.content, "check") == (0, "1 page checked\n", "")
    assert run(capsys, "-q", "--strict", "check", "--content", archive.content) == (0, "", "")


def test_drafts_left_out_are_counted_and_named_when_asked(archive: Archive, folders: list[object],
                                                         capsys: pytest.CaptureFixture[str]) -> None:
    archive.page("index.md").page("secret.md", "---\ndraft: true\n---\n")
    assert "1 draft left out" in run(capsys, *folders)[1]
    assert "secret.md:2: OA113 note: draft is left out" in run(capsys, "-v", *folders)[1]


def test_output_in_any_encoding_never_crashes(archive: Archive) -> None:
    archive.page("index.md", "[x](страница.md)")
    done = subprocess.run([sys.executable, "-m", "offline_archive", "check", "--content", str(archive.content)],
                          capture_output=True, check=False, env=os.environ | {
                              "PYTHONIOENCODING": "cp1252", "PYTHONPATH": str(Path(__file__).parents[1] / "src")})
    assert done.returncode == 1
    assert "страница.md" in done.stdout.decode("utf-8")
    assert done.stderr == b""
