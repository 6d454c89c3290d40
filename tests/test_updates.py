"""From one edition to the next: packs that fit or leave everything as it was, and what differs."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from offline_archive import publishing, updates
from offline_archive.cli import main
from offline_archive.errors import ArchiveError
from support.editions import DAY, Press

pytestmark = pytest.mark.usefixtures("cheap_keys")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, cheap_keys: None) -> tuple[Press, Path, Path, bytes]:
    """Two editions and the pack between them."""
    press = Press(tmp_path_factory.mktemp("press"))
    press.archive.page("old.md", "# Old\n\nIt goes.\n")
    first = press.release(1)
    press.archive.page("x.md", "# X\n\nAnother paragraph.\n").page("new.md", "# New\n\nIt comes.\n")
    (press.archive.content / "old.md").unlink()
    second = press.release(2)
    return press, first, second, updates.packed(first, second, today=DAY)


@pytest.fixture
def copy(printed: tuple[Press, Path, Path, bytes], tmp_path: Path) -> tuple[Path, Path, Path]:
    """A copy of the first edition, the pack beside it, and the second edition to compare with."""
    _, first, second, data = printed
    shutil.copytree(first, tmp_path / "copy")
    (tmp_path / "pack.zip").write_bytes(data)
    return tmp_path / "copy", tmp_path / "pack.zip", second


def files(folder: Path, *, downloads: bool = False) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and (downloads or not path.name.startswith("archive-"))}


def test_a_pack_makes_exactly_the_new_edition(copy: tuple[Path, Path, Path], printed: tuple[Press, Path, Path, bytes]) -> None:
    folder, pack, second = copy
    assert len(pack.read_bytes()) < len((second / "archive-2.zip").read_bytes())
    done = updates.applied(pack, folder, today=DAY)
    assert files(folder) == files(second)
    assert (done.edition, done.written > 3, done.gone > 0, done.downloads) == (2, True, True, ("archive-1.html", "archive-1.zip"))
    assert [path.name for path in folder.glob("archive-*")] == []  # they held the old edition
    assert printed[0].verify(folder).is_right
    with pytest.raises(ArchiveError, match="is the new edition already"):
        updates.applied(pack, folder, today=DAY)
    assert subprocess.run(["unzip", "-tq", str(pack)], check=False, capture_output=True).returncode == 0


def test_a_pack_of_archives_alone_works_too(printed: tuple[Press, Path, Path, bytes], tmp_path: Path) -> None:
    _, first, second, _ = printed
    shutil.copytree(first / "site", tmp_path / "copy")
    (tmp_path / "pack.zip").write_bytes(updates.packed(first / "site", second / "site", today=DAY))
    updates.applied(tmp_path / "pack.zip", tmp_path / "copy", today=DAY)
    assert files(tmp_path / "copy") == files(second / "site")


def damaged(data: bytes, change: str) -> bytes:
    members = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    page = "files/site/x.html"
    if change == "less":
        del members[page]
    elif change == "more":
        members["files/site/y.html"] = b"x"
    elif change == "changed":
        members[page] += b" "
    elif change == "outside":
        members["files/../../x"] = b"x"
        members["TO"] += b"0" * 64 + b"  ../../x\n"
    elif change == "no list":
        del members["TO"]
    elif change == "forged":  # consistent in itself, and signed by nobody
        import hashlib
        old = hashlib.sha256(members[page]).hexdigest().encode()
        members[page] += b" "
        members["TO"] = members["TO"].replace(old, hashlib.sha256(members[page]).hexdigest().encode())
    elif change == "unsigned":
        members["TO"] = b"".join(line for line in members["TO"].splitlines(keepends=True) if b"  RELEASE" not in line)
        members = {name: one for name, one in members.items() if not name.startswith("files/RELEASE")}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, one in members.items():
            archive.writestr(name, one)
    return out.getvalue()


@pytest.mark.parametrize(("change", "message"), [
    ("less", "not whole"), ("more", "not whole"), ("changed", "not whole"), ("outside", "cannot be read"), ("no list", "not the members"), ("forged", "not to be trusted"),
    ("unsigned", "takes the signatures away"), ("cut", "not a pack"), ("empty", "not a pack"), ("text", "not a pack")])
def test_a_pack_that_is_damaged_or_forged_changes_nothing(copy: tuple[Path, Path, Path], change: str, message: str) -> None:
    folder, pack, _ = copy
    before = files(folder, downloads=True)
    data = pack.read_bytes()
    pack.write_bytes({"cut": data[:len(data) // 2], "empty": b"", "text": b"no zip"}[change] if change in ("cut", "empty", "text") else damaged(data, change))
    with pytest.raises(ArchiveError, match=message):
        updates.applied(pack, folder, today=DAY)
    assert files(folder, downloads=True) == before
    assert sorted(os.listdir(folder.parent)) == ["copy", "pack.zip"]


@pytest.mark.parametrize("change", ["file more", "file less", "another"])
def test_a_pack_for_another_edition_changes_nothing(copy: tuple[Path, Path, Path], change: str) -> None:
    folder, pack, _ = copy
    if change == "file more":
        (folder / "site" / "mine.txt").write_text("mine")
    elif change == "file less":
        (folder / "site" / "old.html").unlink()
    else:
        (folder / "site" / "old.html").write_text("another")
    before = files(folder, downloads=True)
    with pytest.raises(ArchiveError, match="is not the edition that the pack fits"):
        updates.applied(pack, folder, today=DAY)
    assert files(folder, downloads=True) == before


def test_a_pack_by_other_signers_is_refused(printed: tuple[Press, Path, Path, bytes], copy: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _, first, _, _ = printed
    folder, pack, _ = copy
    attacker = Press(tmp_path / "attacker")
    pack.write_bytes(updates.packed(first, attacker.release(1), today=DAY))
    before = files(folder)
    with pytest.raises(ArchiveError, match="does not follow from the keys"):
        updates.applied(pack, folder, today=DAY)
    assert files(folder) == before


def test_a_pack_never_leads_back(printed: tuple[Press, Path, Path, bytes], tmp_path: Path) -> None:
    _, first, second, _ = printed
    shutil.copytree(second, tmp_path / "copy")
    (tmp_path / "back.zip").write_bytes(updates.packed(second, first, today=DAY))
    before = files(tmp_path / "copy", downloads=True)
    with pytest.raises(ArchiveError, match="leads from edition 2 to edition 1"):
        updates.applied(tmp_path / "back.zip", tmp_path / "copy", today=DAY)
    assert files(tmp_path / "copy", downloads=True) == before


def test_a_pack_names_nothing_that_went(printed: tuple[Press, Path, Path, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(printed[3])) as pack:
        told = b"".join(name.encode() + pack.read(name) for name in pack.namelist())
    assert b"new.html" in told
    assert b"old.html" not in told


def test_the_folder_of_a_signed_release_is_not_changed_behind_its_back(printed: tuple[Press, Path, Path, bytes], tmp_path: Path) -> None:
    _, first, second, _ = printed
    shutil.copytree(first, tmp_path / "copy")
    (tmp_path / "pack.zip").write_bytes(updates.packed(first / "site", second / "site", today=DAY))
    with pytest.raises(ArchiveError, match="belongs to a signed release"):
        updates.applied(tmp_path / "pack.zip", tmp_path / "copy" / "site", today=DAY)
    os.symlink(tmp_path / "copy", tmp_path / "link")
    with pytest.raises(ArchiveError, match="not a folder"):
        updates.applied(tmp_path / "pack.zip", tmp_path / "link", today=DAY)


def test_a_pack_by_signers_who_were_replaced_is_refused_where_that_is_known(tmp_path: Path) -> None:
    press = Press(tmp_path / "press")
    first = press.release(1)
    old_keys, old_editions = tmp_path / "keys", (press.archive.content / "editions.json").read_text()
    shutil.copytree(press.keys, old_keys)
    publishing.changed_keys(press.keys, None, {name: press.new_key(name) for name in ("dora", "egor")}, ["anna", "boris"])
    press.sign(press.keys, "anna")
    press.sign(press.keys, "boris")
    assert press.found(press.release(2, by=("dora", "egor")), remembered=True) == []
    shutil.rmtree(press.keys)
    old_keys.rename(press.keys)
    (press.archive.content / "editions.json").write_text(old_editions)
    (press.folder / "release-2").rename(press.folder / "genuine-2")
    press.archive.page("x.md", "# X\n\nFalse.\n")
    (tmp_path / "pack.zip").write_bytes(updates.packed(first, press.release(2), today=DAY))
    shutil.copytree(first, tmp_path / "copy")
    before = files(tmp_path / "copy", downloads=True)
    with pytest.raises(ArchiveError, match="not to be trusted: these keys were replaced"):
        updates.applied(tmp_path / "pack.zip", tmp_path / "copy", today=DAY, remembered=press.memory)
    assert files(tmp_path / "copy", downloads=True) == before
    updates.applied(tmp_path / "pack.zip", tmp_path / "copy", today=DAY)  # a control: elsewhere nobody knows


APPLY = """
import sys
from datetime import date
from pathlib import Path
from offline_archive import updates, write
if sys.argv[3] == "steps":
    write.exchanged = lambda *folders: False
print("begun", flush=True)
updates.applied(Path(sys.argv[1]), Path(sys.argv[2]), today=date(2026, 11, 23))
print("done", flush=True)
"""


@pytest.mark.parametrize("how", ["once", "steps"])
def test_an_update_that_is_killed_leaves_one_whole_edition(copy: tuple[Path, Path, Path], printed: tuple[Press, Path, Path, bytes], tmp_path: Path, how: str) -> None:
    from offline_archive import write
    folder, pack, second = copy
    old, new, chance, ends = files(folder), files(second), random.Random(3), set()
    for number in range(15):
        process = subprocess.Popen([sys.executable, "-c", APPLY, str(pack), str(folder), how], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": "src"})
        assert process.stdout is not None
        process.stdout.readline()
        if number:
            time.sleep(chance.uniform(0, 0.12))
        else:
            process.wait()
        process.kill()
        process.wait()
        process.stdout.close()
        write.mended(folder)
        state = files(folder)
        assert state in (old, new)
        ends.add(state == new)
        if state == new:
            shutil.rmtree(folder)
            shutil.copytree(printed[1], folder)
    assert True in ends
    assert sorted(os.listdir(tmp_path)) == ["copy", "pack.zip"]


def test_what_differs_is_told_to_people_and_programs(printed: tuple[Press, Path, Path, bytes], capsys: pytest.CaptureFixture[str]) -> None:
    _, first, second, _ = printed
    for old, new in ((first, second), (first / "site", second / "site"), (first / "archive-1.zip", second / "archive-2.zip")):
        assert main(["diff", str(old), str(new)]) == 1
        said = capsys.readouterr().out
        assert "pages added: 1: new.html\npages changed: 1: x.html\npages removed: 1: old.html\n" in said
        assert main(["diff", str(old), str(new), "--format", "json"]) == 1
        found = json.loads(capsys.readouterr().out)
        assert found["pages"] == {"added": ["new.html"], "changed": ["x.html"], "removed": ["old.html"]}
        assert "old.html" in found["files"]["removed"]
    assert main(["diff", str(first), str(first)]) == 0
    assert main(["diff", str(first), str(first / "RELEASE")]) == 2


def test_an_edition_tells_what_changed_and_names_nothing_that_went(printed: tuple[Press, Path, Path, bytes]) -> None:
    _, first, second, _ = printed
    assert "It is the first." in (first / "site" / "_archive" / "changes.html").read_text()
    page = (second / "site" / "_archive" / "changes.html").read_text()
    main_part = page.partition("<main")[2].partition("</main>")[0]
    assert '<a href="../new.html">New</a>' in main_part
    assert '<a href="../x.html">X</a>' in main_part
    assert "old" not in main_part.casefold().replace("threshold", "")
    assert "<dt>Pages</dt><dd>1</dd>" in main_part
    assert 'href="_archive/changes.html"' in (second / "site" / "index.html").read_text()
    from offline_archive.release import statement
    assert statement.parsed((first / "RELEASE").read_bytes()).sha256 in main_part


def test_copies_are_compared_with_each_other(printed: tuple[Press, Path, Path, bytes], copy: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    _, first, second, _ = printed
    folder = copy[0]
    assert main(["check-mirror", str(first), str(folder), str(first / "archive-1.zip")]) == 0
    capsys.readouterr()
    (folder / "site" / "x.html").write_text("another")
    assert main(["check-mirror", str(first), str(folder)]) == 1
    said = capsys.readouterr().out
    assert f"{folder}: not to be trusted" in said
    assert "site/x.html" in said or "x.html: OA802" in said
    assert main(["check-mirror", str(first), str(second)]) == 1
    said = capsys.readouterr().out
    assert "these are different editions" in said
    assert "  differs in: " in said
    assert " and more\n" in said
    assert main(["check-mirror", "--format", "json", str(first), str(second)]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(one["path"], one["right"], one["edition"], one["signers"]) for one in told] == [
        (str(first), True, 1, ["anna", "boris"]), (str(second), True, 2, ["anna", "boris"])]
    assert told[0]["differs"] == []
    assert "index.html" in told[1]["differs"]


def test_zips_are_compared_and_one_that_cannot_be_read_hides_no_other(printed: tuple[Press, Path, Path, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, first, second, _ = printed
    for name, release in (("one", first), ("two", second)):
        (tmp_path / name).mkdir()
        shutil.copy(next(release.glob("*.zip")), tmp_path / name / "archive.zip")
    paths = [str(tmp_path / name / "archive.zip") for name in ("one", "two")]
    assert main(["check-mirror", "--private", paths[0], paths[0]]) == 0
    capsys.readouterr()
    assert main(["check-mirror", "--private", *paths]) == 1
    said = capsys.readouterr().out
    assert "these are different editions" in said
    assert "  differs in: " in said
    assert main(["check-mirror", "--private", str(tmp_path / "nothing"), str(first)]) == 1
    said = capsys.readouterr().out
    assert "no such folder or file" in said
    assert f"{first}: right" in said


def test_a_mirror_is_compared_with_what_this_machine_knows(printed: tuple[Press, Path, Path, bytes], capsys: pytest.CaptureFixture[str]) -> None:
    _, first, second, _ = printed
    assert main(["verify", str(second)]) == 0
    assert main(["check-mirror", str(first)]) == 0
    assert "OA817" in capsys.readouterr().out
    assert main(["check-mirror", "--private", str(first)]) == 0
    assert "OA817" not in capsys.readouterr().out


def test_a_pack_is_never_written_over_something(copy: tuple[Path, Path, Path], printed: tuple[Press, Path, Path, bytes], capsys: pytest.CaptureFixture[str]) -> None:
    _, first, second, data = printed
    assert main(["update", str(first), str(second), "--output", str(copy[1])]) == 2
    assert "lies there already" in capsys.readouterr().err
    assert copy[1].read_bytes() == data


def test_what_is_no_release_is_said_to_be_what_it_is(copy: tuple[Path, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = {}
    for name, command in {"pack": ["verify", str(copy[1])], "gone": ["apply", str(tmp_path / "no.zip"), str(copy[0])],
                          "sign": ["sign", str(tmp_path / "none"), "--secret", "x"]}.items():
        assert main(command) == 2
        said[name] = capsys.readouterr().err
    assert "a pack, from one edition to the next" in said["pack"]
    assert "no such file" in said["gone"]
    assert "no such folder" in said["sign"]
