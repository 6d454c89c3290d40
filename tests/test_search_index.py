"""The index as files: what Python writes is what the reader's script reads, and damage stays where it is."""

from __future__ import annotations

import json
import random
from array import array
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offline_archive.bundle import Bundle
from offline_archive.search import numbering
from offline_archive.search.coding import ALPHABET, gamma, rice, rice_parameter, text
from offline_archive.search.postings import DENSE_NUMBERS, positions, postings
from offline_archive.search.shards import fnv
from offline_archive.search.vocabulary import Term
from support.archives import Archive
from support.scripts import SHARDS, node
from support.searching import ask, document, found, index_of, shards_of

ROOT = {"documents": 10**6, "numbers": 2**20, "fields": ["title", "headings", "names", "text"]}


def distance(one: str, other: str, most: int) -> int:
    """Letters to add, drop, change or swap to make `other` of `one`; `most` + 1 when there are more.

    The optimal string alignment distance (Damerau and Levenshtein, each letter edited once).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        following = [i]
        for j, beside in enumerate(other, start=1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (letter != beside))
            if before and j > 1 and letter == other[j - 2] and one[i - 2] == beside:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > most:
            return most + 1
        before, row = row, following
    return min(row[-1], most + 1)


@pytest.fixture(scope="module")
def library() -> dict[str, str]:
    """The index of four small documents."""
    return index_of([
        document("index", "A start."), document("court", "The court judged torture. Judges decided.", title="The court"),
        document("prison", "Torture in prison, torture in cells. Электричество.", title="Prison"),
        document("visas", "Lithuania issued visas. Linkevičius spoke. Naïve café.", title="Visas")])


def value_of(script: str) -> Any:
    return json.loads(script[script.index(",") + 1:script.rindex(")")])


@given(st.lists(st.tuples(st.sampled_from(["bit", "gamma", "rice", "number"]), st.integers(0, 70_000), st.integers(0, 15)),
                min_size=1, max_size=60))
@settings(max_examples=25, deadline=None)
def test_numbers_are_read_as_they_were_written(numbers: list[tuple[str, int, int]]) -> None:
    bits, calls = "", []
    for kind, value, parameter in numbers:
        if kind == "rice":
            value %= 64 << parameter
        written = {"bit": str(value % 2), "gamma": gamma(value + 1), "rice": rice(value, parameter),
                   "number": f"{value:017b}"}[kind]
        bits += written
        calls.append([kind, {"bit": value % 2, "gamma": value + 1}.get(kind, value), parameter])
    theirs = node("const bits = new archive.Bits(given.text); return given.calls.map(([kind, , parameter]) => "
                  "kind === 'number' ? bits.number(17) : bits[kind](parameter))", {"text": text(bits), "calls": calls})
    assert theirs == [value for _, value, _ in calls]


@given(st.dictionaries(st.integers(0, 2**20 - 1), st.tuples(st.booleans(), st.integers(0, 15), st.integers(0, 255)),
                       min_size=1, max_size=50))
@settings(max_examples=25, deadline=None)
def test_postings_are_read_as_they_were_written(rows: dict[int, tuple[bool, int, int]]) -> None:
    term = Term(packed=array("Q", [section << 20 | number << 28 for number, (_, _, section) in sorted(rows.items())]))
    written = postings(term, lambda number, _: (5 if rows[number][0] else 0, rows[number][1]), ROOT["numbers"])
    theirs = node("const p = archive.postings(given.text, given.root); return [p.count, [...p.documents], [...p.levels],"
                  "[...p.masks], [...p.sections]]", {"text": written, "root": ROOT})
    order = sorted(rows)
    assert theirs == [len(order), order, [rows[n][1] for n in order], [5 if rows[n][0] else 8 for n in order],
                      [rows[n][2] for n in order]]


@pytest.mark.parametrize(("count", "dense"), [(4095, False), (4096, True), (40_000, True)])
def test_a_dense_term_is_told_in_pairs_of_levels_and_without_sections_of_its_text(count: int, dense: bool) -> None:
    rng = random.Random(count)
    rows = {number: (rng.random() < 0.1, rng.randrange(16), rng.randrange(256)) for number in rng.sample(range(DENSE_NUMBERS), count)}
    order = sorted(rows)
    term = Term(packed=array("Q", [rows[number][2] << 20 | number << 28 for number in order]))
    written = postings(term, lambda number, _: (5 if rows[number][0] else 0, rows[number][1]), DENSE_NUMBERS)
    theirs = node("const p = archive.postings(given.text, given.root); return [[...p.documents], [...p.levels],"
                  "[...p.masks], [...p.sections]]", {"text": written, "root": ROOT | {"numbers": DENSE_NUMBERS}})
    told = [(rows[n] if rows[n][0] or not dense else (False, (rows[n][1] + 1) // 2 * 2, 0)) for n in order]
    assert theirs == [order, [level for _, level, _ in told], [5 if mixed else 8 for mixed, _, _ in told],
                      [section for _, _, section in told]]


@given(st.lists(st.lists(st.integers(1, 60_000), unique=True, max_size=20).map(sorted), min_size=1, max_size=20))
@settings(max_examples=25, deadline=None)
def test_positions_are_read_as_they_were_written(rows: list[list[int]]) -> None:
    term = Term(positions=array("H", [number for row in rows for number in (len(row), *row)]))
    theirs = node("return archive.positions(given.text, given.count)", {"text": positions(term), "count": len(rows)})
    assert theirs == rows or (not any(rows) and positions(term) == "")


def test_the_alphabet_needs_no_escape_in_json_or_html() -> None:
    assert len(ALPHABET) == 91
    assert json.dumps(ALPHABET) == f'"{ALPHABET}"'
    assert not set(ALPHABET) & set('<"\\ ')


def test_both_sides_choose_the_same_parameter_and_name() -> None:
    cases = [(total, count) for total in (1, 7, 100, 4096, 2**18) for count in (0, 1, 3, 90, 5000)]
    names = ["", "a", "torture", "лапунов", "中", "𐐀x"]
    theirs = node("return [given.cases.map(([t, c]) => archive.riceParameter(t, c)), given.names.map(archive.fnv)]",
                  {"cases": cases, "names": names})
    assert theirs == [[rice_parameter(total, count) for total, count in cases], [f"{fnv(name):08x}" for name in names]]


@given(st.text("abcd", max_size=7), st.text("abcd", max_size=7))
@settings(max_examples=300, deadline=None)
def test_a_distance_is_the_same_both_ways_and_bounded(one: str, other: str) -> None:
    exact = distance(one, other, 9)
    assert exact == distance(other, one, 9) <= max(len(one), len(other))
    assert (exact == 0) == (one == other)
    assert distance(one, other, 2) == min(exact, 3)


def test_both_sides_measure_the_same_distance() -> None:
    rng = random.Random(1)
    pairs = [["".join(rng.choices("abc", k=rng.randrange(7))) for _ in range(2)] for _ in range(2000)]
    theirs = node("return given.map(([a, b]) => archive.distance(a, b, 3))", pairs)
    assert theirs == [distance(one, other, 3) for one, other in pairs]


def test_a_new_document_seldom_moves_the_number_of_another() -> None:
    addresses = [f"cases/{number}.html" for number in range(3000)]
    before = numbering.number(addresses)
    moved = [sum(before[address] != number for address, number in numbering.number([*addresses, f"new/{new}.html"]).items()
                 if address in before) for new in range(20)]
    assert sum(moved) < 20
    assert len(set(before.values())) == 3000
    assert max(before.values()) < numbering.slots(3000) == 8192


def test_every_number_is_taken_once_when_all_draws_are_taken() -> None:
    for count in (1, 2, 8, 100):
        assert len(set(numbering.number(str(n) for n in range(count)).values())) == count


def words_of(rng: random.Random, count: int) -> list[str]:
    syllables = [a + b for a in "bcdfghklmnprstvz" for b in "aeiou"]
    return ["".join(rng.choices(syllables, k=4)) for _ in range(count)]


def test_every_word_is_found_in_the_shards_it_was_cut_into() -> None:
    vocabulary = words_of(random.Random(3), 6000)
    files = index_of(document(f"p{n}", " ".join(vocabulary[n * 100:(n + 1) * 100])) for n in range(60))
    assert sum("/t-" in path for path in files) > 15
    assert max(len(text) for path, text in files.items() if "/t-" in path) < 40_000
    lost = node(SHARDS + """
        const index = await indexOf("en");
        const lost = [];
        for (const word of given.words) if (!(await index.entry(index.fold(word)))) lost.push(word);
        return lost.concat(await index.entry("zzzz") ? ["zzzz"] : []);""",
                {"files": files, "words": vocabulary})
    assert lost == []


def test_an_edit_of_one_document_leaves_most_shards_as_they_are() -> None:
    rng = random.Random(5)
    texts = [" ".join(words_of(rng, 150)) for _ in range(400)]
    before = index_of(document(f"p{n}", text) for n, text in enumerate(texts))
    texts[40] += " zuzuzuzu bababaxa"
    after = index_of(document(f"p{n}", text) for n, text in enumerate(texts))
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert len(before) > 200
    assert any("zuzuzuzu" in after.get(path, "") for path in changed)
    assert len(changed) <= 8


def test_a_new_document_leaves_the_texts_of_the_others_as_they_are() -> None:
    rng = random.Random(6)
    texts = [" ".join(words_of(rng, 30)) for _ in range(300)]
    before = index_of(document(f"p{n}", text) for n, text in enumerate(texts))
    after = index_of([document(f"p{n}", text) for n, text in enumerate(texts)] + [document("new", "kakakaka")])
    changed = [path for path in before if "/d-" in path and before[path] != after[path]]
    assert len(changed) <= 2


def test_the_same_documents_in_another_order_give_the_same_index() -> None:
    documents = [document(f"p{n}", " ".join(words_of(random.Random(n), 50))) for n in range(30)]
    assert index_of(documents) == index_of(reversed(documents))


def test_a_missing_shard_is_told_and_the_rest_answers(library: dict[str, str]) -> None:
    files = {path: text for path, text in library.items() if "/d-" not in path}
    answer = ask(files, "torture")
    assert answer["missing"] is True
    assert [result["address"] for result in answer["results"]] == [None, None]


DAMAGED = [
    "null", "5", '"x"', "[]", "{}", '""', '"0"', '"zzz"', '"0torture"', '"0tortur:"', '"0tortur:!!!!!!"',
    '"0tortur:' + "~" * 500 + '"', '"0tortur-9x:}}"', '"0tortur=tortur,tortur:##"', '"0tortur:#\\n9x:#\\n!:"',
    '[["x"]]', "[[0]]", '[[0,"x","t",0,"","",[]]]', '[[1,"t","t",0,"","",{}]]', '[[0,"https://e.test/","t",0,"","",[]]]',
    '[[0,"../../x","t",0,"","",[]]]', '[[0,"//e.test","t",0,"","",[]]]', '[[0,"javascript:1","t",0,"","",[]]]',
    '[[0,"x","t",99,5,null,1,2,["a"],"b",{},7]]', '[[0,"x"]]',
]


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_shard_never_breaks_the_search_or_leads_outside(library: dict[str, str], damage: str) -> None:
    for letter in ("t", "w", "s", "d", "f"):
        files = {path: f"OfflineArchive.deliver(x,{damage});" if f"/{letter}-" in path else text
                 for path, text in library.items()}
        for query in ("torture prison", '"torture in"', "tortrue"):
            answer = ask(files, query, typing=True)
            assert {result["address"] for result in answer["results"]} <= {None, "x", "t", *(f"{n}.html" for n in (
                "index", "court", "prison", "visas"))}


ROOTS = [{"version": 1}, {"documents": -1}, {"documents": 10**12}, {"numbers": 2**40}, {"span": 0}, {"facets": 0}, {"words": 5},
         {"fields": ["title"]}, {"kinds": ["x"]}, {"months": None}, {"stop": None}, {"documents": 99}]


@pytest.mark.parametrize("change", ROOTS, ids=str)
def test_a_root_of_another_format_is_refused(library: dict[str, str], change: dict[str, Any]) -> None:
    root = value_of(library["_archive/search/en/root.js"]) | change
    refused = node("try { new archive.Index(given, null); return false } catch (error) { return error.message }", root)
    assert refused == "not an index of this format"


def test_random_damage_never_breaks_the_search(library: dict[str, str]) -> None:
    """A fuzzer: bytes dropped, doubled, changed and swapped in every kind of shard."""
    rng = random.Random(7)
    broken = []
    for _ in range(600):
        values = {}
        for path, script in library.items():
            value = value_of(script)
            if "/root" not in path and rng.random() < 0.7:
                raw = json.dumps(value, ensure_ascii=False)
                for _ in range(rng.randrange(1, 6)):
                    at = rng.randrange(1, len(raw))
                    raw = raw[:at] + rng.choice(["", raw[at:at + 9] * 2, chr(rng.choice([33, 48, 58, 97, 126, 0x430]))]) + raw[at + rng.randrange(4):]
                try:
                    value = json.loads(raw)
                except ValueError:
                    value = raw  # a script that does not run delivers nothing; a text in place of a list does
            values[path] = f"f(x,{json.dumps(value)});"
        broken.append(values)
    answers = node("""
        const all = [];
        for (const files of given) {
          const load = name => { const t = files["_archive/search/" + name + ".js"]; const c = t.indexOf(",");
            return Promise.resolve(JSON.parse(t.slice(c + 1, t.lastIndexOf(")")))); };
          const index = new archive.Index(await load("en/root"), load);
          for (const query of ["torture", "li", "pri*", "cort~1", '"torture in cells"', "tortrue", "26 May 2017"]) {
            const { indexes } = await archive.answer([index], query, true);
            index.forms(indexes[0].stems);
            const found = indexes[0].found.slice(0, 99);
            for (const item of found) { const text = await index.text(item.document); if (text) archive.snippet(text, item.section, () => true, 99); }
            await index.facets(found.map(item => item.document));
            all.push(found.every(item => item.document >= 0 && item.document < index.root.numbers && isFinite(item.score)));
          }
        }
        return all;""", broken)
    assert len(answers) == 4200
    assert all(answers)


@pytest.mark.parametrize("query", [
    "****", "*" * 300, "a" * 10_000, "w " * 1000, "(((((a+)+)+)+)+)$", "\\" * 500, "x~99 y^99999", "torture" + "*a" * 140,
    "\u0000\uffff", "a" * 299 + "~2", "-" * 300, "title:" * 50, "🏳 ☭ ☃", '"' * 300, '"a ' * 100, "ab " * 100 + "to*",
    "1" * 300, "'" * 300, "|" * 300, "中" * 300])
def test_no_query_reads_or_works_without_bound(library: dict[str, str], query: str) -> None:
    answer = ask(library, query, typing=True)
    assert len(answer["read"]) <= len(library) * 40
    assert len(answer["results"]) <= 4


def test_the_shards_of_a_bundle_are_those_of_its_pages(archive: Archive) -> None:
    archive.page("index.md", "# Home\n\nTorture.\n")
    bundle: Bundle = archive.bundle()
    assert found(shards_of(bundle), "torture") == ["index.html"]
