"""EDTF: what is written, what readers see, how it sorts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_archive import dates
from offline_archive.catalogue import default_templates
from offline_archive.dates import parse
from offline_archive.render import Theme
from support.archives import Archive

WORDS = [
    ("2017-04-01", "1 April 2017", "1 апреля 2017 г."),
    ("2017-04", "April 2017", "апрель 2017 г."),
    ("2017", "2017", "2017"),
    ("2017-02~", "about February 2017", "примерно февраль 2017 г."),
    ("2017?", "2017 (uncertain)", "2017 (предположительно)"),
    ("2017-05-26%", "about 26 May 2017 (uncertain)", "примерно 26 мая 2017 г. (предположительно)"),
    ("2017-02/2017-04", "February – April 2017", "февраль – апрель 2017 г."),
    ("2016-12/2017-02", "December 2016 – February 2017", "декабрь 2016 г. – февраль 2017 г."),
    ("2017-03-16/2017-03-28", "16 March 2017 – 28 March 2017", "16 марта 2017 г. – 28 марта 2017 г."),
    ("2017~/..", "about 2017 and after", "примерно 2017 и позднее"),
    ("../2017", "2017 and before", "2017 и ранее"),
    ("2016/2017-11", "2016 – November 2017", "2016 – ноябрь 2017 г."),
    ("2017-XX", "2017, month unknown", "2017, месяц неизвестен"),
    ("2017-04-XX", "April 2017", "апрель 2017 г."),
    ("201X", "between 2010 and 2019", "между 2010 и 2019 годами"),
    ("2017-21~", "about spring 2017", "примерно весна 2017 года"),
    ("2017-21", "spring 2017", "весна 2017 года"),
    ("2017-04-01T10:00:00Z", "1 April 2017", "1 апреля 2017 г."),
]


@pytest.mark.parametrize(("written", "english", "russian"), WORDS)
def test_a_date_is_said_in_the_language_of_the_page_with_its_doubts(written: str, english: str, russian: str) -> None:
    theme = Theme(default_templates())
    found = parse(written)
    assert found is not None
    said = {language: found.words(language, theme.translations(language).gettext) for language in ("en", "ru")}
    assert {key: " ".join(value.split()) for key, value in said.items()} == {"en": english, "ru": russian}


@pytest.mark.parametrize("value", [
    "", "x", "..", "../..", "April 1, 2017", "2017-13", "2017-02-30", "1/4/2017", "2017/2016", "2017-4-1", "[2016,2017]",
    "2017-04-01/x", True, None, 1.5, [2017], "9" * 500,
    "2017-05-2X", "2017-0X", "2017-1X", "20XX-1X", "2004-06-~11", "2017~-05", "2004-?06", "2001-25", "XXXX", "2004-XX-15"])
def test_what_is_no_date_of_level_0_or_1_is_none(value: object) -> None:
    assert parse(value) is None


@pytest.mark.parametrize(("value", "edtf"), [
    (date(2017, 4, 1), "2017-04-01"), (datetime(2017, 4, 1, 9, tzinfo=UTC), "2017-04-01"), (2017, "2017")])
def test_values_of_yaml_are_taken_as_dates(value: object, edtf: str) -> None:
    found = parse(value)
    assert found is not None
    assert found.edtf == edtf


def test_dates_sort_by_their_bounds() -> None:
    written = ["2017-05-26", "../2017", "2017", "2016-12/2017-02", "2017-02~", "2017-02-03", "2017~/..", "2017-05"]
    found = [parse(text) for text in written]
    ordered = sorted((when for when in found if when), key=lambda when: when.bounds)
    assert [when.edtf for when in ordered] == [
        "../2017", "2016-12/2017-02", "2017", "2017~/..", "2017-02~", "2017-02-03", "2017-05", "2017-05-26"]


@given(st.text(max_size=30))
def test_no_text_raises(text: str) -> None:
    found = parse(text)
    assert found is None or found.bounds[0] <= found.bounds[1]


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_its_own_bounds(day: date) -> None:
    found = parse(day)
    assert found is not None
    assert found.bounds == ((day.year, day.month, day.day),) * 2


def test_a_page_shows_its_date_in_words(archive: Archive) -> None:
    archive.page("index.md", "---\ndate: 2017-02~\n---\ntext")
    assert '<time datetime="2017-02~">about February 2017</time>' in archive.html("index.html")


@pytest.mark.parametrize("language", ["en-GB", "eo", "xx", "en-001"])
def test_a_date_is_shown_in_any_language_that_settings_allow(archive: Archive, language: str) -> None:
    archive.settings(f'languages = ["{language}"]\ntitle = "T"').page("index.md", "---\ndate: 2017-05-26\n---\ntext")
    assert ">26 May 2017</time>" in archive.html("index.html")


def test_a_date_that_is_not_edtf_is_reported_and_not_shown(archive: Archive) -> None:
    archive.page("index.md", "---\ntitle: T\ndate: last Tuesday\n---\ntext")
    assert archive.messages() == ["index.md:3: OA117 date is 'last Tuesday' (write it in EDTF, such as 2017-05-26, "
                                  "2017-02~ or 2017/..)"]
    assert "<time" not in archive.text("index.html")


@given(st.dates(min_value=date(1, 1, 1)), st.sampled_from([4, 7, 10]))
def test_plain_dates_mean_what_the_library_says(day: date, length: int) -> None:
    text = day.isoformat()[:length]
    assert dates._plain_bounds(text) == dates._bounds(text)


@pytest.mark.parametrize("text", ["2017-13", "2017-02-30", "2017-00", "2017-01-00", "0000-13"])
def test_there_is_no_such_plain_date(text: str) -> None:
    assert parse(text) is None
    assert dates._bounds(text) is None
