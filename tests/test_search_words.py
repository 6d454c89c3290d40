"""Words and their folds: Python and the reader's script take the same steps."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offline_archive.search.analysis import Analyzer
from offline_archive.search.collation import collation
from offline_archive.search.datewords import date_words, months
from offline_archive.search.folding import fold, folds, sound, sounds, words
from support.scripts import node

ROOT = Path(__file__).resolve().parents[1]

SAME_FOLD = [
    ("Linkevičius", "linkevicius", ""), ("ЁЛКА", "елка", ""), ("Ёлка", "елка", "ru"), ("straße", "strasse", ""),
    ("Łódź", "lodz", ""), ("Ærø", "aero", ""), ("İstanbul", "istanbul", ""), ("ΣΊΣΥΦΟΣ", "σισυφοσ", ""),
    ("Ӏаьржа", "1аьржа", "ce"), ("Ӏаьржа", "Iаьржа", "ce"), ("Ӏаьржа", "lаьржа", "ce"), ("Ӏаьржа", "|аьржа", "ce"),
    ("нохчийӀ", "нохчий1", ""), ("дӀаса", "д|аса", ""), ("п’ять", "пять", "uk"), ("об'єкт", "обʼєкт", "uk"),
    ("colour", "color", "en"), ("organisation", "organization", "en"), ("organising", "organizing", "en"),
    ("centre", "center", "en"), ("travelled", "traveled", "en"), ("defence", "defense", "en"),
    ("programme", "program", "en"), ("judgement", "judgment", "en"), ("grey", "gray", "en"),
    ("catalogue", "catalog", "en"), ("٢٠١٧", "2017", ""), ("२०१७", "2017", ""), ("２０１７", "2017", ""),
    ("مُحَمَّد", "محمد", ""), ("أحمد", "احمد", ""), ("مدرسة", "مدرسه", ""), ("کابل", "كابل", ""),
    ("שָׁלוֹם", "שלומ", ""), ("Бакаев\u0301", "бакаев", ""), ("зап\u00adрет", "запрет", ""),
]
SAME_SOUND = [
    ("Кадыров", "Kadyrov"), ("Kadirov", "Kadyrov"), ("Qadyrow", "Кадыров"), ("Лапунов", "Lapounov"),
    ("Lapunow", "Лапунов"), ("Бакаев", "Bakayev"), ("Bakajew", "Bakaev"), ("Хамзат", "Khamzat"), ("Hamzat", "Khamzat"),
    ("Цоцин", "Tsotsin"), ("Жанна", "Zhanna"), ("Шали", "Shali"), ("Щукин", "Shchukin"), ("Юрт", "Yurt"),
    ("Чечня", "Chechnya"), ("Максим", "Maxim"), ("Джамбулат", "Dzhambulat"), ("Каримов", "კარიმოვ"),
    ("Καρίμοφ", "Karimov"), ("Քարիմով", "Karimov"), ("كريموف", "Karimov"),
]
SPLIT = [
    ("Tsotsin-Yurt", ["Tsotsin", "Yurt"]), ("Kadyrov’s men", ["Kadyrov", "men"]), ("don't", ["don"]),
    ("l’homme d'État", ["homme", "État"]), ("O'Brien", ["O", "Brien"]), ("п’ять", ["п’ять"]), ("д|аса", ["д|аса"]),
    ("a|b", ["a", "b"]), ("人权组织", ["人权", "权组", "组织"]), ("中", ["中"]), ("हिन्दी", ["हिन्दी"]),
    ("за\u0301мок", ["за\u0301мок"]), ("x_y", ["x", "y"]), ("2017-05-26", ["2017", "05", "26"]), ("", []),
    ("a" * 61, []), ("a" * 60, ["a" * 60]), ("«Новая»—газета", ["Новая", "газета"]), ("'s", ["s"]),
]
DATES = [
    ("on 26 May 2017 in Grozny", "en", ["20170526", "201705"]), ("May 26, 2017", "en", ["20170526", "201705"]),
    ("26th May 2017", "en", ["20170526", "201705"]), ("in May 2017", "en", ["201705"]), ("25 Oct 2022", "en", ["20221025", "202210"]),
    ("26 мая 2017 года", "ru", ["20170526", "201705"]), ("в мае 2017", "ru", []), ("май 2017", "ru", ["201705"]),
    ("2017-05", "", ["201705"]), ("2017-05-26", "", ["20170526", "201705"]), ("26.05.2017", "", ["20170526", "201705"]),
    ("05/26/2017", "", ["20170526", "201705"]), ("17/12/2021", "", ["20211217", "202112"]), ("2017-13", "", []),
    ("12017-05", "", []), ("2017-05-266", "", []), ("mei 2017", "nl", ["201705"]), ("May I go in 2017", "en", []),
]


@given(st.lists(st.one_of(st.text(), st.from_regex("[a-zA-Z]{1,9}(our|re|z|zh|ph)?", fullmatch=True))), st.sampled_from(["", "en", "ru"]))
def test_many_words_at_once_fold_and_sound_as_each_alone(given_words: list[str], language: str) -> None:
    found = [word for text in given_words for word in words(text)]
    folded = [fold(word, language) for word in found]
    assert folds(found, language) == folded
    assert sounds(folded) == [sound(one) for one in folded]


@pytest.mark.parametrize(("one", "other", "language"), SAME_FOLD)
def test_two_spellings_have_one_fold(one: str, other: str, language: str) -> None:
    assert fold(one, language) == fold(other, language)


@pytest.mark.parametrize(("one", "other"), SAME_SOUND)
def test_the_spellings_of_a_name_sound_the_same_in_every_script(one: str, other: str) -> None:
    assert sound(fold(one)) == sound(fold(other)) != ""


@pytest.mark.parametrize(("one", "other"), [("Kadyrov", "Karimov"), ("Чечня", "Чили"), ("torture", "prison")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert sound(fold(one)) != sound(fold(other))


@pytest.mark.parametrize(("text", "expected"), SPLIT)
def test_a_text_is_cut_into_these_words(text: str, expected: list[str]) -> None:
    assert words(unicodedata.normalize("NFC", text)) == [unicodedata.normalize("NFC", word) for word in expected]


@pytest.mark.parametrize(("text", "language", "expected"), DATES)
def test_a_date_is_a_word_of_its_own(text: str, language: str, expected: list[str]) -> None:
    assert date_words(text, months(language) if language else {}) == expected


def test_the_script_takes_the_same_steps_in_every_case() -> None:
    pairs = [(word, language) for one, other, language in SAME_FOLD for word in (one, other)]
    pairs += [(word, "") for pair in SAME_SOUND for word in pair]
    texts = [unicodedata.normalize("NFC", text) for text, _ in SPLIT]
    theirs = node("return [given.pairs.map(([w, l]) => [archive.fold(w, l), archive.sound(archive.fold(w, l))]),"
                  "given.texts.map(t => archive.words(t).map(w => w.word))]", {"pairs": pairs, "texts": texts})
    assert theirs == [[[fold(word, language), sound(fold(word, language))] for word, language in pairs],
                      [words(text) for text in texts]]


def test_the_script_reads_the_same_dates_the_most_exact_of_each() -> None:
    cases = [(text, sorted((months(language) if language else {}).items())) for text, language, _ in DATES]
    theirs = node("return given.map(([text, months]) => archive.dates(text, new Map(months)))", cases)
    assert theirs == [expected[:1] for _, _, expected in DATES]


def test_both_sides_fold_and_split_alike_over_the_whole_archive() -> None:
    text = unicodedata.normalize("NFC", "\n".join(
        path.read_text() for path in sorted((ROOT / "content").rglob("*"))
        if path.suffix in (".md", ".json", ".toml")))
    theirs = node("return archive.words(given).map(w => [w.word, archive.fold(w.word, 'en'), archive.sound(archive.fold(w.word))])", text)
    assert theirs == [[word, fold(word, "en"), sound(fold(word))] for word in words(text)]
    assert len(theirs) > 100_000


def test_both_sides_fold_every_letter_alike() -> None:
    """Every letter that both know: Node and Python may carry different versions of Unicode."""
    letters = [chr(code) for code in range(0x20, 0x30000) if unicodedata.category(chr(code))[0] in "LN"]
    theirs = node("return given.map(c => [archive.fold(c), archive.words('a' + c).length])", letters)
    differing = [letter for letter, (folded, count) in zip(letters, theirs, strict=True)
                 if folded != fold(letter) or count != len(words("a" + letter))]
    assert len(letters) > 100_000
    assert differing == []


ALPHABET = st.sampled_from("abzZIl1|'’ʼ-é́ӏӀаяЯйёіק中文ไทย한글ا٢ \u200d\u00ad.,_/«»²½ß𐐀")


@given(st.lists(st.text(ALPHABET, max_size=12), max_size=60))
@settings(max_examples=15, deadline=None)
def test_both_sides_agree_on_any_text(texts: list[str]) -> None:
    normal = [unicodedata.normalize("NFC", text) for text in texts]
    theirs = node("return given.map(t => archive.words(t).map(w => [w.word, archive.fold(w.word, 'en'), t.slice(w.start, w.end)]))", normal)
    assert theirs == [[[word, fold(word, "en"), word] for word in words(text)] for text in normal]


@given(st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_a_fold_folds_to_itself(text: str) -> None:
    for word in words(unicodedata.normalize("NFC", text)):
        assert fold(fold(word)) == fold(word)


def test_english_is_analysed_as_lunr_does() -> None:
    analyzer = Analyzer("en")
    assert [analyzer.stem(word) for word in ("tortured", "the", "Prisons", "2017")] == ["tortur", "", "prison", "2017"]


def test_russian_is_stemmed_at_build_time() -> None:
    analyzer = Analyzer("ru")
    assert {analyzer.stem(word) for word in ("Лапунов", "Лапунова", "Лапуновым")} == {"лапунов"}
    assert analyzer.stem("и") == ""


def test_a_language_without_a_stemmer_is_searched_by_its_forms() -> None:
    assert Analyzer("ka").stem("თბილისი") == fold("თბილისი")


@pytest.mark.parametrize(("language", "ordered"), [
    ("en", ["10", "Apfel", "Äpfelchen", "zebra", "яма"]), ("sv", ["zebra", "ål", "äpple", "öl"]),
    ("ru", ["еда", "ёлка", "жук", "июль", "йод", "як", "zebra"]), ("tr", ["cam", "çam", "dil", "ılık", "inek"]),
    ("uk", ["гора", "ґанок", "дім", "евкаліпт", "єнот"]), ("es", ["nube", "ñandú", "oso"])])
def test_each_language_has_the_order_of_its_alphabet(language: str, ordered: list[str]) -> None:
    shuffled = ordered[1::2] + ordered[::2]
    assert sorted(shuffled, key=collation(language)) == ordered
