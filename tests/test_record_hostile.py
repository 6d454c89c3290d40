"""A record from a stranger: nothing in any of its fields runs, loads, leads outside or breaks a page."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from support.archives import Archive
from support.browsers import Browser

EVIL = "\"'><script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\"><a href='https://example.org'>x</a>" \
       "{{7*191}}{% raw %} javascript:alert(1) </dd></dl></main>"
FIELDS = {
    "events/e": {"date": "2017", "certainty": "reported", "attribution": EVIL, "summary": EVIL, "content_note": EVIL,
                 "people": [{"group": EVIL, "role": EVIL, "count": 3}], "places": ["p"]},
    "statements/s": {"date": "2017", "certainty": "denied", "speaker": EVIL, "office": EVIL, "summary": EVIL},
    "cases/c": {"status": EVIL, "as_of": "2017", "public_basis": EVIL, "people": [{"group": EVIL}]},
    "people/q": {"role": EVIL, "status": ["none"], "public_basis": EVIL, "names": {EVIL: EVIL}, "also": [EVIL]},
    "people/g": {"group": True, "count": EVIL},
    "organisations/o": {"type": EVIL, "acronyms": [EVIL], "names": {"ru": EVIL}},
    "places/p": {"level": "town", "latitude": 43.32, "longitude": 45.69, "also": [EVIL], "names": {"ru": EVIL}},
    "reports/r": {"date": "2017", "mandate": EVIL, "method": EVIL, "shows": EVIL, "does_not_show": EVIL},
    "glossary/t": {"also": [EVIL], "contested": True},
}
SOURCE = {"id": "a", "type": "report", "title": EVIL, "author": [{"family": EVIL, "given": EVIL}, {"literal": EVIL}],
          "publisher": EVIL, "container-title": EVIL, "URL": EVIL, "DOI": EVIL, "language": EVIL, "number": EVIL,
          "issued": {"date-parts": [[2017]]},
          "custom": {"mandate": EVIL, "seen": False, "seen_how": EVIL, "address_kind": EVIL, "archived": EVIL,
                     "identifiers": {EVIL: EVIL}, "label": {"en": EVIL}}}
FACT = {"id": "F1", "claim": EVIL, "certainty": "alleged", "attribution": EVIL, "kind": EVIL, "places": [EVIL],
        "sources": ["a"], "traced": False}
TEXT = {"en": EVIL, EVIL: EVIL}


class Found(HTMLParser):
    """What stands in a page as markup that must not."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "img" or (tag == "script" and "src" not in names) or any(name.startswith("on") for name in names) \
                or "://" in (names.get("href") or ""):
            self.wrong.append(self.get_starttag_text() or tag)


@pytest.fixture
def evil(archive: Archive) -> Archive:
    for path, fields in FIELDS.items():
        front = json.dumps(fields | {"title": EVIL})  # JSON is YAML
        archive.page(f"{path}.md", f'---\n{front}\n---\n{{facts="F1"}}\nText [see {EVIL} @a, p. 1 {EVIL}].\n')
    for folder in ("events", "statements", "cases", "people", "organisations", "places", "reports", "glossary"):
        archive.page(f"{folder}/index.md", f"# {folder}")
    archive.file("sources.json", json.dumps([SOURCE])).file("facts.json", json.dumps([FACT]))
    archive.file("conflicts.json", json.dumps([{"subject": TEXT, "treatment": TEXT, "versions": [
        {"says": TEXT, "source": TEXT, "sources": ["a"], "facts": ["F1"]}] * 2}]))
    archive.file("corrections.json", json.dumps([{"subject": TEXT, "said": TEXT, "corrected": TEXT, "seen": TEXT}]))
    archive.page("index.md", "---\nlist: [timeline, sources, conflicts, corrections]\n---\n# Home\n")
    return archive


def test_no_field_of_the_record_becomes_markup(evil: Archive) -> None:
    outcome = evil.build()
    assert outcome.written, outcome.problems  # the audit found nothing
    seen = 0
    for path in sorted(evil.output.rglob("*.html")):
        html = path.read_text()
        seen += html.count("&lt;script&gt;")
        assert "1337" not in html, path
        found = Found()
        found.feed(html)
        assert found.wrong == [], path
    assert seen > 50  # the words are there, as words


def test_no_field_of_the_record_runs_in_a_browser(evil: Archive, browser: Browser) -> None:
    evil.build()
    for path in sorted(evil.output.rglob("*.html")):
        browser.open(path)
        assert browser.script("return document.title") != "ran", path
        assert browser.script("return document.querySelectorAll('main').length") == 1
    assert browser.errors() == []
