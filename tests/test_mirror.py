"""The kit for mirrors, the page and the script by which strangers verify a copy with their own tools."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import test_trust
from offline_archive import catalogue, publishing
from offline_archive.audit import audit
from offline_archive.bundle import Bundle
from offline_archive.errors import ArchiveError
from offline_archive.render import POLICY, Theme
from support.archives import Archive
from support.browsers import Browser
from support.editions import DAY, Press

THEME = Theme(catalogue.default_templates())


pytestmark = pytest.mark.usefixtures("cheap_keys")


@pytest.fixture
def press(tmp_path: Path, cheap_keys: None) -> Press:
    press = Press(tmp_path / "press")
    press.release()
    return press


@pytest.fixture
def kit(press: Press) -> Path:
    return publishing.mirror(press.folder / "release-1", press.folder, THEME, today=DAY)


def script(folder: Path) -> tuple[int, str]:
    """What the script says of a release in which it lies, run by the plainest shell."""
    shutil.copy(catalogue.default_templates() / "plain" / "verify.sh", folder / "verify.sh")
    done = subprocess.run(["sh", str(folder / "verify.sh")], capture_output=True, text=True, check=False)
    (folder / "verify.sh").unlink()
    return done.returncode, done.stdout + done.stderr


def test_the_script_accepts_what_we_accept(press: Press) -> None:
    status, said = script(press.folder / "release-1")
    assert (status, "signed by: anna boris (2; 2 are needed)" in said) == (0, True), said
    assert "this copy is complete and unchanged" in said
    verified = press.verify(press.folder / "release-1")
    assert verified.keys is not None
    assert f"SHA-256 of KEYS: {verified.keys.sha256}" in said
    assert f"fingerprint (SHA-256 of SHA256SUMS): {verified.fingerprint}" in said


# What only a memory of earlier editions tells, or the folder about the archive, a script does not know.
KNOWN = [(attack, codes) for attack, codes in test_trust.ATTACKS
         if attack not in (test_trust.keys_of_attacker, test_trust.keys_succeeded_by_attacker, test_trust.download_less, test_trust.link_to_release, test_trust.site_less)]


@pytest.mark.parametrize("attack", [attack for attack, _ in KNOWN], ids=lambda attack: attack.__name__)
def test_the_script_refuses_what_we_refuse(press: Press, attack: Callable[[Press, Path], None]) -> None:
    folder = press.folder / "release-1"
    attack(press, folder)
    status, said = script(folder)
    assert (status, "do not trust this copy" in said) == (1, True), said


def download_replaced(press: Press, folder: Path) -> None:
    (folder / "archive-1.html").write_text("another")


def named_like_a_signature(press: Press, folder: Path) -> None:
    (folder / "site" / "RELEASE.html").write_text("another")


def two_lines(press: Press, folder: Path) -> None:
    (folder / "site" / "index.html\nRELEASE").write_text("another")


def odd_quorum(press: Press, folder: Path) -> None:
    text = (folder / "KEYS").read_text().replace("quorum: 2", "quorum: 2 of 3")
    (folder / "KEYS").write_text(text)
    release = (folder / "RELEASE").read_text()
    import hashlib
    (folder / "RELEASE").write_text(re.sub(r"keys: .*", "keys: " + hashlib.sha256(text.encode()).hexdigest(), release))


def list_of_our_own_folder(press: Press, folder: Path) -> None:
    """A second list beside the script, of nothing but that folder."""
    (folder / "site" / "index.html").write_text("another")
    own = folder / "site" / "_archive"
    done = subprocess.run("sha256sum verify.sh archive.js style.css", shell=True, cwd=own, capture_output=True, check=True)
    (own / "SHA256SUMS").write_bytes(done.stdout)


def folders_named_like_signatures(press: Press, folder: Path) -> None:
    (folder / "KEYS.d").mkdir()
    (folder / "RELEASE.x.minisig").mkdir()


def a_page_named_like_keys(press: Press, folder: Path) -> None:
    (folder / "KEYS.html").write_text("another")


def a_page_with_two_dots(press: Press, folder: Path) -> None:
    (folder / "..evil.html").write_text("another")


def a_page_named_star(press: Press, folder: Path) -> None:
    (folder / "*").write_text("another")


def keys_within(press: Press, folder: Path) -> None:
    (folder / "site" / "KEYS").write_text("another")


def release_within(press: Press, folder: Path) -> None:
    shutil.copy(folder / "RELEASE", folder / "site" / "RELEASE")


def download_by_a_link(press: Press, folder: Path) -> None:
    (folder / "archive-1.html").rename(press.folder / "elsewhere.html")
    (folder / "archive-1.html").symlink_to(press.folder / "elsewhere.html")


def pipe_for_a_page(press: Press, folder: Path) -> None:
    (folder / "site" / "index.html").unlink()
    os.mkfifo(folder / "site" / "index.html")


def keys_without_the_version_before(press: Press, folder: Path) -> None:
    """A second version of KEYS by nobody, and a release under it that its own signers have signed."""
    test_trust.keys_succeeded_by_attacker(press, folder)


@pytest.mark.parametrize("attack", [
    list_of_our_own_folder, folders_named_like_signatures, a_page_named_like_keys, a_page_with_two_dots, a_page_named_star, keys_within, release_within,
    download_by_a_link, pipe_for_a_page, keys_without_the_version_before], ids=lambda attack: attack.__name__)
@pytest.mark.parametrize("where", ["beside", "within"])
def test_the_script_refuses_what_was_made_to_blind_it(press: Press, attack: Callable[[Press, Path], None], where: str) -> None:
    folder = press.folder / "release-1"
    attack(press, folder)
    if where == "beside":
        status, said = script(folder)
    else:
        done = subprocess.run(["sh", str(folder / "site" / "_archive" / "verify.sh")], capture_output=True, text=True, check=False, timeout=60)
        status, said = done.returncode, done.stdout + done.stderr
    assert (status, "do not trust this copy" in said) == (1, True), said


def test_the_script_refuses_a_folder_that_it_cannot_read(press: Press) -> None:
    folder = press.folder / "release-1"
    (folder / "site" / "closed").mkdir()
    (folder / "site" / "closed" / "evil.html").write_text("another")
    (folder / "site" / "closed").chmod(0o311)
    shutil.copy(catalogue.default_templates() / "plain" / "verify.sh", folder / "verify.sh")
    press.folder.parent.chmod(0o755)
    copy = Path("/tmp") / f"copy-{press.folder.parent.name}-{os.getpid()}"
    try:
        shutil.copytree(folder, copy)
        (copy / "site" / "closed").chmod(0o311)
        user = ["setpriv", "--reuid", "1234", "--regid", "1234", "--clear-groups"] if os.geteuid() == 0 else []
        done = subprocess.run([*user, "sh", str(copy / "verify.sh")], capture_output=True, text=True, check=False)
    finally:
        shutil.rmtree(copy)
    assert (done.returncode, "a folder cannot be read" in done.stdout) == (1, True), done.stdout + done.stderr


def test_the_script_names_what_does_not_belong_to_a_kit(kit: Path) -> None:
    assert subprocess.run(["sh", str(kit / "verify.sh")], capture_output=True, check=False).returncode == 0  # a control
    (kit / "index.html").write_text("another")
    done = subprocess.run(["sh", str(kit / "verify.sh")], capture_output=True, text=True, check=False)
    assert (done.returncode, "index.html: does not belong" in done.stdout) == (1, True)


def test_the_script_follows_a_change_of_keys(press: Press) -> None:
    publishing.changed_keys(press.keys, None, {"dora": press.new_key("dora")}, ["anna"])
    press.sign(press.keys, "anna")
    press.sign(press.keys, "boris")
    folder = press.release(2, by=("dora", "boris"))
    status, said = script(folder)
    assert (status, "signed by: boris dora (2; 2 are needed)" in said) == (0, True), said
    (folder / "KEYS.boris.minisig").unlink()
    status, said = script(folder)
    assert (status, "KEYS: signed by 1 of the former signers, 2 are needed" in said) == (1, True), said
    (folder / "KEYS.1").unlink()
    status, said = script(folder)
    assert (status, "KEYS.1 is missing" in said) == (1, True), said


@pytest.mark.parametrize("attack", [download_replaced, named_like_a_signature, two_lines, odd_quorum], ids=lambda attack: attack.__name__)
def test_the_script_refuses_what_is_made_for_scripts(press: Press, attack: Callable[[Press, Path], None]) -> None:
    folder = press.folder / "release-1"
    attack(press, folder)
    status, said = script(folder)
    assert (status, "do not trust this copy" in said) == (1, True), said


def test_the_script_looks_where_it_lies(press: Press) -> None:
    folder = press.folder / "release-1"
    shutil.copytree(folder, press.folder / "other" / "release")
    (folder / "site" / "x.html").write_text("another")
    shutil.copy(catalogue.default_templates() / "plain" / "verify.sh", folder / "verify.sh")
    done = subprocess.run(["sh", "verify.sh"], cwd=folder, env=os.environ | {"CDPATH": str(press.folder / "other" / "release")}, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout


def test_the_script_lies_in_the_archive_and_finds_it_from_there(press: Press) -> None:
    site = press.folder / "release-1" / "site"
    done = subprocess.run(["sh", "_archive/verify.sh"], cwd=site, capture_output=True, text=True, check=False)
    assert (done.returncode, "signed by: anna boris" in done.stdout) == (0, True), done.stdout + done.stderr
    odd = site / "a\x1b[2Jb.html"
    odd.write_text("x")
    done = subprocess.run(["sh", "_archive/verify.sh"], cwd=site, capture_output=True, text=True, check=False)
    assert (done.returncode, "\x1b" in done.stdout) == (1, False)


def test_the_page_tells_commands_that_work(press: Press) -> None:
    site = press.folder / "release-1" / "site"
    page = (site / "_archive" / "verify.html").read_text().replace("&#39;", "'")
    commands = re.findall(r'<code dir="ltr">([^<]*)</code>', page)
    check = next(command for command in commands if command.startswith("sha256sum --quiet"))
    assert subprocess.run(check, shell=True, cwd=site, check=False).returncode == 0
    (site / "x.html").write_text("another")
    assert subprocess.run(check, shell=True, cwd=site, capture_output=True, check=False).returncode == 1
    signed = next(command for command in commands if command.startswith("minisign")).replace("NAME", "anna").replace("KEY", press.public["anna"])
    done = subprocess.run(signed, shell=True, cwd=site.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert 'href="verify.html"' in page or 'href="_archive/verify.html"' in (site / "index.html").read_text()


def test_a_kit_holds_the_edition_and_words_for_whoever_hosts_it(kit: Path, press: Press) -> None:
    assert kit.name == "mirror-1"
    assert press.verify(kit / "edition").is_right
    assert {path.name for path in kit.iterdir()} == {"README.txt", "poster.html", "verify.sh", "servers", "edition"}
    said = press.verify(kit / "edition").statement
    assert said is not None
    assert said.sha256 in (kit / "README.txt").read_text()
    assert "--checksum" in (kit / "README.txt").read_text()  # all files bear the edition's date, and SHA256SUMS is as long as before
    done = subprocess.run(["sh", str(kit / "verify.sh")], capture_output=True, text=True, check=False)
    assert (done.returncode, "signed by: anna boris" in done.stdout) == (0, True), done.stdout + done.stderr
    with pytest.raises(ArchiveError, match="a kit for mirrors"):
        press.verify(kit)
    with pytest.raises(ArchiveError, match="lies there already"):
        publishing.mirror(press.folder / "release-1", press.folder, THEME, today=DAY)


@pytest.mark.parametrize("attack", [test_trust.stripped, test_trust.changed])
def test_what_is_not_whole_or_not_signed_makes_no_kit(press: Press, attack: Callable[[Press, Path], None]) -> None:
    attack(press, press.folder / "release-1")
    with pytest.raises(ArchiveError, match="not a release that can be handed on"):
        publishing.mirror(press.folder / "release-1", press.folder, THEME, today=DAY)
    assert not (press.folder / "mirror-1").exists()


def test_the_code_on_the_sheet_is_read_by_a_scanner(kit: Path, press: Press, browser: Browser, tmp_path: Path) -> None:
    browser.open(kit / "poster.html")
    (tmp_path / "poster.png").write_bytes(browser.picture())
    done = subprocess.run(["zbarimg", "-q", "--raw", str(tmp_path / "poster.png")], capture_output=True, text=True, check=False)
    verified = press.verify(kit / "edition")
    assert verified.statement is not None
    assert done.stdout.strip() == f"RELEASE {verified.statement.sha256}\nKEYS {verified.statement.keys}"
    assert browser.errors() == []


def test_settings_of_servers_keep_no_records_and_send_the_policy(kit: Path) -> None:
    nginx, caddy, tor = ((kit / "servers" / name).read_text() for name in ("nginx.conf", "Caddyfile", "torrc"))
    assert "access_log off;" in nginx
    assert "output discard" in caddy
    assert "HiddenServicePort 80 127.0.0.1:8080" in tor
    for text in (nginx, caddy):
        sent = re.search(r'Content-Security-Policy "(default-src [^"]*script-src[^"]*)"', text)
        assert sent is not None
        assert sent[1].replace("frame-ancestors 'none'; ", "") == POLICY
        assert "no-referrer" in text


def test_the_script_in_an_archive_passes_the_audit_and_no_other_does(archive: Archive) -> None:
    files = {path: entry.data for path, entry in archive.page("index.md").bundle().items()}
    assert audit(Bundle(files)) == ()
    assert [problem.code for problem in audit(Bundle(files | {"_archive/other.sh": b"echo\n"}))] == ["OA905"]
    assert [problem.code for problem in audit(Bundle(files | {"_archive/verify.sh": b"\xff\n"}))] == ["OA905"]
    assert os.access(catalogue.default_templates(), os.R_OK)
