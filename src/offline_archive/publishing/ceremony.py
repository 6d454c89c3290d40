"""Keys and signatures: each signer by themself, on their own machine; nobody holds two keys.

- What is signed is verified first: a signer never signs a text about other files than those that lie there.
- A signer's machine remembers what it has signed: of one edition it signs one text.
- A change of the signers is a new version of KEYS, which the former quorum signs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from offline_archive import codes
from offline_archive.errors import ArchiveError
from offline_archive.problems import Place, Problem
from offline_archive.received import hashed
from offline_archive.release import MANIFEST, secret, statement, verify_files
from offline_archive.release import keys as signers
from offline_archive.release.keys import Keys
from offline_archive.release.lines import UnreadableError
from offline_archive.release.statement import Statement
from offline_archive.reproducible import EARLIEST, epoch_of
from offline_archive.verification import SITE, beside, verify
from offline_archive.verification.beside import Beside
from offline_archive.verification.seen import Seen, recalled, remember
from offline_archive.write import write_file

_OPEN = frozenset({codes.QUORUM_MISSED.code, codes.EXPIRED.code, codes.KEYS_NEW.code})
"""Codes of what a signature is there to mend, or does not hinder: too few signatures, a day, keys that are new."""


def new_keys(folder: Path, archive: str, quorum: int, names: Mapping[str, str]) -> Keys:
    """Write the first KEYS of an archive into `folder`: by name, the public keys of its signers.

    Raises:
        ArchiveError: when there is one already, or these cannot be its signers.
    """
    if (folder / signers.FILE_NAME).exists():
        raise ArchiveError(f"{signers.FILE_NAME} is there already", place=str(folder), remedy="change it: keys change")
    made = _made(archive, quorum, names, None)
    write_file(folder / signers.FILE_NAME, made.data(), None)
    return made


def changed_keys(folder: Path, quorum: int | None, added: Mapping[str, str], removed: Iterable[str]) -> Keys:
    """Write a new version of the KEYS in `folder`, and keep the former with its signatures.

    Raises:
        ArchiveError: when these cannot be its signers, or the version that is there was not signed yet.
    """
    lying = beside.read(folder)
    former = _readable(lying, folder)
    _, faults = beside.followed(lying, former, ())
    if faults:
        raise ArchiveError(f"the change that is there is not signed: {faults[0].message}", place=faults[0].place.path,
                           remedy="let the former signers sign it first, or take it back: keys undo")
    gone = set(removed)
    if strange := sorted(gone - former.signers.keys()):
        raise ArchiveError(f"no such signer: {strange[0]}", place=signers.FILE_NAME,
                           remedy="signers: " + ", ".join(sorted(former.signers)))
    kept = {name: key for name, key in former.signers.items() if name not in gone}
    made = _made(former.archive, former.quorum if quorum is None else quorum, {**kept, **added}, former)
    if (made.quorum, made.signers) == (former.quorum, former.signers):
        raise ArchiveError("nothing would change", place=signers.FILE_NAME,
                           remedy="name who comes with --signer, who goes with --remove, or another --quorum")
    old = f"{signers.FILE_NAME}.{former.version}"
    for name, data in lying.signatures.get(signers.FILE_NAME, {}).items():
        write_file(folder / name.replace(signers.FILE_NAME, old, 1), data, None)
    write_file(folder / old, former.data(), None)
    write_file(folder / signers.FILE_NAME, made.data(), None)
    for name in lying.signatures.get(signers.FILE_NAME, {}):
        (folder / name).unlink()
    return made


def undone_keys(folder: Path) -> Keys:
    """Take back a change of KEYS that nobody has signed; give the version that counts again.

    Raises:
        ArchiveError: when there is none, or somebody has signed it.
    """
    lying = beside.read(folder)
    newest = _readable(lying, folder)
    former = lying.former(newest.version - 1)
    if former is None:
        raise ArchiveError("there is no change to take back", place=str(folder), remedy="look at KEYS")
    if lying.signatures.get(signers.FILE_NAME):
        raise ArchiveError("somebody has signed the change", place=str(folder),
                           remedy="let the others sign it too, then make another: keys change")
    old = f"{signers.FILE_NAME}.{former.version}"
    write_file(folder / signers.FILE_NAME, former.data(), None)
    for name, data in lying.signatures.get(old, {}).items():
        write_file(folder / name.replace(old, signers.FILE_NAME, 1), data, None)
        (folder / name).unlink()
    (folder / old).unlink()
    return former


@dataclass(frozen=True, slots=True)
class Unsigned:
    """What a signer is asked to sign."""

    folder: Path
    """Where it lies."""
    file: str
    """``RELEASE``, or ``KEYS`` when its signers change."""
    data: bytes
    """The text."""
    ring: Keys
    """Who may sign it."""
    signers: tuple[str, ...]
    """Who has signed it already."""
    statement: Statement | None
    """What the release says; None of a change of KEYS."""
    change: Keys | None
    """The KEYS that would count from now on; None of a release."""
    is_known: bool
    """Whether it follows from keys that this machine knew before."""

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text."""
        return hashlib.sha256(self.data).hexdigest()


def unsigned(folder: Path, *, today: date, remembered: Path | None = None) -> Unsigned:
    """What in `folder` is there to be signed: a release, whose files are compared first, or a change of KEYS.

    Args:
        remembered: where it is remembered what was verified and signed on this machine; None for nowhere.

    Raises:
        ArchiveError: when it is not whole, or not what may follow on what was seen on this machine.
    """
    lying = beside.read(folder)
    newest = _readable(lying, folder)
    if statement.FILE_NAME not in lying.texts:
        return _unsigned_keys(folder, lying, newest, remembered)
    found = verify(folder, today=today, alone=True, remembered=remembered)
    wrong = [one for one in found.problems if one.code not in _OPEN or _is_about_keys(one)]
    if found.statement is not None and found.keys is not None and not wrong:
        wrong = _other_downloads(folder, found.statement)
    if wrong or found.statement is None or found.keys is None:
        raise ArchiveError(f"nothing is signed that is not whole: {wrong[0].message if wrong else 'no RELEASE'}",
                           place=str(wrong[0].place if wrong else folder), remedy="look with verify")
    # What was verified is what is shown and signed, and not what lies there now.
    return Unsigned(folder, statement.FILE_NAME, found.statement.data(), found.keys, found.signers, found.statement,
                    None, is_known=found.is_known)


def _unsigned_keys(folder: Path, lying: Beside, newest: Keys, remembered: Path | None) -> Unsigned:
    """A change of KEYS, shown beside the version that it names as the one before, and no other."""
    if newest.previous == signers.NONE:
        raise ArchiveError("nothing is there to sign: the first KEYS needs no signature, and RELEASE is not there",
                           place=str(folder), remedy="name the folder of a release")
    known = recalled(remembered, newest.archive).known(newest.version) if remembered is not None else set()
    line, faults = beside.followed(lying, newest, known, is_new=True)
    if faults or len(line) < 2:
        raise ArchiveError("nothing is signed that does not follow: "
                           f"{faults[0].message if faults else 'the former version is missing'}",
                           place=str(faults[0].place if faults else folder), remedy="name the folder of all versions")
    if known and not any(one.sha256 in known for one in line):
        raise ArchiveError("the change does not follow from the keys that are known here", place=signers.FILE_NAME,
                           remedy="somebody else may have made it: ask the other signers")
    former = line[1]
    who, _ = beside.signed(lying, newest.data(), former, signers.FILE_NAME)
    return Unsigned(folder, signers.FILE_NAME, newest.data(), former, who, None, newest,
                    is_known=bool(known))


def _other_downloads(folder: Path, said: Statement) -> list[Problem]:
    """Zips of a release that hold another archive than its folder."""
    found: list[Problem] = []
    listed = (folder / SITE / MANIFEST).read_bytes()
    for name, _ in said.downloads:
        if name.endswith(".zip") and (folder / name).is_file():
            digests, problems = hashed(folder / name)
            found += [*problems, *verify_files(digests, listed)[2]]
            if digests.get(MANIFEST) != said.files:
                found.append(codes.RELEASE_OF_OTHERS.at(Place(name), "holds another archive than the folder"))
    return found


def sign(wanted: Unsigned, secret_key: Path, password: str, *, remembered: Path | None = None) -> str:
    """Sign it, and give the name of the file of the signature. Another text of the same edition is not signed here.

    Raises:
        ArchiveError: when the key is of none of those who may sign, or cannot be opened.
    """
    said = wanted.statement
    if said is not None and remembered is not None \
            and recalled(remembered, said.archive).releases.get(said.edition, said.sha256) != said.sha256:
        raise ArchiveError(f"another text of edition {said.edition} was signed here", place=statement.FILE_NAME,
                           remedy="ask the other signers which it is")
    comment = f"offline archive edition {said.edition}" if said is not None else \
        f"offline archive keys {wanted.ring.version + 1}"
    signature, public = secret.signed(wanted.data, secret_key, password, comment)
    name = next((name for name, key in wanted.ring.signers.items() if key == public), None)
    if name is None:
        raise ArchiveError("the key is of none of the signers", place=secret_key.name,
                           remedy="signers: " + ", ".join(sorted(wanted.ring.signers)))
    if said is not None and remembered is not None:
        remember(remembered, said.archive, Seen({}, {said.edition: said.sha256}))
    file = f"{wanted.file}.{name}.minisig"
    # Not the moment in which somebody signs: the day of the edition.
    write_file(wanted.folder / file, signature, epoch_of(said.day) if said is not None else EARLIEST)
    return file


def _is_about_keys(problem: Problem) -> bool:
    """Whether too few have signed a change of KEYS, which the signers of a release cannot mend."""
    return problem.code == codes.QUORUM_MISSED.code and problem.place.path.startswith(signers.FILE_NAME)


def _made(archive: str, quorum: int, names: Mapping[str, str], former: Keys | None) -> Keys:
    try:
        return signers.keys_of(archive, quorum, names, former)
    except UnreadableError as error:
        raise ArchiveError(f"these cannot be the keys: {error}", place=signers.FILE_NAME,
                           remedy="--signer NAME=KEY for each, and --quorum for how many must sign") from None


def _readable(lying: Beside, folder: Path) -> Keys:
    try:
        return lying.keys()
    except UnreadableError as error:
        raise ArchiveError(f"{signers.FILE_NAME} {error}", place=str(folder),
                           remedy="name the folder of KEYS") from None
