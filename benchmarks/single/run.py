"""Measure how long an edition in one file takes to open, beside the first page of the same archive in a folder.

    python benchmarks/single/run.py --pages 300
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HERE / "search"), str(HERE.parent / "src"), str(HERE.parent / "tests")]

import corpus  # noqa: E402

from offline_archive import pipeline  # noqa: E402
from support.browsers import OPENERS, Browser  # noqa: E402

_TIMES = 7


def main() -> None:
    """Build, open, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--language", default="en")
    parser.add_argument("--words", type=int, default=900, help="words of a page, on average")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        corpus.write(content, given.pages, given.language, given.words)
        site = Path(folder) / "site"
        pipeline.build(content, site, strict=False)
        _, files = pipeline.export(content, Path(folder), "single-file")
        (single, size), = files.items()
        print(f"{given.pages} pages in one file of {size / 1e6:.1f} MB; medians of {_TIMES}")
        for name, opened in OPENERS.items():
            for scripts in (True, False):
                with opened(scripts=scripts) as browser:
                    one, page = _opening(browser, single), _opening(browser, site / "index.html")
                print(f"  {name}, scripts {'on' if scripts else 'off'}: {one * 1000:.0f} ms; the first page of the folder "
                      f"{page * 1000:.0f} ms; ratio {one / page:.1f}")


def _opening(browser: Browser, path: Path) -> float:
    """Seconds until the file is loaded, median."""
    taken = []
    for _ in range(_TIMES):
        browser.open("about:blank")
        begun = time.perf_counter()
        browser.open(path)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
