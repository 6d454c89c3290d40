"""A discreet edition: titles of windows, addresses and names of files tell nothing; symbols stay out."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from offline_archive import pipeline
from offline_archive.bundle import Bundle
from support.archives import GROUNDS, SOURCES, Archive
from support.browsers import Browser

ROOT = Path(__file__).resolve().parents[1]
OWN_NAMES = re.compile(r"_archive/(?:a-z|data|search)/|_archive/[a-z-]+(?:-\d+)?(?:\.[a-z-]+)?\.(?:html|js|css|sh)$|SHA256SUMS|index\.html")
ADDRESS = re.compile(r'\b(?:href|src)="([^"]*)"')


@pytest.fixture
def discreet(archive: Archive) -> Archive:
    archive.settings('title = "Zebulon"\nlanguages = ["en", "ru"]\ndiscreet = true\n').file("sources.json", SOURCES)
    archive.page("index.md", "# Zebulon\n\n[one](cases/zebulon.md#the-zebulon-part), [raw](cases/zebulon.md#zebulon-raw), [me](#zebulon).\n")
    archive.page("index.ru.md", "# Zebulon\n\n[one](cases/zebulon.md)\n").page("zebulonia/deep/x.md", "# X\n\n[up](../../index.md) {#zebulon-x}\n")
    return archive.page("cases/zebulon.md", f"---\n{GROUNDS}title: Zebulon\nstatus: open\nas_of: 2020\npublic_basis: b\npeople: [{{group: one}}]\n---\n"
                        "{.own}\n## The Zebulon part\n\nSee[^z] [@s].\n\n<a id=\"zebulon-raw\">x</a>\n\n[^z]: A note [@s].\n")


def test_no_address_title_or_name_of_a_file_tells_anything(discreet: Archive) -> None:
    assert discreet.found() == []
    bundle = discreet.bundle()
    told = [path for path in bundle if not OWN_NAMES.match(path) and not re.fullmatch(r"p/[0-9a-f]{12}\.html", path)]
    assert told == []
    for path, entry in bundle.items():
        text = entry.data.decode()
        if path.endswith(".html"):
            assert "<title>Notes</title>" in text or "<title>Заметки</title>" in text or "/measures" in path, path
            assert not [one for one in ADDRESS.findall(text) if "zebulon" in unquote(one).lower()], path
            assert not re.search(r'\bid="[^"]*zebulon', text, re.IGNORECASE), path
        if path.startswith("_archive/search/") and "/d-" in path:
            assert not re.search(r"zebulon[^\"]*\.html", text)


def test_every_link_and_fragment_still_leads_there(discreet: Archive) -> None:
    bundle = discreet.bundle()
    ids = {path: set(re.findall(r'\bid="([^"]+)"', entry.data.decode())) for path, entry in bundle.items() if path.endswith(".html")}
    followed = 0
    for path in ids:
        for address in ADDRESS.findall(bundle[path].data.decode()):
            name, _, fragment = unquote(address).partition("#")
            if name.startswith("data:"):
                continue
            target = str(Path("/", path).parent.joinpath(name).resolve())[1:] if name else path
            assert target in bundle, (path, address)
            assert not fragment or fragment in ids[target], (path, address)
            followed += bool(fragment)
    assert followed > 20


def test_without_the_setting_names_are_plain(discreet: Archive) -> None:
    """A control: the same pages tell all of it."""
    discreet.settings('title = "Zebulon"\nlanguages = ["en", "ru"]\n')
    assert "cases/zebulon.html" in discreet.bundle()
    assert "<title>Zebulon" in discreet.html("index.html")
    assert 'id="the-zebulon-part"' in discreet.html("cases/zebulon.html")


def test_a_discreet_archive_has_a_zip_and_signs_in_its_members_are_found(discreet: Archive) -> None:
    from offline_archive.audit import Secrets, audit
    from offline_archive.bundle import Bundle
    from offline_archive.export import zipped
    noise = b"".join(bytes([number % 256, 0x26]) + bytes([number * 7 % 256, 0x80 + number % 64]) for number in range(0x9F, 0xB0))
    assert audit(Bundle({"a.zip": zipped({"a.bin": noise}, 315532800)}), Secrets(symbols=True)) == ()
    for data in ("a \u26a7 sign".encode(), "a \u26a7 sign".encode("utf-16-le")):
        assert "OA910" in {problem.code for problem in audit(Bundle({"a.zip": zipped({"a.txt": data}, 315532800)}), Secrets(symbols=True))}
    outcome, files = pipeline.export(discreet.content, discreet.output, "zip")
    assert list(files), outcome.problems


@pytest.mark.parametrize("symbol", ["\U0001f308", "\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f3f3\ufe0f\u200d\u26a7\ufe0f", "⚧", "⚢", "♂♂", "&#9893;"])
def test_symbols_stop_a_discreet_build(archive: Archive, symbol: str) -> None:
    archive.page("index.md", f"A sign: {symbol}\n")
    assert archive.build().written
    archive.settings("discreet = true")
    outcome = archive.build()
    assert not outcome.written
    assert {problem.code for problem in outcome.problems} == {"OA910"}


@pytest.fixture(scope="module")
def discreet_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of the project's own archive, built discreetly."""
    folder = tmp_path_factory.mktemp("discreet")
    archive = Archive(folder)
    for path in sorted((ROOT / "content").glob("*.md")):
        archive.page(path.name, path.read_text().replace("(cases/", "(x/"))
    archive.file("sources.json", (ROOT / "content" / "sources.json").read_text()).file("facts.json", (ROOT / "content" / "facts.json").read_text())
    archive.settings((ROOT / "content" / "archive.toml").read_text() + "discreet = true\n")
    outcome = pipeline.build(archive.content, archive.output, strict=False)
    assert outcome.written
    return archive.output


def test_search_leads_to_the_right_place(discreet_site: Path, browser: Browser) -> None:
    browser.open(discreet_site / "index.html")
    results = browser.search("possession")
    assert results
    browser.click("#search-results a")
    browser.wait_for_address(".html")
    assert browser.script("return document.title") == "Notes"
    assert re.search(r"/p/[0-9a-f]{12}\.html$", browser.address)


def test_it_is_as_complete_as_the_plain_one(discreet: Archive) -> None:
    hidden = discreet.bundle()
    discreet.settings('title = "Zebulon"\nlanguages = ["en", "ru"]\n')
    plain = discreet.bundle()

    def pages(bundle: Bundle) -> int:
        return sum(path.endswith(".html") for path in bundle)

    assert pages(hidden) == pages(plain)
