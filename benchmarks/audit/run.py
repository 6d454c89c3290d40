"""Measure what part of a whole build the audit takes, with a guard list, withheld passages and the traces of this machine.

    python benchmarks/audit/run.py --pages 10000
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "search"), str(Path(__file__).resolve().parents[2] / "src")]

import corpus  # noqa: E402

from offline_archive import guard, machine, pipeline  # noqa: E402
from offline_archive.audit import Secrets, audit  # noqa: E402
from offline_archive.problems import Place  # noqa: E402

KEY = bytes(range(32))
GUARDED = [f"{first} {last}" for first in ("Зелимхан", "Хеда", "Turpal", "Aishat", "Усман") for last in (
    "Цечоев", "Гойтаев", "Dzhabrailov", "Эльмурзаев", "Tsutsaev", "Мидаев", "Saydulaev", "Ахмадханов", "Bersanov", "Яхъев")]
WITHHELD = [(f"somebody said that number {number} went another way than the others did", Place("x.md", number)) for number in range(100)]


def main() -> None:
    """Build, audit again, print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--language", default="en")
    parser.add_argument("--words", type=int, default=900, help="words of a page, on average")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        corpus.write(content, given.pages, given.language, given.words)
        begun = time.perf_counter()
        bundle = pipeline.bundle_of(content)  # everything but the writing, the audit included
        whole = time.perf_counter() - begun
        lines = frozenset[str]().union(*(guard.guarded(KEY, name) for name in GUARDED))
        traces, processes = machine.traces(content), machine.processes()
        everything = Secrets(WITHHELD, guard.Guard(KEY, lines), traces)
        plain = _seconds(lambda: audit(bundle, Secrets(traces=traces), processes))
        full = _seconds(lambda: audit(bundle, everything, processes))
        alone = _seconds(lambda: audit(bundle, everything))
    size = sum(len(entry.data) for entry in bundle.values())
    print(f"{given.pages} pages, {len(bundle)} files, {size / 1e6:.0f} MB: a build takes {whole:.1f} s")
    print(f"  the audit with traces alone {plain:.1f} s; with {len(GUARDED)} guarded names and {len(WITHHELD)} withheld passages "
          f"{full:.1f} s in {processes} processes, {alone:.1f} s in one")
    print(f"  the audit is {full / (whole - plain + full):.3f} of a build that has all of these")


def _seconds(run: object) -> float:
    begun = time.perf_counter()
    run()  # type: ignore[operator]
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
