"""What one page's tokens say: the state of the single pass over them.

Each token is visited once. Links and images are rewritten in place, headings get their ids, words
are gathered by section, and what cannot be kept is reported with line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape
from pathlib import PurePosixPath

from markdown_it.token import Token
from mdit_py_plugins.attrs.parse import ParseError
from mdit_py_plugins.attrs.parse import parse as parse_attributes

from offline_archive import codes
from offline_archive.addresses import Nowhere, Outside, ToFile, ToPage
from offline_archive.markdown.citing import TOKEN as CITATION
from offline_archive.markdown.inline import BREAK, heading_words, html, mark, plain, with_addresses, words_of
from offline_archive.markdown.positions import Positions
from offline_archive.markdown.rawhtml import RawHtml, active_element, is_dangerous
from offline_archive.markdown.sanitize import RESERVED_IDS
from offline_archive.markdown.sections import CAREFUL_CLASS, Sections
from offline_archive.model import Link, Section, Source
from offline_archive.paths import relative
from offline_archive.problems import Code, Place, Problem, did_you_mean
from offline_archive.record.citations import Cited
from offline_archive.references import References

_FOREIGN = (
    ("a shortcode", re.compile(r"\{\{[<%]|\{%")),
    ("a wiki link", re.compile(r"\[\[[^\[\]\n]+\]\]")),
    ("an admonition of another tool", re.compile(r"^(?:(?:!!!|\?\?\?|:::)\+? ?\w|\[!\w+\])")),
    ("a comment of another tool", re.compile(r"%%.+?%%|^%%|%%$")),
    ("an attribute list of another tool", re.compile(r"\{:\s*[.#\w]")),
    ("a directive of another tool", re.compile(r"^(?:\[TOC\]$|--8<--|=== \")")),
    ("a task box", re.compile(r"^\[[ xX]\] ")),
)
_HARD_AT_END = re.compile(r"\{[^{}]{0,200}\.hard\b[^{}]{0,200}\}")
CERTAINTY_CLASS = "certainty"
"""Marks of certainty: ``[alleged]{.certainty}`` is shown as [alleged]."""
_ADDRESS = re.compile(r"^(?:https?|ftp)://\S+$")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")
_ALIGN = re.compile(r"text-align:(left|right|center)")


def slug(text: str) -> str:
    """A heading's id: lower case, spaces to hyphens, no punctuation, as GitHub makes it."""
    return _NOT_IN_SLUG.sub("", text.strip().lower()).replace(" ", "-") or "section"


class Reading:
    """The pass over one page's tokens."""

    def __init__(self, source: Source, references: References, reader: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.links: list[Link] = []
        self.attachments: dict[PurePosixPath, PurePosixPath] = {}
        self.ids: set[str] = set()
        self._references = references
        self._reader = reader
        self._here = references.addresses.of(source, reader)
        self._positions = Positions(source)
        self._used: dict[str, int] = dict.fromkeys(RESERVED_IDS, 0)
        self._sections = Sections()
        self._dropping = ""
        self._raw = RawHtml(self._report_raw, self._resolve, self.ids, references.addresses.anchor)

    # ---- what the page module asks for

    def problem(self, code: Code, place: Place, message: str, hint: str) -> None:
        """Note a problem."""
        self.problems.append(code.at(place, message, hint=hint))

    def place_of(self, written: str) -> Place:
        """The first place in the page where `written` stands."""
        return self._positions.first(written)

    def sections(self) -> tuple[Section, ...]:
        """The sections read, the last one closed."""
        return self._sections.all()

    def heading(self, opening: Token, inline: Token) -> tuple[str, str, str]:
        """Read a heading: judge its links, give it an id; its id, its words, its careful words."""
        self._positions.enter(opening)
        self._heading_attributes(opening, inline)
        text, careful = heading_words(inline.children or [])
        inline.children = self._children(inline.children or [], counted=False)
        wanted = str(opening.attrs.get("id") or "")
        anchor = self.unique(wanted if wanted and not re.search(r"\s", wanted) else slug(text))
        opening.attrs["id"] = anchor
        return anchor, text, careful

    def blocks(self, tokens: list[Token]) -> list[Token]:
        """Visit the block tokens in order; give those to render."""
        in_heading = False
        for index, token in enumerate(tokens):
            self._positions.enter(token)
            self._attributes(token)
            careful = self._sections.enter(token)
            if token.type == "heading_open":
                in_heading = True
                anchor, text, hidden = self.heading(token, tokens[index + 1])
                careful = careful or CAREFUL_CLASS in str(token.attrs.get("class", "")).split()
                self._sections.heading(anchor, text, int(token.tag[1]), careful=careful)
                self._sections.add(f"{hidden} ", careful=True)
            elif token.type == "heading_close":
                in_heading = False
            elif token.type == "inline" and not in_heading:
                self._positions.enter(token)
                token.children = self._children(token.children or [])
                self._sections.add(" ")
            elif token.type == "html_block":
                token.content = self._raw.clean(token.content) + self._raw.end()
                self._sections.add(unescape(re.sub(r"<[^>]*>", " ", token.content)))
            elif token.type in ("fence", "code_block"):
                self._sections.add(token.content + " ", careful=careful)
            elif token.type == "footnote_open":
                self.ids.add(f"fn{token.meta['id'] + 1}")
        return tokens

    # ---- headings and attributes

    def _heading_attributes(self, opening: Token, inline: Token) -> None:
        """Take ``{#id .class}`` off the end of a heading; other braces are text."""
        last = inline.children[-1] if inline.children else None
        start = last.content.rfind("{") if last is not None and last.type == "text" else -1
        if last is None or start < 0 or not last.content.rstrip().endswith("}"):
            return
        try:
            _, attributes = parse_attributes(last.content[start:])
        except ParseError:
            return
        if not attributes or not attributes.keys() <= {"id", "class"}:
            return
        last.content = last.content[:start].rstrip()
        opening.attrs.update(attributes)

    def unique(self, wanted: str) -> str:
        """An id that nothing else on the page has: `wanted`, or the nearest."""
        anchor = wanted
        while anchor in self._used:
            self._used[wanted] += 1
            anchor = f"{wanted}-{self._used[wanted]}"
        self._used[anchor] = 0
        shown = self._references.addresses.anchor(anchor)
        self.ids.add(shown)
        return shown

    def _attributes(self, token: Token) -> None:
        if token.meta:  # the plugin sets aside what it finds insecure; its author is told all the same
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
            token.attrs["id"] = self._references.addresses.anchor(str(token.attrs["id"]))
            self.ids.add(str(token.attrs["id"]))

    def _attribute_removed(self, token: Token, name: str) -> None:
        self.problem(codes.ATTRIBUTE_REMOVED, self._positions.at("{"),
                     f"attribute removed from <{token.tag}>: {name}",
                     "attributes cannot run code, load files or set styles")

    # ---- inline text

    def _children(self, children: list[Token], *, counted: bool = True) -> list[Token]:
        """Visit inline tokens; `counted` when their words belong to the section's text."""
        out: list[Token] = []
        shown_after: list[str | None] = []
        begins = 0
        for place, child in enumerate(children):
            careful = self._sections.enter(child)
            if self._is_dropped(child, children[place + 1:]):
                continue
            self._attributes(child)
            if child.type == "span_open" and CERTAINTY_CLASS in str(child.attrs.get("class", "")).split():
                mark(children, place, out)
            if child.type == "link_open":
                begins = len(out)
                shown_after.append(self._link(child, out))
            elif child.type == "link_close":
                shown = shown_after.pop() if shown_after else None
                only_text = all(token.type == "text" for token in out[begins:])
                if shown and only_text and f">{escape(words_of(out[begins:]))}<" in shown:
                    del out[begins:]  # the text of the link is the address: show it once
                out.append(child if shown is None else html(shown))
            elif child.type == CITATION:
                self._citation(child, out)
            elif child.type == "image":
                self._image(child, out, counted=counted, careful=careful)
            elif child.type == "html_inline":
                if counted and BREAK.match(child.content):
                    self._sections.add(" ")
                child.content = self._raw.clean(child.content)
                out.append(child)
            else:
                self._text(child, counted=counted, careful=careful)
                out += with_addresses(child) if not shown_after else [child]
        left_open = self._raw.end()
        return [*out, html(left_open)] if left_open else out

    def _is_dropped(self, child: Token, rest: list[Token]) -> bool:
        """Whether a token stands inside an inline script or style, which goes with its content.

        One that is not closed in the same text is a word about scripts: it is shown.
        """
        name = active_element(child.content) if child.type == "html_inline" else ""
        if self._dropping:
            if name == f"/{self._dropping}":
                self._dropping = ""
            return True
        if not name:
            return False
        closed = any(item.type == "html_inline" and active_element(item.content) == f"/{name}" for item in rest)
        self._raw.clean(child.content)  # which reports it
        if closed:
            self._dropping = name
            return True
        child.type = "text"
        return False

    def _text(self, child: Token, *, counted: bool, careful: bool) -> None:
        if _ADDRESS.match(child.content):
            return  # its parts are no words that anyone looks for
        if counted and child.type in ("text", "code_inline", "text_special"):
            self._sections.add(child.content, careful=careful)
        elif counted and child.type in ("softbreak", "hardbreak"):
            self._sections.add(" ")
        if child.type == "text" and _HARD_AT_END.search(child.content):
            self.problem(codes.CAREFUL_WITHOUT_EFFECT, self._positions.at("{"),
                         f"{{.{CAREFUL_CLASS}}} has no effect here", "write it on the line before the block")
        if child.type == "text":
            for what, pattern in _FOREIGN:
                for found in pattern.finditer(child.content):
                    self.problem(codes.KEPT_AS_TEXT, self._positions.at(found[0]),
                                 f"{what} is kept as text: {child.content[found.start():][:60]}",
                                 "write it as plain Markdown")

    def _link(self, opening: Token, out: list[Token]) -> str | None:
        """Judge a link's address; None when it stays a link, else what follows its text."""
        href, shown = self._resolve("a", str(opening.attrs.get("href", "")))
        if href is None:
            return shown
        opening.attrs["href"] = href
        out.append(opening)
        return None

    def _image(self, child: Token, out: list[Token], *, counted: bool, careful: bool) -> None:
        if counted:
            self._sections.add(child.content, careful=careful)
        src, shown = self._resolve("img", str(child.attrs.get("src", "")))
        if src is not None:
            child.attrs["src"] = src
            out.append(child)
        else:
            out.append(html(f'<span class="no-image">{escape(child.content)}</span>{shown}'))

    # ---- sources

    def source_links(self, cited: Iterable[Cited]) -> str:
        """Sources of the bibliography as they are cited, each with a link to its page; none for an unknown one."""
        style = self._references.styles[self.source.language]
        parts = []
        for one in cited:
            href = relative(self._here, self._references.of_source(one.key, self._reader))
            parts.append(f'<a href="{href}">{style.part(one)}</a>')
        return "; ".join(parts)

    def _citation(self, child: Token, out: list[Token]) -> None:
        """Show a citation; a source that the bibliography lacks is shown as it was written."""
        known = [one for one in child.meta["cited"] if one.key in self._references.bibliography.references]
        for one in child.meta["cited"]:
            if one not in known:
                self.problem(codes.SOURCE_UNKNOWN, self._positions.at(f"@{one.key}"),
                             f"not in the bibliography: {one.key}",
                             did_you_mean(one.key, self._references.bibliography.references))
        if len(known) < len(child.meta["cited"]):
            out.append(plain(child.content))
        if known:
            out.append(html(f'<span class="cited">({self.source_links(known)})</span>'))

    # ---- addresses

    def _resolve(self, tag: str, reference: str) -> tuple[str | None, str]:
        """The relative address of `reference`; or None and the HTML to show in its place."""
        place = self._positions.at_address(reference)
        target = self._references.addresses.resolve(self.source, reference, image=tag == "img", reader=self._reader)
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
        self.problem(code, self._positions.at(source), message, hint)
