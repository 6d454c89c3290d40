"""The guard list: names that may never appear, in whatever spelling, kept so that the list names nobody."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offline_archive import guard, pipeline
from offline_archive.audit import Secrets, audit
from offline_archive.bundle import Bundle
from offline_archive.cli import main
from offline_archive.errors import ArchiveError
from offline_archive.guard import Guard, guarded
from offline_archive.wording import words
from support.archives import Archive

KEY = bytes(range(32))
# One person, as an encyclopaedia, a court, two newspapers and a relative would write the name. Nobody's: it was made up.
SPELLINGS = {
    "Зелимхан Цечоев": [
        "Зелимхан Цечоев", "ЗЕЛИМХАНА ЦЕЧОЕВА", "Зелимхану Цечоеву", "с Зелимханом Цечоевым", "о Зелимхане Цечоеве", "Цечоев Зелимхан",
        "Zelimkhan Tsechoev", "Zelimchan Tsetchoev", "Selimchan Zetschojew", "Tsechoyev, Zelimkhan", "zelimhan-tsechoev", "Zélimkhan Tsétchoïev",
        "zelimkhantsechoev", "Зелим\u00adхан Цечо\u0301ев", "Zelimkhan\nTsechoev's", "Зeлимхан Цечoев", "the Zelimkhan Tsechoevs", "Зелимхана Русланович\u0430 Цечоева",
        "Zelimkhan R. Tsechoev", "Цечоев, З. Зелимхан", "zelimkhan_tsechoev95", "Зелим\ufe0fхан Цечоев",
        "Ζelimkhan Tseχoev", "Зелимхαн Цечοев", "3елимхан Цечoев", "Zel1mkhan Ts3choev", "Зелимхан Цечоев2017"],
    "Solovyova": ["Соловьёва", "Соловьева", "Соловьёвой", "Соловьёву", "Solovyova", "Solovieva", "Solovjova", "SOLOVYOVA", "Соловьёв"],
    "Хеда": ["Хеда", "Хеды", "Хеде", "Хеду", "Хедой", "Kheda", "Heda", "Cheda"],
    "Павел Игоревич Щербаков": [
        "Павла Игоревича Щербакова", "Pavel Igorevich Shcherbakov", "Щербакову Павлу Игоревичу", "Pavel Igorewitsch Schtscherbakow"],
    "дом у старой мельницы": ["в доме у старой мельницы", "дому у старой мельницы"],
}


def holds(phrase: str, text: str) -> bool:
    return any(Guard(KEY, guarded(KEY, phrase)).found(words(text)))


@pytest.mark.parametrize(("phrase", "text"), [(phrase, text) for phrase, texts in SPELLINGS.items() for text in texts])
def test_a_name_is_known_in_every_spelling_and_case(phrase: str, text: str) -> None:
    assert holds(phrase, text)
    if len(words(text)) == len(words(phrase)):
        assert holds(text, phrase)  # whichever of the two was guarded


@pytest.mark.parametrize(("phrase", "text"), [
    ("Зелимхан Цечоев", "Зелимхан или Цечоев"), ("Зелимхан Цечоев", "Зелимхан"), ("Хеда", "ходит"), ("Solovyova", "a solution"),
    ("Павел Щербаков", "Павел потом Щербаков"), ("Аслан", "Руслан"), ("Адам Хасанов", "Adam Hasanbekov")])
def test_other_words_pass(phrase: str, text: str) -> None:
    assert not holds(phrase, text)


@given(st.lists(st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=12), min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_whatever_is_guarded_is_found_as_it_was_written(spoken: list[str]) -> None:
    phrase = " ".join(spoken)
    try:
        lines = guarded(KEY, phrase)
    except ArchiveError:
        return
    assert any(Guard(KEY, lines).found(words(f"before {phrase}, after")))


def test_the_archive_s_own_pages_hold_none_of_them() -> None:
    """Coarse keys are of use only as long as ordinary text passes."""
    lines = frozenset[str]().union(*(guarded(KEY, phrase) for phrase in SPELLINGS))
    listed = Guard(KEY, lines)
    content = Path(__file__).resolve().parents[1] / "content"
    found = set()
    for path in sorted(content.rglob("*.md")):
        spoken = words(path.read_text())
        found |= {" ".join(spoken[at:at + length]) for at, length in listed.found(spoken)}
    assert found == {"heed"}  # as a given name by itself sounds: the price of knowing it in every spelling


def test_the_list_tells_no_name_and_no_order() -> None:
    one = guard.digests.written(KEY, guarded(KEY, "Адам Хасанов") | guarded(KEY, "Хеда"))
    assert one == guard.digests.written(KEY, guarded(KEY, "Хеда") | guarded(KEY, "Адам Хасанов"))
    assert all(len(word) == 32 for line in one.splitlines()[2:] for word in line.split())
    assert guarded(KEY, "Хеда").isdisjoint(guarded(bytes(32), "Хеда"))  # nobody can try names without the key


def guarding(archive: Archive, *phrases: str) -> Path:
    key = archive.content.parent / "stick" / "key"
    made, lines, is_new = guard.opened(archive.content, key)
    assert is_new
    guard.write_list(archive.content, made, lines.union(*(guarded(made, phrase) for phrase in phrases)))
    return key


@pytest.mark.parametrize("text", ["Zelimchan Tsetchoev came.\n", "---\ntitle: Цечоев Зелимхан\n---\n", "![a man, Zelimkhan Tsechoev](a.png)\n",
                                  "# See\n\n[it](zelimkhan-tsechoev.md)\n"])
def test_a_guarded_name_stops_the_build_and_is_not_repeated(archive: Archive, text: str) -> None:
    key = guarding(archive, "Зелимхан Цечоев")
    archive.page("index.md", text).page("zelimkhan-tsechoev.md" if "(z" in text else "a.md", "# A\n\nText.\n").file("a.png", b"\x89PNG\r\n\x1a\n")
    outcome = pipeline.build(archive.content, archive.output, strict=False, guard_key=key)
    assert "OA907" in {problem.code for problem in outcome.problems}
    assert not outcome.written
    assert not archive.output.exists()
    assert not any("chan" in problem.message.lower() for problem in outcome.problems if problem.code == "OA907")


def test_the_line_is_told() -> None:
    listed = Guard(KEY, guarded(KEY, "Хеда Цечоева"))
    found = [p for p in audit(Bundle({"a.txt": b"one\ntwo\nthen Kheda Tsechoeva\n"}), Secrets(guard=listed)) if p.code == "OA907"]
    assert [str(p.place) for p in found] == ["a.txt:3"]


def test_a_name_that_is_guarded_from_now_on_is_found_in_pages_that_passed_before(archive: Archive, tmp_path: Path) -> None:
    archive.page("index.md", "# Home\n").page("a.md", "# A\n\nZelimkhan Tsechoev spoke.\n").page("b.md", "# B\n\nAnzor Gubashev spoke.\n")
    cache = tmp_path / "cache"
    assert pipeline.build(archive.content, archive.output, strict=False, cache=cache).written
    found = []
    key = guarding(archive, "Зелимхан Цечоев")
    for name in ("Зелимхан Цечоев", "Анзор Губашев"):
        made, lines, _ = guard.opened(archive.content, key)
        guard.write_list(archive.content, made, lines | guarded(made, name))
        outcome = pipeline.build(archive.content, archive.output, strict=False, guard_key=key, cache=cache)
        assert not outcome.written
        found.append({problem.place.path for problem in outcome.problems if problem.code == "OA907"} & {"a.html", "b.html"})
    assert found == [{"a.html"}, {"a.html", "b.html"}]
    (archive.content / "guard.txt").unlink()
    assert pipeline.build(archive.content, archive.output, strict=False, cache=cache).written


def test_without_the_key_the_build_says_so_and_a_strict_one_refuses(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    key = guarding(archive.page("index.md"), "Хеда")
    outcome = archive.build()
    assert [problem.code for problem in outcome.problems] == ["OA702"]
    assert outcome.written
    assert not archive.build(strict=True).written
    monkeypatch.setenv("OFFLINE_ARCHIVE_GUARD_KEY", str(key))
    assert archive.build(strict=True).written


def test_the_list_never_becomes_part_of_the_archive(archive: Archive) -> None:
    key = guarding(archive.page("index.md", "[the list](guard.txt)\n"), "Хеда")
    outcome = pipeline.build(archive.content, archive.output, strict=False, guard_key=key)
    assert outcome.written
    assert not list(archive.output.rglob("guard*"))


@pytest.mark.parametrize("where", ["content/key", "content/.git/key", "key"])
def test_a_key_beside_the_list_is_refused(archive: Archive, where: str) -> None:
    archive.page("index.md")
    (archive.content.parent / ".git").mkdir()
    with pytest.raises(ArchiveError, match="lies with the content"):
        guard.opened(archive.content, archive.content.parent / where)


@pytest.mark.parametrize("damage", ["", "another", "offline-archive guard list 1\nkey x\n", "cut"])
def test_a_damaged_list_stops_the_build(archive: Archive, damage: str) -> None:
    key = guarding(archive.page("index.md"), "Хеда")
    path = archive.content / "guard.txt"
    path.write_text(path.read_text()[:-9] if damage == "cut" else damage or "?")
    with pytest.raises(ArchiveError):
        pipeline.build(archive.content, archive.output, strict=False, guard_key=key)


def test_another_key_stops_the_build(archive: Archive) -> None:
    guarding(archive.page("index.md"), "Хеда")
    (archive.content.parent / "other").mkdir()
    other = guarding(Archive(archive.content.parent / "other"), "x")
    with pytest.raises(ArchiveError, match="another key"):
        pipeline.build(archive.content, archive.output, strict=False, guard_key=other)


def test_names_are_added_from_a_pipe_and_asked_for_without_echo(
        archive: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    key = archive.content.parent / "key"
    archive.page("index.md", "Heda.\n")
    given = ["guard", "add", "--content", str(archive.content), "--guard-key", str(key)]
    monkeypatch.setattr("sys.stdin", io.StringIO("Хеда\n\na b c d e\n"))
    assert main(given) == 1  # one of the lines was refused
    assert stat.S_IMODE(os.stat(key).st_mode) == 0o600
    answers = iter(["Цечоев", ""])
    monkeypatch.setattr("sys.stdin", type("Terminal", (io.StringIO,), {"isatty": lambda self: True})())
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))
    assert main(given) == 0
    told = capsys.readouterr()
    assert "1 phrase added" in told.out
    assert "a guarded phrase has 5 words" in told.err
    assert "Хеда" not in told.out + told.err
    assert main(["check", "--content", str(archive.content), "--guard-key", str(key)]) == 1


def test_without_a_file_for_the_key_nothing_is_asked(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guard", "add", "--content", str(archive.content)]) == 2
    assert "no file is named for the key" in capsys.readouterr().err
