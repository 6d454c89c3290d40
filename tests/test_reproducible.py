"""The same bytes for everyone: two people build one content tree, and nothing of either is in what they write.

Each thing that differs between the two is made to leak once, on purpose, so that the comparison is known to see it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from support.archives import GROUNDS, SOURCES, Archive
from test_network_gate import namespace

ROOT = Path(__file__).resolve().parents[1]
REBUILD = ROOT / "tests" / "support" / "rebuild.py"
LEAKS = ("user", "host", "folder", "time zone", "locale", "hash seed", "clock", "modification time", "processes", "process", "cache", "user number", "umask", "epoch", "file order")


def people(content: Path, folder: Path) -> list[tuple[Path, dict[str, str], list[str]]]:
    """Two people with the same content: where each keeps it, their environment, and how their process is started."""
    found = []
    for name, zone, locale, seed, mask, times in (
            ("anna", "America/Lima", "C", "1", "022", 1_000_000_000), ("Борис О'Нил", "Asia/Kamchatka", "ru_RU.UTF-8", "4242", "077", 1_700_000_000)):
        home = folder / name / ("deep" * (name != "anna"))
        copy = home / f"{name}'s content"
        shutil.copytree(content, copy)
        for number, path in enumerate([*sorted(copy.rglob("*"), reverse=name != "anna"), copy]):
            os.utime(path, (times + number, times - number))
        environment = {
            "HOME": str(home), "USER": name, "LOGNAME": name, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "ORDER": name, "CACHE": "cold" if name == "anna" else "warm", "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        one_core = f"taskset -c {min(os.sched_getaffinity(0))} " if name == "anna" else ""
        number = "" if name == "anna" else "unshare --user --map-user=1234 --map-group=1234 "  # nobody's, and owner of the files
        start = [*namespace(), "--uts", "sh", "-c", f"hostname host-{seed} && umask {mask} && exec {one_core}{number}\"$@\"", "sh"]
        found.append((copy, environment, start))
    return found


def built(content: Path, folder: Path, leak: str = "", pythons: tuple[str, str] = (sys.executable, sys.executable)) -> list[dict[str, tuple[str, int, float]]]:
    """The trees that the two write: path to hash, mode and time."""
    trees, running = [], []
    for (copy, environment, start), python in zip(people(content, folder), pythons, strict=True):
        output = copy.parent / "out"
        command = [*start, python, str(REBUILD), str(copy), str(output), *([leak] if leak else [])]
        running.append((output, subprocess.Popen(command, env=environment, cwd=copy.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)))
    for output, process in running:
        _, complaint = process.communicate()
        assert process.returncode == 0, complaint[-2000:]
        trees.append({str(path.relative_to(output)): (hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "", stat.S_IMODE(path.stat().st_mode),
                                                      path.stat().st_mtime) for path in sorted(output.rglob("*"))})
    return trees


@pytest.fixture
def content(archive: Archive) -> Path:
    """An archive with something of everything."""
    archive.settings('title = {en = "Probe", ru = "Проба"}\nlanguages = ["en", "ru"]\nedition = "1"\ndate = 2026-11-22\nexpires = 2027-11-22\nmedia = true\n')
    archive.file("sources.json", SOURCES).picture("pictures/dot.gif")
    archive.page("index.md", "# Home\n\n![A dot](pictures/dot.gif)\n\nA claim. [@s]\n").page("index.ru.md", "# Начало\n\nСлова и слова.\n")
    archive.page("people/ann.md", f"---\ntitle: Ann\nrole: minister\nstatus: [none]\npublic_basis: office\n{GROUNDS}---\n{{.own}}\nText.\n")
    for number in range(12):
        archive.page(f"events/e{number}.md", f"---\ntitle: Event {number}\ndate: 2017-0{number % 9 + 1}\ncertainty: reported\nattribution: a newspaper\n---\nIt happened. [@s]\n")
    return archive.content


def test_two_people_write_the_same_bytes(content: Path, tmp_path: Path) -> None:
    first, second = built(content, tmp_path / "people")
    assert first == second
    assert len(first) > 100
    assert {"archive-1.html", "archive-1.zip", "site/SHA256SUMS"} <= first.keys()


@pytest.mark.parametrize("leak", LEAKS)
def test_the_comparison_sees_each_leak(content: Path, tmp_path: Path, leak: str) -> None:
    first, second = built(content, tmp_path / "people", leak)
    assert first != second


def others() -> list[str]:
    """The other versions of Python on this machine from 3.11 on."""
    names = [shutil.which(f"python3.{minor}") for minor in range(11, 20) if minor != sys.version_info.minor]
    pyenv = sorted(Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser().glob("versions/3.*/bin/python3"))
    return list(dict.fromkeys(str(path) for path in [*filter(None, names), *pyenv]))


def known() -> dict[str, str]:
    """The newest interpreter of each other version that this program supports, by its version."""
    asked = {path: subprocess.run([path, "-c", "import sys, venv; print(*sys.version_info[:2], sep='.')"], capture_output=True, text=True, check=False).stdout.strip() for path in others()}
    mine = f"3.{sys.version_info.minor}"
    return {version: path for path, version in sorted(asked.items()) if version.startswith("3.") and int(version[2:]) >= 11 and version != mine}


PYTHONS = known()


@pytest.mark.parametrize("version", PYTHONS or ["other"])
def test_another_version_of_python_writes_the_same_bytes(content: Path, tmp_path: Path, version: str) -> None:
    if version not in PYTHONS:
        pytest.skip("NO OTHER PYTHON HERE: only one version of it could be compared")
    subprocess.run([PYTHONS[version], "-m", "venv", str(tmp_path / "venv")], check=True)
    python = str(tmp_path / "venv" / "bin" / "python")
    installed = subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / "requirements-test.lock")], capture_output=True, text=True, check=False)
    if installed.returncode:
        pytest.skip(f"PYTHON {version} NOT COMPARED: its packages cannot be had here")
    first, second = built(content, tmp_path / "people", pythons=(sys.executable, python))
    assert first == second
    leaking, other = built(content, tmp_path / "again", "Python", pythons=(sys.executable, python))
    assert leaking != other
