"""The words of an archive, brought up to date: what an edit leaves behind is what putting all together anew gives."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_archive import search
from offline_archive.model import Section
from offline_archive.search import ledger
from offline_archive.search import lines as lines_of
from offline_archive.search.documents import Document
from offline_archive.search.lines import Lines
from offline_archive.search.vocabulary import Vocabulary
from offline_archive.store import Store
from support.searching import document

PROGRAM = b"this program"
WORDS = {
    "en": ["torture", "Torture", "tortured", "Anna", "anna", "ANNA", "26 May 2017", "201705", "law", "Law", "prison", "the"],
    "ru": ["протест", "Протестов", "протесты", "Протестам", "Лапунов", "Лапунова", "закон", "26 мая 2017", "это", "Законов", "законы"],
}


def _pages(language: str) -> st.SearchStrategy[dict[str, tuple[str, str, str, str]]]:
    words = st.lists(st.sampled_from(WORDS[language]), max_size=9).map(" ".join)
    return st.dictionaries(st.sampled_from([f"p{number}" for number in range(12)]), st.tuples(words, words, words, st.sampled_from(["page", "source"])),
                           min_size=8, max_size=12)


HISTORIES = st.sampled_from(["en", "ru"]).flatmap(
    lambda language: st.tuples(st.just(language), st.lists(_pages(language), min_size=2, max_size=5)))


def documents_of(pages: dict[str, tuple[str, str, str, str]]) -> list[Document]:
    """Each page is told by its title, its text, what is careful in it, and its kind."""
    return [document(name, title=title or name, kind=kind, names=(title,) if title else (), sections=(Section("", "", 0, text, careful),))
            for name, (title, text, careful, kind) in pages.items()]


def built(folder: Path, language: str, documents: Iterable[Document]) -> tuple[search.Gathered, Lines]:
    """What a build makes of documents, with what earlier ones kept in the folder."""
    store = Store(folder / "words.results")
    ordered = list(documents)
    numbers = search.slots(len(ordered))
    counted = {}
    for one in ordered:
        key = hashlib.sha256(repr((one.path, one.title, one.names, one.sections, one.kind, numbers)).encode()).digest()
        [found] = search.count(language, [one], numbers)
        counted[one.path] = store.held(key) or store.keep(key, found)
    gathered = search.gathered(language, ordered, counted, store, PROGRAM)
    lines = Lines(gathered.vocabulary, gathered.marks)
    gathered.keep(lines, store, PROGRAM)
    store.end(done=True)
    return gathered, lines


def told(vocabulary: Vocabulary, lines: Lines) -> dict[str, Any]:
    """All that is made of a vocabulary."""
    return {
        "terms": [(stem, term.forms, list(term.packed), list(term.positions), term.is_open, term.shown) for stem, term in vocabulary.terms.items()],
        "names": {name: list(term.packed) for name, term in vocabulary.names.items()},
        "lengths": list(vocabulary.lengths.items()), "documents": [(number, one.path) for number, one in vocabulary.documents.items()],
        "lines": [(stretch.mark, [stem for stem, _ in stretch.terms]) for stretch in lines.stretches],
        "files": search.shards(vocabulary, {}, lines)}


@given(HISTORIES)
def test_any_history_ends_as_if_all_were_put_together_anew(history: tuple[str, list[dict[str, tuple[str, str, str, str]]]]) -> None:
    language, states = history
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_of, "_HASH", 3)  # few words in many stretches
        patch.setattr(ledger, "_PART", 1)
        for pages in states:
            got, lines = built(Path(folder), language, documents_of(pages))
            whole = search.gather(language, documents_of(pages))
            assert told(got.vocabulary, lines) == told(whole, Lines(whole))


def test_a_plural_that_is_filed_elsewhere_is_brought_there_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_of, "_HASH", 1)  # each stem is a stretch of its own
    filler = {f"p{number}": ("", f"закон{number}", "", "page") for number in range(20)}
    for said in ("Протестов", "Протестов больше Протестов"):
        pages = filler | {"a": ("", said, "", "page"), "b": ("", "протесты, протест", "", "page")}
        got, lines = built(tmp_path, "ru", documents_of(pages))
        whole = search.gather("ru", documents_of(pages))
        assert "протестов" not in whole.terms  # a control
        assert told(got.vocabulary, lines) == told(whole, Lines(whole))


@pytest.fixture
def many() -> dict[str, tuple[str, str, str, str]]:
    """Enough pages for one that changes to be few."""
    return {f"p{number}": ("", " ".join(["torture", *(f"word{number}x{place}" for place in range(20))]), "", "page") for number in range(40)}


def test_after_an_edit_what_no_page_has_changed_is_known(tmp_path: Path, many: dict[str, tuple[str, str, str, str]],
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    built(tmp_path, "en", documents_of(many))
    monkeypatch.setattr("offline_archive.search.vocabulary.Gatherer.add", None)  # to put all together anew would end in a fault
    got, lines = built(tmp_path, "en", documents_of(many | {"p3": ("", "torture news", "", "page")}))
    known, whole = got.marks.marks, lines.marks().marks
    assert 0 < len(known) < len(whole)
    assert known.items() <= whole.items()


def test_what_a_page_said_before_does_not_stay_behind(tmp_path: Path, many: dict[str, tuple[str, str, str, str]]) -> None:
    built(tmp_path, "en", documents_of(many | {"p3": ("", "torture zzunspeakable", "", "page")}))
    assert b"zzunspeak" in (tmp_path / "words.results").read_bytes()  # a control
    built(tmp_path, "en", documents_of(many))
    assert b"zzunspeak" not in (tmp_path / "words.results").read_bytes()


def test_where_many_pages_changed_all_is_put_together_anew(tmp_path: Path, many: dict[str, tuple[str, str, str, str]]) -> None:
    built(tmp_path, "en", documents_of(many))
    got, _ = built(tmp_path, "en", documents_of(dict.fromkeys(many, ("", "torture again", "", "page"))))
    assert got.marks.marks == {}


def test_where_what_was_kept_is_lost_all_is_put_together_anew(tmp_path: Path, many: dict[str, tuple[str, str, str, str]]) -> None:
    built(tmp_path, "en", documents_of(many))
    (tmp_path / "words.index").unlink()
    got, lines = built(tmp_path, "en", documents_of(many))
    whole = search.gather("en", documents_of(many))
    assert told(got.vocabulary, lines) == told(whole, Lines(whole))
