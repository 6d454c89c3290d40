"""What editors know and readers must not see: cut before anything reads it, and looked for in every byte."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offline_archive import withheld
from offline_archive.audit import Secrets, audit
from offline_archive.bundle import Bundle
from offline_archive.errors import ArchiveError
from offline_archive.problems import Place
from support.archives import Archive

SECRET = "Aslan left by the northern road in March"
HERE = Place("content.md", 3)


def cut(text: str) -> withheld.Cut:
    return withheld.cut(text, "x.md")


def hits(files: dict[str, bytes], *passages: str) -> list[str]:
    secrets = Secrets([(one, HERE) for one in passages])
    return [problem.code for problem in audit(Bundle(files), secrets) if problem.code in ("OA906", "OA909")]


@pytest.mark.parametrize("secret", ["a", "the brother of the man", "*his* [link](x.md) \\] word", "nested [brackets] here", "two\nlines"])
def test_a_passage_gives_way_to_a_bar_that_tells_the_reason_alone(secret: str) -> None:
    made = cut(f"He told [{secret}]{{.withheld reason=relative}} so.\n")
    assert made.problems == []
    assert " ".join(made.text.split()) == "He told [██████ withheld (safety of a relative)]{.withheld-bar} so."
    assert made.text.count("\n") == 1 + secret.count("\n")
    assert [one.reason for one in made.passages] == ["relative"]


@pytest.mark.parametrize("about", ["{}\n```\na\n\nb\n```\n", "{}\n\n    a\n\n    b\n", "```\n{}\n\na\n", "{}\n<pre>\na\n\nb\n</pre>\n", "{}\n\n\ta\n"])
def test_code_does_not_show_how_many_lines_were_cut(about: str) -> None:
    texts = {cut(about.format(f"::: withheld route\n{secret}\n:::")).text for secret in ("a", "a\nb\nc\n\nd")}
    assert len(texts) == 1


def test_a_block_gives_way_to_the_same_bar() -> None:
    made = cut("Before.\n\n::: withheld route\nOne.\n\n- Two\n\n::: note\nThree.\n:::\nFour.\n:::\n\nAfter.\n")
    assert made.problems == []
    assert made.text.split() == ["Before.", "[██████", "withheld", "(could", "tell", "how", "somebody", "left)]{.withheld-bar}", "After."]
    assert made.text.count("\n") == 14
    assert made.passages[0].text == "One. - Two ::: note Three. ::: Four."


@pytest.mark.parametrize("text", [
    "[secret]{.withheld}", "[secret]{.witheld reason=relative}", "[secret]{.withheld reason=relativ}", "secret]{.withheld reason=relative}",
    "[secret\n\nmore]{.withheld reason=relative}", "{.withheld reason=relative}\nsecret", "::: withheld relative\nsecret", "::: withheld\nsecret\n:::",
    "::: withheld nothing\nsecret\n:::", "::: witheld relative\nsecret\n:::", ":::{.withheld}\nsecret\n:::", "> - ::: Withheld relative\n> secret\n> :::",
    "[secret]{.redacted}", "[secret]{ .WITHHELD reason=relative }", "[secret]{#id .withheld reason=relative}", "<span class='note withheld'>secret</span>",
    "[secret](x.md){.withheld reason=relative}", "[secret]{.withheld-bar}", "[secret]{withheld reason=relative}", "[secret]{reason=relative}", "[secret](.withheld reason=relative)",
    ":: withheld relative\nsecret\n::", "[his secret drove [sic with it]{.withheld reason=relative}", "[secret]{: .withheld reason=relative}", "\u00a0::: withheld relative\nsecret\n:::", "x：：withheld relative secret",
    "[secret]{class=\"withheld\"}", "[a]{.withheld reason=law} [secret]{.withhold}"])
def test_a_mark_that_cannot_be_read_leaves_the_page_out(archive: Archive, text: str) -> None:
    archive.page("index.md").page("x.md", f"# Title\n\nSome words. {text}\n" if text[0] not in ":{>" else f"# Title\n\n{text}\n")
    assert [line[:4] for line in archive.found() if "OA701" in line] == ["OA70"], archive.found()
    assert not any(b"secret" in entry.data for entry in archive.bundle().values())


def test_a_mark_without_faults_is_no_problem(archive: Archive) -> None:
    archive.page("index.md", f"---\ntitle: Home\nsummary: He said [{SECRET}]{{.withheld reason=route}}\n---\n# Home\n\n"
                             f"> - ::: withheld person\n>   {SECRET}\n>   :::\n\nHe [{SECRET}]{{.withheld reason=route}}.\n")
    outcome = archive.build()
    assert outcome.written, outcome.problems
    html = (archive.output / "index.html").read_text()
    assert html.count("██████ withheld") >= 3
    assert html.count('class="withheld-bar"') == 2
    assert "{.withheld" not in html
    assert not any(word in path.read_bytes() for path in archive.output.rglob("*") if path.is_file()
                   for word in (b"Aslan", b"northern"))


def test_what_the_words_were_changes_no_byte(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Its length, its words and their number: the bundle is the same whatever they are."""
    bundles = []
    for secret in ("x", SECRET, "one two\nthree"):
        other = Archive(tmp_path_factory.mktemp("one"))
        other.page("index.md", f"# Home\n\nHe told [{secret}]{{.withheld reason=route}} so.\n")
        bundles.append({path: entry.data for path, entry in other.bundle().items()})
    assert bundles[0] == bundles[1] == bundles[2]


def test_a_withheld_paragraph_needs_no_source(archive: Archive) -> None:
    front = "---\ndate: 2017\ncertainty: reported\nattribution: a newspaper\n---\n"
    archive.page("index.md").page("events/e.md", front + "::: withheld route\nSecret.\n:::\n\n[Secret.]{.withheld reason=law}\n")
    assert archive.found() == []
    archive.page("events/e.md", front + "[Secret.]{.withheld reason=law} And more.\n")
    assert [line[:5] for line in archive.found()] == ["OA610"]


def test_a_fact_is_withheld_in_part(archive: Archive) -> None:
    record = '[{"id": "F1", "text": "He left [by \\"A\\" road]{.withheld reason=route}.", "sources": []}]'
    made = withheld.cut_data(record, "facts.json")
    assert made.text == '[{"id": "F1", "text": "He left ██████ withheld (could tell how somebody left).", "sources": []}]'
    assert made.passages[0].text == 'by "A" road'


def test_what_is_said_elsewhere_stops_the_build(archive: Archive) -> None:
    archive.page("index.md", f"# Home\n\n[{SECRET}]{{.withheld reason=route}}\n").page("other.md", "# Other\n\nHe took the Northern ROAD then.\n")
    outcome = archive.build()
    assert not outcome.written
    assert not archive.output.exists()
    found = [problem for problem in outcome.problems if problem.code == "OA906"]
    assert {problem.place.path for problem in found} == {"index.md"}
    assert any("other.html holds what is withheld here, from its word 4 on" in problem.message for problem in found)
    assert not any("northern" in str(problem).lower() for problem in outcome.problems)  # a log is copied


def _zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


PLANTED = {
    "in a page": ("a.html", f"<p>{SECRET}</p>".encode()),
    "across elements": ("a.html", b"<p>by the nor<b>ther</b>n <i>road</i> in</p>"),
    "in an attribute": ("a.html", b'<p title="the northern road">x</p>'),
    "in a comment": ("a.html", b"<!-- the northern road -->"),
    "in references of characters": ("a.html", b"the n&#111;rthern r&#x6f;ad"),
    "in another case, with marks": ("a.html", "THE NÓRTHERN ROAD".encode()),
    "with soft hyphens": ("a.html", "the north&shy;ern ro\u00adad".encode()),
    "in escapes of JSON": ("a.json", b'"the \\u006eorthern road"'),
    "in a name of a file": ("the-northern-road.html", b""),
    "in an address": ("a.html", b'<a href="the%20northern%20road.html">'),
    "in UTF-16": ("a.bin", "the northern road".encode("utf-16-le")),
    "in UTF-16 at an odd place": ("a.bin", b"x" + "the northern road".encode("utf-16-be")),
    "in a picture's text": ("a.png", b"\x89PNG\r\n\x1a\n....zTXtComment\0\0" + zlib.compress(b"the northern road")),
    "in the name of an archive's member": ("a.zip", _zipped("the northern road.txt", b"x")),
    "in an archive's member": ("a.zip", _zipped("a.txt", b"the northern road")),
    "in an archive within an archive": ("a.zip", _zipped("b.zip", _zipped("a.txt", b"the northern road"))),
    "in base64": ("a.css", b"url(data:x;base64," + base64.b64encode(b"take the northern road in March") + b")"),
    "in a stream of a document": ("a.pdf", b"%PDF-1.7 stream\n" + zlib.compress(b"the northern road") + b"\nendstream"),
}


@pytest.mark.parametrize("where", PLANTED)
def test_what_is_withheld_is_found_wherever_it_stands(where: str) -> None:
    path, data = PLANTED[where]
    assert "OA906" in hits({path: data}, SECRET)
    assert hits({path: data}) == []  # a control: nothing else says it
    assert hits({path: data}, "another southern path entirely") == []


def test_one_word_is_found_in_a_shard_that_gives_the_ends_of_its_keys() -> None:
    shard = b'OfflineArchive.deliver("en/t-811c9dc5","0asla 4n:ab 5ted:cd");\n'
    assert hits({"_archive/search/en/t-811c9dc5.js": shard}, "Aslan") == ["OA906"]
    assert hits({"_archive/search/en/t-811c9dc5.js": shard}, "Aslanov") == []


def test_what_unpacks_without_end_is_refused() -> None:
    bomb = zlib.compress(bytes(250_000_000), 9)
    assert hits({"a.bin": bomb}, SECRET) == ["OA909"]


def test_many_streams_share_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offline_archive.audit.layers.MOST_BYTES", 3_000_000)
    one = zlib.compress(bytes(1_000_000))
    assert hits({"a.bin": one * 2}, SECRET) == []
    assert hits({"a.bin": one * 4}, SECRET) == ["OA909"]


@given(st.text("ab []{}\\\n:.", max_size=30), st.text("ab []{}\\\n:.", max_size=30))
@settings(max_examples=300, deadline=None)
def test_whatever_stands_about_a_passage_it_is_cut_or_the_page_left_out(before: str, after: str) -> None:
    made = cut(f"{before}[zzz]{{.withheld reason=law}}{after}")
    assert made.problems or "zzz" not in made.text


def test_a_mark_in_a_file_beside_the_pages_stops_the_build(archive: Archive) -> None:
    archive.page("index.md", "[it](it.txt)\n").file("it.txt", "He left [by the road]{.withheld reason=route}.")
    outcome = archive.build()
    assert not outcome.written
    assert [p.place.path for p in outcome.problems if p.code == "OA906"] == ["it.txt"]


@pytest.mark.parametrize("data", ["Зелимхан".encode("cp1251"), "secret".encode("utf-16"), b"PK\x03\x04", b"\xff\xd8\xff\xe1Exif", b"a\0b"])
def test_a_file_of_text_that_cannot_be_read_as_text_stops_the_build(archive: Archive, data: bytes) -> None:
    archive.page("index.md", "[it](it.txt)\n").file("it.txt", data)
    assert not archive.build().written
    assert "OA905 it.txt" in archive.found()


@pytest.mark.parametrize(("name", "data"), [
    ("withdrawn.json", b""), ("withdrawn.json", b"\xff"), ("withdrawn.json", "[]".encode("utf-16")), ("guard.txt", b""), ("guard.txt", b"\xff"),
    ("Withdrawn.json", b"[]"), ("GUARD.TXT", b"x"), ("withdrawn.json", b'[{"id": "a", "kind": "case", "reason": ["law"]}]')])
def test_a_list_of_what_must_not_ship_that_cannot_be_read_stops_everything(archive: Archive, name: str, data: bytes) -> None:
    archive.page("index.md").file(name, data)
    with pytest.raises(ArchiveError):
        archive.build()
