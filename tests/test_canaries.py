"""A hundred secrets of all sorts, planted where they could slip through: each is gone from what ships, or stops it.

Every one has a control: with the check switched off it is found, by the same search that finds nothing otherwise.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from offline_archive import guard, pipeline
from offline_archive.audit import Secrets, audit
from offline_archive.audit.layers import texts
from offline_archive.bundle import Bundle
from offline_archive.export import EXPORTERS
from offline_archive.guard import Guard, guarded
from offline_archive.problems import Place, Trace
from offline_archive.withheld import REASONS
from offline_archive.wording import words
from support.archives import Archive
from test_media import MADE, RECORDINGS, REVIEW, SECRET, source

KEY = bytes(range(32))
NAME = "Зелимхан Цечоев"  # nobody's: it was made up
SPELLINGS = ("Зелимхан Цечоев", "Зелимхана Цечоева", "ЗЕЛИМХАНОМ ЦЕЧОЕВЫМ", "Цечоев Зелимхан", "Zelimkhan Tsechoev", "Selimchan Zetschojew",
             "Zélimkhan Tsétchoïev", "Tsechoyev, Zelimkhan", "zelimkhan-tsechoev", "zelimkhantsechoev")


def _zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, data)
    return out.getvalue()


# Ways in which words can stand in a finished file.
PLACES: dict[str, Callable[[str], tuple[str, bytes]]] = {
    "a page": lambda text: ("a.html", f"<p>{text}</p>".encode()),
    "an attribute": lambda text: ("a.html", f'<p title="{text}">x</p>'.encode()),
    "a comment": lambda text: ("a.html", f"<!-- {text} -->".encode()),
    "a shard": lambda text: ("_archive/search/en/d-1.js", f'OfflineArchive.deliver("en/d-1",{json.dumps([text])});\n'.encode()),
    "an address": lambda text: ("a.html", ("<a href='" + "".join(f"%{byte:02x}" for byte in text.encode()) + "'>x</a>").encode()),
    "data": lambda text: ("facts.json", json.dumps({"claim": text}).encode()),
    "a table": lambda text: ("facts.csv", f"id,claim\nF1,{text}\n".encode()),
    "a name of a file": lambda text: (f"{text}.txt", b""),
    "an archive's member": lambda text: ("a.zip", _zipped("x.txt", text.encode())),
    "a packed stream": lambda text: ("a.bin", b"..." + zlib.compress(text.encode())),
    "UTF-16": lambda text: ("a.bin", text.encode("utf-16-le")),
    "base64": lambda text: ("a.css", b"/*" + base64.b64encode(f"see {text} there".encode()) + b"*/"),
}


def stopped(bundle: Bundle, secrets: Secrets, code: str) -> bool:
    return code in {problem.code for problem in audit(bundle, secrets)}


def holding(bundle: Bundle, *spoken: str) -> bool:
    """Whether somebody who unpacks everything finds the words one after the other."""
    wanted = [words(text) for text in spoken]
    return any(run == found[at:at + len(run)] for path, entry in bundle.items() for text in texts(path, entry.data, entry.media_type)
               for found in [words(text)] for run in wanted for at in range(len(found) - len(run) + 1))


STOPPED: list[tuple[str, str, str]] = [
    *((place, spelling, "guard") for place in ("a page", "a shard", "a name of a file") for spelling in SPELLINGS),
    *((place, SPELLINGS[5], "guard") for place in PLACES),
    *((place, "the northern road in March", "withheld") for place in PLACES),
    *(("a page", value, "trace") for value in ("/srv/akovalenko/archive", "anna@newsroom.example", "akovalenko", "Asia/Yerevan", "hy_AM",
                                              "2026-11-22T14:05")),
    *((place, "/srv/akovalenko/archive", "trace") for place in ("a comment", "data", "a packed stream", "an archive's member", "UTF-16"))]
TRACES = [Trace("path", "/srv/akovalenko", is_path=True), Trace("mail", "anna@newsroom.example", is_path=True), Trace("user", "akovalenko", is_path=False),
          Trace("zone", "Asia/Yerevan", is_path=True), Trace("locale", "hy_AM", is_path=True), Trace("time", "2026-11-22T14:05", is_path=False, is_time=True)]
CHECKS = {
    "guard": (Secrets(guard=Guard(KEY, guarded(KEY, NAME))), "OA907"),
    "withheld": (Secrets([("He took the northern road in March with two others", Place("x.md", 1))]), "OA906"),
    "trace": (Secrets(traces=TRACES), "OA908")}


@pytest.mark.parametrize(("place", "text", "check"), STOPPED)
def test_what_slipped_through_is_stopped(place: str, text: str, check: str) -> None:
    path, data = PLACES[place](text)
    bundle = Bundle({path: data})
    secrets, code = CHECKS[check]
    assert stopped(bundle, secrets, code)
    assert not stopped(bundle, Secrets(), code)  # the control: with the check switched off it goes through,
    assert holding(bundle, text)  # and is there


GONE = [*MADE, *RECORDINGS, *(f"withheld {reason}" for reason in REASONS), *(f"block {reason}" for reason in REASONS), "front matter", "a fact", "a draft",
        "a review", "an unlinked file", "a private file", "a misplaced folder", "a person without grounds"]


def test_there_are_a_hundred_of_them() -> None:
    assert len(STOPPED) + len(GONE) >= 100


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """One archive with every secret that must be gone from it, each a word of its own."""
    folder = tmp_path_factory.mktemp("canaries")
    archive = Archive(folder).settings("media = true\n")
    lines = ["---", "title: Home", "summary: He said [quagga front matter]{.withheld reason=law}", "---", "# Home", ""]
    for suffix in (*MADE, *RECORDINGS):
        archive.file(f"m{suffix}", source(suffix, folder)).file(f"m{suffix}.review.toml", REVIEW + f"# quagga review {suffix[1:]}\n")
        lines += [f"[m](m{suffix})", ""]
    for reason in REASONS:
        lines += [f"He [quagga inline {reason} secret]{{.withheld reason={reason}}} so.", "", f"::: withheld {reason}", f"quagga block {reason} secret", ":::", ""]
    archive.page("index.md", "\n".join([*lines, '{facts="F1"}', "A fact.", ""]))
    archive.file("facts.json", json.dumps([{"id": "F1", "claim": "It rained [quagga fact secret]{.withheld reason=law}.", "certainty": "reported"}]))
    archive.page("draft.md", "---\ndraft: true\n---\nquagga draft secret\n").file("unlinked.txt", "quagga unlinked secret")
    archive.page("people/x.md", "---\ntitle: quagga person secret\nrole: x\nstatus: [none]\npublic_basis: x\n---\nquagga person secret\n")
    archive.page("Private/deep/x.md", "quagga misplaced secret")
    (folder / "private").mkdir()
    (folder / "private" / "x.md").write_text("quagga private secret")
    key = folder / "key"
    made, listed, _ = guard.opened(archive.content, key)
    guard.write_list(archive.content, made, listed | guarded(made, NAME))
    outcome = pipeline.build(archive.content, archive.output, strict=False, guard_key=key)
    assert outcome.written, [str(problem) for problem in outcome.problems]
    return archive


@pytest.fixture(scope="module")
def exported(planted: Archive) -> dict[str, Bundle]:
    """The same archive in every other form."""
    forms = {}
    for form in EXPORTERS:
        outcome, written = pipeline.export(planted.content, planted.output.parent / "exports" / form, form, guard_key=planted.content.parent / "key")
        assert written, [str(problem) for problem in outcome.problems]
        forms[form] = Bundle({path.name: path.read_bytes() for path in written})
    return forms


@pytest.mark.parametrize("form", EXPORTERS)
def test_what_was_planted_is_in_no_export(planted: Archive, exported: dict[str, Bundle], form: str) -> None:
    assert holding(exported[form], "it rained"), "the control: what is published is found in it"
    assert not holding(exported[form], SECRET)
    every = {word for path, entry in exported[form].items() for text in texts(path, entry.data, entry.media_type) for word in words(text)}
    assert "rained" in every
    assert "quagga" not in every


def files(folder: Path) -> Bundle:
    return Bundle({str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()})


@pytest.mark.parametrize("what", GONE)
def test_what_was_planted_is_gone(planted: Archive, what: str) -> None:
    content, built = files(planted.content.parent), files(planted.output)
    if what.startswith("."):
        assert holding(Bundle({"x": content[f"content/m{what}"].data}), SECRET), "the control: it is in the editor's file"
        assert f"m{what}" in built, "the file is published"
        assert not holding(Bundle({"x": built[f"m{what}"].data}), SECRET)
        return
    kind, _, reason = what.partition(" ")
    spoken = {"withheld": f"quagga inline {reason} secret", "block": f"quagga block {reason} secret"}.get(kind) or {
        "front matter": "quagga front matter", "a fact": "quagga fact secret", "a draft": "quagga draft secret", "a review": "quagga review png",
        "an unlinked file": "quagga unlinked secret", "a private file": "quagga private secret", "a misplaced folder": "quagga misplaced secret", "a person without grounds": "quagga person secret"}[what]
    everything = Bundle({path: entry.data for path, entry in content.items() if not path.startswith(("site/", "exports/"))})
    assert holding(everything, spoken), "the control: the editors have it"
    assert not holding(built, spoken)
    assert not any(b"quagga" in entry.data for entry in built.values())
