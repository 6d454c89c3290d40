"""Withdrawal: one line takes a person, a case or a fact out of everything, and the build proves that nothing is left."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from offline_archive import guard, pipeline
from offline_archive.bundle import Bundle
from offline_archive.cli import main
from offline_archive.errors import ArchiveError
from offline_archive.problems import Severity
from support.archives import GROUNDS, Archive

ROOT = Path(__file__).resolve().parents[1]
SOURCES = json.dumps([
    {"id": "s", "type": "report", "title": "A report", "issued": {"date-parts": [[2019]]}},
    {"id": "tsechoev-2020", "type": "report", "title": "About him"}, {"id": "t", "type": "report", "title": "Tsechoev v. a state"}])
FACTS = json.dumps([
    {"id": "F1", "claim": "In March the court of the town decided that nine of the visas were valid.", "certainty": "reported", "sources": ["s"]},
    {"id": "F2", "claim": "Zelimkhan Tsechoev appealed.", "certainty": "reported", "sources": ["tsechoev-2020"], "denied_by": ["F3"]},
    {"id": "F3", "claim": "The minister denied it.", "certainty": "denied", "sources": ["s"], "people": ["zelimkhan-tsechoev"]},
    {"id": "F4", "claim": "It rained.", "certainty": "reported", "sources": ["s"], "denied_by": ["F2"]}])
PERSON = f"---\ntitle: Zelimkhan Tsechoev\nnames: {{ru: Зелимхан Цечоев}}\nalso: [Selimchan]\nrole: applicant\nstatus: [none]\npublic_basis: b\n{GROUNDS}---\n" \
         "{.own}\nHe applied.\n"


@pytest.fixture
def record(archive: Archive) -> Archive:
    archive.settings('languages = ["en", "ru"]').file("sources.json", SOURCES).file("facts.json", FACTS)
    archive.page("people/zelimkhan-tsechoev.md", PERSON).page("people/zelimkhan-tsechoev.ru.md", "---\ntitle: Зелимхан Цечоев\n---\n{.own}\nОн.\n")
    archive.page("cases/one.md", f"---\ntitle: Case one\nstatus: open\nas_of: 2020\npublic_basis: b\npeople: [{{person: zelimkhan-tsechoev}}, "
                                 f"{{group: others}}]\n{GROUNDS}---\n{{facts=\"F2\"}}\nHe appealed there before the whole of the court sat.\n")
    return archive.page("index.md", "# Home\n\nSee [him](people/zelimkhan-tsechoev.md) [@tsechoev-2020].\n\n{facts=\"F1\"}\nNine visas were valid.\n\n"
                        "- Tsechoevs' lawyer spoke. [@t]\n- {facts=\"F3\"}\n  The minister denied it.\n- {facts=\"F4\"}\n  It rained.\n\n"
                        "| Who | What |\n|---|---|\n| Цечоев | came |\n| others | stayed |\n\nSee [the case](cases/one.md).\n") \
        .page("index.ru.md", "# Дом\n\nО Цечоеве писали.\n\nДругое.\n")


def withdraw(archive: Archive, name: str, *more: str) -> int:
    return main(["withdraw", name, "--reason", "person", "--content", str(archive.content), *more])


def holding(bundle: Bundle, *words: str) -> set[str]:
    return {path for path, entry in bundle.items() for word in words if word.lower() in (path + entry.data.decode("utf-8", "replace")).lower()}


def test_a_person_is_out_of_every_file_by_one_line(record: Archive) -> None:
    assert len(holding(record.bundle(), "tsecho", "цечо")) > 10  # a control: they are in many files before
    assert withdraw(record, "zelimkhan-tsechoev") == 0
    outcome = record.build()
    assert outcome.written, outcome.problems
    assert not outcome.fails(strict=False), outcome.problems
    bundle = record.bundle()
    assert holding(bundle, "tsecho", "zelimkhan", "цечо", "зелимхан", "selimchan") == set()
    home = bundle["index.html"].data.decode()
    assert home.count("██████ withheld (safety of the person)") >= 3
    assert "Nine visas" in home
    assert "It rained" in home
    assert "others" in home
    assert "Другое" in bundle["index.ru.html"].data.decode()
    assert "██████" in bundle["index.ru.html"].data.decode()
    assert "cases/one.html" in bundle


def test_the_places_are_told_and_so_is_a_file_that_went_too_early(record: Archive) -> None:
    withdraw(record, "zelimkhan-tsechoev")
    told = [line for line in record.found(notes=True) if line.startswith("OA715")]
    assert {line.split()[1] for line in told} >= {"index.md:3", "index.md:8", "index.ru.md:3"}
    for path in record.content.glob("people/*"):
        path.unlink()
    assert "OA716 withdrawn.json" in record.found()
    assert not record.build(strict=True).written


def test_the_tombstone_gives_an_id_and_the_class_of_the_reason_alone(record: Archive) -> None:
    withdraw(record, "people/zelimkhan-tsechoev")
    withdraw(record, "F1")
    told = json.loads(record.bundle()["_archive/data/withdrawn.json"].data)
    assert {"id": "F1", "reason": "person"} in told
    [other] = [row for row in told if row["id"] != "F1"]
    assert re.fullmatch("[0-9a-f]{16}", other["id"])
    withdraw(record, "people/zelimkhan-tsechoev")  # once more, and mirrors are told the same
    assert json.loads(record.bundle()["_archive/data/withdrawn.json"].data) == told


def test_what_mirrors_are_told_of_a_page_does_not_follow_from_its_name(record: Archive, tmp_path: Path) -> None:
    other = Archive(shutil.copytree(tmp_path, tmp_path.parent / f"{tmp_path.name}-twin"))
    told = set()
    for archive in (record, other):
        withdraw(archive, "people/zelimkhan-tsechoev")
        told.add(json.loads((archive.content / "withdrawn.json").read_text())[0]["told"])
    assert len(told) == 2


def test_whoever_holds_the_edition_finds_the_page_that_was_withdrawn(record: Archive) -> None:
    holds = {"pages": {"cases/one.html": "81ab3c04d5ef9d20"}, "facts": {}, "sources": {}, "withdrawn": {}}
    record.file("editions.json", json.dumps([{"edition": 1, "date": "2020-01-01", "release": "0" * 64, "holds": holds}]))
    withdraw(record, "cases/one")
    assert json.loads(record.bundle()["_archive/data/withdrawn.json"].data) == [{"id": "81ab3c04d5ef9d20", "reason": "person"}]


def test_an_entry_that_says_nothing_for_mirrors_stops_the_build(record: Archive) -> None:
    record.file("withdrawn.json", '[{"id": "people/a", "kind": "person", "reason": "person"}]')
    with pytest.raises(ArchiveError, match="what mirrors are told"):
        record.bundle()


def test_a_case_is_out_and_links_to_it_become_text(record: Archive) -> None:
    withdraw(record, "cases/one")
    assert record.found() == []
    bundle = record.bundle()
    assert holding(bundle, "cases/one", "appealed there before") == set()
    assert "See the case." in bundle["index.html"].data.decode()
    assert "people/zelimkhan-tsechoev.html" in bundle


def test_a_fact_is_out_with_every_passage_that_tells_it(record: Archive) -> None:
    assert holding(record.bundle(), "nine of the visas")
    withdraw(record, "F1")
    assert record.found() == []
    assert holding(record.bundle(), "nine visas", "nine of the visas") == set()


def test_what_is_left_of_a_fact_stops_the_build(record: Archive) -> None:
    record.page("x.md", "# X\n\nThey say that in March the court of the town decided that nine of the visas were valid.\n")
    withdraw(record, "F1")
    outcome = record.build()
    assert not outcome.written
    assert {p.code for p in outcome.problems if p.severity is Severity.ERROR} == {"OA911"}
    assert "x.html" in {p.place.path for p in outcome.problems}


def test_what_is_left_of_a_person_in_a_file_beside_the_pages_stops_the_build(record: Archive) -> None:
    record.file("notes.txt", "of Zelimkhan Tsechoev").page("x.md", "[notes](notes.txt)\n")
    withdraw(record, "zelimkhan-tsechoev")
    outcome = record.build()
    assert not outcome.written
    assert [p.place.path for p in outcome.problems if p.code == "OA911"] == ["notes.txt"]
    assert not any("tsechoev" in str(p).lower() for p in outcome.problems)


def test_the_names_are_guarded_when_the_key_is_given(record: Archive) -> None:
    key = record.content.parent / "key"
    made, lines, _ = guard.opened(record.content, key)
    guard.write_list(record.content, made, lines)
    assert withdraw(record, "zelimkhan-tsechoev", "--guard-key", str(key)) == 0
    for path in record.content.glob("people/*"):
        path.unlink()  # moved out, as the command says
    record.page("late.md", "Зелимхана Цечоева видели.\n")
    outcome = pipeline.build(record.content, record.output, strict=False, guard_key=key)
    assert not outcome.written
    assert {p.place.path for p in outcome.problems if p.code == "OA907"} >= {"late.html"}


@pytest.mark.parametrize(("given", "message"), [
    (["nobody", "--reason", "person"], "nothing to withdraw: nobody"), (["F1", "--reason", "persn"], "no class of reasons: persn (did you mean person?)"),
    (["one", "--reason", "law"], "more than one thing has this name (name it whole: cases/one, people/one)")])
def test_what_cannot_be_withdrawn_is_said(record: Archive, capsys: pytest.CaptureFixture[str], given: list[str], message: str) -> None:
    record.page("people/one.md", PERSON)
    assert main(["withdraw", *given, "--content", str(record.content)]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("damage", ["{", "[1]", '[{"id": "F1"}]', '[{"id": "F1", "kind": "fact", "reason": "none"}]', '[{"id": "", "kind": "fact", "reason": "law"}]'])
def test_a_damaged_list_stops_the_build_rather_than_publish(record: Archive, damage: str) -> None:
    record.file("withdrawn.json", damage)
    with pytest.raises(ArchiveError):
        record.build()


def test_a_real_record_is_withdrawn_whole(tmp_path: Path) -> None:
    """A name that stands in facts, sources, events, cases and both languages of the project's own archive."""
    archive = Archive(tmp_path)
    shutil.copytree(ROOT / "content", archive.content, dirs_exist_ok=True)
    assert withdraw(archive, "zelim-bakaev") == 0
    outcome = archive.build()
    assert outcome.written
    assert not outcome.fails(strict=False), [str(p) for p in outcome.problems]
    left = [path for path in archive.output.rglob("*") if path.is_file()
            and re.search("bakaev|бакаев", path.read_text("utf-8", "replace"), re.IGNORECASE)]
    assert left == []
    assert not any("bakaev" in str(path) for path in archive.output.rglob("*"))


@pytest.mark.parametrize("text", [
    '{facts="F1"}\n- secret one\n\n- secret two\n\n  secret three\n\nkept\n', '{facts="F1"}\n> secret one\n>\n> secret two\n\n> secret three\n\nkept\n',
    '{facts="F1"}\n\nsecret one\n\nkept\n', '{facts="F1"}\n1. secret one\n\n2. secret two\n\nkept\n'])
def test_a_mark_holds_for_all_that_the_reader_reads_under_it(record: Archive, text: str) -> None:
    record.page("x.md", f"# X\n\n{text}").page("index.md", "# Home\n")
    withdraw(record, "F1")
    html = record.html("x.html")
    assert "secret" not in html
    assert "kept" in html


def test_each_bar_tells_its_own_reason(record: Archive) -> None:
    withdraw(record, "zelimkhan-tsechoev")
    assert main(["withdraw", "F1", "--reason", "law", "--content", str(record.content)]) == 0
    home = record.html("index.html")
    assert "withheld (a duty of law)" in home
    assert "withheld (safety of the person)" in home
