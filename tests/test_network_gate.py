"""Every page of the real archive is opened in both browsers: nothing leaves, and the console stays empty.

A page that leaks, runs a script and complains is opened too, so that an empty log means something.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.browsers import OPENERS

TRAP = Path(__file__).parent / "support" / "trap.py"
LEAKS = """<!DOCTYPE html><title>leaks</title>
<link rel="stylesheet" href="http://style.leak.test/a.css">
<img src="http://picture.leak.test/a.png">
<a href="https://link.leak.test/">link</a>
<script>
addEventListener("load", () => {
  fetch("http://script.leak.test/").catch(() => 0);
  new Image().src = "http://198.51.100.7/a.png";
  window.pwned = 1;
  throw new Error("heard");
});
</script>
"""


def namespace() -> list[str]:
    """The command that makes a network namespace; fails the test where there is none."""
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    command = ["unshare", *user, "--net", "--mount"]
    tried = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        if os.environ.get("OFFLINE_ARCHIVE_WITHOUT_NAMESPACES") == "1":
            pytest.skip("NO-NETWORK GATE NOT RUN: network namespaces cannot be made here")
        pytest.fail("network namespaces cannot be made here, so nothing shows that no page reaches the network "
                    f"({tried.stderr.strip()}); set OFFLINE_ARCHIVE_WITHOUT_NAMESPACES=1 to go on without")
    return command


def watch(name: str, *pages: str) -> dict[str, Any]:
    """What left the browser while it opened `pages`."""
    done = subprocess.run([*namespace(), sys.executable, str(TRAP), name, *pages], capture_output=True,
                          text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("name", sorted(OPENERS))
def test_a_page_that_leaks_and_runs_and_complains_is_seen(tmp_path: Path, name: str) -> None:
    page = tmp_path / "leaks.html"
    page.write_text(LEAKS)
    found = watch(name, str(page))
    seen = found["seen"]
    assert {"DNS picture.leak.test", "DNS style.leak.test", "DNS script.leak.test"} <= set(seen)
    assert "TCP 80 GET /a.css HTTP/1.1" in seen
    assert "IP 198.51.100.7 protocol 6" in seen
    assert any("heard" in line for line in found["complaints"][str(page)])
    assert found["ran"] == [str(page)]


@pytest.mark.parametrize("name", sorted(OPENERS))
def test_nothing_leaves_and_nothing_complains_while_every_page_is_opened_and_searched(site: Path, name: str) -> None:
    pages = [str(page) for page in sorted(site.rglob("*.html"))]
    searches = [f"{site / 'index.html'}?Lapunov", f"{site / 'index.ru.html'}?проверка"]
    found = watch(name, *pages, *searches)
    assert found["pages"] == len(pages) + 2
    assert found["seen"] == []
    assert found["blocked"] == []
    assert found["complaints"] == {}
