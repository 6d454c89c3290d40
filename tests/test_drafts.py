"""Drafts: what is not meant to be published is not, however clumsily that was said."""

from __future__ import annotations

import pytest

from support.archives import Archive

SECRET = "the name of a witness"


def published(archive: Archive) -> bool:
    """Whether the secret stands in any byte of the bundle."""
    return any(b"witness" in entry.data for entry in archive.bundle().values())


@pytest.mark.parametrize("front", [
    "draft: true", "draft: True", "draft: yes", "draft: 'true'", "draft: 1", "Draft: true", "DRAFT: true",
    "published: false", "Published: no"])
def test_a_draft_is_left_out(archive: Archive, front: str) -> None:
    archive.page("index.md").page("secret.md", f"---\n{front}\n---\n{SECRET}")
    assert not published(archive)
    assert archive.found(notes=True) == ["OA113 secret.md:2"]


@pytest.mark.parametrize(("text", "code"), [
    (f"---\ntitle: Secret: do not publish\ndraft: true\n---\n{SECRET}", "OA101"),
    (f"---\n\tdraft: true\n---\n{SECRET}", "OA101"),
    (f"---\nsummary: @a\ndraft: true\n---\n{SECRET}", "OA101"),
    (f"---\nsummary: \"a\" b\ndraft: true\n---\n{SECRET}", "OA101"),
    (f"---\ntitle: S\ndraft:true\n---\n{SECRET}", "OA101"),
    (f"---\ndraft:true\n---\n{SECRET}", "OA101"),
    (f"---\ndraft: si\n---\n{SECRET}", "OA112"),
    (f"---\ndraft: maybe\n---\n{SECRET}", "OA112"),
    (f"---\ndraft: {{a: 1}}\n---\n{SECRET}", "OA112"),
    (f"---\ndarft: true\n---\n{SECRET}", "OA112"),
    (f"---\ndrafts: yes\n---\n{SECRET}", "OA112"),
    (f"---\ndraft: true\n\n{SECRET}", "OA112"),
    (f"---\npublish: false\n---\n{SECRET}", "OA112"), (f"---\npublised: false\n---\n{SECRET}", "OA112"),
    (f"---\nunpublished: true\n---\n{SECRET}", "OA112"), (f"---\nis_draft: true\n---\n{SECRET}", "OA112"),
    (f"---\nstatus: draft\n---\n{SECRET}", "OA112"), (f"---\nparams:\n  draft: true\n---\n{SECRET}", "OA112"),
    (f"---\ndraft: true\nDraft: false\n---\n{SECRET}", "OA112"),
    (f"---\ndraft: true\ntitle: x\ndraft: false\n---\n{SECRET}", "OA112"),
    (f"---\n# comment\ndraft: true\n\n{SECRET}", "OA112"), (f"---\nназвание: x\ndraft: true\n\n{SECRET}", "OA112"),
    (f"--- # meta\ndraft: true\n---\n{SECRET}", "OA112"), (f"---yaml\ndraft: true\n---\n{SECRET}", "OA112"),
    (f"---\n---\ndraft: true\n---\n{SECRET}", "OA112"), (f"---\n- draft: true\n---\n{SECRET}", "OA101"),
    (f"<!-- licence -->\n---\ndraft: true\n---\n{SECRET}", "OA112"),
    (f"+++\ndraft = tru\n+++\n{SECRET}", "OA101"),
    (f"---\nx: !!python/name:os.system\n---\n{SECRET}", "OA101"),
])
def test_where_it_cannot_be_told_the_page_is_left_out_and_its_author_asked(archive: Archive, text: str,
                                                                         code: str) -> None:
    archive.page("index.md", "[x](secret.md)").page("secret.md", text)
    assert not published(archive)
    assert [item.partition(" ")[0] for item in archive.found()] == ["OA207", code]


@pytest.mark.parametrize("start", ["\n---\nназвание: x\n", "\n---\n\"title\": x\n", "\n---\n# comment\n", " \n---\n",
                                   "\u200b---\n", "\ufeff\ufeff---\n"])
def test_front_matter_is_recognised_however_it_begins(archive: Archive, start: str) -> None:
    archive.page("index.md").page("secret.md", f"{start}draft: true\n---\n{SECRET}")
    assert not published(archive)
    assert [item.partition(" ")[0] for item in archive.found(notes=True)] == ["OA113"]


def test_pages_in_jekylls_folder_of_drafts_are_left_out(archive: Archive) -> None:
    archive.page("index.md").page("_drafts/secret.md", SECRET)
    assert not published(archive)


def test_a_page_that_explains_drafts_in_code_is_published(archive: Archive) -> None:
    archive.page("index.md", f"# Drafts\n\n```yaml\ndraft: true\n```\n\n{SECRET}")
    assert published(archive)


def test_blank_lines_before_front_matter_are_forgiven(archive: Archive) -> None:
    archive.page("index.md").page("secret.md", f"\n\n---\ndraft: true\n---\n{SECRET}")
    assert not published(archive)
    assert archive.found(notes=True) == ["OA113 secret.md:4"]


@pytest.mark.parametrize("front", ["draft: false", "draft:", "draft: no", "published: true", "published: 2017-04-01",
                                   "published: '2017-04-01 10:00'", "publisher: yes", "craft: stone"])
def test_a_page_that_is_no_draft_is_published(archive: Archive, front: str) -> None:
    archive.page("index.md", f"---\n{front}\n---\n{SECRET}")
    assert published(archive)
    assert archive.found() == []


def test_the_translation_of_a_draft_is_noticed(archive: Archive) -> None:
    archive.settings('languages = ["en", "ru"]\ntitle = "T"').page("index.md")
    archive.page("a.md", "---\ndraft: true\n---\n").page("a.ru.md", "# Имя")
    assert archive.found() == ["OA114 a.ru.md:1"]
