"""What a query finds: the reader's script over small archives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lunr.query import Query
from lunr.query_parser import QueryParser

from offline_archive.model import Section
from support.archives import Archive
from support.scripts import node
from support.searching import ask, document, found, index_of, shards_of


@pytest.fixture(scope="module")
def library() -> dict[str, str]:
    """Pages on one subject."""
    return index_of([
        document("index", "A start.", title="Home"),
        document("court", title="The court", sections=(
            Section("", "", 0, "", ""), Section("judgment", "Judgment", 2, "The court judged torture. Judges decided.", ""))),
        document("prison", "Torture in prison, torture in cells. Электричество.", title="Prison"),
        document("visas", "Lithuania issued visas. Linkevičius spoke. Naïve café. The organisation's colours.", title="Visas"),
        document("may", "On 26 May 2017 a report.", title="A report", date_words=("20170526", "201705", "2017")),
        document("yurt", "A village east of Grozny.", title="Tsotsin-Yurt", kind="place"),
        document("osce", "States.", title="Organization for Security and Co-operation in Europe", names=("OSCE", "ОБСЕ")),
        document("lapunov", "He complained.", title="Maxim Lapunov", names=("Максим Лапунов",), kind="person"),
        document("fort", "Forced to march. A marriage was forced upon her.", title="Fort"),
    ])


@pytest.mark.parametrize(("query", "expected"), [
    ("torture", ["prison", "court"]), ("TORTURE", ["prison", "court"]), ("tortured", ["prison", "court"]),
    ("judging", ["court"]), ("linkevicius", ["visas"]), ("Linkevičius", ["visas"]), ("cafe", ["visas"]),
    ("торт", []), ("электричество", ["prison"]), ("organization colors", ["osce", "visas"]),
    ("+torture -prison", ["court"]), ("+torture +cells", ["prison"]), ("title:court torture", ["court", "prison"]),
    ("title:torture", []), ("headings:judgment", ["court"]), ("names:osce", ["osce"]), ("text:osce", []),
    ("lithu*", ["visas"]), ("l*ia", []), ("li*ia", ["visas"]), ("lithuanla~1", ["visas"]),
    ("prison^10 court", ["prison", "court"]), ("the of and", []), ("the torture", ["prison", "court"]),
    ("", []), ("*", []), ("-torture", []), ("~1", []), ("+", []), ("title:", []), ('""', []),
    ('"torture in prison"', ["prison"]), ('"prison torture"', ["prison"]), ('"torture prison"', []),
    ('"in torture"', ["prison", "court"]), ('+"judges decided" torture', ["court"]), ('-"judges decided" torture', ["prison"]),
    ('title:"the court"', ["court"]), ('"march marriage"', []), ('"a marriage was forced"', ["fort"]),
    ("26 May 2017", ["may"]), ("26.05.2017", ["may"]), ("2017-05-26", ["may"]), ("2017-05", ["may"]),
    ("2017-04/2017-06", ["may"]), ("2017-06/2017-08", ["may"]), ("May 26, 2017", ["may"]),
    ("Tsotsin-Yurt", ["yurt"]), ("Tsotsin Yurt", ["yurt"]), ("tsotsinyurt", ["yurt"]), ("TSOTSIN‑YURT", ["yurt"]),
    ("ОБСЕ", ["osce"]), ("osce", ["osce"]), ("Лапунов", ["lapunov"]), ("what happened with Lapunov", ["lapunov"]),
])
def test_a_query_finds_these_pages_in_this_order(library: dict[str, str], query: str, expected: list[str]) -> None:
    assert found(library, query) == [f"{name}.html" for name in expected]


@pytest.mark.parametrize(("query", "used", "expected"), [
    ("Lapounov", "Lapunov", "lapunov"), ("Lapunof", "Lapunov", "lapunov"), ("tortrue", "torture", "prison"),
    ("Lithuanya", "Lithuania", "visas"), ("Linkevichus", "Linkevičius", "visas")])
def test_a_correction_is_made_only_when_nothing_is_found_and_is_said(library: dict[str, str], query: str, used: str,
                                                                     expected: str) -> None:
    answer = ask(library, query)
    assert answer["replaced"] == [{"typed": query, "used": used}]
    assert answer["results"][0]["address"] == f"{expected}.html"


@pytest.mark.parametrize("query", ["torture", "Lapunov torture", "zzzzzz", "xyz", "20999", "lithuanianesque", "-tortrue",
                                   "Лапунову", "judging"])
def test_nothing_else_is_corrected(library: dict[str, str], query: str) -> None:
    assert ask(library, query)["replaced"] == []


def test_the_last_word_is_completed_while_it_is_typed(library: dict[str, str]) -> None:
    assert found(library, "lith", typing=True) == ["visas.html"]
    assert found(library, "li", typing=True) == ["visas.html"]
    assert found(library, "lithuania vis", typing=True) == ["visas.html"]
    assert found(library, "li", typing=False) == []
    assert found(library, "l", typing=False) == []


def test_a_form_never_seen_falls_back_to_its_nearest_neighbour() -> None:
    files = index_of([document("index", "Суд решил дело Лапунова. Пытки доказаны, флешки найдены.")], "ru")
    for query in ("Лапунов", "Лапуновым", "Лапуновой", "пытками", "пытка", "суду", "решили", "дела", "флешка", "флешкой"):
        assert found(files, query, languages=("ru",)) == ["index.html"], query


def test_one_word_leads_to_both_languages_the_reader_s_own_first() -> None:
    files = index_of([document("en", "Maxim Lapunov complained of torture.")]) \
        | index_of([document("ru", "Максим Лапунов жаловался на пытки.")], "ru")
    for query in ("Lapunov", "Лапунова", "Lapounov"):
        assert found(files, query, languages=("ru", "en")) == ["ru.html", "en.html"], query
        assert found(files, query, languages=("en", "ru")) == ["en.html", "ru.html"], query
    assert found(files, "torture", languages=("ru", "en")) == ["en.html"]
    assert ask(files, "Лапунова", languages=("en", "ru"))["replaced"] == []


def test_a_name_in_another_language_leads_to_what_is_told_of_it() -> None:
    files = index_of([
        document("chechnya", "A republic.", title="Chechnya", names=("Tchétchénie", "Tschetschenien", "Чечня"), kind="place"),
        document("one", "Arrests in Chechnya."), document("two", "Chechnya denies."), document("three", "Elsewhere.")])
    for query in ("Tchétchénie", "tschetschenien", "Чечня"):
        assert sorted(found(files, query)) == ["chechnya.html", "one.html", "two.html"], query
        assert found(files, query)[0] == "chechnya.html"


def test_two_spellings_of_a_name_are_found_together() -> None:
    files = index_of([document("one", "Said Kadyrov."), document("two", "Kadyrov again."), document("three", "As Kadirov wrote.")])
    assert sorted(found(files, "Kadirov")) == ["one.html", "three.html", "two.html"]


def test_a_whole_title_comes_before_longer_ones() -> None:
    files = index_of([document("a", "Watch.", title="Human Rights Watch"), document("b", "Watch human rights. " * 9, title="Human rights"),
                      document("c", "Human rights watch, human rights watch.", title="Watching human rights watch")])
    assert found(files, "human rights watch")[0] == "a.html"


def test_the_page_of_a_source_comes_after_what_it_is_cited_for() -> None:
    files = index_of([document("a", "Visas for nine.", title="Nine visas", kind="source"),
                      document("b", "Visas for nine.", title="Nine visas", kind="event")])
    assert found(files, "nine visas") == ["b.html", "a.html"]


def test_right_to_left_text_is_found_and_shown_in_its_order() -> None:
    files = index_of([document("ar", "اعتُقِلَ الرَّجُلُ في غروزني سنة ٢٠١٧.", title="تقرير")], "ar")
    for query in ("اعتقل", "غروزني", "الرجل", "2017"):
        answer = ask(files, query, languages=("ar",))
        assert [result["address"] for result in answer["results"]] == ["ar.html"], query
        assert "".join(piece["text"] for piece in answer["results"][0]["snippet"]["pieces"]) == "اعتُقِلَ الرَّجُلُ في غروزني سنة ٢٠١٧."


def test_a_script_without_spaces_is_found_by_any_part() -> None:
    files = index_of([document("zh", "人权组织报告", title="车臣")], "zh")
    for query in ("人权", "组织报告", "权组", "车臣"):
        assert found(files, query, languages=("zh",)) == ["zh.html"], query
    assert found(files, "报", languages=("zh",), typing=True) == ["zh.html"]


def test_a_snippet_shows_the_hit_with_the_section_it_stands_in(library: dict[str, str]) -> None:
    snippet = ask(library, "decided")["results"][0]["snippet"]
    assert (snippet["anchor"], snippet["heading"]) == ("judgment", "Judgment")
    assert [piece["text"] for piece in snippet["pieces"] if piece["mark"]] == ["decided"]
    assert "".join(piece["text"] for piece in snippet["pieces"]) == "The court judged torture. Judges decided."


def test_a_snippet_marks_another_form_of_the_word(library: dict[str, str]) -> None:
    pieces = ask(library, "visa")["results"][0]["snippet"]["pieces"]
    assert [piece["text"] for piece in pieces if piece["mark"]] == ["visas"]


def test_a_result_tells_kind_and_date(archive: Archive) -> None:
    archive.page("events/x.md", "---\ntitle: Arrest\ndate: 2017-05-26\ncertainty: reported\nattribution: the press\n---\n\nText.\n")
    archive.page("index.md")
    result = ask(archive.bundle(), "arrest")["results"][0]
    assert (result["kind"], result["date"]) == ("event", "26 May 2017")


def test_hard_words_are_found_and_never_shown(archive: Archive) -> None:
    archive.page("index.md", "# Home\n\nBefore.\n\n{.hard}\nThe electrocution was told.\n\n## Electrocution {.hard}\n\nAfter.\n")
    bundle = archive.bundle()
    result = ask(bundle, "electrocution")["results"][0]
    assert result["address"] == "index.html"
    assert "lectrocution" not in str(result)
    assert not any("lectrocution" in text for path, text in shards_of(bundle).items() if "/d-" in path)


def test_without_the_mark_the_words_would_be_shown(archive: Archive) -> None:
    archive.page("index.md", "# Home\n\nThe electrocution was told.\n")
    assert "electrocution" in str(ask(archive.bundle(), "electrocution")["results"][0])


def test_facets_give_the_kind_and_the_years_of_every_document() -> None:
    files = index_of([document("a", "One."), document("b", "One.", kind="event", years=(2017, 2017)),
                      document("c", "One.", kind="case", years=(2017, 2023))])
    facets = node("""
        const load = name => { const t = given["_archive/search/" + name + ".js"]; const c = t.indexOf(",");
            return Promise.resolve(JSON.parse(t.slice(c + 1, t.lastIndexOf(")")))); };
        const index = new archive.Index(await load("en/root"), load);
        const { indexes } = await archive.answer([index], "one", false);
        const facets = await index.facets(indexes[0].found.map(one => one.document));
        const out = {};
        for (const { document } of indexes[0].found) out[(await index.text(document)).address] = facets.get(document);
        return out;""", files)
    assert facets == {"a.html": {"kind": "page", "years": [0, 0]}, "b.html": {"kind": "event", "years": [2017, 2017]},
                      "c.html": {"kind": "case", "years": [2017, 2023]}}


FIELDS = ["title", "headings", "names", "text"]


@pytest.mark.parametrize("query", [
    "one", "one two", "+one two", "-one", "title:one", "one^5", "one~1", "one^2 two~1", "+title:one -two",
    "wild*", "*ild", "w*d", "one~2^3", "headings:wor*", "-title:one"])
def test_a_query_is_read_as_lunr_reads_it(query: str) -> None:
    parsed = Query(FIELDS)
    QueryParser(query, parsed).parse()
    presence = {1: "optional", 2: "required", 3: "prohibited"}
    lunr = [{"term": clause.term, "fields": list(clause.fields), "boost": clause.boost,
             "edits": clause.edit_distance, "presence": presence[int(clause.presence.value)]}
            for clause in parsed.clauses]
    ours: list[dict[str, Any]] = node(
        "return archive.parse(given, ['title', 'headings', 'names', 'text']).map(c => ({term: c.wild || c.words[0],"
        "fields: c.fields || ['title', 'headings', 'names', 'text'], boost: c.boost, edits: c.edits, presence: c.presence}))", query)
    assert ours == lunr


def test_a_query_of_stop_words_is_told(library: dict[str, str]) -> None:
    assert ask(library, "the of and")["common"] is True
    assert ask(library, "the torture")["common"] is False


def test_the_scripts_hold_no_long_list_of_endings() -> None:
    """The reader needs no stemmer: the index carries each form with its stem."""
    assets = Path(__file__).resolve().parents[1] / "templates" / "assets"
    assert sum(path.stat().st_size for path in assets.glob("search-*.js")) < 80_000
