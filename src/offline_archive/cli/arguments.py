"""The arguments of each command."""

from __future__ import annotations

import argparse
from pathlib import Path

from offline_archive import __version__
from offline_archive.errors import ArchiveError
from offline_archive.problems import did_you_mean
from offline_archive.withheld import REASONS

COMMANDS = ("build", "check", "verify", "guard", "withdraw", "explain", "test")
"""Every command."""
_WITH_VALUE = ("--content", "--output", "--format", "--guard-key", "--bundle", "--reason")


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
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--format", choices=("text", "json"), default="text",
                        help="how results are printed (default: text)")
    common.add_argument("-q", "--quiet", action="store_true", help="print problems only")
    common.add_argument("-v", "--verbose", action="store_true", help="print notes too")
    tree = argparse.ArgumentParser(add_help=False)
    tree.add_argument("--content", type=Path, default=root / "content", metavar="DIR",
                      help="the folder of Markdown (default: content)")
    tree.add_argument("--strict", action="store_true",
                      help="warnings fail too, and nothing is written unless all is clean")
    guarded = argparse.ArgumentParser(add_help=False)
    guarded.add_argument("--guard-key", type=Path, metavar="FILE",
                         help="the key of the guard list (default: the file named in OFFLINE_ARCHIVE_GUARD_KEY)")
    top = argparse.ArgumentParser(
        prog=program, allow_abbrev=False,
        description="Turn a folder of Markdown into an archive that opens from a USB stick.",
        epilog="Options of a command: COMMAND --help. The default, build, takes --content DIR, --output DIR, "
               "--strict, --guard-key FILE, --format, -q and -v. Exit status: 0 clean, 1 problems found, "
               "2 usage or environment.")
    top.add_argument("--version", action="version", version=f"offline-archive {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    build = commands.add_parser("build", parents=[common, tree, guarded], allow_abbrev=False,
                                help="build the archive (the default)")
    build.add_argument("--output", type=Path, default=root / "dist" / "site", metavar="DIR",
                       help="the folder that becomes the archive (default: dist/site)")
    check = commands.add_parser("check", parents=[common, tree, guarded], allow_abbrev=False,
                                help="find problems, write nothing")
    check.add_argument("--bundle", type=Path, metavar="PATH",
                       help="audit a finished folder, zip or file instead, whoever made it; what must not stand in it "
                            "is taken from the content folder, if there is one")
    verify = commands.add_parser("verify", parents=[common], allow_abbrev=False,
                                 help="compare a copy with its manifest")
    verify.add_argument("path", type=Path, nargs="?", default=root / "dist" / "site", metavar="DIR",
                        help="the archive (default: dist/site)")
    guard = commands.add_parser("guard", parents=[common, guarded], allow_abbrev=False,
                                help="names that may never appear, kept as digests")
    guard.add_argument("action", choices=("add",),
                       help="add names, asked for without echo; makes list and key at first")
    guard.add_argument("--content", type=Path, default=root / "content", metavar="DIR",
                       help="the folder of Markdown (default: content)")
    withdraw = commands.add_parser("withdraw", parents=[common, guarded], allow_abbrev=False,
                                   help="take a person, a case or a fact out of everything")
    withdraw.add_argument("id", help="such as people/a-name, or the id of a fact")
    withdraw.add_argument("--reason", required=True, metavar="CLASS", help="one of " + ", ".join(REASONS))
    withdraw.add_argument("--content", type=Path, default=root / "content", metavar="DIR",
                          help="the folder of Markdown (default: content)")
    explain = commands.add_parser("explain", parents=[common], allow_abbrev=False, help="explain a problem's code")
    explain.add_argument("code", help="such as OA203, or all")
    commands.add_parser("test", help="run every test (from a checkout)")
    return top
