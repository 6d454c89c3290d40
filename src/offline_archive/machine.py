"""What would tell who built an archive, and where: the values of this machine that no finished byte may hold.

This is the only place that reads the user, the host, the clock, the locale or the number of processors. Nothing of it
goes into an archive: it goes to the audit alone, which looks for it there.
"""

from __future__ import annotations

import getpass
import os
import re
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from offline_archive.problems import Trace

_STARTED = time.time()
_MOST_MINUTES = 24 * 60
_GIT_SECONDS = 5
# Names that a thousand machines share tell nothing, and are words of many texts.
_COMMON = frozenset("""
    root user users admin administrator guest build builder runner ubuntu debian fedora nobody home work local localhost
    localdomain docker container default desktop laptop server test owner vagrant editor archive public
    """.split())
_LEAST = 4
_MOMENTS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y:%m:%d %H:%M", "%Y%m%d%H%M", "%d %b %Y %H:%M")


def today() -> date:
    """The day: for the question whether an edition has expired, and for nothing that is written."""
    return date.fromtimestamp(time.time())


def moment() -> int:
    """Nanoseconds since 1970: for the question what changed since, and for nothing that is written."""
    return time.time_ns()


def lot() -> str:
    """A number that follows from nothing: 16 hexadecimal digits."""
    return secrets.token_hex(8)


def processes() -> int:
    """How many processes may run at once here; what is made does not depend on it.

    The environment variable ``OFFLINE_ARCHIVE_PROCESSES`` says otherwise, where memory is short for example.
    """
    named = os.environ.get("OFFLINE_ARCHIVE_PROCESSES", "")
    if named.isdecimal() and int(named) > 0:
        return int(named)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def traces(*folders: Path) -> tuple[Trace, ...]:
    """What to look for in the bytes of an archive that was made of or in `folders`."""
    found = [*_names(folders), *_paths(folders), *_settings(), *_moments()]
    return tuple({trace.value.casefold(): trace for trace in found if trace.value}.values())


def _names(folders: tuple[Path, ...]) -> Iterator[Trace]:
    where = next((folder for folder in folders if folder.is_dir()), Path.cwd())
    names = [("name of the user", _user()), ("name of the host", socket.gethostname().partition(".")[0])]
    names += [("name of the editor", name) for name in (_git("user.name", where), _full_name())]
    for what, name in names:
        words = re.findall(r"[^\W_]+", name.casefold())
        if len("".join(words)) >= _LEAST and not _COMMON.issuperset(words):
            yield Trace(what, " ".join(words), is_path=False)
    domain = socket.gethostname()
    if "." in domain:
        yield Trace("name of the host", domain, is_path=True)
    mails = (_git("user.email", where), *(os.environ.get(key, "") for key in (
        "EMAIL", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL", "DEBEMAIL")))
    for mail in mails:
        if "@" in mail:
            yield Trace("e-mail address", mail, is_path=True)


def _paths(folders: tuple[Path, ...]) -> Iterator[Trace]:
    named = [("home folder", Path.home()), ("folder of the build", Path.cwd()),
             ("folder of the program", Path(__file__).resolve().parents[2]),
             *(("folder of the content", folder.resolve()) for folder in folders)]
    for what, path in named:
        if len(path.parts) > 1:
            # A folder at the top of the disk is told from a word by what follows it.
            yield Trace(what, path.as_posix() + ("/" if len(path.parts) == 2 else ""), is_path=True)
            yield Trace(what, str(path).replace("/", "\\") + ("\\" if len(path.parts) == 2 else ""), is_path=True)


def _settings() -> Iterator[Trace]:
    zone = os.environ.get("TZ", "").lstrip(":") or _link(Path("/etc/localtime")).partition("zoneinfo/")[2]
    if "/" in zone and not zone.startswith("Etc/"):
        yield Trace("time zone", zone, is_path=True)
    for key in ("LC_ALL", "LC_TIME", "LANG"):
        name = os.environ.get(key, "").partition(".")[0]
        if re.fullmatch(r"[a-z]{2,3}_[A-Z]{2}", name):
            yield Trace("locale", name, is_path=True)


def _moments() -> Iterator[Trace]:
    """Each minute from the start of the program until now, as programs write it, here and in UTC."""
    minutes = min(int(time.time() - _STARTED) // 60 + 2, _MOST_MINUTES)
    for minute in range(minutes):
        for clock in (time.gmtime, time.localtime):
            at = clock(_STARTED + 60 * minute)
            yield from (Trace("time of the build", time.strftime(form, at), is_path=False, is_time=True)
                        for form in _MOMENTS)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def _full_name() -> str:
    try:
        import pwd
        return pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0]
    except (ImportError, KeyError):
        return ""


def _git(key: str, folder: Path) -> str:
    """What version control knows of the editor in the repository of `folder`, or in general."""
    try:
        done = subprocess.run(["git", "config", "--get", key],  # noqa: S603, S607 - whichever git the editor uses
                              capture_output=True, text=True, check=False, timeout=_GIT_SECONDS,
                              cwd=folder)
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout.strip()


def _link(path: Path) -> str:
    try:
        return str(path.resolve()) if path.is_symlink() else ""
    except OSError:
        return ""
