"""Leave now: a link, or Shift three times, puts a page of measures in the place of the one that is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from offline_archive.audit import audit
from offline_archive.bundle import Bundle
from support.archives import Archive
from support.browsers import Browser

SHIFT = """for (const type of ["keydown", "keyup"])
 document.activeElement.dispatchEvent(new KeyboardEvent(type, {key: "%s", bubbles: true}));"""


def press(browser: Browser, *keys: str) -> None:
    for key in keys:
        browser.script(f"if (document.activeElement) {{ {SHIFT % key} }} return true")


@pytest.mark.parametrize("how", ["link", "keys"])
def test_leaving_shows_another_page_in_place_of_this_one(site: Path, browser: Browser, how: str) -> None:
    browser.open(site / "index.html")
    browser.open(site / "cases" / "lapunov.html")
    length = browser.script("return history.length")
    if how == "link":
        browser.click("#leave-now")
    else:
        press(browser, "Shift", "Shift")
        assert browser.script("return [...document.querySelectorAll('.ui-announcer')].map(e => e.textContent).join('')") == "Press Shift once more to leave."
        press(browser, "Shift")
    browser.wait_for_address("/_archive/measures.html")
    assert browser.script("return document.title") == "Measures and weights"
    assert browser.script("return history.length") == length  # the page is not one step back
    browser.back()
    browser.wait_for_address("/index.html")


@pytest.mark.parametrize("keys", [["Shift", "Shift"], ["Shift", "a", "Shift", "Shift"], ["Shift", "Shift", "Escape", "Shift"]])
def test_other_keys_between_do_not_leave(site: Path, browser: Browser, keys: list[str]) -> None:
    browser.open(site / "index.html")
    press(browser, *keys)
    browser.script("window.stayed = true; return true")
    press(browser, "a")
    assert browser.script("return window.stayed") is True
    assert browser.address.endswith("/index.html")


def test_a_real_capital_letter_does_not_leave(site: Path, browser: Browser) -> None:
    browser.open(site / "index.html")
    browser.fill("")
    browser.script("document.getElementById('search-input').focus(); return true")
    for _ in range(4):
        browser.press("L")
    assert browser.address.endswith("/index.html")


def test_without_scripts_the_link_leads_there(site: Path, browser_without_scripts: Browser) -> None:
    browser_without_scripts.open(site / "cases" / "lapunov.ru.html")
    browser_without_scripts.click("#leave-now")
    browser_without_scripts.wait_for_address("/_archive/measures.ru.html")


def test_every_page_has_the_way_out_and_the_neutral_one_no_way_back(archive: Archive) -> None:
    bundle = archive.settings('title = "Zebulon"\nlanguages = ["en", "ru"]').page("index.md").page("index.ru.md").page("a/b.md").bundle()
    neutral = {path for path in bundle if re.fullmatch(r"_archive/measures(\.ru)?\.html", path)}
    assert len(neutral) == 2
    for path, entry in bundle.items():
        if path.endswith(".html"):
            html = entry.data.decode()
            assert (html.count('id="leave-now"') == 1) is (path not in neutral), path
            tells = "erases nothing" in html or "ничего не стирает" in html
            assert tells is (re.fullmatch(r"(index|_archive/verify)(\.ru)?\.html", path) is not None), path
            assert ("_archive/verify" in html or 'href="verify' in html or 'href="../verify' in html) is (path not in neutral), path
    for path in neutral:
        html = bundle[path].data.decode()
        assert not re.search(r"<script|<a |Zebulon|_archive|search", html.replace('"../_archive/style.css"', "")), path


def test_the_audit_refuses_a_neutral_page_that_leads_on(archive: Archive) -> None:
    bundle = archive.page("index.md").bundle()
    files = {path: entry.data for path, entry in bundle.items()}
    path = "_archive/measures.html"
    for planted in (b'<a href="../index.html">back</a>', b'<script src="leave.js"></script>'):
        found = audit(Bundle({**files, path: files[path].replace(b"</main>", planted + b"</main>")}))
        assert {problem.place.path for problem in found} == {path}
