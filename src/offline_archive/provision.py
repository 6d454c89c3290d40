"""Run the tests: find the browsers, install them where that is possible, then call pytest.

Nothing here is part of building an archive.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from offline_archive.errors import ArchiveError
from offline_archive.machine import processes

_ROOT = Path(__file__).resolve().parents[2]
# Debian's /usr/bin/chromium is a shell script that adds switches; the program itself comes first.
_CHROMIUM = ("/usr/lib/chromium/chromium", "chromium", "chromium-browser", "google-chrome",
             "google-chrome-stable", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
             "/Applications/Chromium.app/Contents/MacOS/Chromium",
             "C:/Program Files/Google/Chrome/Application/chrome.exe")
_FIREFOX = ("/usr/lib/firefox-esr/firefox-esr", "firefox-esr", "firefox",
            "/Applications/Firefox.app/Contents/MacOS/firefox", "C:/Program Files/Mozilla Firefox/firefox.exe")

_PROGRAMS = {"ffmpeg": "ffmpeg", "exiftool": "libimage-exiftool-perl", "minisign": "minisign", "unzip": "unzip",
             "zbarimg": "zbar-tools"}
"""Other programs that the tests call, and Debian's names of their packages."""


def chromium() -> Path | None:
    """The Chromium to test with: ``OFFLINE_ARCHIVE_CHROMIUM``, the system's, or Playwright's."""
    return _found("OFFLINE_ARCHIVE_CHROMIUM", _CHROMIUM, "chromium")


def firefox() -> Path | None:
    """The Firefox to test with: ``OFFLINE_ARCHIVE_FIREFOX``, the system's, or Playwright's."""
    return _found("OFFLINE_ARCHIVE_FIREFOX", _FIREFOX, "firefox")


def node() -> Path:
    """The Node that Playwright brings with it: the scripts' tests need no other.

    Raises:
        ArchiveError: when Playwright is not installed.
    """
    found = importlib.util.find_spec("playwright")
    if found is None or found.origin is None:
        raise ArchiveError("playwright is not installed", remedy="run the tests with: python3 build.py test")
    return Path(found.origin).parent / "driver" / ("node.exe" if os.name == "nt" else "node")


def run_tests(arguments: list[str]) -> int:
    """Run every test; give 0 when all pass, 1 when one fails, 2 when they could not run.

    Raises:
        ArchiveError: when this is no checkout, or a browser is missing and cannot be installed.
    """
    if not (_ROOT / "tests").is_dir():
        raise ArchiveError("the tests are not here", remedy="run python3 build.py test in a checkout")
    _see_to_tools()
    # All of them by as many processes as there are processors; some, as whoever looks into them asks for.
    given = arguments or ["--numprocesses", str(processes()), "--dist", "worksteal"]
    done = subprocess.run([sys.executable, "-m", "pytest", *given], cwd=_ROOT, check=False)
    return done.returncode if done.returncode in (0, 1) else 2


def _see_to_tools() -> None:
    missing = _missing()
    if not missing:
        return
    if _can_apt():
        print(f"offline-archive: installing {', '.join(missing)} with apt", file=sys.stderr)
        for command in (["apt-get", "update", "-qq"],
                        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]):
            subprocess.run(command, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    browsers = [name for name in ("chromium", "firefox") if any(m.startswith(name) for m in _missing())]
    if browsers:
        print(f"offline-archive: downloading {', '.join(browsers)} with Playwright", file=sys.stderr)
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run([sys.executable, "-m", "playwright", "install", *browsers],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=1200)
    missing = _missing()
    if missing:
        raise ArchiveError(f"needed for the tests but not found: {', '.join(missing)}",
                           remedy="install them with the system's package manager")


def _missing() -> list[str]:
    """Debian's names of the programs that are not here."""
    missing = []
    if chromium() is None:
        missing.append("chromium")
    if firefox() is None:
        missing.append("firefox-esr")
    if sys.platform == "linux" and shutil.which("ip") is None and not Path("/sbin/ip").exists():
        missing.append("iproute2")
    missing += [package for program, package in _PROGRAMS.items() if shutil.which(program) is None]
    return missing


def _can_apt() -> bool:
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def _found(variable: str, names: Iterable[str], downloaded: str) -> Path | None:
    given = os.environ.get(variable)
    if given:
        return Path(given) if Path(given).exists() else None
    for name in names:
        place = shutil.which(name) if "/" not in name else name if Path(name).exists() else None
        if place:
            return Path(place)
    return _downloaded(downloaded)


def _downloaded(browser: str) -> Path | None:
    """The browser that Playwright has downloaded, if it has: Playwright knows where it puts them."""
    if importlib.util.find_spec("playwright") is None:
        return None
    asked = subprocess.run(
        [sys.executable, "-c", "import sys; from playwright.sync_api import sync_playwright as s\n"
         "with s() as p: print(getattr(p, sys.argv[1]).executable_path)", browser],
        capture_output=True, text=True, check=False)
    found = Path(asked.stdout.strip() or "-")
    return found if asked.returncode == 0 and found.exists() else None
