"""See to the packages: use the ones that are here, else make ``.venv`` from the hashed lock file.

Only the standard library is imported here, since this runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NoReturn

_ENTERED = "OFFLINE_ARCHIVE_ENVIRONMENT"


def enter(root: Path, arguments: list[str]) -> None:
    """Go on in an environment that has the packages: this one, or ``.venv`` in `root`.

    Relative paths stay relative to the folder from which the program was started.
    """
    testing = arguments[1:2] == ["test"]
    if satisfied(root / "pyproject.toml", testing=testing):
        return
    if os.environ.get(_ENTERED) == str(root):
        _stop("the packages in .venv do not fit pyproject.toml", "delete .venv and try again")
    lock = root / ("requirements-test.lock" if testing else "requirements.lock")
    python = _prepare(root / ".venv", lock)
    environment = os.environ | {_ENTERED: str(root)}
    command = [str(python), *sys.orig_argv[1:]] if sys.orig_argv[1:] else [str(python), *arguments]
    if os.name == "nt":
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)
    os.execve(python, command, environment)  # noqa: S606 - no shell is wanted


def satisfied(pyproject: Path, *, testing: bool) -> bool:
    """Whether this interpreter has every package that `pyproject` asks for, and new enough."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    wanted: list[str] = project["dependencies"] \
        + (project["optional-dependencies"]["test"] if testing else [])
    return all(_has(requirement) for requirement in wanted)


def _has(requirement: str) -> bool:
    name, _, least = requirement.partition(">=")
    try:
        return _numbers(importlib.metadata.version(name)) >= _numbers(least)
    except importlib.metadata.PackageNotFoundError:
        return False


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version.partition("+")[0])[:3]]


def _prepare(venv: Path, lock: Path) -> Path:
    """The interpreter of `venv`, which holds exactly what `lock` names."""
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = venv / f"{lock.name}.sha256"
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return python
    print(f"offline-archive: preparing {venv} from {lock.name} (once; needs the network)", file=sys.stderr)
    if not _usable(python):
        shutil.rmtree(venv, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(venv)],
             "cannot make a virtual environment", "on Debian and Ubuntu: apt install python3-venv")
    _run([str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-input",
          "--only-binary", ":all:", "--require-hashes", "--requirement", str(lock)],
         f"cannot install the packages of {lock.name}", "is there a network, and is the disk not full?")
    stamp.write_text(digest, encoding="ascii")
    return python


def _usable(python: Path) -> bool:
    """Whether `python` runs and is of this interpreter's version."""
    if not python.exists():
        return False
    asked = subprocess.run([str(python), "-c", "import sys, pip; print(sys.version)"],
                           capture_output=True, text=True, check=False)
    return asked.returncode == 0 and asked.stdout.strip() == sys.version


def _run(command: list[str], failure: str, remedy: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.startswith("ERROR")]
        print("\n".join(lines[-3:]), file=sys.stderr)
        _stop(failure, remedy)


def _stop(fact: str, remedy: str) -> NoReturn:
    print(f"offline-archive: {fact} ({remedy})", file=sys.stderr)
    sys.exit(2)
