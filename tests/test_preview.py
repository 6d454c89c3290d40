"""A preview: what is served is what lies in the folder; what changes is shown; nobody else can ask."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from offline_archive import catalogue, pipeline
from offline_archive.audit.markup import POLICY
from offline_archive.errors import ArchiveError
from offline_archive.outcome import Outcome
from offline_archive.preview import SHELL, Preview
from offline_archive.render import Theme
from support.archives import Archive
from support.browsers import Browser
from test_progress import listening

SECONDS = 60
FRAME = "const page = document.querySelector('iframe').contentDocument; return page && page.body ? page.body.textContent : ''"


class Shown:
    """A preview that runs in a thread, and what it told."""

    def __init__(self, archive: Archive, cache: Path) -> None:
        self.told: list[Outcome | ArchiveError] = []
        self.preview = Preview(lambda: pipeline.build(archive.content, archive.output, strict=False, cache=cache), archive.content,
                               archive.output, Theme(catalogue.default_templates()), 0)
        self._thread = threading.Thread(target=self.preview.run, args=(lambda done, seconds: self.told.append(done),))
        self._thread.start()
        self.wait(1)

    def wait(self, builds: int) -> None:
        until = time.monotonic() + SECONDS
        while len(self.told) < builds and time.monotonic() < until:
            time.sleep(0.02)
        assert len(self.told) >= builds

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes, dict[str, str]]:
        host, _, port = self.preview.address.removeprefix("http://").partition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=SECONDS)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        found = answer.status, answer.read(), dict(answer.getheaders())
        connection.close()
        return found

    def end(self) -> None:
        self.preview.stop()
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()


@pytest.fixture
def shown(archive: Archive, tmp_path: Path) -> Iterator[Shown]:
    archive.page("index.md", "# Home\n\n[It](a folder/é.md)\n").page("a folder/é.md", "# É\n\nFirst words.\n")
    preview = Shown(archive, tmp_path / "cache")
    yield preview
    preview.end()


def test_every_file_is_served_as_it_lies_there_under_the_policy_of_the_pages(archive: Archive, shown: Shown) -> None:
    from urllib.parse import quote
    files = [path for path in sorted(archive.output.rglob("*")) if path.is_file()]
    for path in files:
        name = path.relative_to(archive.output).as_posix()
        status, data, headers = shown.get("/" + quote(name))
        assert (status, data) == (200, path.read_bytes()), name
        assert headers["Content-Security-Policy"].replace("; frame-ancestors 'self'", "") == POLICY
        assert (headers["Referrer-Policy"], headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("no-referrer", "nosniff", "no-store")
        assert headers["Content-Type"].startswith("text/html") == name.endswith(".html")
    assert shown.get("/")[1] == (archive.output / "index.html").read_bytes()
    assert shown.get("/", "HEAD")[:2] == (200, b"")
    assert len(files) > 15


@pytest.mark.parametrize("path", ["/../content/index.md", "/%2e%2e/content/index.md", "/a/../../content/index.md", "//etc/passwd", "/%2fetc/passwd", "/none.html", "/_archive",
                                  "/..%5ccontent%5cindex.md", "/index.html%00", "/link.md"])
def test_nothing_else_is_served(archive: Archive, shown: Shown, path: str) -> None:
    (archive.output / "link.md").symlink_to(archive.content / "index.md")
    assert shown.get(path)[0] == 404
    (archive.output / "link.md").unlink()


def test_only_this_machine_is_answered_and_by_its_own_names(shown: Shown) -> None:
    port = shown.preview.address.rpartition(":")[2]
    assert shown.preview.address == f"http://127.0.0.1:{port}"
    assert shown.get("/", Host=f"localhost:{port}")[0] == 200
    for host in (f"evil.test:{port}", "evil.test", "127.0.0.1", f"127.0.0.1.evil.test:{port}", ""):
        assert shown.get("/", Host=host)[0] == 403
    with Path("/proc/net/tcp").open() as stream:
        listening = [line.split()[1] for line in stream if line.split()[3] == "0A" and line.split()[1].endswith(f":{int(port):04X}")]
    assert listening == [f"0100007F:{int(port):04X}"]


def test_what_changes_is_built_and_the_page_is_shown_anew(archive: Archive, shown: Shown, browser: Browser) -> None:
    browser.open(shown.preview.address + SHELL)
    assert browser.wait(FRAME.replace("page.body.textContent : ''", "page.body.textContent.includes('Home') : false"))
    archive.page("index.md", "# Home\n\nOther words entirely.\n")
    assert browser.wait(FRAME.replace("page.body.textContent : ''", "page.body.textContent.includes('Other words entirely') : false"))
    archive.page("index.md", "# Home\n\nOther words entirely.\n\n[gone](nowhere.md)\n")
    assert browser.wait("return document.getElementById('found').hidden === false && document.getElementById('found').textContent.includes('nowhere.md')")
    assert browser.errors() == []
    browser.open("about:blank")  # where the server is no more, the page would complain for as long as it is open


def test_a_build_that_fails_leaves_what_is_served(archive: Archive, shown: Shown) -> None:
    before = shown.get("/")[1]
    archive.settings("title = [\n")
    shown.wait(2)
    assert isinstance(shown.told[-1], ArchiveError)
    assert shown.get("/")[1] == before
    archive.settings('title = "Mended"\n')
    shown.wait(3)
    assert b"Mended" in shown.get("/")[1]


def test_content_that_cannot_be_read_for_a_while_is_told_once_and_then_built(archive: Archive, shown: Shown) -> None:
    builds = len(shown.told)
    archive.content.rename(archive.content.with_name("away"))
    shown.wait(builds + 1)
    assert isinstance(shown.told[-1], ArchiveError)
    time.sleep(1)
    assert len(shown.told) <= builds + 2
    assert shown.get("/")[0] == 200
    archive.content.with_name("away").rename(archive.content)
    shown.wait(len(shown.told) + 1)
    assert isinstance(shown.told[-1], Outcome)


def test_files_that_come_and_go_do_not_end_it(archive: Archive, shown: Shown) -> None:
    """As the files of editors do."""
    for number in range(60):
        path = archive.content / f"4913-{number}.txt"
        path.write_text("x")
        time.sleep(0.01)
        path.unlink()
    archive.page("index.md", "# Home\n\nStill here.\n")
    until = time.monotonic() + SECONDS
    while b"Still here" not in shown.get("/")[1]:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_an_archive_that_is_deleted_is_built_again(archive: Archive, shown: Shown) -> None:
    import shutil
    builds = len(shown.told)
    shutil.rmtree(archive.output)
    shown.wait(builds + 1)
    assert shown.get("/")[0] == 200


def test_a_name_that_no_file_can_have_is_not_there(shown: Shown) -> None:
    assert shown.get("/" + "a" * 300)[0] == 404


def test_what_was_built_is_told_to_whoever_waits(archive: Archive, shown: Shown) -> None:
    host, _, port = shown.preview.address.removeprefix("http://").partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=SECONDS)
    connection.request("GET", "/_preview/builds")
    stream = connection.getresponse()

    def heard() -> dict[str, Any]:
        while not (line := stream.readline().decode()).startswith("data: "):
            assert line
        found: dict[str, Any] = json.loads(line.removeprefix("data: "))
        return found

    first = heard()
    archive.page("new.md", "# New\n")
    second = heard()
    assert second["build"] == first["build"] + 1
    assert set(second["paths"]) - set(first["paths"]) >= {"new.html"}
    connection.close()


def test_the_command_serves_until_it_is_interrupted(archive: Archive, tmp_path: Path) -> None:
    import os
    import signal
    archive.page("index.md", "# Home\n")
    served = subprocess.Popen(
        [sys.executable, "-m", "offline_archive", "serve", "--content", str(archive.content), "--output", str(archive.output), "--cache", str(tmp_path / "cache"), "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1] / "src")}, preexec_fn=listening)
    assert served.stdout is not None
    first = served.stdout.readline()
    assert re.fullmatch(r"preview: http://127\.0\.0\.1:\d+/_preview \(on this machine alone; Ctrl-C ends it\)\n", first)
    assert served.stdout.readline().startswith("built in ")
    served.send_signal(signal.SIGINT)
    _, complaint = served.communicate(timeout=SECONDS)
    assert (served.returncode, complaint) == (0, "")


def test_a_port_that_is_taken_is_told(archive: Archive, shown: Shown) -> None:
    port = int(shown.preview.address.rpartition(":")[2])
    for taken in (port, 99_999):
        with pytest.raises(ArchiveError, match=f"port {taken} cannot be served"):
            Preview(lambda: pipeline.build(archive.content, archive.output, strict=False), archive.content, archive.output,
                    Theme(catalogue.default_templates()), taken)
