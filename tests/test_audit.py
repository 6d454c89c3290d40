"""The audit: each thing that must not ship, planted in a finished bundle, is found."""

from __future__ import annotations

import os
import re
import signal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from offline_archive.audit import audit
from offline_archive.audit.markup import is_known, known_tags, page_problems
from offline_archive.bundle import Bundle
from offline_archive.render import POLICY
from offline_archive.render.environment import POLICY as RENDERED
from support.archives import Archive


@pytest.fixture
def clean(archive: Archive) -> Bundle:
    """A bundle with nothing wrong."""
    return archive.page("index.md", "# Home\n\n[x](a.md)\n").page("a.md").bundle()


def planted(bundle: Bundle, path: str, old: str, new: str) -> Bundle:
    """The bundle with `old` replaced in one file, or the file added."""
    files = {name: entry.data for name, entry in bundle.items()}
    before = files.get(path, b"").decode()
    files[path] = (before.replace(old, new, 1) if old else new).encode()
    assert files[path] != before.encode()
    return Bundle(files)


def test_a_clean_bundle_passes(clean: Bundle) -> None:
    assert audit(clean) == ()


BODY = '<div class="ui-text">'


@pytest.mark.parametrize(("markup", "code"), [
    ("<script>1</script>", "OA901"), ("<script src='_archive/archive.js'>1</script>", "OA901"),
    ("<iframe></iframe>", "OA901"), ("<p onclick='x'>", "OA901"), ("<p style='color:red'>", "OA901"),
    ("<form>", "OA901"), ("<svg><use href='#x'/></svg>", "OA901"), ("<math></math>", "OA901"), ("<object>", "OA901"),
    ("<base href='x'>", "OA901"), ("<meta http-equiv='refresh' content='0;url=a.html'>", "OA901"),
    ("<meta name='author' content='someone'>", "OA901"), ("<meta property='og:title' content='x'>", "OA901"),
    ("<link rel='preload' href='a.html'>", "OA901"), ("<link rel='dns-prefetch' href='//evil.test'>", "OA901"),
    ("<img src='a.html' srcset='b.png 2x'>", "OA901"), ("<!-- built by someone -->", "OA901"),
    ("<?php ?>", "OA901"), ("<x-y></x-y>", "OA901"), ("<a ping='http://evil.test'>", "OA901"),
    ("<a href='http://evil.test'>x</a>", "OA902"), ("<a href='//evil.test'>x</a>", "OA902"),
    ("<a href='/etc/passwd'>x</a>", "OA902"), ("<a href='\\\\evil.test'>x</a>", "OA902"),
    ("<a href='javascript:1'>x</a>", "OA902"), ("<a href='JaVaScRiPt:1'>x</a>", "OA902"),
    ("<a href=' &#106;avascript:1'>x</a>", "OA902"), ("<a href='../../x.html'>x</a>", "OA902"),
    ("<img src='data:image/png;base64,AA'>", "OA902"), ("<img src='https://evil.test/x.png'>", "OA902"),
    ("<a href='gone.html'>x</a>", "OA904"), ("<img src='gone.png'>", "OA904"),
])
def test_markup_that_must_not_ship_is_found(clean: Bundle, markup: str, code: str) -> None:
    found = audit(planted(clean, "index.html", BODY, BODY + markup))
    assert code in {problem.code for problem in found}
    assert all(problem.place.line for problem in found)


@pytest.mark.parametrize(("old", "new"), [
    (RENDERED.split(";")[0], "default-src *"), ("require-trusted-types-for", "x-trusted-types-for"),
    ('<meta http-equiv="Content-Security-Policy"', '<meta http-equiv="x-dns-prefetch-control"'),
    ("<head>", '<head><link rel="stylesheet" href="_archive/style.css">'),
    ("<head>", f'<head><meta http-equiv="Content-Security-Policy" content="{POLICY}">'),
])
def test_a_page_without_the_whole_policy_is_found(clean: Bundle, old: str, new: str) -> None:
    html = clean["index.html"].data.decode().replace("&#39;", "'")
    files = {name: entry.data for name, entry in clean.items()} | {"index.html": html.replace(old, new, 1).encode()}
    assert "OA903" in {problem.code for problem in audit(Bundle(files))}


@pytest.mark.parametrize(("markup", "code"), [
    ('<meta http-equiv="refresh" content="0;url=http://evil.test" http-equiv="x-dns-prefetch-control" content="off">',
     "OA901"),
    ('<a href="https://evil.test" href="index.html">x</a>', "OA901"),
    ('<script src="notes.txt"></script>', "OA901"), ('<script src="index.html"></script>', "OA901"),
    ('<link rel="stylesheet" href="notes.txt">', "OA901"), ('<link rel="icon" href="notes.txt">', "OA901"),
    ('<img src="index.html">', "OA901"),
    ('<a href="http&Tab;://evil.test/../../index.html">x</a>', "OA902"),
    ('<img src="ht&#10;tp://evil.test/../../index.html">', "OA902"),
    ('<a href="java&#9;script:alert(1)//../index.html">x</a>', "OA902"),
    ('<img src="\x01//evil.test/../../index.html">', "OA901"), ('<a href="x/../index.html">x</a>', "OA902"),
    ("<b\x00 onclick=alert(1)>x</b>", "OA901"), ('<meta charset="iso-2022-jp">', "OA901"),
    ('<p id="search-results">x</p>', "OA901"), ('<p id="main">x</p>', "OA901"),
])
def test_what_browsers_and_parsers_read_differently_is_found(archive: Archive, markup: str, code: str) -> None:
    bundle = archive.page("index.md", "[x](notes.txt)").file("notes.txt", "x").bundle()
    assert audit(bundle) == ()
    assert code in {problem.code for problem in audit(planted(bundle, "index.html", BODY, BODY + markup))}


@pytest.mark.parametrize(("old", "new"), [
    ("<!DOCTYPE html>\n", ""), ('data-root=""', 'data-root="https://evil.test/"'), ('data-root=""', 'data-root="../"'),
    ('<meta charset="utf-8">', '<meta charset="utf-7">'), ('<meta charset="utf-8">\n', "")])
def test_a_page_that_does_not_begin_as_every_page_does_is_found(clean: Bundle, old: str, new: str) -> None:
    assert "OA901" in {problem.code for problem in audit(planted(clean, "index.html", old, new))}


@pytest.mark.parametrize("path", ["../x.txt", "/etc/x.txt", "a\n/x.txt", "a/../../x.txt", "a\\x.txt"])
def test_a_path_that_leads_out_of_the_bundle_is_found(clean: Bundle, path: str) -> None:
    files = {name: entry.data for name, entry in clean.items()} | {path: b"x"}
    assert "OA905" in {problem.code for problem in audit(Bundle(files))}


@pytest.mark.parametrize(("path", "old", "new"), [
    ("_archive/other.js", "", "1"), ("x.css", "", "p{}"), ("_archive/style.css", ":root", "@import 'x.css'; :root"),
    ("_archive/style.css", ":root", "p{background:url(https://evil.test/x)} :root"),
    ("_archive/style.css", ":root", "p{background:\\75rl(x)} :root"),
    ("_archive/style.css", ":root", "p{\n// ;background:url(http://evil.test/x)\n} :root"),
    ("_archive/archive.js", '"use strict"', "fetch('x'); 'use strict'"),
    ("_archive/archive.js", '"use strict"', "var a='/*'; fetch('x'); var b='*/'; 'use strict'"),
    ("_archive/archive.js", '"use strict"', "localStorage.x = 1; 'use strict'"),
    ("_archive/archive.js", '"use strict"', "var x = 'https://evil.test'; 'use strict'"),
    ("_archive/search/en/root.js", "OfflineArchive.deliver(", "alert(1); OfflineArchive.deliver("),
    ("_archive/search/en/root.js", ");\n", "); alert(1);\n"),
    ("_archive/search/en/root.js", "en/root", "en/other"),
    ("_archive/search/en/x.js", "", "1"),
])
def test_code_that_is_not_the_program_s_own_is_found(clean: Bundle, path: str, old: str, new: str) -> None:
    found = [problem for problem in audit(planted(clean, path, old, new)) if problem.place.path == path]
    assert {problem.code for problem in found} == {"OA905"}


@pytest.mark.parametrize("path", ["page.xhtml", "page.xml", "run.exe", "x.hta", "x.mhtml", "x.pdf.lnk"])
def test_active_files_are_found_by_their_ending(clean: Bundle, path: str) -> None:
    found = [problem for problem in audit(planted(clean, path, "", "x")) if problem.place.path == path]
    assert {problem.code for problem in found} == {"OA905"}


def test_nothing_is_written_when_the_audit_finds_something(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    from offline_archive import pipeline
    from offline_archive.render import Theme
    real = Theme.assets
    monkeypatch.setattr(Theme, "assets", lambda self: real(self) | {"menu.js": b"fetch('x');"})
    archive.page("index.md")
    outcome = pipeline.build(archive.content, archive.output, strict=False)
    assert not outcome.written
    assert not archive.output.exists()


ODD = ("<", ">", '"', "'", "&", "<!--", "-->", "<script>", "</script>", '<script src="_archive/archive.js"></script>', "<title>",
       "</title>", ' id="main"', '\tid="main"', ' id="m&#97;in"', "<br/>", "\n", "\x00", "\x85", " onclick=x", 'href="//evil.test"',
       'href="a.html#x"', "<a ", "=", "/", '<meta http-equiv="Content-Security-Policy" content="x">', "<P>", "<svg>", "</svg>",
       "<![CDATA[", "<?x", "]]>", 'src="x"', " hidden", "<img>", 'id="search-input" ', "href=javascript:1")


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(ODD), st.sampled_from((0, 0, 1, 8))), min_size=1, max_size=3))
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([(0.5, "", 0)])
def test_a_page_that_is_not_read_in_full_has_nothing_wrong(clean: Bundle, edits: list[tuple[float, str, int]]) -> None:
    known = known_tags(clean)
    assert is_known(known, "a.html", clean["a.html"].data)  # so that its tags are known
    html = clean["index.html"].data.decode()
    for place, sign, gone in edits:
        seams = [seam.end() for seam in re.finditer(r'<[a-z0-9]+|[">]', html)]
        at = seams[int(place * (len(seams) - 1))]
        html = html[:at] + sign + html[at + gone:]
    bundle = Bundle({name: entry.data for name, entry in clean.items()} | {"index.html": html.encode()})
    if is_known(known, "index.html", html.encode()):
        assert list(page_problems(bundle, "index.html")) == []


def test_pages_as_they_are_made_need_not_be_read_in_full(clean: Bundle) -> None:
    known = known_tags(clean)
    assert [path for path, entry in clean.items() if entry.media_type == "text/html" and not is_known(known, path, entry.data)] \
        == ["_archive/measures.html"]


def test_a_page_that_is_not_in_utf_8_is_read_in_full(clean: Bundle) -> None:
    data = clean["index.html"].data.replace(b"Home", b"H\xffme")
    assert not is_known(known_tags(clean), "index.html", data)


def test_a_short_name_is_not_found_in_the_numbers_of_the_index(archive: Archive) -> None:
    from offline_archive import guard
    from offline_archive.audit import Secrets
    key = bytes(32)
    names = guard.Guard(key, guard.guarded(key, "Zed"))
    bundle = archive.page("index.md", "# Home\n\nAnn.\n").bundle()
    path = next(path for path in bundle if "/search/en/w-" in path)
    row = bundle[path].data.split(b'"')[3]
    numbers = Bundle({path: bundle[path].data.replace(row, row + b" Zed]!")})
    assert "OA907" not in {problem.code for problem in audit(numbers, Secrets(guard=names))}
    words = Bundle({path: bundle[path].data.replace(row, row + " Зед".encode())})  # no number is written so
    assert "OA907" in {problem.code for problem in audit(words, Secrets(guard=names))}


def test_words_that_lie_beside_each_other_in_the_index_are_no_name(archive: Archive) -> None:
    from offline_archive import guard
    from offline_archive.audit import Secrets
    key = bytes(32)
    names = guard.Guard(key, guard.guarded(key, "Magomed Magomedov"))
    bundle = archive.page("index.md", "# Home\n\nMagomedov knew another. Magomed did not.\n").bundle()
    assert [p for p in audit(bundle, Secrets(guard=names)) if p.code == "OA907"] == []
    single = guard.Guard(key, guard.guarded(key, "Magomedov"))
    assert any("/search/en/t-" in p.place.path for p in audit(bundle, Secrets(guard=single)) if p.code == "OA907")


@pytest.fixture(scope="module")
def long() -> Bundle:
    """A bundle so large that its files are shared out among processes; every tenth holds a name, and one a wrong page."""
    files = {f"{number:02}.txt": (f"Word{number} and so on. " * 25_000).encode() for number in range(40)}
    for name in sorted(files)[::10]:
        files[name] += b"Kheda Tsechoeva"
    return Bundle({**files, "a.html": b"<p>", "b.html": b"<p title='Kheda Tsechoeva'>", "c.html": b"<p title='Kheda Tsechoeva'>"})


def test_the_number_of_processes_changes_nothing(long: Bundle) -> None:
    from offline_archive import guard
    from offline_archive.audit import Secrets
    key = bytes(32)
    secrets = Secrets(guard=guard.Guard(key, guard.guarded(key, "Kheda Tsechoeva")))
    alone = audit(long, secrets)
    assert [p.place.path for p in alone if p.code == "OA907"] == ["00.txt", "10.txt", "20.txt", "30.txt", "b.html", "c.html"]
    assert audit(long, secrets, 2) == audit(long, secrets, 5) == alone


def test_a_process_that_is_killed_leaves_no_file_unread(long: Bundle) -> None:
    from offline_archive import guard
    from offline_archive.audit import Secrets

    class Deadly(guard.Guard):
        """Kills the process that asks it, unless it is the first."""

        first = os.getpid()

        def begins(self, word: str) -> bool:
            if os.getpid() != self.first:
                os.kill(os.getpid(), signal.SIGKILL)
            return super().begins(word)

    key = bytes(32)
    lines = guard.guarded(key, "Kheda Tsechoeva")
    assert audit(long, Secrets(guard=Deadly(key, lines)), 2) == audit(long, Secrets(guard=guard.Guard(key, lines)))
