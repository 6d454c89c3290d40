"""A preview: the archive is built, served on this machine alone, built again when something changes, and shown anew.

- What is served is what lies in the folder, byte for byte, under the policy that its pages bear. It reloads because it
  is shown in a frame of another page, which is told of each build; nothing is added to it.
- Only this machine can ask, and only by its own names: another site's page could otherwise have the browser ask here.
- A build that fails leaves the archive that is served as it is, and what was found is shown above it.
- Where builds fork, the server is a process of its own: a fork of one with threads can stand still.
"""

from __future__ import annotations

import base64
import hashlib
import json
import multiprocessing
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from offline_archive.bundle import MEDIA_TYPES
from offline_archive.errors import ArchiveError
from offline_archive.latest import program, signs
from offline_archive.outcome import Outcome
from offline_archive.render import POLICY, Theme

SHELL = "/_preview"
"""The path of the page that shows the archive in a frame."""
_BUILDS = "/_preview/builds"
_HOST = "127.0.0.1"
_PAUSE, _MOST_OF_TIME = 0.3, 10
"""Seconds between two looks at the content; and a look takes at most this part of the time."""
_SECONDS = 5.0
"""Seconds that the server has to end."""
_BEAT = 15.0
"""Seconds after which a page that waits is told that nothing happened: a connection that is gone shows then."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the page about the archive is told of a build."""

    build: int
    """Which it was, counted from 1; 0 before the first."""
    problems: tuple[str, ...] = ()
    """What it found, or why it failed."""
    paths: tuple[str, ...] = ()
    """The pages that the archive has."""

    def data(self) -> bytes:
        """The same as a message of server-sent events (HTML standard)."""
        text = json.dumps({"build": self.build, "problems": self.problems, "paths": self.paths})
        return f"data: {text}\n\n".encode()


class _Newest:
    """The newest build; whoever waits is woken by each."""

    def __init__(self) -> None:
        self.told = Told(0)
        self.changed = threading.Condition()
        self.is_over = False

    def hear(self, receiver: Connection, server: ThreadingHTTPServer) -> None:
        """Hear of builds until whoever builds is gone."""
        while not self.is_over:
            try:
                self._set(receiver.recv())
            except (EOFError, OSError):
                self._set(None)
        server.shutdown()

    def _set(self, told: Told | None) -> None:
        with self.changed:
            self.told, self.is_over = told or self.told, told is None
            self.changed.notify_all()


class Preview:
    """Builds an archive and serves it."""

    def __init__(self, build: Callable[[], Outcome], content: Path, output: Path, theme: Theme, port: int) -> None:
        """`port` 0 takes any that is free.

        Raises:
            ArchiveError: when the port is taken.
        """
        self._build = build
        self._content = content
        self._output = output
        self._stopped = threading.Event()
        self._receiver, self._sender = multiprocessing.Pipe(duplex=False)
        newest = _Newest()
        try:
            server = ThreadingHTTPServer((_HOST, port), _handler(output, _shell(theme), newest))
        except (OSError, OverflowError) as error:
            raise ArchiveError(f"port {port} cannot be served: {getattr(error, 'strerror', None) or error}",
                               remedy="name another with --port") from None
        server.daemon_threads = True
        self._serve = partial(_serve, server, newest, self._receiver, self._sender)
        self._server = server
        self.address = f"http://{_HOST}:{server.server_address[1]}"
        """Where it is served."""

    def run(self, told: Callable[[Outcome | ArchiveError, float], None]) -> None:
        """Build, serve, and build again at each change, until :meth:`stop` or a key interrupts it."""
        forks = sys.platform == "linux"
        server = multiprocessing.get_context("fork").Process(target=self._serve, daemon=True) if forks else \
            threading.Thread(target=self._serve, daemon=True)
        server.start()
        if forks:
            self._receiver.close()
            self._server.server_close()
        seen: object = None
        number = 0
        is_there = False
        try:
            while not self._stopped.is_set():
                begun = time.monotonic()
                now = self._signs()
                if now != seen or (is_there and not self._output.is_dir()):
                    seen, number = now, number + 1
                    self._make(number, told)
                    is_there = self._output.is_dir()
                    continue  # something may have changed meanwhile
                self._stopped.wait(max(_PAUSE, (time.monotonic() - begun) * _MOST_OF_TIME))
        finally:
            self._sender.close()
            server.join(_SECONDS)

    def stop(self) -> None:
        """End it."""
        self._stopped.set()

    def _signs(self) -> object:
        try:
            return signs(self._content), program()
        except OSError:  # it cannot be read now; a file that went between two looks is seen to be gone at the next
            return "unreadable"

    def _make(self, number: int, told: Callable[[Outcome | ArchiveError, float], None]) -> None:
        begun = time.monotonic()
        done: Outcome | ArchiveError
        try:
            done = self._build()
            problems = tuple(str(problem) for problem in done.problems if problem.severity.value != "note")
        except (ArchiveError, OSError) as error:  # a file may go while it is read
            done = error if isinstance(error, ArchiveError) else ArchiveError(
                f"the system refused: {error}", remedy="it is built again at the next change")
            problems = (str(done),)
        paths = sorted(path.relative_to(self._output).as_posix() for path in self._output.rglob("*.html"))
        self._sender.send(Told(number, problems, tuple(paths)))
        told(done, time.monotonic() - begun)


def _serve(server: ThreadingHTTPServer, newest: _Newest, receiver: Connection, sender: Connection) -> None:
    if multiprocessing.parent_process() is not None:
        sender.close()  # else the end of the other would not be heard of
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever builds ends it
    threading.Thread(target=newest.hear, args=(receiver, server), daemon=True).start()
    server.serve_forever()
    server.server_close()


def _shell(theme: Theme) -> tuple[bytes, str]:
    """The page about the archive, and its policy."""
    files = {name: data.decode() for name, data in theme.preview().items()}
    style, script = files["shell.css"], files["shell.js"]
    page = Environment(undefined=StrictUndefined, autoescape=True).from_string(files["shell.html"]).render(
        style=Markup(style), script=Markup(script))  # noqa: S704 - our own
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    return page.encode(), (f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
                           "frame-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                           "frame-ancestors 'none'")


def _handler(output: Path, shell: tuple[bytes, str], newest: _Newest) -> type[_Handler]:
    """What answers for this preview."""
    return type("Handler", (_Handler,), {"output": output, "shell": shell, "newest": newest})


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    output: Path
    shell: tuple[bytes, str]
    newest: _Newest

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send a file, the page about the archive, or word of builds."""
        port = self.connection.getsockname()[1]
        if self.headers.get("Host") not in (f"{_HOST}:{port}", f"localhost:{port}"):
            self._send(HTTPStatus.FORBIDDEN, b"asked by another name\n", "text/plain", POLICY)
            return
        path = unquote(urlsplit(self.path).path)
        if path == SHELL:
            self._send(HTTPStatus.OK, self.shell[0], "text/html", self.shell[1])
        elif path == _BUILDS:
            self._tell()
        else:
            self._file(path.removeprefix("/") or "index.html")

    do_HEAD = do_GET  # noqa: N815 - the name is http.server's

    def _file(self, name: str) -> None:
        place = PurePosixPath(name)
        target = self.output / place
        odd = ".." in place.parts or place.is_absolute() or "\\" in name or "\0" in name
        if odd or not _is_within(target, self.output):
            self._send(HTTPStatus.NOT_FOUND, b"there is no such file\n", "text/plain", POLICY)
            return
        kind = MEDIA_TYPES.get(place.suffix.lower(), "application/octet-stream")
        try:
            data = target.read_bytes()
        except OSError:  # a build took its place just now
            self._send(HTTPStatus.NOT_FOUND, b"there is no such file\n", "text/plain", POLICY)
            return
        self._send(HTTPStatus.OK, data, kind, f"{POLICY}; frame-ancestors 'self'")

    def _send(self, status: HTTPStatus, data: bytes, kind: str, policy: str) -> None:
        text = "; charset=utf-8" if kind.startswith("text/") else ""
        self._begin(status, policy, {"Content-Type": kind + text, "Content-Length": str(len(data))})
        if self.command != "HEAD":
            self.wfile.write(data)

    def _tell(self) -> None:
        """Tell of the newest build, and of each that follows, until nobody listens any more."""
        self._begin(HTTPStatus.OK, POLICY, {"Content-Type": "text/event-stream", "Connection": "close"})
        known = -1
        with suppress(OSError):
            while not self.newest.is_over:
                with self.newest.changed:
                    if self.newest.told.build == known:
                        self.newest.changed.wait(_BEAT)
                    told = self.newest.told
                self.wfile.write(told.data() if told.build != known else b": nothing new\n\n")
                self.wfile.flush()
                known = told.build
        self.close_connection = True

    def _begin(self, status: HTTPStatus, policy: str, more: dict[str, str]) -> None:
        self.send_response(status)
        for header, value in (_headers(policy) | more).items():
            self.send_header(header, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nobody is told who reads what."""

    def version_string(self) -> str:
        """What the server calls itself."""
        return "preview"


def _is_within(target: Path, folder: Path) -> bool:
    """Whether a plain file lies at `target`, and no link leads out of the folder."""
    try:
        return target.is_file() and target.resolve().is_relative_to(folder.resolve())
    except OSError:  # a name that no file can have
        return False


def _headers(policy: str) -> dict[str, str]:
    """What every answer bears, as hosts of a copy are asked to send it."""
    return {
        "Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()", "Cache-Control": "no-store"}
