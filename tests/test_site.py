"""Folders, languages and lists."""

from __future__ import annotations

import re

import pytest

from support.archives import Archive


def test_the_menu_follows_weight_then_title(archive: Archive) -> None:
    archive.page("index.md", "# Home").page("b.md", "---\nweight: 2\n---\n# B").page("c.md", "---\nweight: 1\n---\n# C")
    archive.page("z.md", "# A last").page("y.md", "# B last").page("s/index.md", "---\nweight: 3\n---\n# S")
    archive.page("s/in.md", "# In")
    assert archive.menu("index.html") == ["index.html", "c.html", "b.html", "s/index.html", "z.html", "y.html"]
    assert archive.menu("s/in.html") == ["index.html", "c.html", "b.html", "s/index.html", "s/in.html", "z.html", "y.html"]


def test_a_menu_is_written_once_for_its_folder_and_not_in_its_pages(archive: Archive) -> None:
    archive.page("index.md").page("s/index.md")
    for number in range(20):
        archive.page(f"s/{number}.md", f"# Page {number}\n")
    bundle = archive.bundle()
    assert sum("menu-" in path for path in bundle) == 2
    assert sum(entry.data.count(b"Page 11") for path, entry in bundle.items() if path.startswith("s/") and path.endswith(".html")) < 8


def test_a_menu_of_thousands_is_cut_and_leads_to_the_contents(archive: Archive) -> None:
    archive.page("index.md", "# Home")
    for number in range(900):
        archive.page(f"p{number:03d}.md", f"# Page {number}")
    bundle = archive.bundle()
    assert archive.menu("p500.html")[-1] == "_archive/contents.html"
    assert len(archive.menu("p500.html")) < 70
    parts = [path for path in bundle if path.startswith("_archive/contents")]
    assert len(parts) == 3
    listed = "".join(bundle[path].data.decode() for path in parts)
    assert all(f'href="../p{number:03d}.html"' in listed for number in range(900))


def test_a_folder_without_an_index_gets_a_list(archive: Archive) -> None:
    archive.page("index.md").page("my-folder/a.md", "---\nsummary: About A.\n---\n# A")
    html = archive.html("my-folder/index.html")
    assert "<h1>My folder</h1>" in html
    assert '<a href="a.html">A</a>' in html
    assert "About A." in html


def test_an_archive_without_an_index_begins_with_its_list(archive: Archive) -> None:
    archive.page("a.md", "# A")
    assert '<li><a href="a.html">A</a></li>' in archive.html("index.html")


@pytest.mark.parametrize("name", ["index.md", "_index.md", "README.md", "readme.md", "INDEX.md"])
def test_index_and_readme_are_a_folder_s_page(archive: Archive, name: str) -> None:
    archive.page("index.md").page(f"f/{name}", "# The folder")
    assert "The folder" in archive.html("f/index.html")


def test_index_comes_before_readme(archive: Archive) -> None:
    archive.page("index.md", "# I").page("README.md", "# R")
    bundle = archive.bundle()
    assert b"<h1 id=\"i\">I</h1>" in bundle["index.html"].data
    assert b"<h1 id=\"r\">R</h1>" in bundle["README.html"].data


@pytest.fixture
def bilingual(archive: Archive) -> Archive:
    """Two languages, one page of them translated."""
    archive.settings('title = {en = "T", ru = "З"}\nlanguages = ["en", "ru"]\nsafety = "safety.md"\n')
    archive.page("index.md", "# Home").page("index.ru.md", "# Дом")
    archive.page("safety.md", "# Safety").page("safety.ru.md", "# Безопасность")
    return archive.page("only.md", "# Only English")


def test_each_page_leads_to_its_translations(bilingual: Archive) -> None:
    assert '<a href="index.ru.html" lang="ru" hreflang="ru">Русский</a>' in bilingual.html("index.html")
    assert '<a href="index.html" lang="en" hreflang="en">English</a>' in bilingual.html("index.ru.html")


def test_a_page_without_translation_is_shown_in_the_language_that_has_it_and_says_so(bilingual: Archive) -> None:
    html = bilingual.html("only.ru.html")
    assert '<html lang="ru"' in html
    assert '<p class="ui-state">Эта страница не переведена. Она показана на языке: English.</p>' in html
    assert re.search(r'<h1( id="[^"]+")? lang="en" dir="ltr">Only English</h1>', html)
    assert "ui-state" not in bilingual.html("only.html")
    assert '<a href="only.ru.html" lang="ru" hreflang="ru">Русский</a>' in bilingual.html("only.html")


def test_a_page_without_translation_stands_in_the_menu_with_its_language(bilingual: Archive) -> None:
    html = bilingual.html("index.ru.html")
    name = html.partition('data-menu="')[2].partition('"')[0]
    assert '["only.ru.html","Only English","en",[]]' in bilingual.bundle()[f"_archive/search/{name}.js"].data.decode()


def test_every_page_leads_to_the_safety_page_of_its_language(bilingual: Archive) -> None:
    bundle = bilingual.bundle()
    for path, entry in bundle.items():
        if path.endswith(".html") and "/measures." not in path:  # which leads nowhere, so that nothing is seen of it
            expected = b"safety.ru.html" if b'<html lang="ru"' in entry.data else b"safety.html"
            assert expected in entry.data, path


def test_pages_say_their_language_and_direction(archive: Archive) -> None:
    archive.settings('languages = ["ar"]\ntitle = "أرشيف"\n').page("index.md", "# مرحبا")
    assert '<html lang="ar" dir="rtl"' in archive.html("index.html")


def test_the_language_can_stand_in_the_front_matter(archive: Archive) -> None:
    archive.settings('languages = ["en", "ru"]\ntitle = "T"\n')
    archive.page("index.md").page("x.md", "---\nlang: ru\n---\n# Икс")
    assert '<html lang="ru"' in archive.html("x.ru.html")


def test_the_a_to_z_index_names_the_pages_of_a_term(archive: Archive) -> None:
    archive.page("index.md", "# Home\n\nSeveral prisons.\n").page("a.md", "# A prison")
    html = archive.html("_archive/a-z/0050.html")
    assert '<dt>prison<dd><a href="../../a.html">A prison</a>, <a href="../../index.html">Home</a>' in html


def test_what_an_author_writes_in_titles_is_text(archive: Archive) -> None:
    archive.settings('title = "<b>T</b> & \\"q\\""\n').page("index.md", "---\ntitle: <i>x</i>\n---\n")
    assert "<title>&lt;i&gt;x&lt;/i&gt; – &lt;b&gt;T&lt;/b&gt; &amp; &#34;q&#34;</title>" in archive.html("index.html")
