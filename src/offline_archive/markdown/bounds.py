"""Text that would keep the parser busy for hours, made harmless before it is parsed.

Some patterns cost time that grows with the square of their length. No page that a person wrote
comes near these bounds; one that does is shown with the signs as text, and its author is told.
"""

from __future__ import annotations

import re

MOST_QUOTED = 30
"""Levels of quotation at the start of a line."""
MOST_COLUMNS = 200
"""Columns of a table."""
MOST_OPEN = 300
"""Opening brackets, or signs that begin HTML, that a paragraph may leave open."""

_QUOTED = re.compile(rf"^((?:[ \t]*>){{{MOST_QUOTED}}})[ \t>]*>", re.MULTILINE)
_DELIMITER_ROW = re.compile(r"^[ \t>]*[|:-][|:\- \t]*$", re.MULTILINE)


def bounded(text: str) -> tuple[str, list[tuple[int, str]]]:
    """`text` with blocks within the bounds and the same number of lines; what was changed, by line from 1."""
    found: list[tuple[int, str]] = []

    def note(match: re.Match[str], what: str) -> None:
        found.append((text.count("\n", 0, match.start()) + 1, what))

    def shallow(match: re.Match[str]) -> str:
        if not found:
            note(match, f"more than {MOST_QUOTED} levels of quotation")
        return match[1]

    def narrow(match: re.Match[str]) -> str:
        if match[0].count("|") <= MOST_COLUMNS:
            return match[0]
        note(match, f"table of more than {MOST_COLUMNS} columns")
        return match[0].replace("|", "\\|")

    text = _QUOTED.sub(shallow, text)
    if text.count("|") > MOST_COLUMNS:
        text = _DELIMITER_ROW.sub(narrow, text)
    return text, found


def leaves_too_much_open(paragraph: str) -> bool:
    """Whether the inline parser would look again and again for the ends of what `paragraph` begins."""
    return any(paragraph.count(sign) - paragraph.count(end) > MOST_OPEN for sign, end in ("[]", "<>"))
