"""The arguments of each command."""

from __future__ import annotations

import argparse
from pathlib import Path

from offline_archive import __version__
from offline_archive.errors import ArchiveError
from offline_archive.export import EXPORTERS, SPLITS
from offline_archive.problems import did_you_mean
from offline_archive.withheld import REASONS

COMMANDS = ("build", "serve", "check", "verify", "guard", "withdraw", "export", "release", "keys", "sign", "update",
            "apply", "diff", "check-mirror", "explain", "test")
"""Every command."""
_WITH_VALUE = ("--content", "--output", "--format", "--guard-key", "--bundle", "--reason", "--split", "--keys",
               "--cache", "--port", "--secret", "--signer", "--remove", "--quorum", "--release")


def command_first(given: list[str]) -> list[str]:
    """`given` with its command in front, whether it stood there, further on, or nowhere."""
    if given[:1] in (["-h"], ["--help"], ["--version"]):
        return given
    for place, word in enumerate(given):
        if word.startswith("-") or (place and given[place - 1] in _WITH_VALUE):
            continue
        found = word in COMMANDS or place == 0
        return [word, *given[:place], *given[place + 1:]] if found else ["build", *given]
    return ["build", *given]


def known_command(word: str) -> None:
    """Refuse a command that does not exist.

    Raises:
        ArchiveError: with the nearest one.
    """
    if word.startswith("-") or word in COMMANDS:
        return
    remedy = f"for a folder of pages write --content {word}" if Path(word).is_dir() \
        else did_you_mean(word, COMMANDS) or "commands: " + ", ".join(COMMANDS)
    raise ArchiveError(f"unknown command: {word}", remedy=remedy)


def parser(root: Path, program: str) -> argparse.ArgumentParser:
    """The parser of all commands; folders that are not named lie in `root`."""
    top = argparse.ArgumentParser(
        prog=program, allow_abbrev=False,
        description="Turn a folder of Markdown into an archive that opens from a USB stick.",
        epilog="Options of a command: COMMAND --help. The default, build, takes --content DIR, --output DIR, "
               "--strict, --guard-key FILE, --format, -q and -v. Exit status: 0 clean, 1 problems found, "
               "2 usage or environment.")
    top.add_argument("--version", action="version", version=f"offline-archive {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    common, tree, guarded = _common(), _tree(root), _guarded()

    def command(name: str, says: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[common, *parents], allow_abbrev=False, help=says)

    _build(command("build", "build the archive (the default)", tree, guarded), root)
    _serve(command("serve", "build, show it on this machine, and build again at each change", tree, guarded), root)
    _check(command("check", "find problems, write nothing", tree, guarded), root)
    _verify(command("verify", "is a copy whole, who has signed it, is it the newest?"), root)
    _export(command("export", "build the archive in another form: one file for phones, a zip", tree, guarded), root)
    _release(command("release", "build an edition in all its forms, to be signed", tree, guarded), root)
    _keys(command("keys", "who signs editions: make a key, or the list of signers"), root)
    _sign(command("sign", "sign a release, or a change of the signers"), root)
    _update(command("update", "a pack that turns one edition into another"))
    _apply(command("apply", "turn a folder into the edition that a pack makes"))
    _diff(command("diff", "what differs between two editions"))
    _check_mirror(command("check-mirror", "compare copies with each other"))
    _guard(command("guard", "names that may never appear, kept as digests", guarded), root)
    _withdraw(command("withdraw", "take a person, a case or a fact out of everything", guarded), root)
    command("explain", "explain a problem's code").add_argument("code", help="such as OA203, or all")
    commands.add_parser("test", help="run every test (from a checkout)")
    return top


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--format", choices=("text", "json"), default="text",
                        help="how results are printed (default: text)")
    common.add_argument("-q", "--quiet", action="store_true", help="print problems only")
    common.add_argument("-v", "--verbose", action="store_true", help="print notes too")
    return common


def _tree(root: Path) -> argparse.ArgumentParser:
    tree = argparse.ArgumentParser(add_help=False)
    _content(tree, root)
    tree.add_argument("--strict", action="store_true",
                      help="warnings fail too, and nothing is written unless all is clean")
    return tree


def _guarded() -> argparse.ArgumentParser:
    guarded = argparse.ArgumentParser(add_help=False)
    guarded.add_argument("--guard-key", type=Path, metavar="FILE",
                         help="the key of the guard list (default: the file named in OFFLINE_ARCHIVE_GUARD_KEY)")
    return guarded


def _content(command: argparse.ArgumentParser, root: Path) -> None:
    command.add_argument("--content", type=Path, default=root / "content", metavar="DIR",
                         help="the folder of Markdown (default: content)")


def _build(build: argparse.ArgumentParser, root: Path) -> None:
    build.add_argument("--output", type=Path, default=root / "dist" / "site", metavar="DIR",
                       help="the folder that becomes the archive (default: dist/site)")
    _cache(build, root)


def _cache(command: argparse.ArgumentParser, root: Path) -> None:
    command.add_argument("--cache", type=Path, default=root / ".cache", metavar="DIR",
                         help="where it is remembered what was built; safe to delete (default: .cache)")
    command.add_argument("--no-cache", action="store_const", const=None, dest="cache",
                         help="build all of it, and remember nothing")


def _serve(serve: argparse.ArgumentParser, root: Path) -> None:
    _build(serve, root)
    serve.add_argument("--port", type=int, default=8000, metavar="NUMBER", help="where it is served (default: 8000)")


def _check(check: argparse.ArgumentParser, root: Path) -> None:
    _cache(check, root)
    check.add_argument("--bundle", type=Path, metavar="PATH",
                       help="audit a finished folder, zip or file instead, whoever made it; what must not stand in it "
                            "is taken from the content folder, if there is one")


def _verify(verify: argparse.ArgumentParser, root: Path) -> None:
    verify.add_argument("path", type=Path, nargs="?", default=root / "dist" / "site", metavar="PATH",
                        help="a folder, a zip or a single file (default: dist/site)")
    verify.add_argument("--keys", type=Path, metavar="FILE", help="a KEYS that you got another way")
    _private(verify)
    verify.add_argument("--strict", action="store_true", help="warnings fail too: an older edition, an expired one")
    verify.add_argument("--forget", action="store_true",
                        help="forget what was verified here of this archive: its keys are new then")


def _export(export: argparse.ArgumentParser, root: Path) -> None:
    _cache(export, root)
    export.add_argument("form", choices=(*EXPORTERS, "mirror"),
                        help="the form; mirror: a kit for whoever puts a signed release somewhere")
    export.add_argument("--output", type=Path, default=root / "dist", metavar="DIR",
                        help="the folder of the file (default: dist)")
    export.add_argument("--release", type=Path, metavar="DIR", help="for a mirror, the folder of the signed release")
    export.add_argument("--split", choices=SPLITS, default="", help="one file for each language, or section of each")


def _release(release: argparse.ArgumentParser, root: Path) -> None:
    release.add_argument("--output", type=Path, metavar="DIR",
                         help="the folder of the release (default: dist/release-NUMBER)")
    release.add_argument("--split", choices=SPLITS, default="", help="by what the single file is split")
    _folder_of_keys(release, root)
    release.set_defaults(release_root=root / "dist")


def _keys(keys: argparse.ArgumentParser, root: Path) -> None:
    keys.add_argument("action", choices=("new", "init", "change", "undo"),
                      help="new: a pair of keys; init: the first list of signers; change: another list; undo: take a "
                           "change back that nobody has signed")
    keys.add_argument("--secret", type=Path, metavar="FILE", help="where the new secret key goes: on a stick")
    keys.add_argument("--signer", action="append", default=[], metavar="NAME=KEY", help="a signer and the public key")
    keys.add_argument("--remove", action="append", default=[], metavar="NAME", help="a signer who signs no more")
    keys.add_argument("--quorum", type=int, metavar="NUMBER", help="how many signers make an edition")
    _folder_of_keys(keys, root)
    _content(keys, root)


def _sign(sign: argparse.ArgumentParser, root: Path) -> None:
    sign.add_argument("path", type=Path, metavar="DIR", help="the folder of a release, or of KEYS")
    sign.add_argument("--secret", type=Path, required=True, metavar="FILE", help="your secret key, minisign's or ours")
    sign.add_argument("--private", action="store_true",
                      help="neither read nor remember what was verified and signed on this machine")


def _private(command: argparse.ArgumentParser) -> None:
    command.add_argument("--private", action="store_true",
                         help="neither read nor remember what was verified on this machine")


def _folder_of_keys(command: argparse.ArgumentParser, root: Path) -> None:
    command.add_argument("--keys", type=Path, default=root / "keys", metavar="DIR",
                         help="the folder of KEYS and its former versions (default: keys)")


def _update(update: argparse.ArgumentParser) -> None:
    update.add_argument("old", type=Path, metavar="FROM", help="the folder of the old edition")
    update.add_argument("new", type=Path, metavar="TO", help="the folder of the new edition")
    update.add_argument("--output", type=Path, default=Path("update.zip"), metavar="FILE",
                        help="the pack (default: update.zip)")


def _apply(apply: argparse.ArgumentParser) -> None:
    apply.add_argument("pack", type=Path, metavar="PACK", help="the pack")
    apply.add_argument("folder", type=Path, metavar="DIR", help="the folder of the old edition")
    _private(apply)


def _diff(diff: argparse.ArgumentParser) -> None:
    diff.add_argument("old", type=Path, metavar="OLD", help="a folder or zip")
    diff.add_argument("new", type=Path, metavar="NEW", help="another")


def _check_mirror(check: argparse.ArgumentParser) -> None:
    check.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="copies: folders, zips, single files")
    check.add_argument("--keys", type=Path, metavar="FILE", help="a KEYS that you got another way")
    _private(check)


def _guard(guard: argparse.ArgumentParser, root: Path) -> None:
    guard.add_argument("action", choices=("add",),
                       help="add names, asked for without echo; makes list and key at first")
    _content(guard, root)


def _withdraw(withdraw: argparse.ArgumentParser, root: Path) -> None:
    withdraw.add_argument("id", help="such as people/a-name, or the id of a fact")
    withdraw.add_argument("--reason", required=True, metavar="CLASS", help="one of " + ", ".join(REASONS))
    _content(withdraw, root)
