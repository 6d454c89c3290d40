"""Measure builds: from nothing, with nothing changed, after an edit, beside the peers that this machine has.

    python benchmarks/build/run.py --pages 1000 --peers hugo material zensical mdbook
    python benchmarks/build/run.py --folder some/markdown
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[1] / "src"
sys.path.insert(0, str(HERE))

import pages  # noqa: E402 - the folder of this file comes first

OURS = "offline archive"
NOTHING = "nothing changed"


@dataclass
class Run:
    """One build."""

    seconds: float
    megabytes: float
    """Of the largest process."""


def timed(command: list[str], folder: Path) -> Run:
    """Run a build in `folder`."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               env=os.environ | {"PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": ""})
    assert process.stderr is not None
    complaint = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    if os.waitstatus_to_exitcode(status) > 1:  # 1: problems were found in a real folder
        raise RuntimeError(f"{command[0]}: {complaint.decode()[-1000:]}")
    return Run(seconds, used.ru_maxrss / 1000)


# ---- the programs: each prepares a folder from the pages, and gives its command, where pages lie, and its output

Prepared = tuple[list[str], Path, Path]


def ours(content: Path, folder: Path) -> Prepared:
    shutil.copytree(content, folder / "content")
    return [sys.executable, "-m", "offline_archive", "build", "-q", "--content", "content", "--output", "out/site", "--cache", "cache"], \
        folder / "content", folder / "out"


def hugo(content: Path, folder: Path) -> Prepared:
    """The barest template: no menu, no search, no highlighting."""
    shutil.copytree(content, folder / "content")
    for index in [*(folder / "content").rglob("index.md")]:  # to Hugo, this would be a page that owns all others
        index.rename(index.with_name("_index.md"))
    (folder / "hugo.toml").write_text('baseURL = "/"\ntitle = "Measured"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n[markup.highlight]\ncodeFences = false\n')
    for name, body in {"single": "{{ .Content }}", "list": "{{ .Content }}{{ range .Pages }}<a href='{{ .RelPermalink }}'>{{ .Title }}</a>{{ end }}"}.items():
        path = folder / "layouts" / "_default" / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<!doctype html><title>{{{{ .Title }}}}</title>{body}")
    return [_program("hugo"), "--quiet"], folder / "content", folder / "public"


def material(content: Path, folder: Path) -> Prepared:
    """MkDocs with its theme Material, search included."""
    shutil.copytree(content, folder / "docs")
    (folder / "mkdocs.yml").write_text("site_name: Measured\ntheme:\n  name: material\n  font: false\n")
    return [_program("mkdocs"), "build", "-q"], folder / "docs", folder / "site"


def zensical(content: Path, folder: Path) -> Prepared:
    """By the makers of Material, in Rust and Python."""
    shutil.copytree(content, folder / "docs")
    (folder / "mkdocs.yml").write_text("site_name: Measured\ntheme:\n  name: material\n  font: false\n")
    return [_program("zensical"), "build"], folder / "docs", folder / "site"


def mdbook(content: Path, folder: Path) -> Prepared:
    """In Rust, search included."""
    shutil.copytree(content, folder / "src")
    found = sorted(path.relative_to(folder / "src") for path in (folder / "src").rglob("*.md"))
    (folder / "src" / "SUMMARY.md").write_text("# Summary\n\n" + "".join(f"- [{path.stem}]({path})\n" for path in found))
    (folder / "book.toml").write_text('[book]\ntitle = "Measured"\n')
    return [_program("mdbook"), "build"], folder / "src", folder / "book"


PEERS: dict[str, Callable[[Path, Path], Prepared]] = {"hugo": hugo, "material": material, "zensical": zensical, "mdbook": mdbook}


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError(name)
    return found


# ---- what is measured

def edit(page: Path, number: int) -> None:
    """One sentence more."""
    page.write_text(page.read_text() + f"\nOne more sentence, the {number}th.\n")


def retitle(page: Path, number: int) -> None:
    """Another title."""
    page.write_text(f"# Another title {number}\n\n" + page.read_text().partition("\n\n")[2])


def state(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and hash of each file."""
    return {str(path.relative_to(folder)): (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
            for path in folder.rglob("*") if path.is_file()}


def measured(name: str, prepare: Callable[[Path, Path], Prepared], content: Path, runs: int, text: int) -> dict[str, float]:
    """The figures of one program."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "project"
        folder.mkdir()
        command, where, output = prepare(content, folder)
        some = sorted(where.rglob("*.md"))[len(list(where.rglob("*.md"))) // 2]
        cold = []
        for number in range(runs):
            for one in (output, folder / "cache", folder / ".cache"):
                if one.exists():  # put aside, not deleted: ext4 is slow to make files where many were just deleted
                    one.rename(Path(temporary) / f"{number} {one.name}")
            cold.append(timed(command, folder))
        found = {"cold, s": statistics.median(run.seconds for run in cold), "memory, MB": max(run.megabytes for run in cold)}
        made = state(output)
        if len(made) < len(list(where.rglob("*.md"))):
            raise RuntimeError(f"{name} wrote {len(made)} files: its adapter is wrong")
        found["output / text"] = sum(one for one, _ in made.values()) / text
        time.sleep(4)  # what changed a moment ago is not relied on
        timed(command, folder)
        found[f"{NOTHING}, s"] = statistics.median(timed(command, folder).seconds for _ in range(runs))
        for kind, change in (("edit", edit), ("new title", retitle)):
            seconds, files, size = [], [], []
            for number in range(runs):
                before = state(output)
                change(some, number)
                seconds.append(timed(command, folder).seconds)
                changed = {path: one for path, one in state(output).items() if before.get(path) != one}
                files.append(len(changed))
                size.append(sum(one for one, _ in changed.values()))
            found |= {f"{kind}, s": statistics.median(seconds), f"{kind}, files": statistics.median(files),
                      f"{kind}, kB": statistics.median(size) / 1000}
    print(f"{name}: " + "; ".join(f"{what} {value:.2f}" for what, value in found.items()), flush=True)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="measure builds beside their peers")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--folder", type=Path, help="pages of your own instead")
    parser.add_argument("--peers", nargs="*", choices=sorted(PEERS), default=sorted(PEERS))
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        content = Path(temporary) / "pages"
        if given.folder is None:
            pages.write(content, given.pages)
        else:
            shutil.copytree(given.folder, content)
        text = sum(path.stat().st_size for path in content.rglob("*.md"))
        print(f"{sum(1 for _ in content.rglob('*.md'))} pages, {text / 1e6:.1f} MB of text, {os.cpu_count()} processors, medians of {given.runs}")
        start = statistics.median(timed([sys.executable, "-c", "import offline_archive.cli.commands"], Path(temporary)).seconds for _ in range(5))
        print(f"Python's start with the packages imported: {start:.2f} s")
        mine = measured(OURS, ours, content, given.runs, text)
        print(f"  nothing changed takes {mine[f'{NOTHING}, s'] - start:+.2f} s beside that start")
        for name in given.peers:
            try:
                other = measured(name, PEERS[name], content, given.runs, text)
            except FileNotFoundError as error:
                print(f"{name}: left out, since {error} is not on the path")
                continue
            print("  ours / " + name + ": " + ", ".join(f"{what} {mine[f'{what}, s'] / other[f'{what}, s']:.2f}" for what in ("cold", "edit", "new title")))


if __name__ == "__main__":
    main()
