"""The edition in one file: the same text and the same search as the folder, and an address that tells nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html as parser

from offline_archive import pipeline
from offline_archive.audit import audit
from offline_archive.bundle import Bundle
from offline_archive.cli import main
from offline_archive.export import EXPORTERS
from support.archives import Archive
from support.browsers import Browser
from test_network_gate import watch

SHOWN = "return [...document.querySelectorAll('.ui-one')].filter(one => one.getClientRects().length).map(one => one.dataset.path || one.id)"
WINDOW = "return [location.href, history.length, document.title]"


@pytest.fixture(scope="session")
def single(made: pipeline.Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own archive in one file."""
    files = EXPORTERS["single-file"](made.finished, "")
    assert pipeline.audited(Bundle(files), made) == ()
    ((name, data),) = files.items()
    path = tmp_path_factory.mktemp("single") / name
    path.write_bytes(data)
    return path


def exported(archive: Archive, split: str = "") -> dict[str, str]:
    outcome, files = pipeline.export(archive.content, archive.output, "single-file", split=split)
    assert outcome.written, outcome.problems
    return {path.name: path.read_text() for path in files}


def words(element: parser.HtmlElement) -> list[str]:
    for number in element.find_class("ui-cite"):  # in one file a paragraph has another address than the one it is cited by
        number.drop_tree()
    return element.text_content().split()


def follow(browser: Browser, path: str) -> None:
    """Follow a link to a page from the one that is shown."""
    number = browser.script(f"return document.querySelector('main[data-path=\"{path}\"]').id")
    browser.script(f"const all = [...document.querySelectorAll('a[href=\"#{number}\"]')].filter(a => a.getClientRects().length); all[0].click(); return true")


def test_the_text_of_every_page_is_that_of_the_folder(site: Path, single: Path) -> None:
    mains = {main.get("data-path"): main for main in parser.fromstring(single.read_text()).iter("main") if main.get("data-path")}
    pages = {str(path.relative_to(site)): path for path in site.rglob("*.html") if "measures" not in path.name}
    assert mains.keys() == pages.keys()
    assert len(pages) > 800
    for name, path in pages.items():
        assert words(mains[name]) == words(parser.fromstring(path.read_text()).get_element_by_id("main")), name


@pytest.mark.parametrize("query", ["lapunov", "bakaev missing", "\"Novaya Gazeta\"", "laponov", "2017"])
def test_the_search_finds_what_it_finds_in_the_folder(site: Path, single: Path, browser: Browser, query: str) -> None:
    browser.open(site / "index.html")
    folder = [(one["title"], one["text"]) for one in browser.search(query)]
    browser.open(single)
    assert [(one["title"], one["text"]) for one in browser.search(query)] == folder
    assert folder


def test_neither_a_page_nor_a_query_reaches_address_title_or_history(single: Path, browser: Browser) -> None:
    browser.open(single)
    before = browser.script(WINDOW)
    assert browser.script(SHOWN) == ["index.html"]
    follow(browser, "safety.html")
    assert browser.script(SHOWN) == ["safety.html"]
    browser.search("lapunov")
    browser.script("document.querySelector('#search-results a').click(); return true")
    assert browser.script(SHOWN) == ["people/maxim-lapunov.html"]
    follow(browser, "people/maxim-lapunov.ru.html")
    assert browser.script(SHOWN) == ["people/maxim-lapunov.ru.html"]
    assert browser.script(WINDOW) == before
    assert browser.errors() == []


def test_a_section_that_was_found_is_shown_and_back_leads_to_where_one_was(single: Path, browser: Browser) -> None:
    browser.open(single)
    browser.search("possibly coerced")
    number = browser.script("return document.querySelector('#search-results .ui-section').getAttribute('href').slice(1)")
    browser.script("document.querySelector('#search-results .ui-section').click(); return true")
    assert browser.script(f"const top = document.getElementById('{number}').getBoundingClientRect().top; return 0 <= top && top < innerHeight")
    assert browser.visible(".ui-shown .ui-back")
    browser.script("document.querySelector('.ui-shown .ui-back').click(); return true")
    assert browser.script(SHOWN) == ["index.html"]
    assert not browser.visible(".ui-shown .ui-back")


def test_the_words_of_the_search_follow_the_language_of_the_page(single: Path, browser: Browser) -> None:
    browser.open(single)
    follow(browser, "index.ru.html")
    assert browser.script("return [document.documentElement.lang, document.querySelector('#site-search label').textContent]") == ["ru", "Поиск"]
    assert "лапунов" in browser.search("Лапунов")[0]["title"].casefold()
    assert browser.script("return document.getElementById('search-status').textContent").startswith("Найд")
    follow(browser, "index.html")
    assert browser.script("return [document.documentElement.lang, document.querySelector('#site-search label').textContent]") == ["en", "Search"]


@pytest.mark.parametrize("how", ["link", "keys"])
def test_leaving_leaves_a_page_of_measures_and_nothing_else(single: Path, browser: Browser, how: str) -> None:
    browser.open(single)
    follow(browser, "index.ru.html")
    before = browser.script(WINDOW)
    if how == "link":
        browser.script("document.querySelector('.ui-shown .ui-leave').click(); return true")
    else:
        for _ in range(3):
            browser.script("for (const type of ['keydown', 'keyup']) document.body.dispatchEvent(new KeyboardEvent(type, {key: 'Shift', bubbles: true})); return true")
    assert browser.script("return document.title") == "Меры и вес"
    assert browser.script("return document.body.textContent.includes('25,4') || document.body.querySelectorAll('td').length > 10")
    assert browser.script("return document.body.querySelectorAll('a, script, input').length") == 0
    assert browser.script(SHOWN + ".length") == 1
    assert browser.script(WINDOW)[:2] == before[:2]


def test_without_scripts_links_lead_from_page_to_page(single: Path, browser_without_scripts: Browser) -> None:
    browser = browser_without_scripts
    browser.open(single)
    assert browser.visible("main[data-path='index.html']")
    assert not browser.visible("main[data-path='safety.html']")
    assert not browser.visible("main[data-path='index.ru.html']")
    assert browser.script("return document.getElementById('search-input')") is None
    browser.click("main[data-path='index.html'] .ui-text a")
    assert browser.visible("main[data-path='safety.html']")
    browser.click("main[data-path='safety.html'] .ui-versions a")
    assert browser.visible("main[data-path='safety.ru.html']")
    assert not browser.visible("main[data-path='safety.html']")
    browser.open(single.as_uri() + "#" + number_of(single, "people/maxim-lapunov.ru.html"))
    assert browser.visible("main[data-path='people/maxim-lapunov.ru.html']")
    assert not browser.visible("main[data-path='index.html']")
    assert browser.visible(".ui-edition:lang(ru) .ui-archive")
    assert not browser.visible(".ui-edition:lang(en) .ui-archive")


def number_of(single: Path, path: str) -> str:
    found = re.search(rf'id="(a\d+)" tabindex="-1" data-path="{re.escape(path)}"', single.read_text())
    assert found is not None
    return found[1]


def test_without_scripts_the_address_of_a_paragraph_shows_its_page_and_the_neutral_page_stands_alone(single: Path, browser_without_scripts: Browser) -> None:
    browser, text = browser_without_scripts, single.read_text()
    main = text[text.index('data-path="cases/lapunov.html"'):]
    anchor = re.search(r'<p id="([^"]+)"', main)
    assert anchor is not None
    browser.open(single.as_uri() + "#" + anchor[1])
    assert browser.visible("main[data-path='cases/lapunov.html']")
    browser.open(single)
    browser.click(".ui-edition:lang(en) .ui-leave")
    assert browser.visible("main[data-title]")
    assert not browser.visible("main[data-path='cases/lapunov.html']")
    assert not browser.visible(".ui-edition")


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_nothing_leaves_while_the_file_is_opened_and_searched(single: Path, name: str) -> None:
    found = watch(name, str(single), f"{single}?Lapunov", f"{single}?проверка")
    assert (found["pages"], found["seen"], found["blocked"], found["complaints"]) == (3, [], [], {})


# ---- what it is made of

def test_pictures_and_files_stand_in_it(archive: Archive) -> None:
    archive.settings("media = true\n").page("index.md", "![A dot](dot.gif)\n\n[the list](list.csv) and [again](list.csv)\n")
    archive.picture("dot.gif").file("list.csv", "a,b\n")
    (text,) = exported(archive).values()
    assert '<img src="data:image/gif;base64,' in text
    assert text.count('download="list.csv" href="data:text/csv;base64,YSxiCg=="') == 1
    assert text.count('href="#f0"') == 2
    assert archive.output.joinpath("archive.html").stat().st_mtime == 315532800  # 1980-01-01


def test_addresses_tell_nothing(archive: Archive) -> None:
    archive.page("index.md", "[See](torture.md#the-worst-day)\n").page("torture.md", "# Torture\n\n## The worst day\n\nText.\n")
    (text,) = exported(archive).values()
    assert not re.search(r'(?:href|id|for|name)="[^"]*(?:torture|worst|day)', text)


def test_words_that_look_like_attributes_stay_words(archive: Archive) -> None:
    (text,) = exported(archive.page("index.md", '[a](b.md \'name= class=" href=\')\n').page("b.md")).values()
    assert audit(Bundle({"archive.html": text.encode()})) == ()


def test_radio_buttons_of_two_pages_are_two_groups(single: Path) -> None:
    names = set(re.findall(r'type="radio" name="([^"]+)"', single.read_text()))
    assert len(names) == 6  # kind, certainty and place on two timelines


def test_a_file_that_phones_open_slowly_is_said_with_a_remedy(archive: Archive, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offline_archive.cli.commands.LARGE", 1000)
    assert main(["export", "single-file", "--content", str(archive.page("index.md").content), "--output", str(archive.output)]) == 0
    assert "opens slowly on an old phone, or not at all: --split language makes several" in capsys.readouterr().out


@pytest.mark.parametrize(("split", "names"), [
    ("language", {"archive-2-en.html", "archive-2-ru.html"}),
    ("section", {"archive-2-en.html", "archive-2-en-cases.html", "archive-2-ru.html", "archive-2-ru-cases.html"})])
def test_a_split_archive_leads_from_file_to_file(archive: Archive, split: str, names: set[str]) -> None:
    archive.settings('languages = ["en", "ru"]\nedition = 2\n').page("index.md", "[See](cases/x.md#part)\n").page("index.ru.md", "Да.\n")
    archive.page("cases/x.md", "---\nkind: page\n---\n# X\n\n## Part\n\n[Home](../index.md)\n")
    made = exported(archive, split)
    assert made.keys() == names
    for name, text in made.items():
        for file, number in re.findall(r'href="([a-z0-9-]+\.html)#([a-z0-9-]+)"', text):
            assert file != name
            assert f'id="{number}"' in made[file]
    assert 'href="archive-2-' in made["archive-2-en.html"]


def test_a_section_elsewhere_is_found_in_its_file(archive: Archive, browser: Browser) -> None:
    archive.page("index.md", "# Start\n\nNothing.\n").page("cases/x.md", "---\nkind: page\n---\n# X\n\n## Part\n\nZebulon.\n")
    exported(archive, "section")
    browser.open(archive.output / "archive-en.html")
    assert browser.search("Zebulon")[0]["href"].startswith("archive-en-cases.html#a")
    address = browser.script("return document.querySelector('#search-results .ui-section').getAttribute('href')")
    browser.open(archive.output.as_uri() + "/" + address)
    assert browser.wait(SHOWN) == ["cases/x.html"]


# ---- the audit of it

@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    archive = Archive(tmp_path_factory.mktemp("tiny"))
    archive.settings("media = true\n").page("index.md", "[a](b.md)\n\n![A dot](dot.gif)\n").page("b.md", "## Part\n\n[it](list.csv)\n")
    archive.picture("dot.gif").file("list.csv", "a,b\n")
    (text,) = exported(archive).values()
    return text


def test_a_whole_edition_has_no_problem(tiny: str) -> None:
    assert audit(Bundle({"archive.html": tiny.encode()})) == ()


@pytest.mark.parametrize(("old", "new", "code"), [
    ("</style>", "p{}</style>", "OA903"), ("<style>", "<style media='all'>", "OA901"), ('"use strict";', '"use strict"; ', "OA903"), ("</body>", "<script>alert(1)</script></body>", "OA901"),
    ("</body>", '<script src="x.js"></script></body>', "OA901"), ("</body>", "<style>p{}</style></body>", "OA901"), ('href="#a1"', 'href="https://example.org"', "OA902"),
    ('href="#a1"', 'href="#a99"', "OA904"), ('href="#a1"', 'href="javascript:1"', "OA902"), ('href="#a1"', 'href="b.html"', "OA902"), ('href="#a1"', 'href="c.html#a1"', "OA904"),
    ('href="#a1"', 'href="data:text/html;base64,AAAA"', "OA902"), ('href="#a1"', 'download="x" href="data:text/html;base64,AAAA"', "OA902"), ('href="#a1"', 'href="data:text/csv;base64,AAAA"', "OA902"),
    ("data:image/gif", "data:text/html", "OA902"), ("data:image/gif;base64,", "data:image/gif,", "OA902"), ('id="a1"', 'id="a0"', "OA901"), ("<h1", "<h1 onclick='x'", "OA901"), ("<h1", "<form><h1", "OA901"),
    ("script-src 'sha256", "script-src 'self' 'sha256", "OA903"), ("'none'; script", "*; script", "OA903"), ('id="elsewhere">{', 'id="elsewhere">x{', "OA905"), ('id="elsewhere">{', 'id="elsewhere">{"<":1,', "OA905"),
    ('id="elsewhere"', "", "OA901"), ("<h1", "\x01<h1", "OA901"), ('data-single="1"', 'data-single="2"', "OA901"), ("<title>", '<base href="x"><title>', "OA901"), ("<title>", '<meta http-equiv="refresh" content="0"><title>', "OA901"),
    ("<h1", "<!-- x --><h1", "OA901"), ("</style>", "</style x><meta http-equiv=refresh content=0><style></style>", "OA901"), ("<h1", "<svg><style>p{}</style></svg><h1", "OA901"),
    ("<h1", "</template></template><h1", "OA901"), ("data:text/csv", "data:text/plain", "OA902"), ('download="list.csv" href="data:text/csv', 'download="list.html" href="data:text/plain', "OA902"),
    ('download="list.csv" href="data:text/csv', 'download="Setup.exe" href="data:application/octet-stream', "OA902"), ("</script>", "</script x>", "OA901")])
def test_each_fault_is_found(tiny: str, old: str, new: str, code: str) -> None:
    assert old in tiny
    assert code in {problem.code for problem in audit(Bundle({"archive.html": tiny.replace(old, new, 1).encode()}))}


def test_code_that_reaches_out_is_found_where_the_policy_names_it(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offline_archive.render.Theme.single", lambda theme, kept=pipeline.Theme.single: kept(theme) | {"single-load.js": b"fetch('x');"})
    outcome, files = pipeline.export(archive.page("index.md").content, archive.output, "single-file")
    assert files == {}
    assert "OA905" in {problem.code for problem in outcome.problems}


def test_what_is_withheld_is_looked_for_in_it(tiny: str) -> None:
    from offline_archive.audit import Secrets
    from offline_archive.problems import Place
    found = audit(Bundle({"archive.html": tiny.replace("<h1", "<p>he left by night alone</p><h1", 1).encode()}), Secrets([("left by night alone", Place("x"))]))
    assert [problem.code for problem in found] == ["OA906"]


def test_a_folder_may_hold_no_page_that_brings_scripts_along(archive: Archive, tiny: str) -> None:
    files = {path: entry.data for path, entry in archive.page("index.md").bundle().items()}
    assert "OA901" in {problem.code for problem in audit(Bundle(files | {"x.html": tiny.encode()}))}
