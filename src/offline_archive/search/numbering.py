"""Numbers of documents that stay: each is drawn from its address, so that a new page moves no other.

There are one and a half to three times as many numbers as documents. The documents choose in order of the
SHA-256 of their address, each the first of its draws that is free; so a new one displaces another only where it
comes first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_DRAWS = 8


def slots(documents: int) -> int:
    """How many numbers there are for so many documents: a power of two."""
    count = 16
    while 2 * count < 3 * documents:
        count *= 2
    return count


def number(addresses: Iterable[str]) -> dict[str, int]:
    """The number of each address, counted from 0 and less than :func:`slots` of their count."""
    drawn = sorted((hashlib.sha256(address.encode()).digest(), address) for address in addresses)
    count = slots(len(drawn))
    taken: dict[int, str] = {}
    for digest, address in drawn:
        draws = [int.from_bytes(digest[4 * draw:4 * draw + 4], "big") % count for draw in range(_DRAWS)]
        place = next((draw for draw in draws if draw not in taken), draws[-1])
        while place in taken:
            place = (place + 1) % count
        taken[place] = address
    return {address: place for place, address in taken.items()}
