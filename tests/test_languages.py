"""Several languages: what a translation takes over, when it is old, what is shown when there is none."""

from __future__ import annotations

import re

import pytest

from support.archives import Archive

EVENT = "---\ntitle: The event\ndate: 2017-02~\ncertainty: alleged\nattribution: a newspaper\nweight: 3\nplaces: [town]\n---\n{.own}\nText.\n"


@pytest.fixture
def two(archive: Archive) -> Archive:
    archive.settings('languages = ["en", "ru"]\ntitle = { en = "Record", ru = "Запись" }\n')
    archive.page("index.md", "# Home").page("index.ru.md", "# Начало")
    return archive.page("places/town.md", "---\ntitle: Town\nlevel: town\n---\n{.own}\nText.\n")


def marks(archive: Archive) -> list[str]:
    """What `original` should say, from the hints."""
    return [line.rpartition("original: ")[2].rstrip(")") for line in archive.messages() if "original: " in line]


def test_a_translation_takes_over_the_data_and_says_only_its_texts(two: Archive) -> None:
    two.page("events/e.md", EVENT)
    two.page("events/e.ru.md", "---\ntitle: Событие\nattribution: газета\n---\n{.own}\nТекст.\n")
    html = two.html("events/e.ru.html")
    assert two.found() == []
    assert '<time datetime="2017-02~">примерно февраль 2017' in html
    assert "[утверждается]" in html
    assert "газета" in html
    assert '<a href="../places/town.ru.html" lang="en" hreflang="en">Town</a>' in html


def test_a_draft_is_not_taken_over_nor_is_a_title(two: Archive) -> None:
    two.page("a.md", "---\ntitle: A\nsummary: Words.\n---\n").page("a.ru.md", "Текст.")
    html = two.html("a.ru.html")
    assert "Words." not in html
    assert "<h1>A</h1>" in html  # from the file's name


def test_a_translation_of_an_earlier_state_is_marked_and_reported(two: Archive) -> None:
    two.page("a.md", "# A\n\nOne.\n").page("a.ru.md", "# А\n\nОдин.\n")
    (mark,) = [line.rpartition("original: ")[2].rstrip(")") for line in two.messages() if line.startswith("a.ru.md")]
    two.page("a.ru.md", f'---\noriginal: "{mark}"\n---\n# А\n\nОдин.\n')
    assert [line for line in two.messages() if line.startswith("a.ru.md")] == []
    assert "ui-state" not in two.html("a.ru.html")
    two.page("a.md", "# A\n\nOne.\n\nTwo.\n")
    assert "OA617 a.ru.md:1" in two.found()
    assert '<p class="ui-state">Этот перевод старше оригинала.' in two.html("a.ru.html")
    assert "ui-state" not in two.html("a.html")


def test_a_translation_cannot_contradict_its_original(two: Archive) -> None:
    two.page("events/e.md", EVENT).page("events/e.ru.md", "---\ndate: 2018\ncertainty: confirmed\n---\n{.own}\nТекст.\n")
    assert two.found() == ["OA621 events/e.ru.md:2", "OA621 events/e.ru.md:3"]
    html = two.html("events/e.ru.html")
    assert "примерно февраль 2017" in html
    assert "[утверждается]" in html


def test_reordering_the_front_matter_does_not_make_a_translation_old(two: Archive) -> None:
    two.page("a.md", "---\ntitle: A\nweight: 1\n---\nOne.\n").page("a.ru.md", "Один.")
    before = marks(two)
    two.page("a.md", "---\nweight: 2\ntitle: A\n---\n\nOne.\n")
    assert marks(two) == before


def test_a_page_without_translation_keeps_its_reader_in_their_language(two: Archive) -> None:
    two.page("a.md", "# A\n\n[home](index.md), [b](b.md#part)\n").page("b.md", "# B\n\n## Part\n")
    html = two.html("a.ru.html")
    assert two.found() == []
    assert '<html lang="ru"' in html
    assert '<a href="index.ru.html">home</a>, <a href="b.ru.html#part">b</a>' in html
    assert '<div class="ui-text" lang="en" dir="ltr">' in html


def test_only_translated_pages_are_in_the_index_of_a_language(two: Archive) -> None:
    two.page("a.md", "# A\n\nUniquely.\n")
    files = two.bundle()
    russian = [entry.data for path, entry in files.items() if path.startswith("_archive/search/ru/")]
    assert b"a.html" not in b"".join(russian)
    assert not any(b"niquely" in data for data in russian)


def test_problems_of_a_page_are_said_once_however_many_languages_lack_it(archive: Archive) -> None:
    archive.settings('languages = ["en", "ru", "fr"]\ntitle = "T"\n').page("index.md").page("index.ru.md").page("index.fr.md")
    archive.page("a.md", "[x](none.md) [y](#no)")
    assert archive.found() == ["OA203 a.md:1:5", "OA202 a.md:1:18"]


def test_right_to_left_readers_see_a_foreign_page_left_to_right(archive: Archive) -> None:
    archive.settings('languages = ["ar", "en"]\ntitle = { ar = "أرشيف", en = "Archive" }\n')
    archive.page("index.md", "# مرحبا").page("index.en.md", "# Hello").page("a.en.md", "# Only English\n\nText.\n")
    html = archive.html("a.html")
    assert '<html lang="ar" dir="rtl"' in html
    assert re.search(r'<h1( id="[^"]+")? lang="en" dir="ltr">Only English</h1>', html)


def test_names_that_a_stick_takes_for_one_collide_across_languages_too(two: Archive) -> None:
    two.page("Only.md", "# One").page("only.ru.md", "# Два")
    assert [line for line in two.found() if line.startswith("OA302")] == ["OA302 only.ru.md"]
    assert two.build().written


def test_every_page_leads_to_itself_in_the_other_language(two: Archive) -> None:
    two.page("folder/a.md", "# A").page("b.ru.md", "# Б").file(
        "sources.json", '[{"id": "s", "type": "report", "title": "S"}]')
    bundle = two.bundle()
    for path, entry in bundle.items():
        if path.endswith(".html") and "/measures." not in path:  # which leads nowhere
            html = entry.data.decode()
            switch = html.partition('class="ui-versions"')[2].partition("</p>")[0]
            assert ('lang="ru" aria-current' in switch) == ('<html lang="ru"' in html), path
            assert switch.count("<a ") == 1, path
