"""Where links lead: pages, folders, files, other languages, nowhere."""

from __future__ import annotations

import pytest

from support.archives import Archive


@pytest.fixture
def tree(archive: Archive) -> Archive:
    """Pages in folders, in two languages, with files."""
    archive.settings('languages = ["en", "ru"]\ntitle = "T"\nmedia = true\n')
    for path in ("index.md", "index.ru.md", "a.md", "a.ru.md", "b.md", "deep/README.md", "deep/c.md", "bare/d.md",
                 "with space.md", "hash#name.md"):
        archive.page(path, "## Part one\n")
    return archive.picture("deep/pic.gif").file("paper.txt", b"text")


@pytest.mark.parametrize(("source", "reference", "href"), [
    ("index.md", "a.md", "a.html"),
    ("index.md", "./a.md#part-one", "a.html#part-one"),
    ("index.md", "a", "a.html"),
    ("index.md", "a.html", "a.html"),
    ("index.md", "a/", "a.html"),
    ("index.md", "/deep/c.md", "deep/c.html"),
    ("index.md", "deep", "deep/index.html"),
    ("index.md", "deep/", "deep/index.html"),
    ("index.md", "deep/README.md", "deep/index.html"),
    ("index.md", "bare/", "bare/index.html"),
    ("index.md", "paper.txt", "paper.txt"),
    ("index.md", "<with space.md>", "with%20space.html"),
    ("index.md", "with%20space.md", "with%20space.html"),
    ("index.md", "hash%23name.md", "hash%23name.html"),
    ("index.md", "a.md?plain=1#part-one", "a.html#part-one"),
    ("deep/c.md", "../a.md", "../a.html"),
    ("deep/c.md", ".", "index.html"),
    ("deep/c.md", "pic.gif", "pic.gif"),
    ("index.ru.md", "a.md", "a.ru.html"),
    ("index.ru.md", "b.md", "b.ru.html"),
    ("a.md", "index.ru.md", "index.ru.html"),
    ("a.ru.md", "/", "index.ru.html"),
])
def test_a_link_leads_to_the_page_meant(tree: Archive, source: str, reference: str, href: str) -> None:
    tree.page(source, f"[x]({reference})\n\n## Part one\n")
    target = source.replace("README", "index").replace(".md", ".html")
    assert f'<a href="{href}">x</a>' in tree.text(target)
    assert tree.found() == []


@pytest.mark.parametrize(("text", "problem"), [
    ("[x](b2.md)", "index.md:1:5: OA203 link target missing: b2.md (did you mean b.md?)"),
    ("text\n\n- a [x](deep/cc.md)", "index.md:3:9: OA203 link target missing: deep/cc.md (did you mean c.md?)"),
    ("[x](c.md)", "index.md:1:5: OA203 link target missing: c.md (did you mean /deep/c.md?)"),
    ("[x](elsewhere/d.md)", "index.md:1:5: OA203 link target missing: elsewhere/d.md (did you mean /bare/d.md?)"),
    ("![x](deep/pix.png)", "index.md:1:6: OA204 image missing: deep/pix.png (did you mean pic.gif?)"),
    ("[x](a.md#part-two)", "index.md:1:5: OA202 nothing on a.html has the id part-two (did you mean part-one?)"),
    ("[x](draft.md)", "index.md:1:5: OA207 link leads to a page that is left out: draft.md (publish it or remove the link)"),
    ("[x](evil.docx)", "index.md:1:5: OA208 files of this kind are not copied: evil.docx (export it as PDF or text)"),
    ("[x](page.htm)", "index.md:1:5: OA208 files of this kind are not copied: page.htm (export it as PDF or text)"),
    ("| a |\n|---|\n| [x](zz.md) |", "index.md:3:7: OA203 link target missing: zz.md (check the path)"),
    ("[x][r] and [y](qq.md)\n\n[r]: zz.md", "index.md:1:1: OA203 link target missing: zz.md (check the path)"),
    ('<a href="zz.md">x</a>', "index.md:1:10: OA203 link target missing: zz.md (check the path)"),
])
def test_a_link_that_leads_nowhere_is_reported(tree: Archive, text: str, problem: str) -> None:
    tree.page("index.md", text).page("draft.md", "---\ndraft: true\n---\n").file("evil.docx").file("page.htm")
    assert problem in tree.messages()


def test_the_text_of_a_broken_link_is_kept(archive: Archive) -> None:
    assert archive.page("index.md", "see [the *page*](no.md).").text("index.html") == "<p>see the <em>page</em>.</p>"


@pytest.mark.parametrize(("text", "column"), [
    ("See nope.md: [nope.md](nope.md)", 24), ("[нет](нет.md)", 7), ("[x](<no page.md>)", 6),
    ("[![x](no.png)](index.md)", 7), ("<a href='no.md'>x</a>", 10), ("<a href=no.md>x</a>", 9)])
def test_the_column_is_that_of_the_address(archive: Archive, text: str, column: int) -> None:
    assert archive.page("index.md", text).found() == [
        f"{'OA204' if 'png' in text else 'OA203'} index.md:1:{column}"]


def test_footnotes_can_be_linked_to(archive: Archive) -> None:
    assert archive.page("index.md", "a[^1] [see](#fn1)\n\n[^1]: Note").found() == []


def test_positions_count_front_matter_and_repeated_links(archive: Archive) -> None:
    archive.page("index.md", "---\ntitle: T\n---\n\n[a](x.md) and [b](x.md)\n")
    assert archive.found() == ["OA203 index.md:5:5", "OA203 index.md:5:19"]


def test_only_linked_files_are_copied(archive: Archive) -> None:
    archive.settings("media = true").page("index.md", "![a](a.gif)").picture("a.gif").file("notes.txt", b"private notes")
    outcome = archive.build()
    assert (archive.output / "a.gif").is_file()
    assert not list(archive.output.rglob("*.toml"))
    assert not (archive.output / "notes.txt").exists()
    assert [str(p) for p in outcome.problems if p.code != "OA713"] == ["notes.txt: OA209 linked from no page, left out"]


@pytest.mark.parametrize("front", ["draft: true", "draft: yes", "draft: 'true'", "published: false"])
def test_drafts_are_left_out(archive: Archive, front: str) -> None:
    archive.page("index.md").page("a.md", f"---\n{front}\n---\nunready")
    assert "a.html" not in archive.bundle()


@pytest.mark.parametrize(("files", "found"), [
    (["a.md", "A.md"], "OA302 a.md"),
    (["x.md", "x.markdown"], "OA302 x.md"),
    (["é.md", "e\u0301.md"], "OA302 é.md"),
    (["b.md", "index.old.md", "README.notes.md"], ""),
    (["a:b.md", "a-b.md"], "OA302 a:b.md"),
    (["_archive/x.md"], "OA302 _archive/x.md"), (["_Archive/x.md"], "OA302 _Archive/x.md"),
])
def test_colliding_addresses_are_reported_and_the_first_is_kept(archive: Archive, files: list[str],
                                                                found: str) -> None:
    archive.page("index.md", "# Home")
    for path in files:
        archive.page(path)
    assert "Home</h1>" in archive.html("index.html")
    assert archive.found() == ([found] if found else [])
    assert archive.build().written


@pytest.mark.parametrize("files", [
    ["Foo.md", "foo.md"], ["A/x.md", "a/y.md"], ["a:/x.md", "a-/y.md"], ["p.md", "p.html/x.md"]])
def test_a_collision_never_stops_the_archive_even_when_both_are_linked(archive: Archive, files: list[str]) -> None:
    archive.page("index.md", "\n".join(f"[x](<./{path}>) [d](<./{path.rpartition('/')[0]}>)" for path in files))
    for path in files:
        archive.page(path)
    outcome = archive.build()
    assert outcome.written
    assert "OA302" in {problem.code for problem in outcome.problems}


def test_two_pictures_that_collide_are_reported_where_the_second_is_shown(archive: Archive) -> None:
    archive.settings("media = true").page("index.md", "![a](A.gif)\n\n![b](a.gif)").picture("A.gif").picture("a.gif")
    assert "index.md:3:6: OA302 address a.gif is taken by A.gif (rename one of them)" in archive.messages()


@pytest.mark.parametrize("index", ["f/index.de.md", "f/Readme.md", "f/_index.md"])
def test_a_link_to_a_folder_leads_to_the_page_that_its_readers_have(archive: Archive, index: str) -> None:
    archive.settings('languages = ["en", "ru", "de"]\ntitle = "T"\n').page("index.md").page("index.ru.md", "[x](f/)")
    archive.page(index).page("f/p.ru.md")
    assert archive.found() == []
    assert archive.build().written


def test_names_in_another_unicode_form_are_found(archive: Archive) -> None:
    archive.page("index.md", "[x](музей.md)").page("музей.md".replace("й", "и\u0306"))
    assert archive.found() == []


def test_names_that_are_not_utf8_are_reported_and_built(archive: Archive) -> None:
    import os
    archive.page("index.md")
    with open(os.fsencode(archive.content) + b"/\xff.md", "wb") as stream:
        stream.write(b"text")
    assert archive.found() == ["OA301 \N{REPLACEMENT CHARACTER}.md"]
    assert archive.build().written


@pytest.mark.parametrize(("name", "nearest"), [
    ("what?.md", "what-.html"), ("con.md", "_con.html"), ("a:b.md", "a-b.html"), ("dot .md", "dot .html")])
def test_names_that_windows_cannot_hold_are_reported_with_the_nearest(archive: Archive, name: str,
                                                                      nearest: str) -> None:
    archive.page("index.md").page(name)
    if name != "dot .md":
        assert archive.messages() == [f"{name}: OA301 name cannot be stored on FAT or Windows "
                                      f"(nearest valid name: {nearest})"]
    assert nearest in archive.bundle()


def test_a_link_to_an_attachment_of_unsafe_name_leads_to_its_new_name(archive: Archive) -> None:
    archive.settings("media = true").page("index.md", "![x](<./a:b.gif>)").picture("a:b.gif")
    assert archive.text("index.html") == '<p><img src="a-b.gif" alt="x"></p>'
    assert archive.found() == ["OA301 a:b.gif"]
