"""The downloads, read back by other programs' own readers."""

from __future__ import annotations

import csv
import io
import json

import pytest
import rispy
from pybtex.database import parse_bytes

from support.archives import Archive
from support.record import FACTS, NEWS, REPORT, with_record

BOOK = {"id": "berg_2001", "type": "book", "title": "100 % {braces} & _signs_ \\ #1 $ ~ ^", "publisher": "Press",
        "author": [{"family": "Berg", "given": "A.", "non-dropping-particle": "van den"}, {"literal": "Body & Co."}],
        "issued": {"date-parts": [[2001]]}, "ISBN": "978-3-16-148410-0"}
RUSSIAN = {"id": "ng-2017", "type": "article-newspaper", "title": "Убийство чести", "container-title": "Новая газета",
           "author": [{"family": "Милашина", "given": "Елена"}], "issued": {"date-parts": [[2017, 4, 1]]}, "language": "ru"}
TRAP = {"id": "F3", "claim": "=HYPERLINK(\"x\"); a, \"b\"\nc", "certainty": "confirmed", "attribution": "+1"}


@pytest.fixture
def data(archive: Archive) -> dict[str, bytes]:
    with_record(archive, sources=[REPORT, NEWS, BOOK, RUSSIAN], facts=[*FACTS, TRAP])
    archive.page("a.md", '{facts="F1"}\nOne.')
    return {path.rpartition("/")[2]: entry.data for path, entry in archive.bundle().items()
            if path.startswith("_archive/data/")}


def test_the_downloads_are_all_there(data: dict[str, bytes]) -> None:
    assert sorted(data) == ["bibliography.bib", "bibliography.json", "bibliography.ris", "facts.csv", "facts.json", "index.html"]


def test_csl_json_says_what_was_given(data: dict[str, bytes]) -> None:
    found = {item["id"]: item for item in json.loads(data["bibliography.json"])}
    assert found["ng-2017"] == RUSSIAN
    assert found["paper-2017"]["custom"] == {"derived_from": ["hrw-2017"]}


def test_bibtex_is_read_by_pybtex(data: dict[str, bytes]) -> None:
    entries = parse_bytes(data["bibliography.bib"], "bibtex").entries
    assert sorted(entries) == ["berg_2001", "hrw-2017", "ng-2017", "paper-2017"]
    book = entries["berg_2001"]
    assert (book.type, book.fields["year"], book.fields["isbn"]) == ("book", "2001", "978-3-16-148410-0")
    assert book.fields["title"] == (r"100 \% \textbraceleft{}braces\textbraceright{} \& \_signs\_ \textbackslash{} \#1 \$ \textasciitilde{} "
                                    r"\textasciicircum{}")
    assert [str(person) for person in book.persons["author"]] == ["van den Berg, A.", r"{Body \& Co.}"]
    news = entries["ng-2017"]
    assert (news.type, news.fields["title"], news.fields["journal"], news.fields["date"], news.fields["month"]) == (
        "article", "Убийство чести", "Новая газета", "2017-04-01", "4")


def test_ris_is_read_by_rispy(data: dict[str, bytes]) -> None:
    found = {entry["id"]: entry for entry in rispy.loads(data["bibliography.ris"].decode())}
    assert found["ng-2017"]["type_of_reference"] == "NEWS"
    assert found["ng-2017"]["authors"] == ["Милашина, Елена"]
    assert (found["ng-2017"]["title"], found["ng-2017"]["date"], found["ng-2017"]["year"]) == (
        "Убийство чести", "2017/04/01/", "2017")
    assert found["hrw-2017"]["urls"] == ["https://example.org/report"]


def test_facts_say_where_they_are_told(data: dict[str, bytes]) -> None:
    first, second, _ = json.loads(data["facts.json"])
    assert first["id"] == "F1"
    assert first["found_at"][0].startswith("a.html#p-")
    assert first["found_at"][1].startswith("index.html#p-")
    assert (first["traced"], second["traced"]) == (True, False)


def test_csv_is_a_table_that_no_spreadsheet_runs(data: dict[str, bytes]) -> None:
    rows = list(csv.DictReader(io.StringIO(data["facts.csv"].decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == ["F1", "F2", "F3"]
    assert rows[0]["sources"] == "hrw-2017"
    assert rows[2]["claim"] == "'=HYPERLINK(\"x\"); a, \"b\" c"
    assert rows[2]["attribution"] == "'+1"


def test_the_codebook_explains_every_field(data: dict[str, bytes]) -> None:
    html = data["index.html"].decode()
    for name in json.loads(data["facts.json"])[0]:
        assert f"<dt><code>{name}</code></dt>" in html


def test_withheld_titles_and_addresses_are_in_no_download(archive: Archive) -> None:
    with_record(archive, sources=[REPORT | {"title": "Names zebulon", "URL": "https://example.org/zebulon",
                                            "custom": {"withheld": True}}]).page("a.md", "[@hrw-2017]")
    for path, entry in archive.bundle().items():
        assert b"ebulon" not in entry.data, path


def test_a_withheld_source_cannot_be_looked_up_by_a_number(archive: Archive) -> None:
    with_record(archive, sources=[REPORT | {"DOI": "10.1000/zebulon", "ISBN": "zebulon", "number": "zebulon",
                                            "archive_location": "zebulon", "annote": "zebulon", "title": "zebulon",
                                            "custom": {"withheld": True, "identifiers": {"x": "zebulon"},
                                                       "archived": "zebulon"}}])
    for path, entry in archive.page("a.md", "[@hrw-2017]").bundle().items():
        assert b"ebulon" not in entry.data, path


def test_private_variables_of_a_reference_manager_stay_with_their_owner(archive: Archive) -> None:
    with_record(archive, sources=[REPORT | {"annote": "private", "note": "private", "abstract": "private",
                                            "keyword": "private", "unknown": "private"}])
    assert b"private" not in b"".join(entry.data for entry in archive.bundle().values())


def test_a_fact_that_only_a_draft_tells_is_published_in_no_form(archive: Archive) -> None:
    with_record(archive, facts=[{"id": "F7", "claim": "Unpublished matter.", "certainty": "reported"}])
    archive.page("index.md", "# Home").page("a.md", '---\ndraft: true\n---\n{facts="F7"}\nText.')
    assert "OA615 facts.json:1" in archive.found()
    for path, entry in archive.bundle().items():
        assert b"Unpublished" not in entry.data, path


def test_an_archive_without_a_record_has_no_downloads(archive: Archive) -> None:
    bundle = archive.page("index.md").bundle()
    assert not [path for path in bundle if "/data/" in path]
    assert ">Data</a>" not in bundle["index.html"].data.decode()
