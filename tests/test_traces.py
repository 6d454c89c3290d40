"""What would tell who built an archive is looked for in the finished bytes; a finished archive can be looked at by itself."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from offline_archive import machine, pipeline
from offline_archive.audit import Secrets, audit
from offline_archive.bundle import Bundle
from offline_archive.cli import main
from offline_archive.problems import Trace
from support.archives import Archive

ROOT = Path(__file__).resolve().parents[1]
SAYS_ALL = """
import json, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from offline_archive import machine
print(json.dumps([[t.what, t.value] for t in machine.traces(Path(sys.argv[2]))]))
"""


def found(data: bytes, *traces: Trace, name: str = "a.txt") -> list[str]:
    return [p.message for p in audit(Bundle({name: data}), Secrets(traces=traces)) if p.code == "OA908"]


def test_the_values_of_this_machine_are_known(tmp_path: Path) -> None:
    """A made-up user on a made-up machine, as a process of its own finds them."""
    home = tmp_path / "anna.kovalenko"
    home.mkdir()
    (home / ".gitconfig").write_text("[user]\n name = Anna Kovalenko\n email = anna@newsroom.example\n")
    environment = {"HOME": str(home), "USER": "akovalenko", "LOGNAME": "akovalenko", "TZ": "Asia/Yerevan", "LANG": "hy_AM.UTF-8",
                   "PATH": os.environ["PATH"], "EMAIL": "me@home.example", "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run([sys.executable, "-c", SAYS_ALL, str(ROOT / "src"), str(tmp_path / "archive")], env=environment, cwd=tmp_path,
                          capture_output=True, text=True, check=True)
    values = {tuple(pair) for pair in __import__("json").loads(done.stdout)}
    assert {("name of the user", "akovalenko"), ("name of the editor", "anna kovalenko"), ("e-mail address", "anna@newsroom.example"),
            ("e-mail address", "me@home.example"), ("home folder", str(home)), ("time zone", "Asia/Yerevan"), ("locale", "hy_AM"),
            ("folder of the content", str(tmp_path / "archive"))} <= values
    assert sum(what == "time of the build" for what, _ in values) >= 10


@pytest.mark.parametrize(("trace", "holding", "passing"), [
    (Trace("user", "akovalenko", is_path=False), "by AKovalenko, 2026", "kovalenko"),
    (Trace("editor", "anna kovalenko", is_path=False), "<b>Anna</b>  Kovalenko", "Anna and Kovalenko"),
    (Trace("home", "/srv/anna", is_path=True), "file:///srv/anna/x.md", "/srv/annabel/x.md"),
    (Trace("home", "/base/", is_path=True), "at /base/x.md", "en/base/x"),
    (Trace("home", "C:\\Users\\anna", is_path=True), "c:\\users\\ANNA\\x", "C:\\Users\\annabel"),
    (Trace("zone", "Asia/Yerevan", is_path=True), "tz=Asia/Yerevan", "asia/yerevani"),
    (Trace("mail", "anna@newsroom.example", is_path=True), "<anna@newsroom.example>", "joanna@newsroom.example"),
    (Trace("time", "2026:11:22 14:05", is_path=False, is_time=True), "DateTime2026:11:22 14:05:33", "2026:11:22 15:05")])
def test_a_trace_is_found_where_it_is_one(trace: Trace, holding: str, passing: str) -> None:
    assert found(holding.encode(), trace) == [f"holds a trace of whoever builds: {trace.what}"]
    assert found(holding.encode("utf-16-le"), trace, name="a.bin") != []
    assert found(passing.encode(), trace) == []


def test_a_file_beside_the_pages_that_names_its_maker_stops_the_build(archive: Archive) -> None:
    archive.page("index.md", "[a table](a.csv)\n").file("a.csv", b"made in," + str(archive.content).encode())
    outcome = archive.build()
    assert not outcome.written
    assert [(p.code, p.place.path) for p in outcome.problems if p.code == "OA908"] == [("OA908", "a.csv")]
    assert not any(str(archive.content) in str(p) for p in outcome.problems)


def test_this_machine_leaves_no_trace_in_an_archive(archive: Archive) -> None:
    """And the search would have seen one: each value is planted and found."""
    bundle = archive.page("index.md", "# Home\n").bundle()
    traces = machine.traces(archive.content)
    assert audit(bundle, Secrets(traces=traces)) == ()
    for trace in traces:
        planted = Bundle({"a.txt": f"one {trace.value}x.md".encode() if trace.value[-1] in "/\\" else f"one {trace.value} two".encode()})
        assert any(p.code == "OA908" for p in audit(planted, Secrets(traces=[trace]))), trace.what


@pytest.mark.parametrize("form", ["folder", "zip", "file"])
def test_a_finished_archive_is_audited_in_every_form(archive: Archive, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    archive.page("index.md", "# Home\n\n[the northern road]{.withheld reason=route}\n").build()
    path = {"folder": archive.output, "zip": archive.output.with_suffix(".zip"), "file": archive.output / "index.html"}[form]

    def check() -> tuple[int, str]:
        if form == "zip":
            with zipfile.ZipFile(path, "w") as packed:
                for one in sorted(p for p in archive.output.rglob("*") if p.is_file()):
                    packed.write(one, one.relative_to(archive.output))
        return main(["check", "--bundle", str(path), "--content", str(archive.content)]), capsys.readouterr().out

    status, out = check()
    if form != "file":  # a page by itself leads to files that are not there
        assert (status, out.startswith("1 file")) == (0, False), out
    home = archive.output / "index.html"
    home.write_text(home.read_text().replace("</main>", "the northern road</main>"))
    status, out = check()
    assert (status, "OA906" in out) == (1, True)


def test_a_foreign_bundle_is_read_as_a_stranger_s(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("../../outside.html", "<script src=//evil.example></script>")
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
        packed.comment = str(path).encode()
    path.write_bytes(out.getvalue())
    codes = {problem.code for problem in pipeline.check_bundle(path, None).problems}
    assert {"OA804", "OA901", "OA905", "OA908"} <= codes
    assert not (tmp_path.parent / "outside.html").exists()


@pytest.mark.parametrize("data", [b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(40), b""])
def test_what_only_looks_like_a_zip_is_an_error_or_a_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert main(["check", "--bundle", str(path), "--content", str(tmp_path / "none")]) == 0  # nothing is in it that could harm
