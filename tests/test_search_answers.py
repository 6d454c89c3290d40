"""What a query finds: the reader's script over small archives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lunr.query import Query
from lunr.query_parser import QueryParser

from offline_archive.model import Section
from support.archives import Archive
from support.scripts import SEARCH, node
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
        const facets = await index.facets(indexes[0].found.documents);
        const out = {};
        for (const document of indexes[0].found.documents) out[(await index.text(document)).address] = facets.get(document);
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


def test_the_answer_ahead_of_the_first_goes_through_all_that_an_answer_needs() -> None:
    """It answers in silence: nobody would see that it had stopped doing so."""
    warm = SEARCH.with_name("search-warm.js")
    found = node(f"require({json.dumps(str(warm))}); const idle = []; const out = await archive.warm((go) => {{ idle.push(1); setTimeout(go); }});"
                 "return {out, idle: idle.length}")
    assert found["idle"] >= 3
    title, snippet = found["out"][0]
    assert title == [{"text": "Word", "mark": True}]
    assert [piece["text"] for piece in snippet if piece["mark"]] == ["word", "warning"]


def test_a_query_of_stop_words_is_told(library: dict[str, str]) -> None:
    assert ask(library, "the of and")["common"] is True
    assert ask(library, "the torture")["common"] is False


def test_the_scripts_hold_no_long_list_of_endings() -> None:
    """The reader needs no stemmer: the index carries each form with its stem."""
    assets = Path(__file__).resolve().parents[1] / "templates" / "assets"
    assert sum(path.stat().st_size for path in assets.glob("search-*.js")) < 90_000


def test_a_footnote_of_a_hard_passage_is_not_shown(archive: Archive) -> None:
    archive.page("index.md", "# Home\n\nBefore.[^2]\n\n{.hard}\nText.^[The electrocution] And.[^1]\n\n[^1]: The drowning.\n[^2]: The weather.\n")
    shown = "".join(text for path, text in shards_of(archive.bundle()).items() if "/d-" in path)
    assert "electrocution" not in shown
    assert "drowning" not in shown
    assert "weather" in shown


def test_a_correction_never_says_a_hard_word(archive: Archive) -> None:
    archive.page("index.md", "# Home\n\n{.hard}\nElectrocution was told. He named Ivan Petrosyan.\n\nOutside stood Bakunin.\n")
    bundle = archive.bundle()
    for query in ("electrocuton", "Petrossian"):
        assert ask(bundle, query)["replaced"] == []
    assert ask(bundle, "Bakuninn")["replaced"] == [{"typed": "Bakuninn", "used": "Bakunin"}]


def test_a_hit_that_must_not_be_quoted_borrows_no_words_of_another_section() -> None:
    files = index_of([document("a", sections=(
        Section("", "", 0, "The court heard him.", ""), Section("torture", "Torture", 2, "", "The electrocution.")))])
    snippet = ask(files, "electrocution")["results"][0]["snippet"]
    assert (snippet["heading"], snippet["pieces"]) == ("Torture", [])


@pytest.mark.parametrize(("language", "texts", "queries"), [
    ("fr", ["Accusée du meurtre.", "FEMME ACCUSEE. ACCUSEE."], ["accusée", "accusee", "ACCUSÉE"]),
    ("es", ["Él murió.", "MURIO. MURIO."], ["murió", "murio"]),
    ("ru", ["ЛАПУНОВ ПРОТИВ РОССИИ", "Дело Лапунова."], ["Лапунов", "ЛАПУНОВ", "Лапунову"]),
    ("ru", ["Протестов стало меньше.", "Были протесты, протест, протестам."], ["протест", "протестов", "Протесты"]),
    ("ja", ["𠮷野家", "𠮷野 𠮷田"], ["𠮷野"]),
    ("zh", ["WHO在2017年发布报告", "2017年WHO"], ["WHO", "2017"]),
    ("ar", ["قال النبي ﷺ يوسف", "قال النبي ﷺ والسلام"], ["النبي", "ﷺ", '"قال النبي"']),
    ("en", ["\U0001d413\U0001d40e\U0001d411\U0001d413\U0001d414\U0001d411\U0001d404", "torture"], ["torture"]),
    ("hmd", ["𖼀𖽑𖽪 one", "𖼀𖽑𖽪"], ["𖼀𖽑𖽪"]),
])
def test_all_the_documents_of_a_word_are_found(language: str, texts: list[str], queries: list[str]) -> None:
    files = index_of([document(f"p{number}", text, title="-") for number, text in enumerate(texts)], language)
    for query in queries:
        assert len(found(files, query, languages=(language,))) == len(texts), query


def test_one_strange_letter_does_not_hide_other_words() -> None:
    texts = [" ".join(f"{a}{b}{c}" for c in "aeiou") for a in ("ka", "le", "mi", "no") for b in "bcdfghjklmnp"]
    files = index_of([document(f"p{number}", f"{text} domafilu\u037a \ufdfa 1\U0001f101") for number, text in enumerate(texts)])
    for number, text in enumerate(texts):
        assert f"p{number}.html" in found(files, text.split()[2]), text


@pytest.mark.parametrize(("query", "expected"), [
    ("+2017-05-26", ["day"]), ("+2017-05 arrests", ["day"]), ("arrests -2017-05-26", ["room"]),
    ('arrests -"26 May 2017"', ["room"]), ('-"26 May 2017"', []), ('"26 May 2017"', ["day"])])
def test_a_date_obeys_the_sign_that_it_bears(query: str, expected: list[str]) -> None:
    files = index_of([document("day", "Arrests on 26 May 2017."), document("room", "In room 26 arrests.")])
    assert found(files, query) == [f"{name}.html" for name in expected]


@pytest.mark.parametrize(("language", "text", "query"), [
    ("ru", "Иван Радачич писал.", "Иванов"), ("ru", "Магомед Даудов.", "Магомедов"), ("en", "Cole Porter sang.", "Portera")])
def test_another_person_is_not_shown_in_silence(language: str, text: str, query: str) -> None:
    answer = ask(index_of([document("a", text)], language), query, languages=(language,))
    assert not answer["results"] or answer["replaced"] != []


def test_names_alike_are_not_kin() -> None:
    files = index_of([document("a", "Elina came."), document("b", "Elina left."), document("c", "Elena stayed.")])
    assert found(files, "Elena") == ["c.html"]


def test_a_phrase_is_found_beside_a_page_that_repeats_its_word_without_end() -> None:
    files = index_of([document("long", "torture prison " * 1200), *(document(name, f"A torture {name}.") for name in ("cell", "garden", "house"))])
    for name in ("cell", "garden", "house"):
        assert found(files, f'"torture {name}"') == [f"{name}.html"]


def test_a_phrase_of_a_field_stands_in_it_with_every_word() -> None:
    files = index_of([document("a", "They told of torture in prison.", title="Torture"), document("b", "x", title="Torture in prison")])
    assert found(files, 'title:"torture in prison"') == ["b.html"]
    assert found(files, 'torture -title:"torture in prison"') == ["a.html"]


def test_a_range_of_days_is_found_by_its_first_and_its_last(archive: Archive) -> None:
    archive.page("events/x.md", "---\ntitle: Held\ndate: 2017-03-16/2017-03-28\ncertainty: reported\nattribution: the press\n---\n\nText.\n")
    archive.page("index.md")
    bundle = archive.bundle()
    assert found(bundle, "16 March 2017") == found(bundle, "28.03.2017") == ["events/x.html"]


def test_a_number_has_no_stand_in(library: dict[str, str]) -> None:
    assert ask(library, "2018")["replaced"] == ask(library, "1990s")["replaced"] == ask(library, "٢٠١٨")["replaced"] == []


def test_a_word_too_common_in_one_language_is_not_corrected_in_another() -> None:
    files = index_of([document("en", "There was little.")]) | index_of([document("ru", "Theresa приехала.")], "ru")
    assert ask(files, "there was little", languages=("en", "ru"))["replaced"] == []
    assert ask(files, "thereza", languages=("en", "ru"))["replaced"] == [{"typed": "thereza", "used": "Theresa"}]


@pytest.mark.parametrize("address", ["..?x", "..#x", "%2e%2e?x", "../x", "x/../..", "//e.test", "x:y", "a?b", "/x", "\\x", "%2e%2e/x", "x%2fy"])
def test_an_address_of_a_shard_never_leads_out(address: str) -> None:
    assert node("return archive.isRelative(given)", address) is False
    assert node("return archive.isRelative(given)", "a%20b/c.ru.html") is True
