"""Keys and signatures: each signer by themself, on their own machine; nobody holds two keys.

- What is signed is verified first: a signer never signs a text about other files than those that lie there.
- A change of the signers is a new version of KEYS, which the former quorum signs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from offline_archive.errors import ArchiveError
from offline_archive.release import keys as signers
from offline_archive.release import secret, statement
from offline_archive.release.keys import Keys
from offline_archive.release.lines import UnreadableError
from offline_archive.reproducible import EARLIEST, epoch_of
from offline_archive.verification import beside, verify
from offline_archive.verification.beside import Beside
from offline_archive.write import write_file

_OPEN = frozenset({"OA815", "OA818", "OA819"})
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
                           remedy="let the former signers sign it first, or put the former version back")
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


def sign(folder: Path, secret_key: Path, password: str, *, today: date) -> list[str]:
    """Sign what lies in `folder`, a release or a change of KEYS. Gives the names of the files that were written.

    Raises:
        ArchiveError: when the release is not whole, the key is of no signer, or cannot be opened.
    """
    lying = beside.read(folder)
    newest = _readable(lying, folder)
    if statement.FILE_NAME in lying.texts:
        data, ring, about = lying.texts[statement.FILE_NAME], newest, statement.FILE_NAME
        wrong = [one for one in verify(folder, today=today, alone=True).problems
                 if one.code not in _OPEN or (one.place.path.startswith(signers.FILE_NAME) and one.code == "OA815")]
        if wrong:
            raise ArchiveError(f"nothing is signed that is not whole: {wrong[0].message}", place=str(wrong[0].place),
                               remedy="look with verify")
        comment = f"offline archive edition {lying.statement().edition}"
    else:
        former = lying.former(newest.version - 1)
        if former is None:
            raise ArchiveError("nothing is there to sign: the first KEYS needs no signature, and RELEASE is not there",
                               place=str(folder), remedy="name the folder of a release")
        data, ring, about = newest.data(), former, signers.FILE_NAME
        comment = f"offline archive keys {newest.version}"
    signature, public = secret.signed(data, secret_key, password, comment)
    name = next((name for name, key in ring.signers.items() if key == public), None)
    if name is None:
        raise ArchiveError("the key is of none of the signers", place=secret_key.name,
                           remedy="signers: " + ", ".join(sorted(ring.signers)))
    file = f"{about}.{name}.minisig"
    # Not the moment in which somebody signs: the day of the edition.
    write_file(folder / file, signature, epoch_of(lying.statement().day) if about == statement.FILE_NAME else EARLIEST)
    return [file]


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
