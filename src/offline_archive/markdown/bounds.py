"""Text that would keep the parser busy for hours, made harmless before it is parsed.

Some patterns cost time that grows with the square of their length. No page that a person wrote
comes near these bounds; one that does is shown with the signs as text, and its author is told.
"""

from __future__ import annotations

import re

MOST_QUOTED = 30
"""Levels of quotation at the start of a line."""
MOST_OPEN = 300
"""Opening brackets, or signs that begin HTML, that a paragraph may leave open."""
MOST_COLUMNS = 200
"""Columns of a table."""

_QUOTED = re.compile(rf"^((?:[ \t]*>){{{MOST_QUOTED}}})[ \t>]*>", re.MULTILINE)
_DELIMITER_ROW = re.compile(r"^[ \t>]*[|:-][|:\- \t]*$", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[ \t>]*\n")


def bounded(text: str) -> tuple[str, list[tuple[int, str]]]:
    """`text` within the bounds, with the same number of lines; and what was changed, by line from 1."""
    found: list[tuple[int, str]] = []
    if _QUOTED.search(text):
        found.append((text.count("\n", 0, _first(_QUOTED, text)) + 1, f"more than {MOST_QUOTED} levels of quotation"))
        text = _QUOTED.sub(r"\1", text)
    if max(text.count("["), text.count("<"), text.count("|")) > MOST_COLUMNS:
        text = _paragraphs(text, found)
    return text, found


def _first(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return match.start() if match else 0


def _paragraphs(text: str, found: list[tuple[int, str]]) -> str:
    out: list[str] = []
    position = 0
    line = 1
    for end in [*(match.end() for match in _PARAGRAPH.finditer(text)), len(text)]:
        paragraph = text[position:end]
        for sign, closing, what in (("[", "]", "brackets"), ("<", ">", "angle brackets")):
            if paragraph.count(sign) - paragraph.count(closing) > MOST_OPEN:
                found.append((line, f"more than {MOST_OPEN} open {what} in a paragraph"))
                paragraph = paragraph.replace(f"\\{sign}", sign).replace(sign, f"\\{sign}")
        out.append(_narrow(paragraph, line, found))
        line += paragraph.count("\n")
        position = end
    return "".join(out)


def _narrow(paragraph: str, line: int, found: list[tuple[int, str]]) -> str:
    """`paragraph` with the delimiter row of a table that is too wide made into text."""
    for row in _DELIMITER_ROW.findall(paragraph):
        if row.count("|") > MOST_COLUMNS:
            found.append((line, f"table of more than {MOST_COLUMNS} columns"))
            paragraph = paragraph.replace(row, row.replace("|", "\\|"))
    return paragraph
