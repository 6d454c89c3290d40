"""Secret keys of signers, in minisign's own format and under a password: minisign reads ours, and we read its.

A signature bears no time and no path: neither when nor where an editor signs is anybody's business.
"""

from __future__ import annotations

import os
from pathlib import Path

import minisign

from offline_archive.errors import ArchiveError

# What minisign itself asks of scrypt for a key (libsodium's "sensitive"): a gigabyte of memory for some seconds.
_OPERATIONS = 33_554_432
_MEMORY = 1_073_741_824
_MOST_BYTES = 10_000
SHORTEST = 8
"""Characters of a password."""


def made(path: Path, password: str, *, apart: Path | None = None) -> str:
    """Make a pair of keys, and give the public one in minisign's notation.

    The secret one goes to `path`, which does not lie in the folder `apart`; the public one beside it, as minisign
    keeps it, with ``.pub`` after its name.

    Raises:
        ArchiveError: when something lies there already, it cannot be written, or the password is too short.
    """
    if len(password) < SHORTEST:
        raise ArchiveError(f"the password is shorter than {SHORTEST} characters", remedy="take several words")
    folders = path.resolve().parents
    if any((folder / ".git").exists() for folder in folders) or (apart is not None and apart.resolve() in folders):
        raise ArchiveError("a secret key lies in a repository, or with the content", place=path.name,
                           remedy="keep it outside, on a stick for example")
    if not path.parent.is_dir():
        raise ArchiveError(f"no such folder: {path.parent}", remedy="is the stick mounted?")
    pair = minisign.KeyPair.generate()
    public: str = pair.public_key.to_base64().decode()
    public_file = f"untrusted comment: minisign public key\n{public}\n".encode()
    with pair.secret_key as key:
        key.untrusted_comment = "minisign encrypted secret key"
        key.encrypt(password, opslimit=_OPERATIONS, memlimit=_MEMORY)
        data = bytes(key) + b"\n"
    try:
        for place, text in ((path, data), (path.with_name(f"{path.name}.pub"), public_file)):
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(text)
    except OSError as error:
        raise ArchiveError(f"the key cannot be written: {error.strerror or error}", place=path.name,
                           remedy="name another file with --secret") from None
    return public


def signed(data: bytes, path: Path, password: str, comment: str) -> tuple[bytes, str]:
    """A signature of `data` by the secret key in `path`, and its public key; `comment` is signed, too.

    Raises:
        ArchiveError: when the key cannot be read, or the password is another.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ArchiveError("not a secret key of minisign", place=path.name, remedy="name another with --secret")
        key = minisign.SecretKey.from_bytes(path.read_bytes())
    except OSError as error:
        raise ArchiveError(f"the key cannot be read: {error.strerror or error}", place=path.name,
                           remedy="name its file with --secret") from None
    except (minisign.Error, ValueError):
        raise ArchiveError("not a secret key of minisign", place=path.name,
                           remedy="name another with --secret") from None
    with key:
        try:
            key.decrypt(password)
            signature = key.sign(data, trusted_comment=comment, untrusted_comment="signature of an offline archive")
        except (minisign.Error, ValueError, MemoryError):
            raise ArchiveError("the key cannot be opened", place=path.name, remedy="is it another password?") from None
        return bytes(signature), key.get_public_key().to_base64().decode()
