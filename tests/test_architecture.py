"""The house: who may import whom, how large a room may be, what nothing may name."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "offline_archive"
# Lower rooms first. A room imports only from rooms before it in this list, and from itself.
ROOMS = [
    "errors", "problems", "codes", "wording", "paths", "reproducible", "catalogue", "dates", "record", "frontmatter", "config", "withheld", "guard", "held", "model",
    "completion", "drafts", "load", "collisions", "media", "withdrawal", "grounding", "addresses", "records", "references", "markdown", "workers", "turns", "digests", "state", "results", "store", "recall", "parsing", "sourcepages", "site", "editions", "checks", "bundle",  "search", "release", "received", "verification", "audit", "passed", "render", "export", "exchange", "write", "machine", "forbidden", "outcome", "latest", "pipeline", "preview", "publishing", "updates",
    "environment", "provision", "cli", "__main__"]
ALONE = {"environment": set(), "audit": {"bundle", "codes", "guard", "problems", "wording"}, "guard": {"errors", "wording"}, "machine": {"problems"}, "provision": {"errors", "machine"}}
"""Rooms that may import only these: what runs before installing, and what trusts nothing."""
DISK = {"catalogue", "results", "state", "preview", "store", "latest", "turns", "guard", "media", "load", "write", "config", "received", "release", "verification", "publishing", "updates", "render", "environment", "provision", "reproducible"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The rooms that a module imports, wherever the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "offline_archive":
            parts = (node.module or "").split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
    return found - {"__version__"}


def test_every_room_is_listed() -> None:
    assert {room(path) for path in modules()} - {"__init__"} == set(ROOMS)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_from_rooms_above_it(path: Path) -> None:
    if room(path) == "__init__":
        assert imported(path) == set()
        return
    allowed = set(ROOMS[:ROOMS.index(room(path)) + 1])
    assert imported(path) <= allowed
    if room(path) in ALONE:
        assert imported(path) <= ALONE[room(path)] | {room(path)}


def test_the_check_sees_a_wrong_import(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def f():\n    from offline_archive.cli import main\n")
    assert imported(wrong) == {"cli"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_disk_is_touched_in_few_rooms(path: Path) -> None:
    touches = re.search(r"\.(?:read_text|read_bytes|write_text|write_bytes|mkdir|unlink)\(|(?<!os)\.open\(|(?<![.\w])open\(|os\.(?:remove|scandir)",
                        path.read_text())
    assert touches is None or room(path) in DISK


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_reads_the_clock_the_user_or_the_machine(path: Path) -> None:
    reads = re.search(r"\b(?:time\.time|datetime\.now|date\.today|getuser|gethostname|platform\.node|uuid|"
                      r"random)\b", path.read_text())
    assert (reads is None) is (path.name != "machine.py")  # which reads them so that the audit can look for them


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_fits_in_the_head_and_says_its_job(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert len(path.read_text().splitlines()) <= 320
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= 55, f"{node.name} is longer than a screen"
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") \
                and node in tree.body:
            assert ast.get_docstring(node), f"{node.name} says nothing of itself"


def test_templates_have_no_inline_script_or_style() -> None:
    for path in sorted((ROOT / "templates").glob("*.html")):
        text = path.read_text()
        if path.name == "single.html":  # one file: its policy names its script and its style by hash
            text = text.replace("<style>{{ style }}</style>", "").replace("<script>{{ code }}</script>", "")
        assert not re.search(r"<style|style=|\son[a-z]+=|<script>|\|safe|autoescape false", text), path.name


def test_the_reader_s_scripts_ask_for_nothing_from_outside() -> None:
    for path in sorted((ROOT / "templates").glob("*/*.js")):
        assert not re.search(r"\bfetch\(|XMLHttpRequest|https?:|localStorage|sessionStorage|document\.cookie|"
                             r"innerHTML|\beval\(|new Function", path.read_text()), path.name


def test_no_file_of_the_project_holds_an_address_of_a_registry_or_a_machine_s_path() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    files = listed.stdout.split() if listed.returncode == 0 else []
    named = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian\.org|/root/|/home/[a-z]+/")
    for name in files:
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".lock", ".js", ".html", ".css", ".po") and name != "tests/test_architecture.py":
            found = named.search(path.read_text())
            assert found is None, (name, found)
