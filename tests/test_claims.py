"""Paragraph by paragraph: permanent ids, facts, sources, whose words."""

from __future__ import annotations

import re

import pytest

from offline_archive.markdown.claims import anchor
from support.archives import Archive
from support.record import FACTS, REPORT, with_record


def ids(html: str) -> list[str]:
    return re.findall(r'<(?:p|li|table)[^>]* id="(p-[^"]+)"', html)


def test_an_id_survives_edits_elsewhere_on_the_page(archive: Archive) -> None:
    before = ids(archive.page("index.md", "# T\n\nOne.\n\nTwo.\n\n- three\n- four\n").html("index.html"))
    after = ids(archive.page("index.md", "# U\n\nNew.\n\nOne.\n\n## H\n\n- four\n- three!\n\nTwo.\n").html("index.html"))
    assert len(before) == 4
    assert sorted(set(after) & set(before)) == sorted(before)


@pytest.mark.parametrize("same", ["The *court* found it.", "the court, found it", "The court found [@a, p. 2] it.",
                                  "The court found it. [confirmed]{.certainty}", "The [court](x.md) found it."])
def test_marks_citations_and_punctuation_do_not_change_an_id(same: str) -> None:
    assert anchor(same) == anchor("The court found it.")


def test_other_words_have_another_id_and_the_same_words_twice_a_number() -> None:
    assert anchor("The court found it.") != anchor("The court found this.")


def test_the_same_words_twice_are_told_apart(archive: Archive) -> None:
    first, second = ids(archive.page("index.md", "Same.\n\nSame.").html("index.html"))
    assert second == f"{first}-1"


def test_an_author_can_pin_an_id(archive: Archive) -> None:
    archive.page("index.md", "{#p-1f0c2a9b}\nRewritten.\n\n[there](#p-1f0c2a9b)")
    assert ids(archive.html("index.html"))[0] == "p-1f0c2a9b"
    assert archive.found() == []


def test_each_paragraph_and_item_has_a_line_to_cite_it_by(archive: Archive) -> None:
    archive.settings('title = "Record"\nedition = "2"\ndate = 2026-11-22\n').page("a/b.md", "# Title\n\nWords.\n\n- item\n")
    html = archive.html("a/b.html")
    one, two = ids(html)
    assert f'<p id="{one}">Words. <a class="ui-p" href="#{one}">¶</a></p>' in html
    assert f'<li id="{two}">item <a class="ui-p"' in html
    assert '<span class="ui-copied">Record, edition 2 (2026-11-22). Title<span></span>. a/b.html<span></span></span>' in html


def test_a_fact_brings_its_sources_along_and_an_untraced_one_says_so(archive: Archive) -> None:
    with_record(archive, facts=FACTS).page(
        "a.md", '{facts="F1"}\nOne.\n\n{facts="F1 F2"}\nTwo [@hrw-2017].\n\n{facts="F2"}\nThree.')
    link = '<a href="_archive/sources/hrw-2017.html">Human Rights Watch, 2017</a>'
    assert archive.text("a.html").split("\n") == [
        f'<p>One. <span class="cited">({link})</span></p>',
        f'<p>Two <span class="cited">({link})</span>. <span class="cited"><span class="untraced">'
        "source not traced for 1 of 2 statements</span></span></p>",
        '<p>Three. <span class="cited"><span class="untraced">source not traced</span></span></p>']


def test_the_names_of_facts_stay_out_of_the_readers_way(archive: Archive) -> None:
    with_record(archive, facts=FACTS).page("a.md", '{facts="F1"}\nOne [words]{facts="F2"}.')
    for path, entry in archive.bundle().items():
        if not path.startswith("_archive/data/"):
            assert re.search(rb"\bF[12]\b", entry.data) is None, path


def test_a_list_and_a_table_are_cited_below(archive: Archive) -> None:
    with_record(archive, facts=FACTS).page("a.md", '{facts="F1"}\n- one\n- two\n\n{facts="F1"}\n| a |\n|---|\n| b |\n')
    text = archive.text("a.html")
    cited = '<p class="cited">(<a href="_archive/sources/hrw-2017.html">Human Rights Watch, 2017</a>)</p>'
    assert f"</ul>\n{cited}" in text
    assert f"</table></div>\n{cited}" in text


def test_an_unknown_fact_is_said_with_the_nearest(archive: Archive) -> None:
    with_record(archive, facts=FACTS).page("a.md", 'One.\n\n{facts="F1 F22"}\nTwo.')
    assert archive.messages() == ["a.md:4:1: OA614 no such fact: F22 (did you mean F2?)"]


def test_a_fact_that_nothing_carries_is_lost(archive: Archive) -> None:
    with_record(archive, facts=FACTS)
    assert archive.found() == []
    archive.page("index.md", 'Nothing but [one]{facts="F1"}.')
    assert archive.messages() == [
        'facts.json:1: OA615 no paragraph carries fact F2 (name it where it is told: {facts="F2"})']


EVENT = "---\ndate: 2017\ncertainty: reported\nattribution: a newspaper\n---\n"


@pytest.mark.parametrize(("body", "found"), [
    ("Claim.", ["OA610 events/e.md:6:1"]),
    ("Claim [@hrw-2017].", []),
    ('{facts="F1"}\nClaim.', []),
    ('Claim [reported]{.certainty facts="F1"}.', []),
    ("{.own}\nOur words.", []),
    ("{.own}\n## What is not known\n\n- this\n- that\n\n### More\n\nWords.\n\n## Claims\n\nClaim.", ["OA610 events/e.md:18:1"]),
    ('{facts="F1"}\n- one\n- two', []),
    ("- one\n- two", ["OA610 events/e.md:6:1", "OA610 events/e.md:7:1"]),
    ("> Quoted.", ["OA610 events/e.md:6:1"]),
    ("| a |\n|---|\n| b |", ["OA610 events/e.md:6:1"]),
    ("| a |\n|---|\n| b [@hrw-2017] |", []),
])
def test_each_paragraph_of_an_event_is_cited_or_marked_as_the_editors_own(
        archive: Archive, body: str, found: list[str]) -> None:
    with_record(archive, facts=FACTS).page("events/e.md", EVENT + body)
    assert archive.found() == found


@pytest.mark.parametrize(("body", "found"), [
    ("He did it. [alleged]{.certainty}", ["OA606 a.md:1:1"]),
    ('He did it. [alleged]{.certainty by="a witness"}', []),
    ("He did it. [alleged]{.certainty} [@hrw-2017]", []),
    ('{facts="F2"}\nHe did it. [alleged]{.certainty}', []),
    ("{.own}\nThe word [alleged]{.certainty} means this.", []),
    ("It was reported. [reported]{.certainty}", []),
])
def test_an_allegation_says_who_alleges(archive: Archive, body: str, found: list[str]) -> None:
    with_record(archive, facts=FACTS).page("a.md", body)
    assert archive.found() == found


def test_who_alleges_is_shown_in_the_mark(archive: Archive) -> None:
    archive.page("index.md", 'He did it. [alleged]{.certainty by="a <b> witness"}')
    assert '<span class="certainty">[alleged: a &lt;b&gt; witness]</span>' in archive.text("index.html")


def test_facts_in_the_front_matter_belong_to_the_first_paragraph_of_others(archive: Archive) -> None:
    with_record(archive, facts=FACTS).page("a.md", "---\nfacts: [F1]\n---\n{.own}\nOurs.\n\nTheirs.\n")
    assert archive.text("a.html") == (
        '<p class="own">Ours.</p>\n<p>Theirs. <span class="cited">(<a href="_archive/sources/hrw-2017.html">Human Rights Watch, '
        "2017</a>)</span></p>")
    archive.page("a.md", "---\nfacts: F9\n---\nText.\n")
    assert archive.found() == ["OA614 a.md:2"]


def test_a_heading_marks_its_section_as_the_editors_own_in_either_form(archive: Archive) -> None:
    archive.page("events/e.md", EVENT + "## What is not known {.own}\n\n- this\n")
    assert archive.found() == []


def test_the_editors_own_words_say_so_where_claims_are_cited(archive: Archive) -> None:
    archive.page("events/e.md", EVENT + "{.own}\n## Remarks\n\nOurs.\n").page("a.md", "{.own}\nOurs.")
    assert 'Ours. <span class="ui-editors">[editors]</span> <a class="ui-p"' in archive.html("events/e.html")
    assert "ui-editors" not in archive.html("a.html")


def test_an_item_and_a_definition_can_be_pinned_and_cited(archive: Archive) -> None:
    archive.page("index.md", "- {#p-pinned}\n  one\n- two\n\nterm\n: meaning\n\n[there](#p-pinned)")
    html = archive.html("index.html")
    assert archive.found() == []
    assert '<li id="p-pinned">one <a class="ui-p" href="#p-pinned"' in html
    assert re.search(r'<dd id="p-[0-9a-f]{8}">meaning <a class="ui-p"', html)


def test_an_id_that_is_taken_is_told_apart(archive: Archive) -> None:
    html = archive.page("index.md", "{#a}\nOne.\n\n{#a}\nTwo.\n\n{#main}\nThree.\n\n## A\n").html("index.html")
    assert re.findall(r'<(?:p|h2) id="([^"]+)"', html) == ["a", "a-1", "main-1", "a-2"]


def test_a_footnote_is_cited_with_its_paragraph(archive: Archive) -> None:
    with_record(archive).page("a.md", "One.[^1]\n\n[^1]: Seen [@hrw-2017].\n")
    html = archive.html("a.html")
    assert len(ids(html)) == 1
    assert "Human Rights Watch, 2017</a>" in html.partition('class="footnotes"')[2]


def test_an_allegation_in_russian_says_so_too(archive: Archive) -> None:
    archive.settings('languages = ["ru"]\ntitle = "А"\n').page("index.md", "Это так. [утверждается]{.certainty}")
    assert archive.found() == ["OA606 index.md:1:1"]


def test_a_page_counts_its_independent_origins(archive: Archive) -> None:
    with_record(archive).page("events/e.md", EVENT + "Claim [@hrw-2017; @paper-2017].")
    html = archive.html("events/e.html")
    assert "It rests on 1 independent origin, as far as is known. Not counted: sources that repeat another one" in html
    with_record(archive, sources=[REPORT, REPORT | {"id": "paper-2017"}])
    assert "It rests on 2 independent origins, as far as is known." in archive.html("events/e.html")


def test_a_source_lists_the_paragraphs_that_cite_it(archive: Archive) -> None:
    with_record(archive).page("a.md", "# A\n\nOne [@hrw-2017].\n\nTwo.\n\nThree [@hrw-2017].")
    first, _, third = ids(archive.html("a.html"))
    html = archive.html("_archive/sources/hrw-2017.html")
    assert f'<a href="../../a.html">A</a> <a class="ui-anchor" href="../../a.html#{first}">¶ {first[2:]}</a> ' \
           f'<a class="ui-anchor" href="../../a.html#{third}">¶ {third[2:]}</a>' in html


def test_a_title_is_said_as_it_is_in_the_line(archive: Archive) -> None:
    html = archive.page("index.md", "# The {id} and {anchor}\n\nWords.\n").html("index.html")
    assert "The {id} and {anchor}<span></span>. index.html<span></span>" in html
