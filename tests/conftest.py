"""Fixtures: an empty archive for each test, the real archive built once, the browsers opened once."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from offline_archive import pipeline
from offline_archive.release import secret
from offline_archive.write import write
from support.archives import Archive
from support.browsers import OPENERS, Browser

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive without pages."""
    return Archive(tmp_path)


_tests = itertools.count()


@pytest.fixture(autouse=True)
def memory(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test verifies is remembered by no other test, and not on the machine."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp() / f"state-{next(_tests)}"))


@pytest.fixture(scope="session")
def made() -> pipeline.Made:
    """The project's own archive, before it is written: nothing is wrong with it."""
    archive = pipeline.made(ROOT / "content")
    outcome = archive.outcome(written=False)
    assert not outcome.fails(strict=True), outcome.problems
    return archive


@pytest.fixture(scope="session")
def site(made: pipeline.Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own archive, written."""
    output = tmp_path_factory.mktemp("built") / "site"
    write(made.bundle, output, made.finished.epoch, lambda done: None)
    return output


@pytest.fixture(scope="module")
def cheap_keys() -> Iterator[None]:
    """Keys of signers whose password is tried in a moment, with a hundredth of the memory that minisign asks for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secret, "_OPERATIONS", 32_768)
        patch.setattr(secret, "_MEMORY", 16_777_216)
        yield


@pytest.fixture(scope="session", params=sorted(OPENERS))
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Each browser in turn, scripts on."""
    with OPENERS[request.param]() as opened:
        yield opened


@pytest.fixture(scope="session", params=sorted(OPENERS))
def browser_without_scripts(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Each browser in turn, scripts off."""
    with OPENERS[request.param](scripts=False) as opened:
        yield opened
