"""Fixtures: an empty archive for each test, the real archive built once, the browsers opened once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from offline_archive import pipeline
from support.archives import Archive
from support.browsers import OPENERS, Browser

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive without pages."""
    return Archive(tmp_path)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own archive, built."""
    output = tmp_path_factory.mktemp("built") / "site"
    outcome = pipeline.build(ROOT / "content", output, strict=True)
    assert outcome.written, outcome.problems
    return output


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
