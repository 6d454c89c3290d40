"""Grounds for publishing a person or a case, what only the person may tell, and details that together name somebody."""

from __future__ import annotations

import pytest

from offline_archive.checks.telling import MATTERS
from offline_archive.record import grounds
from support.archives import GROUNDS, SOURCES, Archive

PERSON = "role: minister\nstatus: [none]\npublic_basis: holds an office\n"
CASE = "status: open\nas_of: 2020-05-01\npublic_basis: own choice\npeople: [{group: one person}]\n"


def person(archive: Archive, front: str = GROUNDS, text: str = "{.own}\nText.\n") -> Archive:
    archive.page("index.md").file("sources.json", SOURCES)
    return archive.page("people/ann.md", f"---\ntitle: Ann Example\n{PERSON}{front}---\n{text}")


def test_with_grounds_a_person_is_published_and_the_box_says_why(archive: Archive) -> None:
    assert person(archive).found() == []
    html = archive.html("people/ann.html")
    assert "<dt>Grounds for publishing</dt><dd>acts in a public office; harm reviewed on 1 January 2020</dd>" in html
    assert "people/ann.html" in archive.html("_archive/sources/s.html")  # the evidence counts as a source of the page


@pytest.mark.parametrize("wrong", [
    "", "publication: yes\n", "publication: {}\n", GROUNDS.replace("public-office", "because"), GROUNDS.replace('"@s"', '"s"'),
    GROUNDS.replace('"@s"', '"@none"'), GROUNDS.replace("2020-01-01", "2020"), GROUNDS.replace("2099-01-01", "2019-01-01"),
    GROUNDS.replace("reviewed: 2020-01-01, ", ""), GROUNDS.replace("again:", "agian:"), GROUNDS.replace("2099-01-01", "'2099-02-31'"),
    GROUNDS.replace("}", ", declared: {health: ill}}"), GROUNDS.replace("}", ", declared: {height: {says: tall, source: '@s'}}}"),
    GROUNDS.replace("}", ", declared: {health: {says: ill, source: '@none'}}}"), GROUNDS.replace("}", ", declared: {health: {source: '@s'}}}")])
@pytest.mark.parametrize("kind", ["person", "case"])
def test_without_grounds_that_can_be_read_the_page_is_left_out_in_every_language(archive: Archive, wrong: str, kind: str) -> None:
    archive.settings('languages = ["en", "ru"]').page("index.md", "See [it](x/ann.md).\n").file("sources.json", SOURCES)
    archive.page("x/ann.md", f"---\nkind: {kind}\ntitle: Ann Example\n{PERSON if kind == 'person' else CASE}{wrong}---\nZebulon.\n")
    archive.page("x/ann.ru.md", "---\ntitle: Анна\n---\nZebulon.\n")
    assert [line for line in archive.found() if "OA704" in line] in ([f"OA704 x/ann.md:{n}"] for n in range(1, 12))
    assert any("OA207" in line or "index.md" in line for line in archive.found())  # what leads there is told
    assert not any(b"Zebulon" in entry.data or "ann" in path for path, entry in archive.bundle().items())


def test_a_group_needs_none(archive: Archive) -> None:
    archive.page("index.md").page("people/five.md", "---\ngroup: true\ncount: five\n---\n{.own}\nText.\n")
    assert archive.found() == []


@pytest.mark.parametrize("matter", grounds.MATTERS)
def test_what_only_the_person_may_tell_is_no_field(archive: Archive, matter: str) -> None:
    person(archive, GROUNDS + f"{matter}: Zebulon\n")
    assert [line.partition(" ")[0] for line in archive.found()] == ["OA705"]
    assert not any(b"Zebulon" in entry.data for entry in archive.bundle().values())


def test_what_the_person_has_declared_is_shown_with_its_source(archive: Archive) -> None:
    archive.settings('languages = ["en", "ru"]')
    person(archive, GROUNDS.replace("}", ", declared: {orientation: {says: {en: is gay, ru: гей}, source: '@s'}}}"), "He said that he is gay.\n")
    archive.page("people/ann.ru.md", "---\ntitle: Анна\n---\nСказал, что он гей.\n")
    assert not [line for line in archive.found() if "OA70" in line]
    assert "<dt>Declared in public: sexual orientation</dt><dd>is gay</dd>" in archive.html("people/ann.html")
    assert "<dt>Объявлено публично: сексуальная ориентация</dt><dd>гей</dd>" in archive.html("people/ann.ru.html")


def test_a_person_may_be_the_first_page_of_a_folder_and_needs_grounds_there(archive: Archive) -> None:
    archive.page("people/index.md", "# People\n").page("people/ann/README.md", "# Ann\n").page("events/2017/index.md", "# In 2017\n")
    assert archive.found() == ["OA704 people/ann/README.md:1"]
    assert "people/ann/index.html" not in archive.bundle()
    archive.page("people/ann/README.md", "---\nkind: page\n---\n# Lists\n")
    assert archive.found() == []


def test_a_review_that_is_due_is_a_warning_and_stops_a_strict_build(archive: Archive) -> None:
    person(archive, GROUNDS.replace("2099-01-01", "2021-06-01"))
    assert archive.found() == []  # no edition has a day, and nothing says that the day has come
    archive.settings("date = 2021-05-31")
    assert archive.found() == []
    archive.settings("date = 2021-06-01")
    assert archive.found() == ["OA706 people/ann.md"]
    assert not archive.build(strict=True).written
    assert archive.build().written


def test_a_review_that_nobody_can_have_made_yet_is_a_warning(archive: Archive) -> None:
    person(archive, GROUNDS.replace("2020-01-01", "2030-01-01"))
    assert archive.found() == []
    archive.settings("date = 2029-12-31")
    assert archive.found() == ["OA706 people/ann.md"]
    archive.settings("date = 2030-01-01")
    assert archive.found() == []


TOLD = {
    "orientation": ["He is gay.", "Он гей.", "as a lesbian", "о её ориентации"], "gender_identity": ["a trans woman", "трансгендерная женщина"],
    "health": ["He was diagnosed then.", "in hospital", "Он лежал в больнице.", "самоубийство"],
    "relatives": ["his brother", "her mother's letter", "с его матерью", "его двоюродный дядя", "сыном"],
    "whereabouts": ["now lives in a country", "проживает в городе"], "route": ["fled through the mountains", "Он выехал через соседнюю страну."],
}


@pytest.mark.parametrize(("matter", "text"), [(matter, text) for matter, texts in TOLD.items() for text in texts])
def test_the_prose_of_a_page_about_a_person_is_asked_about(archive: Archive, matter: str, text: str) -> None:
    person(archive, text=f"Text.\n\n{text}\n")
    assert archive.found() == ["OA707 people/ann.md:10:1"]
    assert f"may tell of somebody's {matter.replace('_', ' ')}" in archive.messages()[0]
    person(archive, GROUNDS + f"considered: {{{matter}: Zebulon says so in public}}\n", f"Text.\n\n{text}\n")
    assert archive.found() == []
    assert not any(b"Zebulon" in entry.data for entry in archive.bundle().values())  # the reason is the editors'
    person(archive, text=f"{{.own}}\n{text}\n")
    assert archive.found() == []


@pytest.mark.parametrize("text", ["ill-treatment by a motherland", "в материалах дела", "operation", "The brotherhood", "жёсткие меры", "мужество"])
def test_words_that_only_look_alike_pass(text: str) -> None:
    assert not any(pattern.search(text) for matter, pattern in MATTERS.items() if matter != "relatives" or "brotherhood" not in text)


def test_considered_is_a_table_of_reasons(archive: Archive) -> None:
    for wrong in ("yes", "{relatives: }", "{relatives: ''}", "{wealth: none}", "[relatives]"):
        assert person(archive, GROUNDS + f"considered: {wrong}\n").found() == ["OA603 people/ann.md:7"]


PLACE = "---\ntitle: Argun\nlevel: town\nnames: {ru: Аргун}\n---\n{.own}\nText.\n"
MOSAICS = [
    "A man was seized in Argun on 3 May 2017; he was a teacher.", "On May 3, 2017 police took a 19-year-old man from Argun.",
    "One woman in Argun told her brother of it on 2017-05-03.", "3 мая 2017 года в Аргуне задержали мужчину, он работал учителем.",
    "В Аргуне 3–5 мая исчезла девушка 19 лет.", "A witness fled via Argun on 3 May."]
NO_MOSAICS = [
    "A man was seized in Argun in May 2017; he was a teacher.", "A man was seized on 3 May 2017; he was a teacher.", "A man was seized in Argun on 3 May 2017.",
    "The minister spoke in Argun on 3 May 2017 to teachers.", "В мае 2017 года в Аргуне задержали мужчину, он работал учителем."]


@pytest.mark.parametrize(("text", "is_mosaic"), [(text, True) for text in MOSAICS] + [(text, False) for text in NO_MOSAICS])
def test_details_that_together_name_somebody_are_asked_about(archive: Archive, text: str, is_mosaic: bool) -> None:
    archive.page("index.md").page("places/argun.md", PLACE).page("x.md", f"# X\n\n{text}\n")
    assert archive.found() == (["OA708 x.md:3:1"] if is_mosaic else [])
    archive.page("x.md", f"---\nconsidered: {{mosaic: Zebulon published it}}\n---\n# X\n\n{text}\n")
    assert archive.found() == []


def test_the_name_of_somebody_who_is_left_out_is_in_no_data(archive: Archive) -> None:
    archive.file("facts.json", '[{"id": "F1", "claim": "It rained.", "certainty": "reported", "sources": ["s"], '
                               '"people": ["people/zebulon", "zebulon-two", "ann", "Two men"], "places": ["zebulon-town"]}]')
    person(archive).page("index.md", '{facts="F1"}\nIt rained.\n').page("people/zebulon.md", "---\ntitle: Zebulon\n---\nx\n")
    archive.page("people/zebulon-two.md", "---\ndraft: true\n---\nx\n")
    bundle = archive.bundle()
    assert not any(b"zebulon" in entry.data.lower() for path, entry in bundle.items())
    assert "ann; Two men" in bundle["_archive/data/facts.csv"].data.decode()
