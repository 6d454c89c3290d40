"""The record in real browsers: filters and citing without scripts, copying with them, the map, the frame."""

from __future__ import annotations

from pathlib import Path

from support.browsers import Browser

SHOWN = "return [...document.querySelectorAll('.ui-entry')].filter(e => e.offsetParent !== null).length"


def entries(browser: Browser, *classes: str) -> int:
    """How many entries of the timeline bear these classes, by the markup alone."""
    selector = ".ui-entry" + "".join(f".{name}" for name in classes)
    return int(browser.script(f"return document.querySelectorAll('{selector}').length"))


def test_the_timeline_is_filtered_without_scripts(site: Path, browser_without_scripts: Browser) -> None:
    browser = browser_without_scripts
    browser.open(site / "timeline.html")
    assert browser.script(SHOWN) == entries(browser) > 60
    browser.click("#ui-kind-statement")
    assert browser.script(SHOWN) == entries(browser, "ui-kind-statement") > 5
    browser.click("#ui-is-denied")
    assert browser.script(SHOWN) == entries(browser, "ui-kind-statement", "ui-is-denied") > 5
    browser.click("#ui-is-all")
    browser.click("#ui-kind-all")
    browser.click(".ui-filters summary")
    browser.click("#ui-place-1")
    assert browser.script(SHOWN) == entries(browser, "ui-place-1") >= 1
    years = browser.script("return [...document.querySelectorAll('.ui-year')].filter(y => y.offsetParent !== null"
                           " && !y.querySelector('.ui-place-1')).length")
    assert years == 0


def test_a_paragraph_shows_its_number_when_it_is_asked_for(site: Path, browser_without_scripts: Browser) -> None:
    browser = browser_without_scripts
    browser.open(site / "cases" / "lapunov.html")
    shown = "return [...document.querySelectorAll('.ui-p')].map(e => getComputedStyle(e, '::after').content).filter(c => c !== 'none')"
    assert browser.script(shown) == []
    assert browser.script("return getComputedStyle(document.querySelector('.ui-citepage')).position") == "static"
    browser.click(".ui-text > p .ui-p")
    (number,) = browser.script(shown)
    assert "attr(href)" in number or browser.script("return location.hash") in number  # Firefox gives the rule, not the text
    line = browser.script("const line = document.querySelector('.ui-citepage'); return [getComputedStyle(line).position, line.getBoundingClientRect().bottom <= innerHeight + 1, line.querySelector('.ui-copied').textContent]")
    assert line == ["sticky", True, "Chechnya: the record since 2017, edition 1 (2026-11-22). Maxim Lapunov. cases/lapunov.html"]


def test_the_line_of_a_paragraph_is_copied_with_a_button(site: Path, browser: Browser) -> None:
    browser.open(site / "cases" / "lapunov.html")
    browser.click(".ui-text > p .ui-p")
    hash_ = browser.script("return location.hash")
    line = browser.script("return document.querySelector('.ui-copied').textContent")
    assert line == f"Chechnya: the record since 2017, edition 1 (2026-11-22). Maxim Lapunov, ¶ {hash_[3:]}. cases/lapunov.html{hash_}"
    browser.click(".ui-citepage .ui-copy")
    assert browser.wait("return document.querySelector('.ui-citepage .ui-copy').textContent.match(/Copied|Selected/)")
    assert browser.script("return String(getSelection())").strip() == line
    browser.open(site / "index.html")
    browser.open((site / "cases" / "lapunov.html").as_uri() + hash_)  # whoever follows such an address sees the line at once
    assert browser.script("return document.querySelector('.ui-copied').textContent") == line
    assert browser.script("return document.querySelector('.ui-p').getAttribute('aria-label')") == "Cite this paragraph"
    browser.errors()


def test_the_map_leads_to_the_places(site: Path, browser_without_scripts: Browser) -> None:
    browser = browser_without_scripts
    browser.open(site / "places" / "index.html")
    names = browser.script("return [...document.querySelectorAll('.ui-map a')].map(a => a.textContent.trim())")
    assert {"Grozny", "Argun", "London"} <= set(names)
    assert "Terek (unresolved)" not in names
    boxes = browser.script("return [...document.querySelectorAll('.ui-map a text')].map(t => {const b = t.getBoundingClientRect(),"
                           " f = t.ownerSVGElement.getBoundingClientRect(); return b.left >= f.left && b.right <= f.right})")
    assert all(boxes)


def test_no_page_is_wider_than_a_phone(site: Path, browser: Browser) -> None:
    over = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    wide = []
    browser.resize(360)
    for path in ("cases/lapunov.html", "timeline.ru.html", "places/index.html", "methodology.ru.html",
                 "sources.html", "_archive/sources/hrw-2017-05-26.html", "_archive/data/index.ru.html",
                 "people/index.ru.html", "index.html"):
        browser.open(site / path)
        if browser.script(over) > 0:
            wide.append(path)
    assert browser.script("return innerWidth") <= 500
    browser.script("document.querySelector('main').style.minWidth = '900px'; return 1")
    assert browser.script(over) > 0  # it would be seen
    browser.resize(1280)
    assert wide == []
    browser.errors()
