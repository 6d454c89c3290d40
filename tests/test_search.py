"""Search on both sides: what Python writes, what the reader's script makes of it."""

from __future__ import annotations

import html
import json
import random
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lunr.query import Query
from lunr.query_parser import QueryParser

from offline_archive.bundle import Bundle
from offline_archive.search.analysis import Analyzer, fold, words
from offline_archive.search.shards import number
from support.archives import Archive
from support.scripts import SHARDS, node

ROOT = Path(__file__).resolve().parents[1]


def ask(bundle: Bundle, query: str, *, language: str = "en", typing: bool = False,
        without: tuple[str, ...] = ()) -> dict[str, Any]:
    """What the reader's script answers from the shards of `bundle`."""
    files = {path: entry.data.decode() for path, entry in bundle.items()
             if path.startswith("_archive/search/") and path not in without}
    answer: dict[str, Any] = node(SHARDS + "return ask(given.query, given.typing)", {
        "files": files, "query": query, "language": language, "typing": typing})
    return answer


def found(bundle: Bundle, query: str, **how: Any) -> list[str]:
    return [result["address"] for result in ask(bundle, query, **how)["results"]]


@pytest.fixture
def library(archive: Archive) -> Bundle:
    """Four pages on one subject."""
    archive.page("index.md", "# Home\n\nA start.\n")
    archive.page("court.md", "# The court\n\n## Judgment\n\nThe court judged torture. Judges decided.\n")
    archive.page("prison.md", "# Prison\n\nTorture in prison, torture in cells. Электричество.\n")
    archive.page("visas.md", "# Visas\n\nLithuania issued visas. Linkevičius spoke. Naïve café.\n")
    return archive.bundle()


@pytest.mark.parametrize(("query", "expected"), [
    ("torture", ["prison.html", "court.html"]),
    ("TORTURE", ["prison.html", "court.html"]),
    ("tortured", ["prison.html", "court.html"]),
    ("judging", ["court.html"]),
    ("linkevicius", ["visas.html"]),
    ("Linkevičius", ["visas.html"]),
    ("cafe", ["visas.html"]),
    ("торт", []),
    ("электричество", ["prison.html"]),
    ("+torture -prison", ["court.html"]),
    ("+torture +cells", ["prison.html"]),
    ("title:court torture", ["court.html", "prison.html"]),
    ("title:torture", []),
    ("headings:judgment", ["court.html"]),
    ("lithu*", ["visas.html"]),
    ("l*ia", []),
    ("li*ia", ["visas.html"]),
    ("lithuanla~1", ["visas.html"]),
    ("prison^10 court", ["prison.html", "court.html"]),
    ("the of and", []),
    ("the torture", ["prison.html", "court.html"]),
    ("", []), ("*", []), ("-torture", []), ("~1", []), ("+", []), ("title:", []),
])
def test_a_query_finds_these_pages_in_this_order(library: Bundle, query: str, expected: list[str]) -> None:
    assert found(library, query) == expected


def test_the_last_word_is_completed_while_it_is_typed(library: Bundle) -> None:
    assert found(library, "lith", typing=True) == ["visas.html"]
    assert found(library, "li", typing=False) == []
    assert found(library, "li", typing=True) == ["visas.html"]


def test_a_form_never_seen_falls_back_to_its_nearest_neighbour(archive: Archive) -> None:
    archive.settings('languages = ["ru"]\ntitle = "T"\n')
    archive.page("index.md", "# Дело\n\nСуд решил дело Лапунова. Пытки доказаны.\n")
    bundle = archive.bundle()
    for query in ("Лапунов", "Лапуновым", "Лапуновой", "пытками", "пытка", "суду", "решили", "дела"):
        assert found(bundle, query, language="ru") == ["index.html"], query


def test_a_word_that_is_not_there_gives_way_to_those_that_begin_with_it(library: Bundle) -> None:
    assert found(library, "lithua") == ["visas.html"]
    assert found(library, "lithuanianesque") == []
    assert found(library, "prize") == []


def test_a_snippet_shows_the_hit_with_the_section_it_stands_in(library: Bundle) -> None:
    snippet = ask(library, "decided")["results"][0]["snippet"]
    assert (snippet["anchor"], snippet["heading"]) == ("judgment", "Judgment")
    assert [piece["text"] for piece in snippet["pieces"] if piece["mark"]] == ["decided"]
    assert "".join(piece["text"] for piece in snippet["pieces"]) == "The court judged torture. Judges decided."


def test_a_missing_shard_is_told_and_the_rest_answers(library: Bundle) -> None:
    texts = tuple(path for path in library if "/d-" in path)
    answer = ask(library, "torture", without=texts)
    assert answer["missing"] is True
    assert [result["address"] for result in answer["results"]] == [None, None]


DAMAGED = [
    "null", "5", '"x"', "[]", "{}", '"a\\tb\\tc\\td\\te\\n"', '"torture"', '"tortur\\t\\t!!!"',
    '"tortur\\t\\t' + "V" * 500 + 'a"', '"tortur\\ttortur"', '[["x"]]', '[[5,"t",[]]]',
    '[["https://e.test/","t",[["a","b","c"]]]]', '[["../../x","t",[]]]', '[["//e.test","t",[]]]',
    '[["javascript:1","t",[]]]',
]


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_shard_never_breaks_the_search_or_leads_outside(library: Bundle, damage: str) -> None:
    files = {path: f"OfflineArchive.deliver(x,{damage});" if "root" not in path else entry.data.decode()
             for path, entry in library.items() if path.startswith("_archive/search/")}
    answer = node(SHARDS + "return ask('torture prison', true)", {"files": files, "language": "en"})
    assert [r["address"] for r in answer["results"] if r["address"]] in ([], ["x"])


def test_random_bytes_in_shards_never_break_the_search(library: Bundle) -> None:
    rng = random.Random(7)
    originals = {path: entry.data.decode() for path, entry in library.items()
                 if path.startswith("_archive/search/")}
    broken = []
    for _ in range(300):
        values = {}
        for path, text in originals.items():
            cut = text.index(",")
            value = json.loads(text[cut + 1:text.rindex(")")])
            if isinstance(value, str) and "root" not in path:
                at = rng.randrange(len(value) + 1)
                value = value[:at] + chr(rng.choice([0, 9, 10, 33, 48, 97, 127, 0x430, 0x2028])) + value[at + rng.randrange(3):]
            values[path] = f"f(x,{json.dumps(value)});"
        broken.append(values)
    answers = node("""
        const all = [];
        for (const files of given) {
          const load = name => { const t = files["_archive/search/" + name + ".js"]; const c = t.indexOf(",");
            return Promise.resolve(JSON.parse(t.slice(c + 1, t.lastIndexOf(")")))); };
          const index = new archive.Index(await load("en/root"), load);
          for (const query of ["torture", "li", "pri*", "cort~1"]) {
            const result = await index.find(archive.parse(query, index.root.fields), true);
            await index.forms(result.stems);
            all.push(result.found.every(item => item.document >= 0 && item.document < 4 && isFinite(item.score)));
          }
        }
        return all;""", broken)
    assert len(answers) == 1200
    assert all(answers)


def test_both_sides_fold_and_split_alike_over_the_whole_archive() -> None:
    text = "\n".join(path.read_text() for path in sorted((ROOT / "content").rglob("*.md")))
    theirs = node("return archive.words(given.normalize('NFC')).map(w => [w.word, archive.fold(w.word)])", text)
    ours = [[word, fold(word)] for word in words(text)]
    assert [pair for pair in theirs if len(pair[0]) <= 60] == ours


def test_both_sides_fold_every_letter_alike() -> None:
    """Every letter that both know: Node and Python may carry different versions of Unicode."""
    letters = [chr(code) for code in range(0x20, 0x30000) if unicodedata.category(chr(code))[0] in "LN"]
    theirs = node("return given.map(c => [archive.fold(c), archive.words('a' + c).length])", letters)
    differing = [letter for letter, (folded, count) in zip(letters, theirs, strict=True)
                 if folded != fold(letter) or count != len(words("a" + letter))]
    assert len(letters) > 100_000
    assert differing == []


@given(st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 15)), max_size=30))
@settings(max_examples=30, deadline=None)
def test_postings_are_read_as_they_were_written(gaps: list[tuple[int, int]]) -> None:
    column, document, expected = "", -1, []
    for gap, impact in gaps:
        document += gap
        column += number(gap * 16 + impact)
        expected.append([document, impact])
    assert node("return archive.postings(given, 1e9)", column) == expected


FIELDS = ["title", "headings", "text"]


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
    assert node("return archive.parse(given, ['title', 'headings', 'text'])", query) == lunr


@pytest.mark.parametrize("query", ["*" * 300, "a" * 10_000, "w " * 1000, "(((((a+)+)+)+)+)$", "\\" * 500,
                                   "x~99 y^99999", "torture" + "*a" * 140, "\u0000\uffff", "a" * 299 + "~2",
                                   "-" * 300, "title:" * 50, "🏳 ☭ ☃"])
def test_no_query_slows_the_search_down(library: Bundle, query: str) -> None:
    files = {path: entry.data.decode() for path, entry in library.items() if path.startswith("_archive/search/")}
    milliseconds = node(SHARDS + "const start = performance.now(); await ask(given.query, true);"
                        "return performance.now() - start",
                        {"files": files, "language": "en", "query": query})
    assert milliseconds < 1000


def test_the_index_cuts_into_shards_that_hold_every_term(archive: Archive) -> None:
    rng = random.Random(3)
    syllables = [a + b for a in "bcdfghklmnprstvz" for b in "aeiou"]
    vocabulary = ["".join(rng.choices(syllables, k=4)) for _ in range(6000)]
    for number_ in range(60):
        archive.page(f"p{number_:02d}.md", " ".join(vocabulary[number_ * 100:(number_ + 1) * 100]))
    archive.page("index.md")
    bundle = archive.bundle()
    shards = [path for path in bundle if "/t-" in path]
    assert len(shards) > 5
    assert max(len(bundle[path].data) for path in shards) < 40_000
    files = {path: entry.data.decode() for path, entry in bundle.items() if path.startswith("_archive/search/")}
    lost = node(SHARDS + """
        const index = new archive.Index(await load("en/root"), load);
        const lost = [];
        for (const word of given.words) {
          const result = await index.find(archive.parse(word, index.root.fields), false);
          if (!result.found.length) lost.push(word);
        }
        return lost;""", {"files": files, "language": "en", "words": vocabulary})
    assert lost == []


def test_an_edit_of_one_page_leaves_most_shards_as_they_are(archive: Archive) -> None:
    rng = random.Random(5)
    syllables = [a + b for a in "bcdfghklmnprstvz" for b in "aeiou"]
    for number_ in range(80):
        archive.page(f"p{number_:02d}.md", " ".join("".join(rng.choices(syllables, k=3)) for _ in range(150)))
    archive.page("index.md")
    before = {path: entry.sha256 for path, entry in archive.bundle().items() if "/search/" in path}
    text = (archive.content / "p40.md").read_text()
    archive.page("p40.md", text + " zuzuzuzu bababaxa")
    after = {path: entry.sha256 for path, entry in archive.bundle().items() if "/search/" in path}
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert len(before) > 20
    assert len(changed) <= 8


def test_english_is_analysed_as_lunr_does() -> None:
    analyzer = Analyzer("en")
    assert [analyzer.stem(word) for word in ("tortured", "the", "Prisons", "2017")] == ["tortur", "", "prison", "2017"]


def test_a_language_without_a_stemmer_is_searched_by_its_forms() -> None:
    assert Analyzer("ka").stem("თბილისი") == fold("თბილისი")


def test_the_a_to_z_index_lists_every_term_of_the_search_index(site: Path) -> None:
    pages = [path.read_text() for path in sorted((site / "_archive" / "a-z").glob("*.html"))]
    listed = {html.unescape(term) for page in pages if '<html lang="en"' in page
              for term in re.findall(r"<dt>(.*?)</dt>", page)}
    keys = set()
    for path in (site / "_archive" / "search" / "en").glob("t-*.js"):
        text = path.read_text()
        for line in json.loads(text[text.index(",") + 1:text.rindex(")")]).split("\n"):
            if line.count("\t") > 1:
                keys.add(line.partition("\t")[0])
    analyzer = Analyzer("en")
    assert {analyzer.stem(term) for term in listed} == keys
    assert len(keys) > 1500
