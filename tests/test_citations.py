"""Pandoc's citation syntax: what is a citation, and what is text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_archive.record.citations import Cited, parse
from support.archives import Archive
from support.record import with_record

CITATIONS = [
    ("@doe99", (Cited("doe99"),)),
    ("@hrw-2017-05-26, p. 12", (Cited("hrw-2017-05-26", label="page", locator="12"),)),
    ("see @doe99, pp. 33-35; also @smith04, chap. 1",
     (Cited("doe99", "see", "page", "33-35"), Cited("smith04", "also", "chapter", "1"))),
    ("@doe99, pp. 33-35, 38-39 and *passim*", (Cited("doe99", label="page", locator="33-35, 38-39", suffix="and *passim*"),)),
    ("@doe99, 12", (Cited("doe99", label="page", locator="12"),)),
    ("@doe99, § 4", (Cited("doe99", label="section", locator="4"),)),
    ("@doe99, с. 12", (Cited("doe99", label="page", locator="12"),)),
    ("@doe99, гл. 3", (Cited("doe99", label="chapter", locator="3"),)),
    ("-@doe99", (Cited("doe99", without_author=True),)),
    ("@{http://zotero.org/users/1/items/AB}", (Cited("http://zotero.org/users/1/items/AB"),)),
    ("@doe99, {pp. iv, vi-xi, (xv)-(xvii)} with suffix",
     (Cited("doe99", label="page", locator="iv, vi-xi, (xv)-(xvii)", suffix="with suffix"),)),
    ("@foo_bar.baz.", (Cited("foo_bar.baz", suffix="."),)),
    ("@doe99, emphasis added", (Cited("doe99", suffix=", emphasis added"),)),
]


@pytest.mark.parametrize(("text", "expected"), CITATIONS)
def test_a_citation_is_read_as_pandoc_reads_it(text: str, expected: tuple[Cited, ...]) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize("text", ["", "words", "a@b.org", "@", "@ key", "see @", "@a; words", "@-a", "[@a]", "@a" * 2000])
def test_this_is_no_citation(text: str) -> None:
    assert parse(text) is None


@given(st.text(alphabet="@abc{}-; ,.[]p12§\n", max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    for one in parse(text) or ():
        assert one.key


def test_a_citation_leads_to_the_page_of_its_source(archive: Archive) -> None:
    with_record(archive).page("a.md", "It was seen [@hrw-2017, p. 12].")
    assert archive.text("a.html") == (
        '<p>It was seen <span class="cited">(<a href="_archive/sources/hrw-2017.html">'
        "Human Rights Watch, 2017, p. 12</a>)</span>.</p>")
    assert "_archive/sources/hrw-2017.html" in archive.bundle()


def test_several_sources_have_a_link_each(archive: Archive) -> None:
    with_record(archive).page("a.md", "Seen [see @hrw-2017; also @paper-2017].")
    assert archive.text("a.html") == (
        '<p>Seen <span class="cited">(<a href="_archive/sources/hrw-2017.html">see Human Rights Watch, 2017</a>; '
        '<a href="_archive/sources/paper-2017.html">also The Paper, 2017</a>)</span>.</p>')


def test_an_unknown_key_is_kept_as_text_and_the_nearest_is_named(archive: Archive) -> None:
    with_record(archive).page("a.md", "One line.\n\nSeen [@hwr-2017].")
    assert archive.text("a.html").endswith("<p>Seen [@hwr-2017].</p>")
    assert archive.messages() == ["a.md:3:7: OA611 not in the bibliography: hwr-2017 (did you mean hrw-2017?)"]


def test_links_footnotes_spans_and_code_stay_what_they_are(archive: Archive) -> None:
    with_record(archive).page("a.md", "[@x](index.md) [@y]{.b} `[@z]` a@b [^1]\n\n[^1]: note")
    assert archive.found() == []
    assert '<a href="index.html">@x</a> <span class="b">@y</span> <code>[@z]</code>' in archive.text("a.html")


def test_words_around_a_source_are_text_never_markup(archive: Archive) -> None:
    with_record(archive).page("a.md", "[see <b onclick='x'>this</b> @hrw-2017, p. 1 <script>x</script>]")
    assert "<script>x" not in archive.html("a.html")
    assert "see &lt;b onclick" in archive.text("a.html")
