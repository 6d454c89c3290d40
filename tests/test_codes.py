"""Every problem code: one failing fixture, one heading in the docs, one explanation."""

from __future__ import annotations

import base64
import os
import re
import sys
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import test_trust
from offline_archive import codes, guard, verification
from offline_archive.audit import Secrets, audit
from offline_archive.bundle import Bundle
from offline_archive.pipeline import check_only
from offline_archive.problems import Place
from offline_archive.release import verify
from support.archives import GROUNDS, SOURCES, Archive
from support.editions import Press

ROOT = Path(__file__).resolve().parents[1]


def page(text: str) -> Callable[[Archive], set[str]]:
    """A fixture of one page."""
    return lambda archive: {p.code for p in check_only(archive.page("index.md", text).content).problems}


def tree(**files: str) -> Callable[[Archive], set[str]]:
    """A fixture of several files; ``__`` stands for a dot, ``_`` for a slash."""
    def make(archive: Archive) -> set[str]:
        for name, text in files.items():
            archive.file(name.replace("__", ".").replace("_", "/"), text)
        return {p.code for p in check_only(archive.content).problems}
    return make


def linked(target: str) -> Callable[[Archive], set[str]]:
    """A fixture with a symbolic link."""
    def make(archive: Archive) -> set[str]:
        os.symlink(target, archive.page("index.md").content / "link.md")
        return {p.code for p in check_only(archive.content).problems}
    return make


def piped(archive: Archive) -> set[str]:
    os.mkfifo(archive.page("index.md").content / "pipe")
    return {p.code for p in check_only(archive.content).problems}


def unreadable(archive: Archive) -> set[str]:
    folder = archive.page("index.md").content
    for _ in range(62):
        folder = folder / "d"
    folder.mkdir(parents=True)
    return {p.code for p in check_only(archive.content).problems}


def named(name: str) -> Callable[[Archive], set[str]]:
    """A fixture of a page with this name."""
    return lambda archive: {p.code for p in check_only(archive.page("index.md").page(name).content).problems}


def copied(change: Callable[[Path], object]) -> Callable[[Archive], set[str]]:
    """A fixture of a built archive that was changed."""
    def make(archive: Archive) -> set[str]:
        archive.page("index.md").build()
        change(archive.output)
        return {p.code for p in verify(archive.output)[2]}
    return make


def broken_parser(archive: Archive) -> set[str]:
    """A fixture of a parser with a fault."""
    def fail(text: str, environment: object) -> None:
        raise IndexError("a fault")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("offline_archive.markdown.page.PARSER.parse", fail)
        return {p.code for p in check_only(archive.page("index.md", "text").content).problems}


def failing(archive: Archive) -> set[str]:
    """A fixture of a stick that gives an error for every file."""
    archive.page("index.md").build()

    def fail(path: Path) -> str:
        raise OSError(5, "Input/output error")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["offline_archive.release.manifest"], "_sha256", fail)
        return {p.code for p in verify(archive.output)[2]}


def planted(path: str, text: str) -> Callable[[Archive], set[str]]:
    """A fixture of a bundle with something in it."""
    def make(archive: Archive) -> set[str]:
        files = {name: entry.data for name, entry in archive.page("index.md").bundle().items()}
        files[path] = files.get(path, b"").replace(b"</main>", text.encode() + b"</main>") or text.encode()
        return {p.code for p in audit(Bundle(files))}
    return make


def guarded(phrase: str, *, with_key: bool) -> Callable[[Archive], set[str]]:
    """A fixture of a page that says a guarded name."""
    def make(archive: Archive) -> set[str]:
        key = archive.content.parent / "key"
        made, lines, _ = guard.opened(archive.page("index.md", f"# {phrase}\n").content, key)
        guard.write_list(archive.content, made, lines | guard.guarded(made, phrase))
        return {p.code for p in check_only(archive.content, guard_key=key if with_key else None).problems}
    return make


def traced(*, in_content: bool) -> Callable[[Archive], set[str]]:
    """A fixture of a machine whose user is called as something in the archive."""
    def make(archive: Archive) -> set[str]:
        archive.page("index.md", "Zebulon came.\n" if in_content else "[it](it.txt)\n").file("it.txt", "by zebulon")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("offline_archive.machine._user", lambda: "Zebulon")
            return {p.code for p in check_only(archive.content).problems}
    return make


def looked_for(archive: Archive) -> set[str]:
    """A fixture of a picture, where nothing can look for faces."""
    archive.settings("media = true").page("index.md", "![a](a.svg) ![b](b.gif)").file("b.gif", base64.b64decode(DOT))
    archive.file("b.gif.review.toml", 'reviewed = 2026-11-22\nnote = "one dot"\n')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("offline_archive.media.pictures.faces_counter", lambda: None)
        return {p.code for p in check_only(archive.content).problems}


def unpacking(archive: Archive) -> set[str]:
    return {p.code for p in audit(Bundle({"a.bin": zlib.compress(bytes(201_000_000))}), Secrets([("a secret", Place("x"))]))}


def unsearchable(archive: Archive) -> set[str]:
    return {p.code for p in audit(Bundle({"a.pdf": b"%PDF-1.7\nno more than that"}))}


def write_bytes(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def edition(attack: Callable[[Press, Path], None] = lambda press, folder: None, *, again: bool = True) -> Callable[[Archive], set[str]]:
    """A fixture of an edition that was verified once, and again when something was done to it."""
    def make(archive: Archive) -> set[str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("offline_archive.release.secret._OPERATIONS", 32_768)
            patch.setattr("offline_archive.release.secret._MEMORY", 16_777_216)
            press = Press(archive.content.parent / "press")
            folder = press.release()
            if again:
                press.verify(folder, remembered=True)
            attack(press, folder)
            return {problem.code for problem in press.verify(folder, remembered=True, today=date(2028, 1, 1)).problems}
    return make


def older(press: Press, folder: Path) -> None:
    press.archive.page("x.md", "another")
    press.verify(press.release(2), remembered=True)


EVENT = "---\ndate: 2017\ncertainty: reported\nattribution: a newspaper\n"
FACT = '[{"id": "F1", "claim": "One two three four five six seven eight.", "certainty": "reported"}]'
DOT = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
PERSON = "role: minister\nstatus: [none]\npublic_basis: office\n"
FIXTURES: dict[str, Callable[[Archive], set[str]]] = {
    "OA101": page("---\na: b: c\n---\n"),
    "OA102": page("---\ntitle: [a]\n---\n"),
    "OA103": lambda archive: {p.code for p in check_only(archive.file("index.md", b"\xff").content).problems},
    "OA104": tree(index__md="x" * 2_000_001),
    "OA105": linked("/etc/passwd"),
    "OA106": piped,
    "OA107": unreadable,
    "OA108": page("[[wiki]]"),
    "OA109": page("---\n" + "a: 1\n" * 20_000 + "---\n"),
    "OA110": tree(archive__toml='languages = ["en", "ru"]', index__md="---\nlang: fr\n---\n"),
    "OA111": page("<b>" * 300),
    "OA112": page("---\ndraft: maybe\n---\n"),
    "OA113": page("---\ndraft: true\n---\n"),
    "OA114": tree(archive__toml='languages = ["en", "fr"]', a__md="---\ndraft: true\n---\n", a__fr__md="x"),
    "OA115": tree(a__md="x", a__fr__md="x"),
    "OA116": broken_parser,
    "OA117": page("---\ndate: last Tuesday\n---\n"),
    "OA118": page("text\n\n[^2]: words"),
    "OA201": page("[x](../x.md)"),
    "OA202": page("[x](#none)"),
    "OA203": page("[x](none.md)"),
    "OA204": page("![x](none.png)"),
    "OA205": page("[x](javascript:1)"),
    "OA206": page("![x](https://example.org/x.png)"),
    "OA207": tree(index__md="[x](a.md)", a__md="---\ndraft: true\n---\n"),
    "OA208": tree(index__md="[x](a.docx)", a__docx="x"),
    "OA209": tree(index__md="x", a__txt="x"),
    "OA211": tree(people_a__md="x", index__md="[it](cases/a.md)", cases_a__md="x",
                  withdrawn__json='[{"id": "cases/a", "kind": "case", "reason": "law", "told": "0a1b"}]'),
    "OA210": tree(archive__toml="[limits]\nfile_bytes = 1000", index__md="[x](a.txt)", a__txt="x" * 2000),
    "OA301": named("a:b.md"),
    "OA302": tree(index__md="x", a__md="x", a__markdown="x"),
    "OA303": named("/".join(["long-name-of-a-folder"] * 9) + "/x.md"),
    "OA401": page("<form>"),
    "OA402": page("<b onclick='x'>y</b>"),
    "OA403": page("<script>x</script>"),
    "OA404": page("<div class='hard'>x</div>"),
    "OA405": page("<a href='index.md'>\n\ntext\n\n</a>"),
    "OA505": tree(archive__toml='safety = "s.md"', index__md="x", s__md="x"),
    "OA507": tree(index__md="x", people_a__md="---\n" + PERSON + GROUNDS + "---\n", sources__json=SOURCES),
    "OA506": tree(archive__toml='safety = "s.md"\nlanguages = ["en", "ru"]', index__md="x", index__ru__md="x", s__md="x"),
    "OA501": tree(archive__toml='safety = "safety.md"', index__md="x"),
    "OA502": tree(a__txt="x"),
    "OA503": tree(a__md="x"),
    "OA504": tree(archive__toml='languages = ["eo"]', index__md="x"),
    "OA601": page("---\nkind: evnt\n---\n"),
    "OA602": tree(events_a__md="---\ndate: 2017\ncertainty: reported\n---\n"),
    "OA603": tree(places_a__md="---\nlevel: house\n---\n"),
    "OA604": tree(glossary_a__md="---\ncontestd: true\n---\n"),
    "OA605": tree(events_a__md=EVENT + "places: [grozni]\n---\n", places_grozny__md="---\nlevel: town\n---\n"),
    "OA606": page("He did it. [alleged]{.certainty}"),
    "OA607": tree(places_a__md="---\nlevel: town\nlatitude: 43.318\nlongitude: 45.69\n---\n"),
    "OA608": tree(events_a__md=EVENT + "denied_by: [s]\n---\n",
                  statements_s__md="---\ndate: 2017\ncertainty: confirmed\nspeaker: An office\n---\n"),
    "OA609": tree(archive__toml="date = 2026-01-01", cases_a__md=f"---\n{GROUNDS}status: open\nas_of: 2020\npublic_basis: own "
                  "choice\npeople: [{group: one person}]\n---\n", sources__json=SOURCES),
    "OA610": tree(events_a__md=EVENT + "---\nIt happened.\n"),
    "OA611": page("It happened [@none]."),
    "OA612": tree(index__md="x", sources__json='[{"id": "a", "type": "novella"}]'),
    "OA613": tree(index__md="x", facts__json='[{"id": "F1", "claim": "x", "certainty": "sure"}]'),
    "OA614": page('{facts="F9"}\nIt happened.'),
    "OA615": tree(index__md="x", facts__json='[{"id": "F1", "claim": "x", "certainty": "reported"}]'),
    "OA616": tree(index__md="x", conflicts__json='[{"subject": "x", "versions": []}]'),
    "OA617": tree(archive__toml='languages = ["en", "fr"]', a__md="x", a__fr__md="---\noriginal: 0123\n---\nx"),
    "OA618": tree(archive__toml='languages = ["en", "fr"]', a__md="x", a__fr__md="x"),
    "OA619": page("---\nlist: timelin\n---\n"),
    "OA620": lambda archive: {p.code for p in check_only(
        archive.page("index.md").file("facts.json", b"\xff").content).problems},
    "OA621": tree(archive__toml='languages = ["en", "fr"]', events_a__md=EVENT + "---\n{.own}\nx",
                  events_a__fr__md="---\ncertainty: confirmed\n---\n{.own}\nx"),
    "OA701": page("# Home\n\n[words]{.witheld reason=relative}\n"),
    "OA702": guarded("Zebulon", with_key=False),
    "OA703": traced(in_content=True),
    "OA704": tree(people_a__md="---\nrole: minister\nstatus: [none]\npublic_basis: office\n---\n"),
    "OA705": tree(people_a__md=f"---\n{GROUNDS}{PERSON}health: fine\n---\n", sources__json=SOURCES),
    "OA706": tree(archive__toml="date = 2099-01-01", people_a__md=f"---\n{GROUNDS}{PERSON}---\n", sources__json=SOURCES),
    "OA707": tree(people_a__md=f"---\n{GROUNDS}{PERSON}---\nHis brother came.\n", sources__json=SOURCES),
    "OA708": tree(places_t__md="---\ntitle: Argun\nlevel: town\n---\n", index__md="A man was taken in Argun on 3 May 2017; he was a teacher."),
    "OA710": tree(index__md="![a](a.png)", a__png="x"),
    "OA711": tree(archive__toml="media = true", index__md="![a](a.png)", a__png="x"),
    "OA712": tree(archive__toml="media = true", index__md="![a](a.png)", a__png="x", a__png__review__toml="x = 1"),
    "OA713": looked_for,
    "OA715": tree(people_a__md="---\ntitle: Anna Zebulon\n---\n", index__md="x", x__md="# X\n\nAnna Zebulon came.\n",
                  withdrawn__json='[{"id": "people/a", "kind": "person", "reason": "person", "told": "0a1b"}]'),
    "OA716": tree(index__md="x", withdrawn__json='[{"id": "people/a", "kind": "person", "reason": "person", "told": "0a1b"}]'),
    "OA717": tree(archive__toml="media = true\ndiscreet = true", index__md="![a](a.png)", a__png="x"),
    "OA714": tree(index__md="x", private_a__md="x"),
    "OA801": copied(lambda site: (site / "index.html").unlink()),
    "OA802": copied(lambda site: (site / "index.html").write_text("x")),
    "OA803": copied(lambda site: (site / "more.html").write_text("x")),
    "OA804": copied(lambda site: os.symlink("index.html", site / "more.html")),
    "OA805": copied(lambda site: (site / "SHA256SUMS").write_text("x\n")),
    "OA806": copied(lambda site: (site / "Thumbs.db").write_text("x")),
    "OA807": failing,
    "OA810": lambda archive: {p.code for p in verification.verify(archive.page("index.md").build() and archive.output, today=date(2026, 1, 1)).problems},
    "OA811": edition(lambda press, folder: write_bytes(folder / "RELEASE", b"x")),
    "OA812": edition(test_trust.changed_with_manifest),
    "OA813": edition(test_trust.keys_gone),
    "OA814": edition(test_trust.of_a_stranger),
    "OA815": edition(test_trust.stripped),
    "OA816": edition(test_trust.keys_of_attacker),
    "OA817": edition(older),
    "OA818": edition(),
    "OA819": edition(again=False),
    "OA820": edition(test_trust.keys_of_attacker),
    "OA821": edition(test_trust.twin),
    "OA822": edition(test_trust.download_less),
    "OA901": planted("index.html", "<iframe></iframe>"),
    "OA902": planted("index.html", "<a href='https://example.org'>x</a>"),
    "OA903": planted("bare.html", "<!DOCTYPE html><title>x</title>"),
    "OA904": planted("index.html", "<a href='none.html'>x</a>"),
    "OA905": planted("x.js", "x"),
    "OA906": page("# Home\n\nThe northern road. [The northern road]{.withheld reason=route}\n"),
    "OA907": guarded("Zebulon", with_key=True),
    "OA908": traced(in_content=False),
    "OA909": unpacking,
    "OA911": tree(index__md="{facts=\"F1\"}\nx", facts__json=FACT, b__md="One two three four five six seven eight.",
                  withdrawn__json='[{"id": "F1", "kind": "fact", "reason": "law"}]'),
    "OA912": planted("a.gif", "no picture"),
    "OA913": unsearchable,
    "OA910": tree(archive__toml="discreet = true", index__md="A \U0001f308 here.\n"),
}


@pytest.mark.parametrize("code", sorted(codes.ALL))
def test_each_code_has_a_fixture_that_fails_it(archive: Archive, code: str) -> None:
    assert code in FIXTURES[code](archive)


@pytest.mark.parametrize("code", sorted(codes.ALL))
def test_a_small_clean_archive_fails_none(archive: Archive, code: str) -> None:
    assert code not in page("# Home\n\nText.\n")(archive)


@pytest.mark.parametrize("code", sorted(codes.ALL))
def test_each_code_has_its_heading_and_words_in_the_docs(code: str) -> None:
    text = " ".join((ROOT / "docs" / "problems.md").read_text().split())
    assert f"### {code}: {codes.ALL[code].title}" in text
    assert " ".join(codes.ALL[code].explanation.split()) in text


def test_the_docs_name_no_code_that_does_not_exist() -> None:
    documented = set(re.findall(r"OA\d{3}", (ROOT / "docs" / "problems.md").read_text()))
    assert documented == set(codes.ALL) == set(FIXTURES)


def test_titles_are_one_sentence_in_lower_case() -> None:
    for code in codes.ALL.values():
        assert not code.title.endswith("."), code
        assert code.title[0].islower() or code.title.startswith("Markdown"), code
        assert code.explanation.endswith("."), code
