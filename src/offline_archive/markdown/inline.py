"""Inline tokens, read and made: addresses, marks of certainty, the words of a heading."""

from __future__ import annotations

import re
from html import escape

from markdown_it.token import Token

from offline_archive.markdown.sections import CAREFUL_CLASS

BREAK = re.compile(r"<br\b", re.IGNORECASE)
"""A line break in raw HTML."""
_BARE_ADDRESS = re.compile(r"https?://[^\s<>\"'“”«»]*[\w/#=&%+~-]")


def with_addresses(child: Token) -> list[Token]:
    """A text token with the addresses in it marked, so that they can be copied as a whole."""
    if child.type != "text" or "://" not in child.content:
        return [child]
    out: list[Token] = []
    position = 0
    for found in _BARE_ADDRESS.finditer(child.content):
        out.append(plain(child.content[position:found.start()]))
        out.append(html(f'<span class="address">{escape(found[0])}</span>'))
        position = found.end()
    return [*out, plain(child.content[position:])]


def mark(children: list[Token], place: int, out: list[Token]) -> None:
    """Put the certainty mark that opens at `place` into brackets, and keep it with the sentence it grades.

    The brackets are text, so that they are copied, searched and read aloud with it.
    """
    end = place + 1
    depth = 1
    while end < len(children):
        depth += {"span_open": 1, "span_close": -1}.get(children[end].type, 0)
        if depth == 0:
            break
        end += 1
    if not words_of(children[place + 1:end]).startswith("["):
        said_by = " ".join(str(children[place].attrs.get("by", "")).split())
        children.insert(end, plain(f": {said_by}]" if said_by else "]"))
        children.insert(place + 1, plain("["))
    if out and out[-1].type == "text" and re.search(r"[.!?…؟۔] $", out[-1].content):
        out[-1].content = out[-1].content[:-1] + "\N{NO-BREAK SPACE}"


def heading_words(children: list[Token]) -> tuple[str, str]:
    """The words of a heading that may be shown, and those of spans marked hard."""
    found: list[str] = []
    careful_words: list[str] = []
    hidden = 0
    for child in children:
        careful = CAREFUL_CLASS in str(child.attrs.get("class", "")).split()
        hidden += child.nesting if hidden else int(careful and child.nesting == 1)
        if child.type in ("softbreak", "hardbreak") or (child.type == "html_inline" and BREAK.match(child.content)):
            found.append(" ")
        elif child.type in ("text", "code_inline", "image", "text_special"):
            (careful_words if hidden or careful else found).append(child.content)
    return " ".join("".join(found).split()), " ".join(careful_words)


def plain(content: str) -> Token:
    """A token of text."""
    token = Token("text", "", 0)
    token.content = content
    return token


def words_of(tokens: list[Token]) -> str:
    """What the tokens say, as one text."""
    return "".join(token.content for token in tokens).strip()


def html(content: str) -> Token:
    """A token of HTML that the program wrote."""
    token = Token("html_inline", "", 0)
    token.content = content
    return token
