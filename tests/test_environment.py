"""build.py on a machine with only Python: a fresh copy, its own environment, from any folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from offline_archive import environment

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("build.py", "pyproject.toml", "requirements.lock", "src", "templates", "content")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a fresh clone holds, as far as building needs it."""
    folder = tmp_path_factory.mktemp("clone") / "a folder with spaces"
    folder.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    return folder


STAGE = re.compile(r"\w+(?: [\d,]+)?: \d+\.\d s")
"""What a build of some seconds tells of each stage."""


def run(clone: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run build.py with a Python that has no packages."""
    bare = [os.path.realpath(sys.executable), "-I" if sys.platform == "win32" else "-s"]
    clean = {name: value for name, value in os.environ.items()
             if not name.startswith(("PYTHON", "VIRTUAL_ENV", "OFFLINE_ARCHIVE"))}
    return subprocess.run([*bare, str(clone / "build.py"), *arguments], cwd=cwd, env=clean, text=True,
                          capture_output=True, check=False, timeout=600)


def test_the_first_run_prepares_itself_in_one_line_and_later_runs_start_at_once(clone: Path,
                                                                               tmp_path: Path) -> None:
    first = run(clone, cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    if "preparing" in first.stderr:  # nothing is said where the bare Python has the packages already
        assert len([line for line in first.stderr.splitlines() if not STAGE.fullmatch(line)]) == 1
        assert "preparing" in first.stderr
        assert (clone / ".venv").is_dir()
    assert (clone / "dist" / "site" / "index.html").is_file()
    second = run(clone, "--output", "elsewhere", cwd=tmp_path)
    assert second.returncode == 0
    assert [line for line in second.stderr.splitlines() if not STAGE.fullmatch(line)] == []
    assert (tmp_path / "elsewhere" / "index.html").read_bytes() == (clone / "dist" / "site" / "index.html").read_bytes()


def test_an_environment_that_has_the_packages_is_used() -> None:
    assert environment.satisfied(ROOT / "pyproject.toml", testing=True)


def test_a_missing_or_old_package_is_noticed(tmp_path: Path) -> None:
    for requirement, expected in [("jinja2>=3.0", True), ("jinja2>=99.0", False), ("no-such-package>=1", False)]:
        (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "x"\ndependencies = ["{requirement}"]\n')
        assert environment.satisfied(tmp_path / "pyproject.toml", testing=False) is expected


def test_the_lock_files_hold_a_hash_for_every_package_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        blocks = (ROOT / name).read_text().split("\n")
        names = [line for line in blocks if line and not line.startswith(" ")]
        assert all(line.endswith("\\") for line in names)
        assert all(line.strip().startswith("--hash=sha256:") for line in blocks if line.startswith(" "))
        assert "//" not in "".join(blocks)


def test_what_is_declared_is_locked() -> None:
    import tomllib
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for requirements, lock in [(project["dependencies"], "requirements.lock"),
                               (project["optional-dependencies"]["test"], "requirements-test.lock")]:
        locked = (ROOT / lock).read_text()
        for requirement in requirements:
            assert f"\n{requirement.partition('>=')[0]}==" in "\n" + locked


def test_the_installed_program_brings_its_templates(tmp_path: Path) -> None:
    """A wheel, installed into an empty folder, builds an archive."""
    done = subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps",
                           "--wheel-dir", str(tmp_path), str(ROOT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    wheel = next(tmp_path.glob("*.whl"))
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path / "lib"),
                    str(wheel)], check=True, capture_output=True)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "index.md").write_text("# Home\n")
    built = subprocess.run([sys.executable, "-m", "offline_archive"], cwd=tmp_path, text=True, capture_output=True,
                           check=False, env=os.environ | {"PYTHONPATH": str(tmp_path / "lib")})
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "dist" / "site" / "_archive" / "style.css").is_file()
