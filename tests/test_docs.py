"""The documents say what is so: every flag, key and command is named, every link leads somewhere."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields
from pathlib import Path

import pytest

from offline_archive import config
from offline_archive.cli.arguments import parser
from offline_archive.search import FORMAT_VERSION

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def options(given: argparse.ArgumentParser) -> set[str]:
    found: set[str] = set()
    for action in given._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                found |= {name} | options(child)
        found |= {flag for flag in action.option_strings if flag not in ("-h", "--help")}
    return found


def test_every_command_and_flag_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    missing = {flag for flag in options(parser(Path(), "x")) if f"`{flag}" not in readme and f" {flag}" not in readme}
    assert missing <= {"--version", "--quiet", "--verbose"}


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "settings.md").read_text()
    keys = {"title", "languages", "edition", "date", "expires", "licence", "safety", "citation_style", "kinds", "media", "discreet",
            "limits.page_bytes", "limits.file_bytes"}
    assert keys == set(re.findall(r"^\| `([a-z_.]+)` \|", text.partition("# Front matter")[0], re.MULTILINE))
    assert len(fields(config.Settings)) == len(keys)


def test_the_index_format_is_documented_in_its_version() -> None:
    assert f"# The search index, version {FORMAT_VERSION}\n" in (ROOT / "docs" / "search-format.md").read_text()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", re.sub(r"```.*?```|`[^`]*`", "", path.read_text(), flags=re.DOTALL)):
        assert (path.parent / target).exists(), target


def test_every_room_is_in_the_architecture_document() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    for module in (ROOT / "src" / "offline_archive").iterdir():
        name = module.stem
        if not name.startswith("__") and name != "py":
            assert f"`{name}" in text, name
