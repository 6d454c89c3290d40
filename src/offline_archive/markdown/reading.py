"""What one page's tokens say: the state of the single pass over them.

Each token is visited once. Links and images are rewritten in place, headings get their ids, words
are gathered by section, and what cannot be kept is reported with line and column.
"""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import PurePosixPath

from markdown_it.token import Token
from mdit_py_plugins.attrs.parse import ParseError
from mdit_py_plugins.attrs.parse import parse as parse_attributes

from offline_archive import codes
from offline_archive.addresses import Addresses, Nowhere, Outside, ToFile, ToPage
from offline_archive.markdown.positions import Positions
from offline_archive.markdown.rawhtml import RawHtml, is_dangerous
from offline_archive.markdown.sanitize import RESERVED_IDS
from offline_archive.model import Link, Section, Source
from offline_archive.paths import relative
from offline_archive.problems import Code, Place, Problem

CAREFUL_CLASS = "hard"
"""Blocks of this class are found by search, but their words are never shown in a snippet."""

_FOREIGN = (
    ("a shortcode", re.compile(r"\{\{[<%]|\{%")),
    ("a wiki link", re.compile(r"\[\[[^\[\]\n]+\]\]")),
    ("an admonition of another tool", re.compile(r"^(?:!!!|\?\?\?|:::)\+? ?\w")),
)
_SCHEME = re.compile(r"^(?:https?|ftp)://\S+$")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")
_ALIGN = re.compile(r"text-align:(left|right|center)")


def slug(text: str) -> str:
    """A heading's id: lower case, spaces to hyphens, no punctuation, as GitHub makes it."""
    return _NOT_IN_SLUG.sub("", text.strip().lower()).replace(" ", "-") or "section"


class Reading:
    """The pass over one page's tokens."""

    def __init__(self, source: Source, addresses: Addresses) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.links: list[Link] = []
        self.attachments: dict[PurePosixPath, PurePosixPath] = {}
        self.ids: set[str] = set()
        self._addresses = addresses
        self._here = addresses.of(source)
        self._positions = Positions(source)
        self._used: dict[str, int] = dict.fromkeys(RESERVED_IDS, 0)
        self._raw = RawHtml(self._report_raw, self._resolve, self.ids)
        self._sections: list[Section] = []
        self._open = ("", "", 0)
        self._pending = ("", "", 0)
        self._words: list[str] = []
        self._careful_words: list[str] = []
        self._careful_depth = 0
        self._seen: set[tuple[str, str]] = set()

    # ---- what the page module asks for

    def problem(self, code: Code, place: Place, message: str, hint: str) -> None:
        """Note a problem; the same one on the same line once."""
        self.problems.append(code.at(place, message, hint=hint))

    def sections(self) -> tuple[Section, ...]:
        """The sections read, the last one closed."""
        self._close_section()
        return tuple(self._sections)

    def heading(self, opening: Token, inline: Token) -> Token:
        """Read a heading: give it an id, judge its links; its words wait to be taken."""
        wanted = self._heading_attributes(inline)
        self._inline(inline)
        text = " ".join("".join(self._heading_text(inline)).split())
        chosen = str(wanted or opening.attrs.get("id") or "")
        anchor = self._unique(chosen if chosen and not re.search(r"\s", chosen) else slug(text))
        opening.attrs["id"] = anchor
        self._pending = (anchor, text, int(opening.tag[1]))
        return inline

    def take_heading_text(self) -> str:
        """The words of the heading read last."""
        self._words.clear()
        return self._pending[1]

    def blocks(self, tokens: list[Token]) -> list[Token]:
        """Visit the block tokens in order; give those to render."""
        for index, token in enumerate(tokens):
            self._positions.enter(token)
            self._attributes(token)
            self._careful(token)
            if token.type == "heading_open":
                self._close_section()
                self.heading(token, tokens[index + 1])
                self._open = self._pending
                self._words.clear()
            elif token.type == "inline" and (index == 0 or tokens[index - 1].type != "heading_open"):
                self._inline(token)
                self._add(" ")
            elif token.type == "html_block":
                token.content = self._raw.clean(token.content)
                self._add(unescape(re.sub(r"<[^>]*>", " ", token.content)))
            elif token.type in ("fence", "code_block"):
                self._add(token.content + " ")
        return tokens

    # ---- words and sections

    def _close_section(self) -> None:
        text, careful = ("".join(words) for words in (self._words, self._careful_words))
        anchor, title, level = self._open
        if level or text.strip() or careful.strip() or not self._sections:
            self._sections.append(Section(anchor, title, level, " ".join(text.split()),
                                          " ".join(careful.split())))
        self._words, self._careful_words = [], []
        self._open = ("", "", 0)

    def _add(self, words: str) -> None:
        (self._careful_words if self._careful_depth else self._words).append(words)

    def _careful(self, token: Token) -> None:
        """Count the open elements from one of the careful class to its end."""
        if self._careful_depth:
            self._careful_depth += token.nesting
        elif token.nesting == 1 and CAREFUL_CLASS in str(token.attrs.get("class", "")).split():
            self._careful_depth = 1

    # ---- headings and attributes

    def _heading_attributes(self, inline: Token) -> str | None:
        """Take ``{#id .class}`` off the end of a heading; give the id."""
        last = inline.children[-1] if inline.children else None
        start = last.content.rfind("{") if last is not None and last.type == "text" else -1
        if last is None or start < 0 or not last.content.rstrip().endswith("}"):
            return None
        try:
            _, attributes = parse_attributes(last.content[start:])
        except ParseError:
            return None
        last.content = last.content[:start].rstrip()
        return attributes.get("id")

    def _heading_text(self, inline: Token) -> list[str]:
        return [child.content for child in inline.children or ()
                if child.type in ("text", "code_inline", "image", "text_special")]

    def _unique(self, wanted: str) -> str:
        anchor = wanted
        while anchor in self._used:
            self._used[wanted] += 1
            anchor = f"{wanted}-{self._used[wanted]}"
        self._used[anchor] = 0
        self.ids.add(anchor)
        return anchor

    def _attributes(self, token: Token) -> None:
        # The plugin sets aside what it finds insecure; its author is told all the same.
        for name in token.meta.get("insecure_attrs", ()):
            self._attribute_removed(token, name)
        if not token.attrs:
            return
        aligned = _ALIGN.fullmatch(str(token.attrs.get("style", "")))
        if aligned and token.tag in ("td", "th"):
            del token.attrs["style"]
            token.attrs["class"] = f"align-{aligned[1]}"
        for name in [name for name in token.attrs if is_dangerous(name)]:
            if token.tag == "img" and name == "src":
                continue
            del token.attrs[name]
            self._attribute_removed(token, name)
        if "id" in token.attrs and token.type != "heading_open":
            self.ids.add(str(token.attrs["id"]))

    def _attribute_removed(self, token: Token, name: str) -> None:
        self.problem(codes.ATTRIBUTE_REMOVED, self._positions.at("{"),
                     f"attribute removed from <{token.tag}>: {name}",
                     "attributes cannot run code, load files or set styles")

    # ---- inline text

    def _inline(self, token: Token) -> None:
        self._positions.enter(token)
        token.children = self._children(token.children or [])

    def _children(self, children: list[Token]) -> list[Token]:
        out: list[Token] = []
        shown_after: list[str | None] = []
        begins = 0
        for child in children:
            self._attributes(child)
            if child.type == "link_open":
                begins = len(out)
                shown_after.append(self._link(child, out))
            elif child.type == "link_close":
                shown = shown_after.pop() if shown_after else None
                if shown and f">{escape(_words(out[begins:]))}<" in shown:
                    del out[begins:]  # the text of the link is the address: show it once
                out.append(child if shown is None else _html(shown))
            elif child.type == "image":
                self._image(child, out)
            elif child.type == "html_inline":
                child.content = self._raw.clean(child.content)
                out.append(child)
            else:
                self._text(child)
                out.append(child)
        return out

    def _text(self, child: Token) -> None:
        if _SCHEME.match(child.content):
            return  # an address: its parts are no words that anyone looks for
        if child.type in ("text", "code_inline", "text_special"):
            self._add(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            self._add(" ")
        if child.type == "text":
            for what, pattern in _FOREIGN:
                found = pattern.search(child.content)
                if found and ("", what) not in self._seen:
                    self._seen.add(("", what))
                    self.problem(codes.KEPT_AS_TEXT, self._positions.at(found[0]),
                                 f"{what} is kept as text: {child.content[:60]}",
                                 "write it as plain Markdown")

    def _link(self, opening: Token, out: list[Token]) -> str | None:
        """Judge a link's address; None when it stays a link, else what follows its text."""
        href, shown = self._resolve("a", str(opening.attrs.get("href", "")))
        if href is None:
            return shown
        opening.attrs["href"] = href
        out.append(opening)
        return None

    def _image(self, child: Token, out: list[Token]) -> None:
        self._add(child.content)
        src, shown = self._resolve("img", str(child.attrs.get("src", "")))
        if src is not None:
            child.attrs["src"] = src
            out.append(child)
        else:
            out.append(_html(f'<span class="no-image">{escape(child.content)}</span>{shown}'))

    # ---- addresses

    def _resolve(self, tag: str, reference: str) -> tuple[str | None, str]:
        """The relative address of `reference`; or None and the HTML to show in its place."""
        place = self._positions.at(reference)
        target = self._addresses.resolve(self.source, reference, image=tag == "img")
        match target:
            case ToPage(path, fragment):
                self.links.append(Link(path, fragment, place))
                return relative(self._here, path, fragment), ""
            case ToFile(content_path, path):
                self.attachments[content_path] = path
                return relative(self._here, path), ""
            case Outside(address):
                if tag == "img":
                    self.problem(codes.OUTSIDE_IMAGE, place, f"image is not loaded: {address[:200]}",
                                 "copy it into the content folder")
                return None, f' <span class="address">{escape(address)}</span>'
            case Nowhere(code, message, hint):
                self.problem(code, place, message, hint)
                return None, ""

    def _report_raw(self, code: Code, message: str, hint: str, source: str) -> None:
        if (code.code, message) not in self._seen:
            self._seen.add((code.code, message))
            self.problem(code, self._positions.at(source), message, hint)


def _words(tokens: list[Token]) -> str:
    return "".join(token.content for token in tokens).strip()


def _html(content: str) -> Token:
    token = Token("html_inline", "", 0)
    token.content = content
    return token
