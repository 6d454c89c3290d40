"""The real archive in real browsers, opened from the disk."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from offline_archive.search.collation import collation
from support.browsers import Browser

QUERIES = [
    ("index.html", "Lapunov", "people/maxim-lapunov.html"),
    ("index.html", "singer missing Bakaev", "people/zelim-bakaev.html"),
    ("index.html", "Arsamikov airport", "events/2023-02-15-arsamikov.html"),
    ("index.html", "magnitsky sanctions", "glossary/magnitsky-act.html"),
    ("index.html", "nine visas", "events/2017-05-nine-visas.html"),
    ("index.html", "title:timeline", "timeline.html"),
    ("index.html", "forced marriage", "glossary/forced-marriage.html"),
    ("index.ru.html", "безопасность копия", "safety.ru.html"),
    ("index.ru.html", "обыск телефона", "events/2017-02-phone-searched.ru.html"),
    ("index.ru.html", "обзор архива", "index.ru.html"),
    ("index.ru.html", "Лапунову", "people/maxim-lapunov.ru.html"),
]


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


@pytest.mark.parametrize(("start", "query", "expected"), QUERIES)
def test_a_search_gives_the_right_page_first(site: Path, browser: Browser, start: str, query: str,
                                             expected: str) -> None:
    browser.open(site / start)
    results = browser.search(query)
    assert results[0]["href"] == expected


def test_a_result_shows_the_hit_marked_in_its_sentence(site: Path, browser: Browser) -> None:
    browser.open(site / "cases" / "index.html")
    results = browser.search("Domodedovo")
    assert [result["href"] for result in results[:2]] == ["../places/domodedovo.html", "../cases/arsamikov.html"]
    assert results[1]["marked"] == "Domodedovo"
    assert browser.script("return document.getElementById('search-status').textContent") == "4 pages found"


def test_search_is_worked_by_keyboard_alone(site: Path, browser: Browser) -> None:
    browser.open(site / "index.html")
    browser.press("/")
    assert browser.script("return document.activeElement.id") == "search-input"
    browser.search("Lapunov")
    browser.press("ArrowDown")
    assert browser.script("return document.activeElement.getAttribute('href')") == "people/maxim-lapunov.html"
    browser.press("ArrowDown")
    browser.press("ArrowUp")
    browser.press("ArrowUp")
    assert browser.script("return document.activeElement.id") == "search-input"
    browser.press("Escape")
    assert browser.script("return document.querySelectorAll('#search-results li').length") == 0
    browser.search("Lapunov")
    browser.press("Enter")
    browser.wait_for_address("/people/maxim-lapunov.html")


def test_a_query_leaves_no_trace_in_address_or_storage(site: Path, browser: Browser) -> None:
    browser.open(site / "index.html")
    browser.search("Lapunov")
    assert browser.address.endswith("index.html")
    assert browser.script("return history.length") <= 60
    assert browser.script("return localStorage.length + sessionStorage.length") == 0
    assert browser.script("return document.cookie") == ""
    browser.open(site / "safety.html")
    assert browser.script("return document.getElementById('search-input').value") == ""


def test_a_missing_shard_is_said_and_the_rest_still_works(tmp_path: Path, site: Path, browser: Browser) -> None:
    import shutil
    copy = tmp_path / "copy"
    shutil.copytree(site, copy)
    (copy / "_archive" / "search" / "ru" / "root.js").unlink()
    for shard in (copy / "_archive" / "search" / "en").glob("d-*.js"):
        shard.write_text("OfflineArchive.deliver('en/x', {});")
    browser.open(copy / "index.html")
    browser.search("Lapunov")
    said = browser.script("return document.getElementById('search-status').textContent")
    assert "missing or damaged" in said
    assert "pages found" in said
    browser.errors()


def test_fetch_from_a_file_fails_as_it_does_for_every_reader(site: Path, browser: Browser) -> None:
    """A control on the browser itself: a lenient one would hide a search that cannot work."""
    page = site.parent / "bare.html"
    page.write_text("<!DOCTYPE html><title>bare</title>")
    (site.parent / "other.html").write_text("other")
    browser.open(page)
    browser.script("fetch('other.html').then(() => window.outcome = 'read', () => window.outcome = 'refused');"
                   "return true")
    assert browser.wait("return window.outcome") == "refused"
    browser.errors()


def test_an_outside_address_is_text_with_a_copy_button(site: Path, browser: Browser) -> None:
    browser.open(site / "sources.html")
    assert browser.script("return document.querySelectorAll('a[href^=http], a[href^=\"//\"]').length") == 0
    address = browser.script("return document.querySelector('.address').textContent")
    assert re.match(r"https?://", address)
    browser.click(".ui-copy")
    assert browser.wait("return document.querySelector('.ui-copy').textContent.match(/Copied|Selected/)")
    assert browser.script("return String(getSelection())").strip() == address


def links_in(page: Path) -> set[Path]:
    """The files that a page's links lead to, as a browser without scripts reads them."""
    found = html.fromstring(page.read_bytes()).xpath("//a/@href")
    return {Path(os.path.normpath(page.parent / unquote(urlsplit(link).path))) if urlsplit(link).path else page
            for link in found}


def test_without_scripts_every_page_is_reached_in_three_steps(site: Path) -> None:
    reached = edge = {site / "index.html"}
    for _ in range(3):
        edge = {page for at in edge for page in links_in(at) if page.suffix == ".html"} - reached
        reached = reached | edge
    assert set(pages(site)) - reached == set()


@pytest.mark.parametrize("page", ["index.html", "cases/index.ru.html", "_archive/a-z/index.html"])
def test_without_scripts_a_browser_shows_the_links_that_the_steps_were_counted_by(
        site: Path, browser_without_scripts: Browser, page: str) -> None:
    browser_without_scripts.open(site / page)
    shown = {Path(unquote(urlsplit(link).path)) for link in browser_without_scripts.links()}
    assert shown == links_in(site / page)


# The same as QUERIES by links alone: where to start, the letter, the word as listed, the page.
LOOKED_UP = [
    ("index.html", "L", "Lapunov", "cases/lapunov.html"),
    ("index.html", "S", "singer", "cases/bakaev.html"),
    ("index.html", "A", "Arsamikov", "cases/arsamikov.html"),
    ("index.html", "M", "Magnitsky", "legal.html"),
    ("index.html", "V", "visas", "evacuation.html"),
    ("index.html", "T", "timeline", "timeline.html"),
    ("index.html", "M", "marriage", "women.html"),
    ("index.ru.html", "Б", "Безопасность", "safety.ru.html"),
    ("index.ru.html", "Т", "телефон", "safety.ru.html"),
    ("index.ru.html", "О", "обзоре", "index.ru.html"),
    ("index.ru.html", "Л", "Лапунов", "index.ru.html"),
]


@pytest.mark.parametrize(("start", "letter", "word", "expected"), LOOKED_UP)
def test_without_scripts_the_index_leads_to_the_page_of_a_word(site: Path, browser_without_scripts: Browser,
                                                               start: str, letter: str, word: str,
                                                               expected: str) -> None:
    browser = browser_without_scripts
    browser.open(site / start)
    assert browser.script("return document.getElementById('search-input')") is None
    browser.click_link({"index.html": "A–Z index", "index.ru.html": "Алфавитный указатель"}[start])
    browser.click_link(letter)
    if not browser.links_under(word):  # a letter of several pages leads on to each
        stretches = browser.script("return [...document.querySelectorAll('.ui-parts a')].map(a => a.textContent)")
        key = collation("ru" if start.endswith(".ru.html") else "en")
        browser.click_link([one for one in stretches if key(one.split(" … ")[0]) <= key(word)][-1])
    assert expected in [link.removeprefix(f"{site.as_uri()}/").partition("#")[0] for link in browser.links_under(word)]
    browser.open(site / expected)


def test_without_scripts_the_russian_pages_are_reached(site: Path, browser_without_scripts: Browser) -> None:
    browser = browser_without_scripts
    browser.open(site / "index.html")
    browser.click_link("Русский")
    browser.click_link("Алфавитный указатель")
    browser.wait_for_address("/_archive/a-z/index.ru.html")


def test_links_between_pages_follow_the_reader_s_language(site: Path, browser: Browser) -> None:
    browser.open(site / "index.ru.html")
    targets = browser.script("return [...document.querySelectorAll('.ui-text a')].map(a => a.getAttribute('href'))")
    assert "safety.ru.html" in targets
    assert "safety.html" not in targets


def test_a_screen_reader_hears_the_count_when_typing_has_paused(site: Path, browser: Browser) -> None:
    browser.open(site / "index.html")
    assert browser.script("return document.getElementById('search-said').getAttribute('role')") == "status"
    browser.search("Domodedovo")
    assert browser.script("return document.getElementById('search-said').textContent") == "4 pages found"
    assert browser.script("return document.getElementById('search-status').getAttribute('role')") is None


def test_a_correction_is_said(site: Path, browser: Browser) -> None:
    browser.open(site / "index.html")
    results = browser.search("Arsamykov")
    assert "arsamikov" in results[0]["href"]
    said = browser.script("return document.getElementById('search-status').textContent")
    assert "Results for “Arsamikov”; nothing for “Arsamykov”." in said


def test_filters_leave_what_they_name_and_say_what_they_leave_out(site: Path, browser: Browser) -> None:
    browser.open(site / "index.html")
    browser.search("Lapunov")
    browser.script("document.getElementById('search-filters').open = true; return true")
    browser.wait("return document.querySelector('[data-facet=kind] option[value=event]')")
    browser.script("const s = document.querySelector('[data-facet=kind]'); s.value = 'event';"
                   "s.dispatchEvent(new Event('change')); return true")
    browser.wait("return document.getElementById('search-status').textContent.includes('Left out')")
    kinds = browser.script("return [...document.querySelectorAll('.ui-found-kind')].map(k => k.textContent.split(' ')[0])")
    assert set(kinds) == {"event", "событие"}
    assert browser.script("return document.querySelector('#search-filters summary').textContent") == "Narrow the results: event"
    browser.script("const i = document.getElementById('search-input'); i.value = ''; i.dispatchEvent(new Event('input')); return true")
    browser.wait("return !document.querySelector('#search-results li')")
    browser.search("Lapunov")
    assert "Left out" not in browser.script("return document.getElementById('search-status').textContent")


def test_more_results_are_added_below_and_take_the_focus(site: Path, browser: Browser) -> None:
    browser.open(site / "index.html")
    browser.search("Grozny")
    before = browser.script("return [...document.querySelectorAll('#search-results li > a:first-child')].map(a => a.href)")
    browser.click("#search-more")
    browser.wait(f"return document.querySelectorAll('#search-results li').length > {len(before)}")
    after = browser.script("return [...document.querySelectorAll('#search-results li > a:first-child')].map(a => a.href)")
    assert after[:len(before)] == before
    assert browser.wait(f"return document.activeElement.href === document.querySelectorAll('#search-results li > a:first-child')[{len(before)}].href")
