"""An edition that strangers can check: the ceremony of its signers, real minisign, and every way to pass off another copy."""

from __future__ import annotations

import hashlib
import io
import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_archive import publishing
from offline_archive.cli import main
from offline_archive.errors import ArchiveError
from offline_archive.release import keys, secret, statement
from offline_archive.release.lines import UnreadableError
from support.archives import Archive
from support.editions import DAY, PASSWORD, Press, minisign

pytestmark = pytest.mark.usefixtures("cheap_keys")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, cheap_keys: None) -> Press:
    """An edition that two of three have signed. It is not changed by any test."""
    press = Press(tmp_path_factory.mktemp("press"))
    press.release()
    return press


@pytest.fixture
def press(tmp_path: Path, printed: Press) -> Press:
    """The same, to be changed."""
    shutil.copytree(printed.folder, tmp_path / "press", symlinks=True)
    copy = object.__new__(Press)
    copy.__dict__.update(printed.__dict__)
    copy.folder = tmp_path / "press"
    copy.keys, copy.memory, copy.archive = copy.folder / "keys", copy.folder / "seen.json", Archive(copy.folder)
    return copy


# ---- the ceremony

def test_a_release_of_a_quorum_is_right_as_folder_site_zip_and_single_file(press: Press) -> None:
    folder = press.folder / "release-1"
    for path in (folder, folder / "site", folder / "archive-1.zip", folder / "archive-1.html"):
        verified = press.verify(path)
        assert (verified.is_right, verified.is_signed, verified.signers) == (True, True, ("anna", "boris")), path
        assert verified.statement is not None
        assert verified.statement.edition == 1


def test_a_signer_is_replaced_and_the_old_quorum_signs_the_change(press: Press) -> None:
    assert press.found(press.folder / "release-1", remembered=True) == []
    dora = press.new_key("dora")
    publishing.changed_keys(press.keys, None, {"dora": dora}, ["anna"])
    with pytest.raises(ArchiveError, match="signed by 0 of the former signers"):
        press.release(2, by=())
    press.sign(press.keys, "anna")  # she leaves, and may still sign who comes after her
    press.sign(press.keys, "clara")
    folder = press.release(2, by=("dora",))
    assert press.found(folder, remembered=True) == ["OA815"]
    press.sign(folder, "boris")
    verified = press.verify(folder, remembered=True)
    assert (verified.is_right, verified.is_known, verified.signers) == (True, True, ("boris", "dora"))
    with pytest.raises(ArchiveError, match="of none of the signers"):
        press.sign(folder, "anna")
    assert press.verify(folder, remembered=True).is_known
    assert press.found(press.folder / "release-1", remembered=True) == ["OA817"]


def test_signers_who_were_replaced_cannot_go_another_way(press: Press) -> None:
    """Anna and Boris lose their keys to somebody, after they were replaced."""
    old = press.folder / "old-keys"
    shutil.copytree(press.keys, old)
    publishing.changed_keys(press.keys, None, {name: press.new_key(name) for name in ("dora", "egor")}, ["anna", "boris"])
    press.sign(press.keys, "anna")
    press.sign(press.keys, "boris")
    genuine = press.release(2, by=("dora", "egor"))
    assert press.found(press.folder / "release-1", remembered=True) == []
    assert press.found(genuine, remembered=True) == []
    shutil.rmtree(press.keys)
    old.rename(press.keys)
    press.archive.page("x.md", "# X\n\nFalse.\n")
    (press.archive.content / "editions.json").unlink()
    publishing.changed_keys(press.keys, None, {"eve": press.new_key("eve")}, ["clara"])
    press.sign(press.keys, "anna")
    press.sign(press.keys, "boris")
    (press.folder / "release-1").rename(press.folder / "genuine-1")
    forged = press.release(1)
    assert press.found(forged, remembered=True) == ["OA816", "OA817", "OA820"]
    press.memory.unlink()
    assert press.found(forged, trusted=genuine / "KEYS") == ["OA816"]


def test_a_change_that_changes_nothing_is_none(press: Press) -> None:
    with pytest.raises(ArchiveError, match="nothing would change"):
        publishing.changed_keys(press.keys, None, {}, [])
    assert sorted(os.listdir(press.keys)) == ["KEYS"]


def test_a_secret_key_is_not_made_in_a_repository(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    with pytest.raises(ArchiveError, match="with the content"):
        secret.made(tmp_path / "content" / "anna.key", PASSWORD, apart=tmp_path / "content")
    with pytest.raises(ArchiveError, match="is the stick mounted"):
        secret.made(tmp_path / "deep" / "anna.key", PASSWORD)
    (tmp_path / ".git").mkdir()
    with pytest.raises(ArchiveError, match="lies in a repository"):
        secret.made(tmp_path / "deep" / "anna.key", PASSWORD)
    assert sorted(os.listdir(tmp_path)) == [".git", "content"]


def test_the_public_key_lies_beside_the_secret_one_as_minisign_keeps_it(press: Press) -> None:
    (press.folder / "text").write_bytes(b"x")
    (press.folder / "text.minisig").write_bytes(secret.signed(b"x", press.folder / "anna.key", PASSWORD, "c")[0])
    assert minisign("-Vm", press.folder / "text", "-p", press.folder / "anna.key.pub").returncode == 0
    assert minisign("-Vm", press.folder / "text", "-p", press.folder / "boris.key.pub").returncode == 1


def test_a_change_that_nobody_has_signed_is_taken_back(press: Press) -> None:
    before = {path.name: path.read_bytes() for path in press.keys.iterdir()}
    publishing.changed_keys(press.keys, 3, {}, [])
    publishing.undone_keys(press.keys)
    assert {path.name: path.read_bytes() for path in press.keys.iterdir()} == before
    with pytest.raises(ArchiveError, match="no change to take back"):
        publishing.undone_keys(press.keys)
    publishing.changed_keys(press.keys, 3, {}, [])
    press.sign(press.keys, "anna")
    with pytest.raises(ArchiveError, match="has signed the change"):
        publishing.undone_keys(press.keys)
    press.sign(press.keys, "boris")
    signed = {path.name: path.read_bytes() for path in press.keys.iterdir()}
    publishing.changed_keys(press.keys, 2, {}, [])
    publishing.undone_keys(press.keys)
    assert {path.name: path.read_bytes() for path in press.keys.iterdir()} == signed


def test_a_release_that_nobody_has_signed_is_made_again(press: Press) -> None:
    folder = press.release(2, by=())
    first = (folder / "RELEASE").read_bytes()
    press.archive.page("x.md", "# X\n\nCorrected.\n")
    assert press.release(2, by=()) == folder
    assert (folder / "RELEASE").read_bytes() != first
    press.sign(folder, "anna")
    press.archive.page("x.md", "# X\n\nCorrected again.\n")
    with pytest.raises(ArchiveError, match="released already, and was another"):
        press.release(2, by=())


def test_a_signer_signs_one_text_of_an_edition(press: Press) -> None:
    copy = press.folder / "copy"
    shutil.copytree(press.release(2, by=()), copy)
    press.sign(copy, "anna", remembered=True)
    press.archive.page("x.md", "# X\n\nAnother.\n")
    folder = press.release(2, by=())
    with pytest.raises(ArchiveError, match="not the edition 2 that was seen here"):
        press.sign(folder, "anna", remembered=True)
    with pytest.raises(ArchiveError, match="edition 2 was seen here"):
        press.sign(press.folder / "release-1", "anna", remembered=True)
    press.sign(copy, "anna", remembered=True)  # the same once more
    press.sign(folder, "anna")  # a control: nothing else stops her


def test_three_changes_are_followed_and_none_may_be_missing(press: Press) -> None:
    assert press.found(press.folder / "release-1", remembered=True) == []
    for number in range(3):
        publishing.changed_keys(press.keys, None, {f"new{number}": press.new_key(f"new{number}")}, [])
        press.sign(press.keys, "anna")
        press.sign(press.keys, "boris")
    folder = press.release(2)
    assert press.found(folder, remembered=True) == []
    press.memory.unlink()
    assert press.found(folder, trusted=press.keys / "KEYS.1") == []
    (folder / "KEYS.2").unlink()
    assert "OA813" in press.found(folder, trusted=press.keys / "KEYS.1")


def test_what_is_not_whole_is_not_signed(press: Press) -> None:
    folder = press.folder / "release-1"
    (folder / "site" / "x.html").write_text("another")
    with pytest.raises(ArchiveError, match="nothing is signed that is not whole"):
        press.sign(folder, "clara")


def test_an_edition_is_released_once_and_follows_on_the_one_before(press: Press) -> None:
    press.release(1, by=())  # the same once more: the signatures stay
    assert press.found(press.folder / "release-1") == []
    press.archive.page("x.md", "# X\n\nAnother paragraph.\n")
    with pytest.raises(ArchiveError, match="edition 1 was released already, and was another"):
        press.release(1)
    with pytest.raises(ArchiveError, match="does not follow"):
        press.release(3)
    folder = press.release(2)
    said = statement.parsed((folder / "RELEASE").read_bytes())
    assert said.previous == statement.parsed((press.folder / "release-1" / "RELEASE").read_bytes()).sha256
    assert said.changed == ("pages: 0 added, 1 changed, 0 removed",)
    press.archive.page("x.md", "# X\n\nA paragraph.\n")
    press.release(1, by=())  # the first can be built again, now that there is a second


@pytest.mark.parametrize(("settings", "message"), [
    ('edition = "one"\ndate = 2026-11-22\nexpires = 2027-11-22\n', "needs a number"), ('edition = "2"\nexpires = 2027-11-22\n', "needs a day"),
    ('edition = "2"\ndate = 2026-11-22\n', "should be asked for"), ('edition = "2"\ndate = 2026-11-22\nexpires = 2026-11-22\n', "should be asked for"),
    ('edition = "2"\ndate = 2026-11-20\nexpires = 2026-11-23\n', "expired already"), ('edition = "2"\ndate = 2026-11-20\nexpires = 2027-11-22\n', "of a later day")])
def test_a_release_needs_number_day_and_expiry(press: Press, settings: str, message: str) -> None:
    press.archive.settings('title = "Probe"\n' + settings)
    with pytest.raises(ArchiveError, match=message):
        publishing.release(press.archive.content, press.folder / "out", press.keys, today=DAY)
    assert not (press.folder / "out").exists()


def test_a_warning_or_a_guard_list_without_its_key_stops_a_release(press: Press) -> None:
    from offline_archive import guard
    key = bytes(32)
    guard.write_list(press.archive.content, key, guard.guarded(key, "Zelimkhan Zebulonov"))
    press.settings(2)
    released = publishing.release(press.archive.content, press.folder / "out", press.keys, today=DAY)
    assert released.statement is None
    assert "OA702" in {problem.code for problem in released.outcome.problems}
    assert not (press.folder / "out").exists()


def test_a_folder_with_another_release_that_was_signed_is_not_replaced(press: Press) -> None:
    press.settings(2)
    with pytest.raises(ArchiveError, match="another release that was signed"):
        publishing.release(press.archive.content, press.folder / "release-1", press.keys, today=DAY)
    assert press.found(press.folder / "release-1") == []


RELEASE = """
import sys
from datetime import date
from pathlib import Path
from offline_archive import publishing, write
print("begun", flush=True)
publishing.release(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), today=date(2026, 11, 23))
"""


def test_a_release_that_is_killed_leaves_one_whole_release_or_none(press: Press) -> None:
    folder, chance, ends = press.folder / "release-2", random.Random(11), set()
    press.settings(2)
    for number in range(20):
        process = subprocess.Popen([sys.executable, "-c", RELEASE, str(press.archive.content), str(folder), str(press.keys)], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": "src"})
        assert process.stdout is not None
        process.stdout.readline()
        if number:
            time.sleep(chance.uniform(0, 0.8))
        else:
            process.wait()
        process.kill()
        process.wait()
        process.stdout.close()
        ends.add(folder.exists())
        assert not folder.exists() or press.found(folder) == ["OA815"]  # whole, and not signed yet
        if number % 3 == 0:
            shutil.rmtree(folder, ignore_errors=True)
    assert ends == {True, False}
    assert press.found(press.release(2)) == []  # and it can be made once more
    assert press.found(press.folder / "release-1") == []


def test_what_is_signed_is_shown_before_the_password_is_asked(press: Press, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = press.release(2, by=("boris",))
    monkeypatch.setenv("XDG_STATE_HOME", str(press.folder / "state"))
    monkeypatch.setattr("sys.stdin", io.StringIO("wrong\n"))
    assert main(["sign", str(folder), "--secret", str(press.folder / "anna.key")]) == 2
    said = capsys.readouterr().out
    for part in ("archive: Probe", "edition: 2 of 2026-11-22; expires 2027-11-22", "changed: ", "signed so far by boris; 2 of 3",
                 hashlib.sha256((folder / "RELEASE").read_bytes()).hexdigest()):
        assert part in said
    publishing.changed_keys(press.keys, None, {"dora": press.new_key("dora")}, ["clara"])
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    assert main(["sign", str(press.keys), "--secret", str(press.folder / "anna.key")]) == 0
    said = capsys.readouterr().out
    assert "comes: dora RW" in said
    assert "goes: clara RW" in said
    assert "signed: KEYS.anna.minisig" in said


def test_what_was_verified_here_can_be_forgotten(press: Press, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(press.folder / "state"))
    folder = str(press.folder / "release-1")
    assert [main(["verify", folder, *more]) for more in ([], [], ["--forget"], [])] == [0, 0, 0, 0]
    said = capsys.readouterr().out.partition("nothing is known here of Probe any more")
    assert said[0].count("seen for the first time: compare") == 1
    assert said[0].count("follow from the keys that are known") == 1
    assert said[2].count("seen for the first time: compare") == 1


# ---- attacks

def more(press: Press, folder: Path) -> None:
    (folder / "site" / "more.html").write_text("x")


def more_beside(press: Press, folder: Path) -> None:
    (folder / "more.html").write_text("x")


def less(press: Press, folder: Path) -> None:
    (folder / "site" / "x.html").unlink()


def download_less(press: Press, folder: Path) -> None:
    (folder / "archive-1.zip").unlink()


def site_less(press: Press, folder: Path) -> None:
    shutil.rmtree(folder / "site")


def changed(press: Press, folder: Path) -> None:
    data = bytearray((folder / "site" / "x.html").read_bytes())
    data[100] ^= 1
    (folder / "site" / "x.html").write_bytes(data)


def changed_with_manifest(press: Press, folder: Path) -> None:
    from offline_archive.bundle import Bundle
    from offline_archive.release import manifest
    changed(press, folder)
    files = {str(path.relative_to(folder / "site")): path.read_bytes() for path in (folder / "site").rglob("*") if path.is_file()}
    del files["SHA256SUMS"]
    (folder / "site" / "SHA256SUMS").write_bytes(manifest(Bundle(files)))


def renamed(press: Press, folder: Path) -> None:
    (folder / "site" / "x.html").rename(folder / "site" / "y.html")


def twin(press: Press, folder: Path) -> None:
    (folder / "site" / "X.html").write_bytes((folder / "site" / "x.html").read_bytes())


def link(press: Press, folder: Path) -> None:
    (folder / "site" / "x.html").unlink()
    os.symlink(folder / "site" / "index.html", folder / "site" / "x.html")


def link_to_release(press: Press, folder: Path) -> None:
    (folder / "RELEASE").rename(folder.parent / "elsewhere")
    os.symlink(folder.parent / "elsewhere", folder / "RELEASE")


def one_twice(press: Press, folder: Path) -> None:
    shutil.copy(folder / "RELEASE.anna.minisig", folder / "RELEASE.boris.minisig")


def stripped(press: Press, folder: Path) -> None:
    (folder / "RELEASE.boris.minisig").unlink()


def of_a_stranger(press: Press, folder: Path) -> None:
    eve = press.new_key("eve")
    signature, public = secret.signed((folder / "RELEASE").read_bytes(), press.folder / "eve.key", PASSWORD, "x")
    assert public == eve
    (folder / "RELEASE.boris.minisig").write_bytes(signature)


def swapped_release(press: Press, folder: Path) -> None:
    press.archive.page("x.md", "# X\n\nAnother.\n")
    other = press.release(2)
    for path in other.glob("RELEASE*"):
        shutil.copy(path, folder / path.name)


def keys_of_attacker(press: Press, folder: Path) -> None:
    """Everything made anew by somebody else, who gives the archive its title."""
    other = Press(press.folder / "attacker")
    made = other.release()
    shutil.rmtree(folder)
    shutil.copytree(made, folder)


def keys_changed(press: Press, folder: Path) -> None:
    ring = keys.parsed((folder / "KEYS").read_bytes())
    eve = {"eve": press.new_key("eve")}
    (folder / "KEYS").write_bytes(keys.keys_of(ring.archive, 1, {**ring.signers, **eve}).data())


def keys_of_no_version(press: Press, folder: Path) -> None:
    (folder / "KEYS.77").write_text("anything")


def signature_of_nothing(press: Press, folder: Path) -> None:
    shutil.copy(folder / "RELEASE.anna.minisig", folder / "KEYS.3.anna.minisig")


def signature_of_megabytes(press: Press, folder: Path) -> None:
    (folder / "RELEASE.clara.minisig").write_bytes(bytes(10_000_000))


def signature_of_keys_by_a_stranger(press: Press, folder: Path) -> None:
    press.new_key("eve")
    data = secret.signed((folder / "KEYS").read_bytes(), press.folder / "eve.key", PASSWORD, "x")[0]
    (folder / "KEYS.anna.minisig").write_bytes(data)


def keys_gone(press: Press, folder: Path) -> None:
    (folder / "KEYS").unlink()


def keys_succeeded_by_attacker(press: Press, folder: Path) -> None:
    """A new version of KEYS that nobody of the former signers has signed, and a release under it."""
    eve = press.new_key("eve")
    publishing.changed_keys(press.keys, 1, {"eve": eve}, ["anna", "boris", "clara"])
    ring = keys.parsed((press.keys / "KEYS").read_bytes())
    said = statement.parsed((folder / "RELEASE").read_bytes())
    forged = replace(said, keys=ring.sha256).data()
    (folder / "RELEASE").write_bytes(forged)
    for path in folder.glob("RELEASE.*"):
        path.unlink()
    for name in ("KEYS", "KEYS.1"):
        shutil.copy(press.keys / name, folder / name)
    (folder / "RELEASE.eve.minisig").write_bytes(secret.signed(forged, press.folder / "eve.key", PASSWORD, "x")[0])


ATTACKS: list[tuple[Callable[[Press, Path], None], set[str]]] = [
    (more, {"OA803"}), (more_beside, {"OA803"}), (less, {"OA801"}), (download_less, {"OA822"}), (site_less, {"OA801"}), (changed, {"OA802"}),
    (changed_with_manifest, {"OA812"}), (renamed, {"OA801", "OA803"}), (twin, {"OA803", "OA821"}), (link, {"OA804"}), (link_to_release, {"OA803", "OA804", "OA810"}),
    (one_twice, {"OA815"}), (stripped, {"OA815"}), (of_a_stranger, {"OA814", "OA815"}), (swapped_release, {"OA803", "OA812", "OA822"}), (keys_of_attacker, {"OA816", "OA820"}),
    (keys_changed, {"OA813"}), (keys_gone, {"OA813"}), (keys_of_no_version, {"OA803"}), (signature_of_nothing, {"OA803"}), (signature_of_megabytes, {"OA804"}),
    (signature_of_keys_by_a_stranger, {"OA814"}), (keys_succeeded_by_attacker, {"OA815", "OA816", "OA820"})]


@pytest.mark.parametrize(("attack", "expected"), ATTACKS, ids=[attack.__name__ for attack, _ in ATTACKS])
def test_each_attack_is_named(press: Press, attack: Callable[[Press, Path], None], expected: set[str]) -> None:
    folder = press.folder / "release-1"
    assert press.found(folder, remembered=True) == []
    attack(press, folder)
    assert set(press.found(folder, remembered=True)) == expected
    assert press.verify(folder, remembered=True).is_right == (attack is download_less)


@pytest.mark.parametrize("kind", ["zip", "html"])
def test_a_download_that_was_changed_is_told(press: Press, kind: str) -> None:
    path = press.folder / "release-1" / f"archive-1.{kind}"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    try:
        assert not press.verify(path).is_right
    except ArchiveError:
        assert kind == "zip"  # it cannot even be unpacked


def test_an_older_edition_a_forked_one_and_an_expired_one_are_told(press: Press) -> None:
    first = press.folder / "release-1"
    press.archive.page("x.md", "# X\n\nAnother.\n")
    second = press.release(2)
    assert press.found(second, remembered=True) == []
    assert press.found(first, remembered=True) == ["OA817"]
    assert press.found(second, remembered=True, today=date(2028, 1, 1)) == ["OA818"]
    forked = Press(press.folder / "fork")
    shutil.rmtree(forked.keys)
    shutil.copytree(press.keys, forked.keys)
    for name in ("anna", "boris"):
        shutil.copy(press.folder / f"{name}.key", forked.folder / f"{name}.key")
    shutil.copy(press.archive.content / "editions.json", forked.archive.content / "editions.json")
    text = (forked.archive.content / "editions.json").read_text()
    import json
    (forked.archive.content / "editions.json").write_text(json.dumps(json.loads(text)[:1]))
    forked.archive.page("x.md", "# X\n\nA third text.\n")
    assert press.found(forked.release(2), remembered=True) == ["OA820"]


def test_a_copy_without_signatures_does_not_pass_where_keys_are_named(press: Press) -> None:
    site = press.folder / "release-1" / "site"
    shutil.copytree(site, press.folder / "alone")
    assert press.found(press.folder / "alone") == ["OA810"]
    assert press.found(press.folder / "alone", trusted=press.keys / "KEYS") == ["OA815"]


def test_names_that_are_composed_in_two_ways_are_told(press: Press) -> None:
    site = press.folder / "release-1" / "site"
    for name in ("caf\u00e9", "cafe\u0301"):
        (site / name).mkdir()
        (site / name / "x.html").write_text(name)
    assert "OA821" in press.found(press.folder / "release-1")


def test_a_zip_beside_a_release_is_held_to_its_bytes(press: Press) -> None:
    """What a zip holds depends on who unpacks it."""
    path = press.folder / "release-1" / "archive-1.zip"
    path.write_bytes(path.read_bytes() + b"PK\x03\x04")
    assert press.found(path) == ["OA812"]


def test_replaced_signers_cannot_sign_an_old_number(press: Press) -> None:
    old = press.folder / "old-keys"
    shutil.copytree(press.keys, old)
    assert press.found(press.folder / "release-1", remembered=True) == []
    publishing.changed_keys(press.keys, None, {name: press.new_key(name) for name in ("dora", "egor")}, ["anna", "boris"])
    press.sign(press.keys, "anna")
    press.sign(press.keys, "boris")
    assert press.found(press.release(2, by=("dora", "egor")), remembered=True) == []
    shutil.rmtree(press.keys)
    old.rename(press.keys)
    (press.folder / "release-1").rename(press.folder / "genuine-1")
    (press.archive.content / "editions.json").unlink()
    press.archive.page("x.md", "# X\n\nFalse.\n")
    assert press.found(press.release(1), remembered=True) == ["OA816", "OA817", "OA820"]
    assert press.found(press.folder / "genuine-1", remembered=True) == ["OA817"]


def test_a_signature_goes_through_no_link_and_bears_the_day_of_the_edition(press: Press) -> None:
    victim = press.folder / "victim"
    victim.write_text("mine")
    folder = press.folder / "release-1"
    publishing.changed_keys(press.keys, None, {"dora": press.new_key("dora")}, [])
    for name in (".KEYS.anna.minisig.new", "KEYS.anna.minisig"):
        os.symlink(victim, press.keys / name)
    press.sign(press.keys, "anna")
    assert victim.read_text() == "mine"
    assert not (press.keys / "KEYS.anna.minisig").is_symlink()
    assert (folder / "RELEASE.anna.minisig").stat().st_mtime == (folder / "RELEASE").stat().st_mtime


def test_a_change_of_keys_that_nobody_signed_is_no_reason_to_sign(press: Press) -> None:
    folder = press.folder / "release-1"
    keys_succeeded_by_attacker(press, folder)
    with pytest.raises(ArchiveError, match="nothing is signed that is not whole"):
        press.sign(folder, "eve")


def test_a_folder_named_site_that_is_somebody_s_own_is_not_replaced(press: Press) -> None:
    (press.folder / "out" / "site").mkdir(parents=True)
    (press.folder / "out" / "site" / "thesis.doc").write_text("three years")
    press.settings(2)
    with pytest.raises(ArchiveError, match="is not an archive"):
        publishing.release(press.archive.content, press.folder / "out", press.keys, today=DAY)
    assert (press.folder / "out" / "site" / "thesis.doc").read_text() == "three years"


def test_keys_that_were_got_another_way_are_all_that_counts(press: Press) -> None:
    folder = press.folder / "release-1"
    assert press.found(folder, trusted=press.keys / "KEYS") == []
    other = Press(press.folder / "other")
    assert press.found(folder, trusted=other.keys / "KEYS") == ["OA816"]
    with pytest.raises(ArchiveError, match="not the keys of an archive"):
        press.verify(folder, trusted=folder / "RELEASE")


def test_what_is_wrong_is_not_remembered_and_private_remembers_nothing(press: Press) -> None:
    folder = press.folder / "release-1"
    press.verify(folder)
    assert not press.memory.exists()
    changed(press, folder)
    press.verify(folder, remembered=True)
    assert not press.memory.exists()


def test_the_memory_names_no_archive_and_a_damaged_one_is_not_passed_over(press: Press) -> None:
    folder = press.folder / "release-1"
    press.verify(folder, remembered=True)
    assert "Probe" not in press.memory.read_text()
    assert press.memory.stat().st_mode & 0o777 == 0o600
    press.memory.write_text("{")
    with pytest.raises(ArchiveError, match="cannot be read"):
        press.verify(folder, remembered=True)


def test_any_byte_that_is_changed_is_found(press: Press) -> None:
    """A thousand single bytes, anywhere but in the comment of a signature that minisign itself does not sign."""
    folder, chance = press.folder / "release-1", random.Random(20261123)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert press.found(folder, trusted=press.keys / "KEYS") == []
    for _ in range(1000):
        path = chance.choice(files)
        data = path.read_bytes()
        start = data.index(b"\n") if path.suffix == ".minisig" else 0
        place = chance.randrange(start, len(data))
        flipped = bytearray(data)
        flipped[place] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        verified = press.verify(folder, trusted=press.keys / "KEYS")
        assert not verified.is_right, (path, place)
        path.write_bytes(data)
    assert press.found(folder, trusted=press.keys / "KEYS") == []


# ---- what a signer is shown

def test_a_change_of_keys_is_shown_beside_the_version_before_and_no_other(press: Press) -> None:
    """A forged version before would hide who comes with the new one."""
    genuine = keys.parsed((press.keys / "KEYS").read_bytes())
    evil = {name: press.new_key(name) for name in ("mal", "mel")}
    new = keys.keys_of("Probe", 2, press.public | evil | {"dora": press.new_key("dora")}, genuine)
    (press.keys / "KEYS.1").write_bytes(keys.keys_of("Probe", 2, press.public | evil).data())
    (press.keys / "KEYS").write_bytes(new.data())
    with pytest.raises(ArchiveError, match="former version is missing or another one"):
        publishing.unsigned(press.keys, today=DAY)
    (press.keys / "KEYS.1").write_bytes(genuine.data())  # a control
    wanted = publishing.unsigned(press.keys, today=DAY)
    assert wanted.change is not None
    assert wanted.change.signers.keys() - wanted.ring.signers.keys() == {"mal", "mel", "dora"}


def test_a_change_of_keys_that_does_not_follow_from_what_is_known_is_not_signed(press: Press) -> None:
    assert press.found(press.folder / "release-1", remembered=True) == []
    shutil.rmtree(press.keys)
    publishing.new_keys(press.keys, "Probe", 2, press.public | {"eve": press.new_key("eve")})
    publishing.changed_keys(press.keys, None, {"dora": press.new_key("dora")}, [])
    with pytest.raises(ArchiveError, match="does not follow from the keys that are known here"):
        press.sign(press.keys, "anna", remembered=True)
    press.sign(press.keys, "anna")  # a control: nothing else stops her


def test_what_was_verified_is_signed_and_not_what_lies_there_by_then(press: Press) -> None:
    folder = press.folder / "release-1"
    before = (folder / "RELEASE").read_bytes()
    wanted = publishing.unsigned(folder, today=DAY)
    (folder / "RELEASE").write_bytes(before.replace(b"2027-11-22", b"2099-11-22"))
    publishing.sign(wanted, press.folder / "clara.key", PASSWORD)
    assert wanted.data == before
    assert press.found(folder) != []
    (folder / "RELEASE").write_bytes(before)
    assert press.verify(folder).signers == ("anna", "boris", "clara")


def test_two_texts_that_were_looked_at_before_either_was_signed_are_not_both_signed(press: Press) -> None:
    copy = press.folder / "copy"
    shutil.copytree(press.release(2, by=()), copy)
    press.archive.page("x.md", "# X\n\nAnother.\n")
    both = [publishing.unsigned(path, today=DAY, remembered=press.memory) for path in (copy, press.release(2, by=()))]
    publishing.sign(both[0], press.folder / "anna.key", PASSWORD, remembered=press.memory)
    with pytest.raises(ArchiveError, match="another text of edition 2 was signed here"):
        publishing.sign(both[1], press.folder / "anna.key", PASSWORD, remembered=press.memory)


def test_a_zip_that_holds_another_archive_is_not_signed(press: Press) -> None:
    folder = press.release(2, by=())
    with zipfile.ZipFile(folder / "archive-2.zip", "a") as archive:
        archive.writestr("more.html", "another")
    said = statement.parsed((folder / "RELEASE").read_bytes())
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name, _ in said.downloads}
    (folder / "RELEASE").write_bytes(replace(said, downloads=tuple(sums.items())).data())
    assert press.found(folder) == ["OA815"]  # RELEASE fits what lies there
    with pytest.raises(ArchiveError, match="not in the manifest"):
        press.sign(folder, "anna")


def test_a_signer_sees_every_file_and_every_key_that_is_signed(press: Press, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = press.folder / "release-1"
    monkeypatch.setattr(sys, "stdin", io.StringIO(PASSWORD + "\n"))
    assert main(["sign", str(folder), "--secret", str(press.folder / "clara.key"), "--private"]) == 0
    said = capsys.readouterr().out
    release = statement.parsed((folder / "RELEASE").read_bytes())
    for wanted in (release.files, release.keys, "NEW HERE", *(f"{sha256} {name}" for name, sha256 in release.downloads), *press.public.values()):
        assert wanted in said


# ---- what is made to make a program fall over

def test_a_version_without_bounds_costs_nothing(press: Press) -> None:
    folder = press.folder / "release-1"
    text = (folder / "KEYS").read_text().replace("version: 1\nquorum: 2\nprevious: none", f"version: 999999999\nquorum: 2\nprevious: {'a' * 64}")
    (folder / "KEYS").write_text(text)
    code = f"import resource; resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))\nfrom offline_archive.cli import main\nraise SystemExit(main(['verify', '--private', {str(folder)!r}]))"
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": "src"}, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr


def test_a_list_without_bounds_is_not_read(press: Press) -> None:
    path = press.folder / "huge.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("SHA256SUMS", "w", force_zip64=True) as stream:
        for _ in range(320):
            stream.write(b"\n" * 1_000_000)
    for command in (["verify", str(path)], ["diff", str(path), str(path)]):
        assert main(command) == 2
    assert main(["check-mirror", "--private", str(path), str(press.folder / "release-1")]) == 1
    site = press.folder / "release-1" / "site"
    (site / "SHA256SUMS").write_bytes(b"\n" * 3_000_000)
    verified = press.verify(site)
    assert not verified.is_right
    assert len(verified.problems) < 1000


def zip_with(press: Press, name: str = "", extra: bytes = b"", before: bytes = b"") -> Path:
    """The zip of the first edition with something odd about it."""
    path = press.folder / "odd" / "archive.zip"
    path.parent.mkdir(exist_ok=True)
    out = io.BytesIO()
    with zipfile.ZipFile(press.folder / "release-1" / "archive-1.zip") as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            info = zipfile.ZipInfo(member.filename)
            info.extra = extra if member.filename == "x.html" else b""
            new.writestr(info, old.read(member))
        if name:
            new.writestr(zipfile.ZipInfo(name), b"x")
    path.write_bytes(before + out.getvalue())
    return path


def test_a_zip_that_two_programs_read_differently_is_not_right(press: Press) -> None:
    assert press.found(zip_with(press)) == ["OA810"]  # a control
    assert press.found(zip_with(press, extra=b"\x75\x70\x0e\0\x01\0\0\0\0index.htm")) == ["OA804", "OA810"]
    assert press.found(zip_with(press, before=b"#!/bin/sh\necho evil\n")) == ["OA804", "OA810"]


def test_a_member_without_a_name_is_told(press: Press) -> None:
    path = zip_with(press, name="last.html")
    with zipfile.ZipFile(path, "a") as archive:
        archive.filelist[-1].filename = archive.filelist[-1].orig_filename = ""
        archive._didModify = True  # type: ignore[attr-defined]
    with pytest.raises(ArchiveError, match="cannot be read"):
        press.verify(path)


def test_what_lies_beside_an_archive_without_release_is_named(press: Press) -> None:
    folder = press.folder / "release-1"
    for path in folder.glob("RELEASE*"):
        path.unlink()
    (folder / "index.html").write_text("another")
    assert press.found(folder) == ["OA803", "OA810"]
    assert {problem.place.path for problem in press.verify(folder).problems} >= {"index.html", "archive-1.html", "archive-1.zip"}


def test_a_release_too_large_to_be_one_is_named(press: Press) -> None:
    (press.folder / "release-1" / "site" / "RELEASE").write_bytes(bytes(1_100_000))
    assert "OA804" in press.found(press.folder / "release-1" / "site")


def test_the_folder_above_is_found_from_within(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(press.folder / "release-1" / "site" / "_archive")
    assert press.found(Path("..")) == []


def test_a_link_among_signatures_is_not_copied(press: Press) -> None:
    folder = press.folder / "release-1"
    (folder / "RELEASE.zed.minisig").symlink_to(press.folder / "anna.key")
    with pytest.raises(ArchiveError, match="a file that is not of this release"):
        press.release(1, by=())


# ---- other people's tools

def test_the_real_minisign_accepts_our_signatures_and_keys(press: Press) -> None:
    folder = press.folder / "release-1"
    for name in ("anna", "boris"):
        done = minisign("-Vm", folder / "RELEASE", "-x", folder / f"RELEASE.{name}.minisig", "-P", press.public[name])
        assert (done.returncode, "Trusted comment: offline archive edition 1" in done.stdout) == (0, True), done.stderr
    assert minisign("-Vm", folder / "RELEASE", "-x", folder / "RELEASE.anna.minisig", "-P", press.public["clara"]).returncode != 0
    done = minisign("-Sm", folder / "RELEASE", "-s", press.folder / "clara.key", "-x", folder / "RELEASE.clara.minisig", stdin=f"{PASSWORD}\n")
    assert done.returncode == 0, done.stderr
    assert press.verify(folder).signers == ("anna", "boris", "clara")


def test_we_sign_with_a_key_of_the_real_minisign_and_accept_its_signatures(tmp_path: Path) -> None:
    press = Press(tmp_path / "press")
    made = minisign("-G", "-p", tmp_path / "m.pub", "-s", press.folder / "mina.key", stdin=f"{PASSWORD}\n{PASSWORD}\n")
    assert made.returncode == 0, made.stderr
    public = (tmp_path / "m.pub").read_text().splitlines()[1]
    shutil.rmtree(press.keys)
    publishing.new_keys(press.keys, "Probe", 2, press.public | {"mina": public})
    folder = press.release(by=("mina",))
    assert press.verify(folder).signers == ("mina",)
    old = minisign("-Slm", folder / "RELEASE", "-s", press.folder / "mina.key", "-x", folder / "RELEASE.mina.minisig", stdin=f"{PASSWORD}\n")
    assert old.returncode == 0, old.stderr
    assert press.verify(folder).signers == ("mina",)  # the older form, without a hash first


def test_sums_and_zip_are_those_of_everybody(press: Press) -> None:
    folder = press.folder / "release-1"
    assert subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder / "site", check=False).returncode == 0
    subprocess.run(["unzip", "-q", str(folder / "archive-1.zip"), "-d", str(press.folder / "unpacked")], check=True)
    assert subprocess.run(["diff", "-r", str(press.folder / "unpacked"), str(folder / "site")], check=False).returncode == 0
    assert press.verify(press.folder / "unpacked").problems[-1].code == "OA810"


# ---- texts from strangers

def test_a_password_that_is_wrong_or_short_is_told(press: Press) -> None:
    with pytest.raises(ArchiveError, match="cannot be opened"):
        press.sign(press.folder / "release-1", "clara", password="another")
    with pytest.raises(ArchiveError, match="shorter than"):
        secret.made(press.folder / "short.key", "short")
    with pytest.raises(ArchiveError, match="cannot be written"):
        secret.made(press.folder / "anna.key", PASSWORD)
    (press.folder / "odd.key").write_bytes(b"\xff" * 200)
    with pytest.raises(ArchiveError, match="not a secret key"):
        press.sign(press.folder / "release-1", "odd")


GOOD = "Offline Archive release 1\narchive: Probe\nedition: 1\ndate: 2026-11-22\nexpires: 2027-11-22\nprevious: none\nkeys: " + "a" * 64 + "\nfiles: " + "b" * 64 + "\n"


@pytest.mark.parametrize("text", [
    "", GOOD[:-1], GOOD.replace("edition: 1", "edition: 0"), GOOD.replace("edition: 1", "edition: 01"), GOOD.replace("edition: 1", "edition: ١"), GOOD.replace("2026-11-22", "20261122"),
    GOOD.replace("2026-11-22", "2026-13-22"), GOOD.replace("date: ", "date:"), GOOD.replace("archive: Probe", "archive: Probe "), GOOD.replace("Probe", "Pro\u202ebe"), GOOD.replace("Probe", "Pro\x1b[2Jbe"),
    GOOD.replace("Probe", "e\u0301"), GOOD.replace("edition: 1\n", "edition: 1\nedition: 2\n"), GOOD.replace("edition: 1\n", ""), GOOD + "more: x\n", GOOD + "download: x y\n", GOOD + f"download: {'a' * 64} ../x\n",
    GOOD + f"download: {'a' * 64} x\n" * 2, GOOD + f"download: {'a' * 64} x\ndownload: {'a' * 64} X\n", GOOD.replace("none", "x"), GOOD.replace("a" * 64, "A" * 64), GOOD + "\n", "\ufeff" + GOOD, GOOD.replace("\n", "\r\n"),
    GOOD + "withdrawn: x\n", GOOD + "changed: b\ndownload: " + "a" * 64 + " x\n", GOOD * 2, "Offline Archive release 2\n" + GOOD.partition("\n")[2]])
def test_a_statement_that_is_not_to_the_letter_is_refused(text: str) -> None:
    assert statement.parsed(GOOD.encode()).edition == 1
    with pytest.raises(UnreadableError):
        statement.parsed(text.encode())


@given(st.binary(max_size=300) | st.text(alphabet="abc: \n0123none", max_size=200).map(lambda text: f"Offline Archive release 1\n{text}".encode()))
def test_no_text_makes_the_readers_fall_over(data: bytes) -> None:
    for parse in (statement.parsed, keys.parsed):
        with pytest.raises(UnreadableError):
            parse(data)


def test_keys_in_which_one_key_stands_twice_are_refused(printed: Press) -> None:
    one = printed.public["anna"]
    with pytest.raises(UnreadableError, match="under two names"):
        keys.keys_of("Probe", 2, {"anna": one, "boris": one})
    import base64
    data = base64.b64decode(one)
    other = base64.b64encode(data[:2] + bytes(8) + data[10:]).decode()  # the same key under another number
    with pytest.raises(UnreadableError, match="under two names"):
        keys.keys_of("Probe", 2, {"anna": one, "boris": other})
    with pytest.raises(UnreadableError, match="a quorum of 3"):
        keys.keys_of("Probe", 3, {"anna": one})
    with pytest.raises(UnreadableError, match="not a public key"):
        keys.keys_of("Probe", 1, {"anna": "x"})
