"""Names that every file system holds, and links that stay relative."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_archive.paths import MAX_SITE_PATH, collision_key, join, relative, root_of, safe_name

SEGMENT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"), min_size=1,
                  max_size=12).map(safe_name).filter(lambda name: name not in (".", ".."))
PATH = st.lists(SEGMENT, min_size=1, max_size=5).map(lambda parts: PurePosixPath(*parts))


@pytest.mark.parametrize(("name", "expected"), [
    ("plain.md", "plain.md"), ("a:b.md", "a-b.md"), ("what?.md", "what-.md"), ('"x"', "-x-"),
    ("con.md", "_con.md"), ("CON", "_CON"), ("aux.tar.gz", "_aux.tar.gz"), ("com1", "_com1"), ("com¹.txt", "_com¹.txt"),
    ("console.md", "console.md"), ("trailing. ", "trailing"), ("...", "_"), ("", "_"), ("a\tb", "a-b"),
    ("e\u0301.md", "é.md"), ("a\u202egnp.exe", "agnp.exe"), ("a\u2028b", "a-b"),
    ("x" * 300 + ".md", "x" * 117 + ".md"),
])
def test_a_name_becomes_one_that_fat_and_windows_hold(name: str, expected: str) -> None:
    assert safe_name(name) == expected


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/")))
def test_a_safe_name_is_its_own_safe_name(name: str) -> None:
    safe = safe_name(name)
    assert safe_name(safe) == safe
    assert safe
    assert not set(safe) & set('<>:"/\\|?*')
    assert safe[-1] not in ". "


@given(PATH, PATH)
def test_a_relative_link_leads_back_to_its_target(start: PurePosixPath, target: PurePosixPath) -> None:
    reference = relative(start, target)
    assert ":" not in reference
    assert not reference.startswith("/")
    assert join(start.parent, unquote(reference)) == target


@given(PATH)
def test_the_root_is_as_many_steps_up_as_the_path_is_deep(path: PurePosixPath) -> None:
    assert join(path.parent, root_of(path) + "x") == PurePosixPath("x")


@pytest.mark.parametrize(("folder", "reference", "expected"), [
    ("a/b", "c.md", "a/b/c.md"), ("a/b", "../c.md", "a/c.md"), ("a", "/c.md", "c.md"), ("a", "./c//d", "a/c/d"),
    ("a", "../../c.md", None), ("", "..", None), ("a", "/../c", None),
])
def test_a_reference_never_climbs_above_the_root(folder: str, reference: str, expected: str | None) -> None:
    found = join(PurePosixPath(folder), reference)
    assert found == (PurePosixPath(expected) if expected else None)


@pytest.mark.parametrize(("one", "other"), [
    ("A.html", "a.html"), ("straße.html", "STRASSE.html"), ("é.html", "e\u0301.html"), ("Ёлка", "ёлка")])
def test_paths_that_a_stick_takes_for_one_collide(one: str, other: str) -> None:
    assert collision_key(PurePosixPath(one)) == collision_key(PurePosixPath(other))


def test_the_limit_leaves_room_for_a_folder() -> None:
    assert MAX_SITE_PATH + 79 == 259
