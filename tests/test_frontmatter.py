"""Front matter as Hugo, MkDocs, Obsidian and Jekyll users write it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_archive.frontmatter import FrontMatter, split


@pytest.mark.parametrize(("text", "values", "body"), [
    ("---\ntitle: A\n---\nBody\n", {"title": "A"}, "Body\n"),
    ("---\ntitle: A\n...\nBody\n", {"title": "A"}, "Body\n"),
    ("+++\ntitle = \"A\"\ndate = 2017-04-01\n+++\nBody\n", {"title": "A", "date": date(2017, 4, 1)}, "Body\n"),
    ("---\n---\nBody", {}, "Body"),
    ("---\n# only a comment\n---\nBody", {}, "Body"),
    ("---\ntags: [a, b]\naliases:\n  - /old\ncssclasses: x\nhide:\n  - toc\n---\n",
     {"tags": ["a", "b"], "aliases": ["/old"], "cssclasses": "x", "hide": ["toc"]}, ""),
    ("---\ndate: 2017-04-01\n1: one\n---\n", {"date": date(2017, 4, 1), "1": "one"}, ""),
    ("---\na: &x [1]\nb: *x\n---\n", {"a": [1], "b": [1]}, ""),
    ("---\ntitle: A\n---", {"title": "A"}, ""),
    ("No front matter\n---\n", {}, "No front matter\n---\n"),
    ("---\nno closing fence\n", {}, "---\nno closing fence\n"),
    ("---\n\nProse between two rules.\n\n---\n\nMore.\n", {}, "---\n\nProse between two rules.\n\n---\n\nMore.\n"),
])
def test_a_block_is_read_and_the_body_is_what_follows(text: str, values: dict[str, object], body: str) -> None:
    front, rest = split(text, "x.md")
    assert (front.values, rest, front.problems) == (values, body, ())


def test_lines_are_counted_from_the_top_of_the_file() -> None:
    front, body = split("---\na: 1\nb: 2\n---\nBody", "x.md")
    assert front.lines == 4
    assert body == "Body"


def test_a_mistake_is_reported_with_line_and_column_and_the_body_is_kept() -> None:
    front, body = split("---\ntitle: A\nbad: a: b\n---\nBody", "x.md")
    assert [str(p) for p in front.problems] == [
        "x.md:3:7: OA101 front matter is not valid YAML, so the page is left out: mapping values are not allowed "
        "in this context (put quotes around values that hold a colon or other signs)"]
    assert (dict(front.values), body) == ({}, "Body")


@given(st.text())
def test_whatever_stands_between_the_fences_nothing_is_raised(text: str) -> None:
    front, body = split(f"---\n{text}\n---\nBody", "x.md")
    assert isinstance(front, FrontMatter)
    assert body.endswith("Body")
