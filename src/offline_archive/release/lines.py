"""Short texts that people read and programs check: a heading, then a key and a value on each line.

- Everything is refused that the writer would not have written: another order, another space, another letter.
- So a text has one meaning, and what was signed is what was read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

MOST_BYTES = 1_000_000
"""Of a text that is read."""
_LINE = re.compile(r"([a-z]+): ([^\n]{1,1000})")


class UnreadableError(ValueError):
    """A text is not what it should be. The message says why, in words for whoever verifies."""


def written(head: str, lines: Iterable[tuple[str, str]]) -> bytes:
    """The text of these lines under `head`."""
    return "".join([f"{head}\n", *(f"{key}: {value}\n" for key, value in lines)]).encode()


def read(data: bytes, head: str, keys: Sequence[str], many: Sequence[str]) -> dict[str, list[str]]:
    """The values of a text by key. Each of `keys` stands once and in this order; of some there may be `many`, or none.

    Raises:
        UnreadableError: when it is another text.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableError("longer than a megabyte")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableError("not UTF-8") from None
    first, _, rest = text.partition("\n")
    if first != head:
        raise UnreadableError(f"does not begin with “{head}”")
    if rest and not rest.endswith("\n"):
        raise UnreadableError("the last line has no end")
    found: dict[str, list[str]] = {key: [] for key in keys}
    place = 0
    for number, line in enumerate(rest.split("\n")[:-1], start=2):
        parsed = _LINE.fullmatch(line)
        if parsed is None or not is_plain(parsed[2]):
            raise UnreadableError(f"line {number} is no line of such a text")
        while place < len(keys) and keys[place] != parsed[1]:
            place += 1
        if place == len(keys):
            raise UnreadableError(f"line {number} does not belong there: {parsed[1]}")
        found[parsed[1]].append(parsed[2])
    for key, values in found.items():
        if key not in many and len(values) != 1:
            raise UnreadableError(f"{key} stands {len(values)} times, not once")
    return found


def is_plain(text: str) -> bool:
    """Whether a value is shown as it is: one spelling, no space at its ends, nothing that steers a terminal."""
    return text == unicodedata.normalize("NFC", text).strip() and all(
        letter.isprintable() and unicodedata.bidirectional(letter) not in
        ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI") for letter in text)


def number(text: str) -> int:
    """A whole number from 1 on, as a program writes it.

    Raises:
        UnreadableError: when it is none.
    """
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise UnreadableError(f"no number: {text[:20]}")
    return int(text)


def digest(text: str) -> str:
    """A SHA-256, 64 hexadecimal digits in lower case.

    Raises:
        UnreadableError: when it is none.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise UnreadableError(f"no SHA-256: {text[:20]}")
    return text
