"""What the commands about editions do: release, keys, sign, verify."""

from __future__ import annotations

import argparse
import getpass
import sys

from offline_archive import config, guard, machine, publishing, verification
from offline_archive.cli.printing import Watch, count, print_json, print_problems, printable, size, tally
from offline_archive.errors import ArchiveError
from offline_archive.export import LARGE
from offline_archive.problems import Severity, in_order
from offline_archive.publishing import Unsigned
from offline_archive.release import secret
from offline_archive.verification import Verified


def release(options: argparse.Namespace) -> int:
    """Build and write a release."""
    output = options.output or options.release_root / f"release-{config.read(options.content).edition or 'none'}"
    watch = Watch(sys.stderr, on=not options.quiet and options.format == "text")
    try:
        done = publishing.release(options.content, output, options.keys, guard_key=options.guard_key,
                                  split=options.split, today=machine.today(), progress=watch)
    finally:
        watch.end()
    said = done.statement
    if options.format == "json":
        print_json(done.outcome.problems, {"written": said is not None, "output": str(output),
                                           "release": said.sha256 if said else ""})
        return 0 if said else 1
    print_problems(done.outcome.problems, verbose=options.verbose)
    if said is None:
        print(f"nothing was released{tally(done.outcome.problems)}: a release has no problems and no warnings")
        return 1
    if not options.quiet:
        print(f"edition {said.edition} of {said.archive} lies in {output}\n"
              f"SHA-256 of RELEASE: {said.sha256}\n"
              "let the signers sign it, each on their own machine: sign FOLDER --secret FILE")
        if not (options.content / guard.FILE_NAME).is_file():
            print("there is no guard list: nobody's name was looked for in it (guard add makes one)")
        for name, number in done.sizes.items():
            if name.endswith(".html") and number > LARGE:
                print(f"{name} has {size(number)}, more than old phones open: --split makes several")
    return 0


def keys(options: argparse.Namespace) -> int:
    """Make a key, or the list of those who sign."""
    if options.action == "new":
        if options.secret is None:
            raise ArchiveError("no file is named for the secret key", remedy="name one on a stick with --secret")
        public = secret.made(options.secret, _new_password(), apart=options.content)
        if options.format == "json":
            print_json((), {"secret": str(options.secret), "public": public})
        elif not options.quiet:
            print(f"the secret key lies in {options.secret}: keep it, a copy of it elsewhere, and the password\n"
                  f"the public key, also in {options.secret.name}.pub: {public}")
        return 0
    names = _pairs(options.signer)
    if options.action == "init":
        settings = config.read(options.content)
        if not options.quorum:
            raise ArchiveError("it is not said how many must sign", remedy="write --quorum 2, for example")
        made = publishing.new_keys(options.keys, settings.title(settings.languages[0]), options.quorum, names)
    elif options.action == "undo":
        made = publishing.undone_keys(options.keys)
    else:
        made = publishing.changed_keys(options.keys, options.quorum, names, options.remove)
    if options.format == "json":
        print_json((), {"version": made.version, "quorum": made.quorum, "signers": dict(made.signers),
                        "sha256": made.sha256})
    elif not options.quiet:
        print(f"{options.keys / 'KEYS'}: version {made.version}, {made.quorum} of {len(made.signers)} must sign\n"
              f"SHA-256 of KEYS: {made.sha256}\nhand this fingerprint on another way than the archive"
              + (f"\nthe former signers sign the change: sign {options.keys} --secret FILE"
                 if options.action == "change" else ""))
    return 0


def sign(options: argparse.Namespace) -> int:
    """Sign a release, or a change of the keys."""
    remembered = None if options.private else verification.place()
    wanted = publishing.unsigned(options.path, today=machine.today(), remembered=remembered)
    if not options.quiet and options.format == "text":  # before the password is asked for
        print("\n".join(printable(line) for line in _asked(wanted)))
    file = publishing.sign(wanted, options.secret, _password(), remembered=remembered)
    if options.format == "json":
        print_json((), {"signed": file, "sha256": wanted.sha256})
    elif not options.quiet:
        print(f"signed: {file} in {options.path}")
    return 0


def _asked(wanted: Unsigned) -> list[str]:
    """What a signer is about to sign, in a few lines."""
    said, new, old = wanted.statement, wanted.change, wanted.ring
    lines = [f"SHA-256 of {wanted.file}: {wanted.sha256}",
             f"signed so far by {', '.join(wanted.signers) or 'nobody'}; {old.quorum} of {len(old.signers)} are needed"]
    if said is not None:
        return [f"archive: {said.archive}",
                f"edition: {said.edition} of {said.day.isoformat()}; expires {said.expires.isoformat()}",
                *(f"changed: {line}" for line in said.changed),
                *(f"withdrawn: {name} {reason}" for name, reason in said.withdrawn),
                f"files: {said.files}",
                *(f"download: {sha256} {name}" for name, sha256 in said.downloads),
                f"previous: {said.previous}",
                f"keys: {said.keys}, version {old.version}, "
                + ("known here" if wanted.is_known else "NEW HERE: compare them with those that you got another way"),
                *(f"signer: {name} {key}" for name, key in sorted(old.signers.items())), *lines]
    assert new is not None
    changed = [(word, sorted(one.signers.items() - other.signers.items()))
               for word, one, other in (("comes", new, old), ("goes", old, new))]
    return [f"archive: {new.archive}", f"keys: version {new.version}; {new.quorum} of {len(new.signers)} must sign",
            *(f"{word}: {name} {key}" for word, pairs in changed for name, key in pairs), *lines]


def verify(options: argparse.Namespace) -> int:
    """Verify a copy."""
    if options.forget:
        return _forget(options)
    found = verification.verify(options.path, today=machine.today(), trusted=options.keys,
                                remembered=None if options.private else verification.place())
    problems = in_order(found.problems)
    failed = not found.is_right or (options.strict and any(one.severity is Severity.WARNING for one in problems))
    if options.format == "json":
        print_json(problems, _facts(found))
        return 1 if failed else 0
    print_problems(problems, verbose=True)
    if not found.is_right:
        print(f"{options.path} is not to be trusted{tally(problems)}")
    elif not options.quiet:
        told = "\n".join(_lines(str(options.path), found, is_private=options.private))
        print("\n".join(printable(line) for line in told.split("\n")))
    return 1 if failed else 0


def _forget(options: argparse.Namespace) -> int:
    said = verification.verify(options.path, today=machine.today()).statement
    if said is None:
        raise ArchiveError("no RELEASE that can be read lies beside it", place=str(options.path),
                           remedy="name a copy of the archive that is to be forgotten")
    verification.forget(verification.place(), said.archive)
    if not options.quiet:
        print(f"nothing is known here of {printable(said.archive)} any more")
    return 0


def _facts(found: Verified) -> dict[str, object]:
    said = found.statement
    return {"files": found.files, "fingerprint": found.fingerprint, "signed": found.is_signed and found.is_right,
            "edition": said.edition if said else None, "date": said.day.isoformat() if said else None,
            "expires": said.expires.isoformat() if said else None, "release": said.sha256 if said else None,
            "signers": list(found.signers), "quorum": found.keys.quorum if found.keys else None,
            "newest_seen": found.newest or None}


def _lines(path: str, found: Verified, *, is_private: bool) -> list[str]:
    """A verified copy in a few lines."""
    said, ring = found.statement, found.keys
    lines = [f"{path} is complete and unchanged: {count(found.files, 'file')} compared"]
    if found.fingerprint:
        lines.append(f"fingerprint (SHA-256 of SHA256SUMS): {found.fingerprint}")
    if said is None or ring is None:
        return [*lines, "it is not signed, or its signatures are not here: a manifest can be changed together with the "
                "copy it lies in.\ncompare the fingerprint with one that you got another way"]
    newest = f"edition {found.newest} was seen here, which is newer" if found.newest > said.edition else \
        "the newest that was seen here"
    known = "they follow from the keys that are known here" if found.is_known else \
        "they are seen for the first time: compare their fingerprint with one that you got another way" + \
        ("" if is_private else "\n(they are known here from now on; if the fingerprint is another: verify --forget)")
    return [*lines, f"archive: {said.archive}",
            f"edition: {said.edition} of {said.day.isoformat()}, {newest}; expires {said.expires.isoformat()}",
            f"signed by: {', '.join(found.signers)}; {ring.quorum} of {len(ring.signers)} are needed, and have signed",
            f"keys: version {ring.version}, SHA-256 {ring.sha256}; {known}",
            f"SHA-256 of RELEASE: {said.sha256}"]


def _pairs(given: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for one in given:
        name, _, key = one.partition("=")
        if not key or name in pairs:
            raise ArchiveError(f"not NAME=KEY, or there twice: {one[:80]}",
                               remedy="KEY is the line that keys new prints, or minisign")
        pairs[name] = key
    return pairs


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("the password of the key: ")
    return sys.stdin.readline().rstrip("\n")


def _new_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, second = getpass.getpass("a password for the key: "), getpass.getpass("once more: ")
    if first != second:
        raise ArchiveError("the two are not the same", remedy="try again")
    return first
