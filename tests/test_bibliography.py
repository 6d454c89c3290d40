"""The bibliography: CSL-JSON as Zotero exports it, rendered in a standard style, and what it says of itself."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_archive.catalogue import default_style
from offline_archive.errors import ArchiveError
from offline_archive.record.bibliography import Bibliography, read
from offline_archive.record.citations import Cited
from offline_archive.record.csl import Style
from support.archives import Archive
from support.record import NEWS, REPORT, with_record

ZOTERO = [
    {"id": "http://zotero.org/users/1/items/ABCD2345", "citation-key": "milashina2017", "type": "article-newspaper",
     "container-title": "Новая газета", "language": "ru", "title": "Убийство чести", "URL": "https://example.org/a",
     "author": [{"family": "Милашина", "given": "Елена"}], "accessed": {"date-parts": [["2026", 11, 2]]},
     "issued": {"date-parts": [["2017", 4, 1]]}, "note": "Derived from: benedek2018\nMandate: press\nseen: yes"},
    {"id": "benedek2018", "type": "report", "event-place": "Vienna", "publisher": "OSCE", "publisher-place": "Vienna",
     "title": "A Report under the Moscow Mechanism", "number": "ODIHR.GAL/76/18", "page": "36",
     "author": [{"family": "Benedek", "given": "Wolfgang"}], "issued": {"date-parts": [["2018", 12]]}},
    {"id": "court2023", "type": "legal_case", "authority": "European Court of Human Rights", "title": "L. v. Russia",
     "number": "28834/19", "issued": {"date-parts": [["2023", 9, 12]]}, "references": "", "abstract": "<b>x</b>"},
    {"id": "van2001", "type": "book", "title": "Two <i>volumes</i>", "issued": {"date-parts": [["2001"], ["2003"]]},
     "author": [{"family": "Berg", "given": "A.", "non-dropping-particle": "van den"}], "ISBN": "978-3-16-148410-0"},
    {"id": "none", "type": "webpage", "title": "Undated", "issued": {"literal": "no date"}},
]


def style(items: list[dict[str, Any]], language: str = "en") -> tuple[Bibliography, Style]:
    bibliography = read(json.dumps(items))
    return bibliography, Style(bibliography, language, lambda words: words, default_style())


def test_an_export_of_zotero_is_read_whole() -> None:
    bibliography, _ = style(ZOTERO)
    assert bibliography.problems == ()
    assert list(bibliography.references) == ["benedek2018", "court2023", "milashina2017", "none", "van2001"]
    first = bibliography.references["milashina2017"]
    assert (first.names, first.container, first.issued and first.issued.edtf, first.accessed and first.accessed.edtf) == (
        ("Елена Милашина",), "Новая газета", "2017-04-01", "2026-11-02")
    assert (first.derived_from, dict(first.mandate), first.seen) == (("benedek2018",), {"": "press"}, True)
    assert bibliography.references["van2001"].issued.edtf == "2001/2003"  # type: ignore[union-attr]
    assert bibliography.references["court2023"].publisher == "European Court of Human Rights"
    assert "abstract" not in bibliography.references["court2023"].csl


def test_it_is_rendered_in_a_standard_style() -> None:
    _, found = style(ZOTERO)
    assert found.part(Cited("van2001", label="page", locator="7-9")) == "van den Berg, 2001–2003, pp. 7–9"
    assert found.part(Cited("benedek2018", "see", suffix="and others")) == "see Benedek, 2018 and others"
    assert found.part(Cited("benedek2018", without_author=True)) == "2018"
    assert found.entry("milashina2017").html == (
        "Милашина, Е. (2017) ‘Убийство чести’, <i>Новая газета</i>, 1 April. Available at: https://example.org/a "
        "(Accessed: 2 November 2026).")


def test_a_russian_reader_reads_russian_words_and_months() -> None:
    _, found = style(ZOTERO, "ru")
    assert "1 апреля" in found.entry("milashina2017").html
    assert found.part(Cited("benedek2018", label="page", locator="3")) == "Benedek, 2018, с. 3"


def test_two_sources_of_one_author_and_year_are_told_apart() -> None:
    items = [REPORT | {"id": key, "issued": {"date-parts": [[2017, month]]}} for key, month in
             (("c", 3), ("a", 2), ("b", 1))]
    _, found = style([*items, NEWS])
    assert [found.label(key) for key in ("b", "a", "c", "paper-2017")] == [
        "Human Rights Watch, 2017a", "Human Rights Watch, 2017b", "Human Rights Watch, 2017c", "The Paper, 2017"]
    assert found.entry("b").html.startswith("Human Rights Watch (2017a)")


def test_what_is_not_known_says_so_and_what_is_withheld_does_not_show() -> None:
    bibliography, found = style([
        {"id": "a", "type": "webpage"},
        {"id": "b", "type": "report", "publisher": "OSCE", "title": "Names a person", "URL": "https://example.org/name",
         "custom": {"withheld": True}}])
    assert found.entry("a").html.startswith("[author not known] (no date) <i>[title not known]</i>")
    assert found.entry("b").html.startswith("OSCE (no date) <i>[title withheld]</i>")
    assert (bibliography.references["b"].title, bibliography.references["b"].address) == ("", "")
    assert "name" not in json.dumps(dict(bibliography.references["b"].csl))


def test_sources_that_repeat_one_origin_count_once() -> None:
    def source(key: str, *origins: str) -> dict[str, Any]:
        return {"id": key, "type": "report", "custom": {"derived_from": list(origins)}}
    bibliography, _ = style([source("a"), source("b", "a"), source("c", "b"), source("d"), source("e", "f"),
                             source("f", "e"), source("g", "a", "d")])
    assert bibliography.origins(["a", "b", "c"]) == {"a"}
    assert bibliography.origins(["c", "d"]) == {"a", "d"}
    assert bibliography.origins(["g"]) == {"a", "d"}
    assert bibliography.origins(["e", "f"]) == {"e"}
    assert bibliography.origins([]) == frozenset()


WRONG = [
    ("{", "not valid JSON: Expecting property name enclosed in double quotes"),
    ('"x"', "expected a list of objects: [{…}, {…}]"),
    ("[" * 100_000, "nested too deeply"),
    ("[1]", "[0] is 1: expected an object"),
    ('[{"type": "report"}]', "[0].id is missing: expected a key without spaces"),
    ('[{"id": "a b", "type": "report"}]', "[0].id is 'a b': expected a key without spaces"),
    ('[{"id": "a", "type": "raport"}]', "a.type is 'raport': did you mean report?"),
    ('[{"id": "a", "type": "report", "title": {}}]', "a.title is {}: expected a text"),
    ('[{"id": "a", "type": "report", "author": "X"}]', "a.author is 'X': expected a list of tables"),
    ('[{"id": "a", "type": "report", "issued": {"date-parts": [[2017, 13]]}}]',
     "a.issued.date-parts is [[2017, 13]]: there is no such date"),
    ('[{"id": "a", "type": "report", "issued": {"date-parts": [["x"]]}}]',
     "a.issued.date-parts is ['x']: expected numbers"),
    ('[{"id": "a", "type": "report", "custom": {"archived_sha256": "12"}}]',
     "a.archived_sha256 is '12': expected 64 hexadecimal digits"),
    ('[{"id": "a", "type": "report", "custom": {"derived_from": ["b"]}}]',
     "a is derived from a source that is not here: b"),
    ('[{"id": "a", "type": "report"}, {"id": "a", "type": "book"}]', "two sources have the key a"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_cannot_be_used_is_said(text: str, message: str) -> None:
    assert [problem.message for problem in read(text).problems] == [message]


def test_a_wrong_entry_leaves_the_others_and_names_its_line(archive: Archive) -> None:
    archive.page("index.md").file("sources.json", '[\n{"id": "a", "type": "report"},\n{"id": "b", "type": "x"}\n]')
    assert archive.found() == ["OA612 sources.json:3"]
    assert "_archive/sources/a.html" in archive.bundle()


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(["id", "type", "title", "author", "issued", "custom", "note", "date-parts", "x"]),
                        inner, max_size=5), max_leaves=20))
def test_no_json_makes_it_fail(value: object) -> None:
    read(json.dumps([value]))


def test_a_title_can_carry_neither_script_nor_address(archive: Archive) -> None:
    with_record(archive, sources=[REPORT | {
        "title": "<script>alert(1)</script><img src=x onerror=y> {{x}} \\<b>", "URL": "javascript:alert(1)",
        "author": [{"literal": "<a href='https://example.org'>A</a>"}]}]).page("a.md", "[@hrw-2017]")
    outcome = archive.build()
    assert outcome.written
    for page in ("a.html", "_archive/sources/hrw-2017.html"):
        html = archive.html(page)
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "href='https:" not in html
        assert 'href="https:' not in html


def test_keys_that_no_file_can_bear_get_a_page_of_their_own(archive: Archive) -> None:
    keys = ["http://zotero.org/users/1/items/AB", "Con", "con", "a.b", "A" * 150]
    with_record(archive, sources=[REPORT | {"id": key} for key in keys]).page(
        "a.md", " ".join(f"[@{{{key}}}]" for key in keys))
    assert archive.found() == []
    pages = [path for path in archive.bundle() if path.startswith("_archive/sources/")]
    assert len({path.casefold() for path in pages}) == 5
    assert max(len(path) for path in pages) < 120


def test_an_archive_can_bring_its_own_style(archive: Archive) -> None:
    with_record(archive).file("house.csl", """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
        <info><title>House</title><id>house</id><updated>2026-01-01T00:00:00+00:00</updated></info>
        <citation><layout><text variable="title" text-case="uppercase"/></layout></citation>
        <bibliography><layout><text variable="title" suffix=" (house)"/></layout></bibliography></style>""")
    html = archive.settings('citation_style = "house.csl"').page("a.md", "[@hrw-2017]").html("a.html")
    assert '(<a href="_archive/sources/hrw-2017.html">A REPORT</a>)' in html
    assert "A Report (house)" in html


@pytest.mark.parametrize("text", ["<style", "<style xmlns='http://purl.org/net/xbiblio/csl'/>",
                                  "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><style>&e;</style>"])
def test_a_style_that_cannot_be_read_stops_the_build(archive: Archive, text: str) -> None:
    with_record(archive).file("house.csl", text).settings('citation_style = "house.csl"').page("a.md", "[@hrw-2017]")
    with pytest.raises(ArchiveError, match="citation style cannot be read"):
        archive.build()


def test_a_style_that_is_not_there_stops_the_build(archive: Archive) -> None:
    with_record(archive).settings('citation_style = "none.csl"')
    with pytest.raises(ArchiveError, match="no such citation style"):
        archive.build()


def test_a_thousand_sources_have_a_page_each(archive: Archive) -> None:
    sources = [REPORT | {"id": f"s{number}", "title": f"Report {number}"} for number in range(1000)]
    with_record(archive, sources=sources).page("a.md", "\n\n".join(f"Seen [@s{number}]." for number in range(1000)))
    archive.page("sources.md", "---\nlist: sources\n---\n# Sources")
    begun = time.process_time()
    bundle = archive.bundle()
    print(f"a thousand sources: {time.process_time() - begun:.1f} s")
    assert sum(path.startswith("_archive/sources/") for path in bundle) == 1000
    html = bundle["a.html"].data.decode()
    assert "Human Rights Watch, 2017alk" in html  # the thousandth of one author and year
    assert html.count("More about this source") == 1000


@pytest.mark.parametrize("custom", [{"Withheld": True}, {"witheld": True}, {"withold": True}])
def test_a_misspelt_wish_to_withhold_is_never_passed_over(archive: Archive, custom: dict[str, bool]) -> None:
    with_record(archive, sources=[REPORT | {"title": "Somebody", "custom": custom}])
    assert archive.found() == ["OA612 sources.json:1"]
    assert not any(b"Somebody" in entry.data for entry in archive.bundle().values())


@pytest.mark.parametrize(("note", "withheld"), [("withheld: yes", True), ("Withheld: true", True), ("withheld: no", False)])
def test_a_note_can_withhold(note: str, withheld: bool) -> None:
    bibliography, _ = style([REPORT | {"note": note}])
    assert bibliography.references["hrw-2017"].withheld is withheld


def test_a_note_that_says_neither_leaves_the_source_out() -> None:
    assert [problem.message for problem in read(json.dumps([REPORT | {"note": "withheld: perhaps"}])).problems] == [
        "hrw-2017.note says withheld: 'perhaps': expected yes or no"]


@pytest.mark.parametrize("change", [
    {"illustrator": "X"}, {"container-author": 3}, {"submitted": "soon"}, {"original-date": ["x"]}, {"event-date": {}},
    {"title": "x\ud800"}, {"author": [{}]}, {"issued": {"date-parts": [[None]]}}, {"issued": {"literal": "2017/.."}},
    {"issued": {"date-parts": [[2017, 4, 1], [2017, 4, 3]]}}, {"issued": {"literal": "201X"}}, {"number": 28834.1925},
    {"language": "русский"}, {"custom": {"identifiers": {"a\u0001": "b"}}}])
def test_an_odd_value_never_takes_the_archive_down(archive: Archive, change: dict[str, Any]) -> None:
    with_record(archive, sources=[REPORT | change, NEWS]).page("a.md", "[@paper-2017]")
    assert archive.build().written


def test_a_range_of_days_keeps_its_year_and_numbers_their_digits() -> None:
    bibliography, found = style([REPORT | {"issued": {"date-parts": [[2017, 4, 1], [2017, 4, 3]]}, "number": 28834.1925}])
    assert found.label("hrw-2017") == "Human Rights Watch, 2017"
    assert bibliography.references["hrw-2017"].csl["issued"] == {"date-parts": [[2017, 4, 1], [2017, 4, 3]]}
    assert dict(bibliography.references["hrw-2017"].identifiers)["number"] == "28834.1925"


def test_the_letter_of_a_year_stands_at_the_year() -> None:
    _, found = style([REPORT | {"id": key, "author": [{"literal": "Coalition 2017"}]} for key in ("a", "b")])
    assert found.label("a") == "Coalition 2017, 2017a"
    assert found.entry("b").html.startswith("Coalition 2017 (2017b)")


def test_a_name_with_signs_is_shown_as_it_is(archive: Archive) -> None:
    with_record(archive, sources=[REPORT | {"title": "", "author": [{"literal": "Smith & Sons, Ltd"}]}]).page(
        "a.md", "[@hrw-2017] [-@hrw-2017, p. 2]")
    html = archive.html("_archive/sources/hrw-2017.html")
    assert "Smith &amp; Sons, Ltd, 2017</h1>" in html
    assert ">2017, p. 2</a>" in archive.html("a.html")


def test_each_circle_of_sources_is_one_origin() -> None:
    bibliography, _ = style([{"id": key, "type": "report", "custom": {"derived_from": [origin]}} for key, origin in
                             (("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"))] + [
        {"id": "e", "type": "report"}, {"id": "f", "type": "report", "custom": {"origin": False}}])
    assert bibliography.origins(["a", "b", "c", "d", "e", "f"]) == {"a", "c", "e"}
