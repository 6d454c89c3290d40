"""``KEYS``: who may sign, and how many of them must. A change of it is signed by the quorum that it replaces.

The keys are those of minisign (https://jedisct1.github.io/minisign/), in its own notation.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import minisign

from offline_archive.release.lines import UnreadableError, digest, is_plain, number, read, written

FILE_NAME = "KEYS"
"""The newest version; former ones are ``KEYS.1``, ``KEYS.2`` and so on."""
NONE = "none"
"""What stands for a former text where there is none."""
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""How a signer is called: a name of choice."""
MOST_SIGNERS = 50
"""Signers of one archive."""
_HEAD = "Offline Archive keys 1"
_FIELDS = ("archive", "version", "quorum", "previous", "signer")


@dataclass(frozen=True, slots=True)
class Keys:
    """The signers of an archive."""

    archive: str
    """The archive's title, the same in each version and in each release."""
    version: int
    """Counted from 1."""
    quorum: int
    """So many distinct signers make an edition."""
    previous: str
    """The SHA-256 of the former version; :data:`NONE` for the first."""
    signers: Mapping[str, str]
    """By name, the public key in minisign's notation (base64)."""

    def data(self) -> bytes:
        """The text."""
        lines = [("archive", self.archive), ("version", str(self.version)), ("quorum", str(self.quorum)),
                 ("previous", self.previous)]
        return written(_HEAD, [*lines, *(("signer", f"{name} {key}") for name, key in sorted(self.signers.items()))])

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text: what two people compare."""
        return hashlib.sha256(self.data()).hexdigest()

    def public(self) -> dict[str, minisign.PublicKey]:
        """The keys by name."""
        return {name: minisign.PublicKey.from_base64(key) for name, key in self.signers.items()}


def keys_of(archive: str, quorum: int, signers: Mapping[str, str], former: Keys | None = None) -> Keys:
    """The keys of an archive, following the `former` ones.

    Raises:
        UnreadableError: when no such keys can be.
    """
    made = Keys(archive, former.version + 1 if former else 1, quorum, former.sha256 if former else NONE, dict(signers))
    return parsed(made.data())


def parsed(data: bytes) -> Keys:
    """The keys in a text.

    Raises:
        UnreadableError: when it is no such text, or names a key twice.
    """
    found = read(data, _HEAD, _FIELDS, many=("signer",))
    signers: dict[str, str] = {}
    for line in found["signer"]:
        name, _, key = line.partition(" ")
        if not NAME.fullmatch(name) or name in signers:
            raise UnreadableError(f"not the name of a signer (small Latin letters, digits, hyphens), or there twice: "
                                  f"{name[:40]}")
        signers[name] = key
    previous = found["previous"][0]
    keys = Keys(found["archive"][0], number(found["version"][0]), number(found["quorum"][0]),
                previous if previous == NONE else digest(previous), signers)
    if not is_plain(keys.archive) or (keys.version == 1) != (previous == NONE):
        raise UnreadableError("only the first version has no former one")
    if not 1 <= keys.quorum <= len(signers) <= MOST_SIGNERS:
        raise UnreadableError(f"a quorum of {keys.quorum} among {len(signers)} signers")
    # One signer under two names would be counted twice.
    if len({bytes(_public(key))[10:] for key in signers.values()}) < len(signers):
        raise UnreadableError("one key stands under two names")
    if keys.data() != data:
        raise UnreadableError("not written as such a text is")
    return keys


def signers_of(data: bytes, signatures: Iterable[bytes], keys: Keys) -> tuple[set[str], int]:
    """Who of `keys` has signed `data`, each counted once, and how many of the `signatures` are of nobody."""
    public = keys.public()
    names: set[str] = set()
    strange = 0
    for one in signatures:
        signer = next((name for name, key in public.items() if _is_by(key, data, one)), None)
        if signer is None:
            strange += 1
        else:
            names.add(signer)
    return names, strange


def _is_by(key: minisign.PublicKey, data: bytes, signature: bytes) -> bool:
    try:
        key.verify(data, minisign.Signature.from_bytes(signature))
    except (minisign.Error, ValueError, OverflowError):
        return False
    return True


def _public(key: str) -> bytes:
    """The bytes of a key, of which the first ten name algorithm and number.

    Raises:
        UnreadableError: when it is none.
    """
    try:
        public = minisign.PublicKey.from_base64(key)
    except (minisign.Error, ValueError):
        raise UnreadableError(f"not a public key of minisign: {key[:60]}") from None
    if public.to_base64().decode() != key:
        raise UnreadableError("a key is not written as minisign does")
    return base64.b64decode(key)
