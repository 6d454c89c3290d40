"""The A-Z index: what search finds is found without scripts, too."""

from __future__ import annotations

import html
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from offline_archive import pipeline, search
from offline_archive.paths import relative
from offline_archive.search import alphabet
from support.archives import Archive
from support.searching import document

ROOT = Path(__file__).resolve().parents[1]
_TERM = re.compile(r"<dt>(.*?)<dd>(.*?)(?=\n<dt>|\n+</dl>)", re.DOTALL)
_LINK = re.compile(r'<a(?: class="ui-at")? href="([^"]*)">')


def listed(pages: list[Path]) -> set[tuple[str, str]]:
    """Each word with each address under it, from the root of the site."""
    found = set()
    for page in pages:
        for term, links in _TERM.findall(page.read_text()):
            for href in _LINK.findall(links):
                found.add((html.unescape(re.sub(r"<.*?>", "", term)), _from_root(unquote(html.unescape(href)))))
    return found


def _from_root(address: str) -> str:
    path, hash_, fragment = address.partition("#")
    return posixpath.normpath(posixpath.join("_archive/a-z", path)) + hash_ + fragment


def parts_of(site: Path, language: str, *names: str) -> list[Path]:
    ending = "" if language == "en" else f".{language}"
    return [path for path in sorted((site / "_archive" / "a-z").glob("*.html"))
            if f'<html lang="{language}"' in path.read_text()
            and (not names) == (not re.match(r"people|organisations|places|sources|dates", path.name))
            and (not names or any(re.fullmatch(rf"{name}(?:-[0-9a-f]{{8}})?{re.escape(ending)}\.html", path.name) for name in names))]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_index_covers_exactly_what_search_covers(site: Path, language: str) -> None:
    whole = pipeline.site_of(ROOT / "content")
    vocabulary = search.gather(language, search.documents(whole, language))
    expected = set()
    for term in vocabulary.terms.values():
        for posting in term.postings() if term.shown else ():
            place = alphabet.place_of(vocabulary.documents[posting.number], posting.section)
            expected.add((term.shown, f"{place.path}#{place.anchor}" if place.section else str(place.path)))
    got = listed(parts_of(site, language))
    assert got == expected
    assert len(got) > 15_000


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_register_of_dates_covers_the_dates_that_search_covers(site: Path, language: str) -> None:
    whole = pipeline.site_of(ROOT / "content")
    vocabulary = search.gather(language, search.documents(whole, language))
    pages = {(word, str(vocabulary.documents[posting.number].path)) for word, term in vocabulary.terms.items()
             if not term.forms for posting in term.postings()}
    got = listed(parts_of(site, language, "dates"))
    assert len({page.partition("#")[0] for _, page in got}) == len({page for _, page in pages})
    assert ({"en": "26 May 2017", "ru": "26 мая 2017\N{NARROW NO-BREAK SPACE}г."}[language] in {term for term, _ in got}
            or any("26" in term and "2017" in term for term, _ in got))


@pytest.mark.parametrize(("name", "term", "page"), [
    ("people", "Maxim Lapunov", "cases/lapunov.html"), ("places", "Argun", "events/2017-05-argun-building.html"),
    ("organisations", "Council of Europe", "organisations/index.html"), ("dates", "26 May 2017", "reports/2017-05-26-human-rights-watch.html")])
def test_a_register_leads_from_a_record_to_what_names_it(site: Path, name: str, term: str, page: str) -> None:
    assert (term, page) in {(word, address.partition("#")[0]) for word, address in listed(parts_of(site, "en", name))}


def test_every_source_stands_in_its_register_with_the_pages_that_cite_it(site: Path) -> None:
    got = listed(parts_of(site, "en", "sources"))
    assert len({term for term, _ in got}) > 80
    assert any(re.search(r"#p-", address) for _, address in got)


def test_no_page_of_the_index_is_larger_than_a_slow_phone_opens(site: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in (site / "_archive" / "a-z").glob("*.html")}
    assert max(sizes.values()) <= 100_000, max(sizes, key=lambda name: sizes[name])


def test_a_word_of_more_places_than_a_page_holds_goes_on_in_the_next() -> None:
    documents = [document(f"cases/{number:05d}-{'x' * 60}", "torture", title=f"Case {number} {'y' * 40}") for number in range(2000)]
    made = [part for part in alphabet.parts(search.gather("en", documents)) if part.letter == "T"]
    assert len(made) > 1
    places = [place.path for part in made for heading in part.headings if heading.term == "torture" for place in heading.places]
    assert len(places) == len(set(places)) == 2000
    assert all(heading.more == 0 for part in made for heading in part.headings)


def test_only_an_index_that_would_outweigh_its_archive_lists_fewer_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alphabet, "MOST_ENTRIES", 100)
    documents = [document(f"p{number}", "torture" + (" rare" if number == 7 else "")) for number in range(200)]
    headings = {heading.term: heading for part in alphabet.parts(search.gather("en", documents)) for heading in part.headings}
    assert (len(headings["torture"].places), headings["torture"].more) == (8, 192)
    assert (len(headings["rare"].places), headings["rare"].more) == (1, 0)


def test_an_index_that_would_outweigh_its_archive_calls_pages_by_their_names(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.page("index.md", "# Home\n\nTorture.\n")
    for number in range(20):
        archive.page(f"some-cases/case-{number}.md", f"# Title {number}\n\n## What happened\n\nTorture.\n\n## Electrocution {{.hard}}\n\nAftermath.\n")
    [path] = [path for path in archive.bundle() if path.startswith("_archive/a-z/0054")]
    assert "Title 3 · What happened" in archive.bundle()[path].data.decode()  # a control
    monkeypatch.setattr(alphabet, "MOST_ENTRIES", 100)
    page = archive.bundle()["_archive/a-z/0054.html"].data.decode().partition("<dl")[2]
    assert '<a href="../../some-cases/case-3.html#what-happened">Case 3</a>' in page
    assert "Title 3" not in page
    assert "What happened" not in page
    assert '<a href="../../some-cases/case-3.html">Case 3</a>' in archive.bundle()["_archive/a-z/0041.html"].data.decode()  # a careful section


def test_in_a_large_archive_registers_call_records_by_titles_and_dates_call_pages_by_names(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.page("index.md", "# Home\n").page("places/one.md", "---\nlevel: town\n---\n# Argun\n\nNear Grozny.\n")
    archive.page("places/two.md", "---\nlevel: town\n---\n# Grozny\n\nNear Argun, on 26 May 2017.\n")
    monkeypatch.setattr(alphabet, "MOST_ENTRIES", 1)
    monkeypatch.setattr(alphabet, "_CAPS", (1,))
    shown = {name: re.findall(r">([^<>]+)</a>", archive.html(f"_archive/a-z/{name}.html").partition("<dl")[2].partition("</dl>")[0])
             for name in ("places", "dates")}
    assert shown == {"places": ["Argun", "Grozny", "Grozny", "Argun"], "dates": ["Two", "Two"]}


def test_a_script_of_many_letters_shares_pages() -> None:
    documents = [document(f"p{number}", " ".join(chr(0x4E00 + number * 20 + place) * 2 for place in range(20))) for number in range(60)]
    made = list(alphabet.parts(search.gather("zh", documents)))
    assert len(made) < 20
    assert "\N{EN DASH}" in made[0].letter or "\N{EN DASH}" in made[-1].letter


def test_a_careful_heading_is_not_shown_beside_its_word(archive: Archive) -> None:
    archive.page("index.md", "# Home\n\n## Electrocution {.hard}\n\nAftermath.\n")
    page = archive.bundle()["_archive/a-z/0041.html"].data.decode()
    assert "aftermath" in page.lower()
    assert "§" not in page
    assert "·" not in page.partition("<dl")[2]


def test_addresses_lead_from_the_index_to_the_page(archive: Archive) -> None:
    archive.page("a folder/a page.md", "# One\n\n## Two words\n\nTorture.\n").page("index.md")
    page = archive.bundle()["_archive/a-z/0054.html"].data.decode()
    assert f'href="{relative(Path("_archive/a-z/0054.html"), Path("a folder/a page.html"))}#two-words"' in page
