"""Numbers as printable text: a stream of bits, 13 of them in two characters.

- The alphabet is what JSON and HTML leave as it is: printable ASCII without the space, ``"``, ``<`` and the backslash.
- A stream is written as text of the digits 0 and 1, and read once from its beginning: what follows its last number
  is padding.
"""

from __future__ import annotations

from functools import cache, lru_cache

ALPHABET = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"<\\')
"""The 91 digits, in order of their code point."""
_BITS = 13


@cache
def _pairs() -> dict[str, str]:
    return {f"{value:013b}": ALPHABET[value // 91] + ALPHABET[value % 91] for value in range(1 << _BITS)}


def text(bits: str) -> str:
    """A stream of bits, padded with zeros to a multiple of 13, as printable text."""
    pairs = _pairs()
    bits += "0" * (-len(bits) % _BITS)
    return "".join([pairs[bits[place:place + _BITS]] for place in range(0, len(bits), _BITS)])


@lru_cache(maxsize=1 << 16)
def gamma(value: int) -> str:
    """A number from 1 in Elias' gamma code: as many zeros as it has further digits, then its digits."""
    digits = f"{value:b}"
    return "0" * (len(digits) - 1) + digits


@lru_cache(maxsize=1 << 18)
def rice(value: int, parameter: int) -> str:
    """A number from 0 in Rice's code: its quotient by 2^parameter in zeros ended by a one, then the remainder."""
    if value < 1 << parameter:
        return f"1{value:0{parameter}b}" if parameter else "1"
    quotient = "0" * (value >> parameter) + "1"
    return f"{quotient}{value & (1 << parameter) - 1:0{parameter}b}" if parameter else quotient


def rice_parameter(total: int, count: int) -> int:
    """The parameter that is shortest for `count` gaps that add up to `total`: about 0.69 of their mean."""
    mean = total * 69 // (max(1, count) * 100)
    return max(0, mean.bit_length() - 1)
