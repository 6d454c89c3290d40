"""What a page claims, paragraph by paragraph: permanent ids, facts, sources, and whose words they are.

- A paragraph's id is made from its words, so that it survives every edit elsewhere on the page. Marks,
  citations, punctuation and case do not change it; whoever rewrites a paragraph keeps its id by writing
  it down, ``{#p-1f0c2a9b}``.
- The sources that a paragraph's facts name are cited at its end, unless it cites them itself.
- A fact whose source was not traced is said to be so, in words, where it stands.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field

from markdown_it.token import Token

from offline_archive.markdown.citing import TOKEN
from offline_archive.markdown.positions import Positions
from offline_archive.problems import Place

OWN_CLASS = "own"
"""Marks words of the editors: ``{.own}`` before a paragraph, a list or a heading."""
_CERTAINTY = "certainty"
_IDS = re.compile(r"[^\s,;]+")
_BRACES = re.compile(r"\{[^{}]*\}|\]\([^()]*\)|\[(?:[^\[\]]*\s)?-?@[^\[\]]*\]|\[\^[^\[\]]*\]")
_BRACKETED = re.compile(r"\[[^\[\]]*\](?=\{[^{}]*\.certainty)")
_OWN_AT_END = re.compile(r"\{[^{}]{0,200}\.own\b[^{}]{0,200}\}\s*$")
_CONTAINERS = ("bullet_list", "ordered_list", "table", "blockquote", "dl")


@dataclass
class Claim:
    """A paragraph, an item or a table while it is read."""

    token: Token | None
    """The token that gets the id; None for a footnote, which is cited with the paragraph that it belongs to."""
    written: str
    """Its source text, for the id."""
    place: Place
    """Where it stands."""
    facts: list[str] = field(default_factory=list)
    """Facts named by its own marks."""
    sources: list[str] = field(default_factory=list)
    """Sources cited in it."""
    own: bool = False
    """Whether it is the editors' own."""
    alleges: bool = False
    """Whether it holds the mark of an allegation that names nobody."""
    index: int = -1
    """The number of the token with its text; -1 for a table."""


@dataclass
class Note:
    """What is said about sources at the end of a paragraph, or below a list or table."""

    facts: list[str]
    """The facts named there."""
    cited: list[str]
    """The sources that the text cites itself."""


@dataclass
class _Container:
    """A list, table or quotation whose marks hold for all that stands in it."""

    kind: str
    facts: list[str]
    own: bool
    claims: list[Claim] = field(default_factory=list)


class Claims:
    """Reads the claims of one page, before its tokens are rendered."""

    def __init__(self, positions: Positions, alleged: frozenset[str]) -> None:
        self.claims: list[Claim] = []
        """The claims, in order."""
        self.notes: dict[int, Note] = {}
        """By the number of the token at whose end they are shown."""
        self.named: list[tuple[str, Place]] = []
        """Every fact that is named, and where."""
        self._positions = positions
        self._alleged = alleged
        self._open: list[_Container] = []
        self._own_level = 0
        self._in_footnotes = False

    def read(self, tokens: list[Token]) -> None:
        """Gather the claims of `tokens`."""
        items: list[Token] = []
        for index, token in enumerate(tokens):
            kind = token.type.rsplit("_", 1)[0]
            if token.type == "footnote_block_open":
                self._in_footnotes, self._own_level = True, 0
            if token.type == "heading_open":
                self._heading(token, tokens[index + 1])
            elif token.nesting == 1 and kind in _CONTAINERS:
                self._enter(kind, token)
            elif token.nesting == -1 and kind in _CONTAINERS and self._open:
                self._leave(index)
            elif token.type in ("list_item_open", "dd_open"):
                items.append(token)
            elif token.type in ("list_item_close", "dd_close") and items:
                items.pop()
            elif token.type == "paragraph_open":
                bears = items[-1] if token.hidden and items else token
                self._paragraph(bears, token, tokens[index + 1], index + 1)
            elif token.type == "inline" and tokens[index - 1].type in ("td_open", "th_open"):
                self._cell(token)

    def add(self, facts: list[str], place: Place) -> None:
        """Facts named for the page as a whole: its first paragraph that is not the editors' own carries them."""
        self.named += [(name, place) for name in facts]
        first = next((claim for claim in self.claims if not claim.own and claim.index >= 0), None)
        if first is not None:
            first.facts += facts
            self.notes.setdefault(first.index, Note([], first.sources)).facts += facts

    # ---- blocks

    def _heading(self, token: Token, inline: Token) -> None:
        level = int(token.tag[1])
        if self._own_level and level <= self._own_level:
            self._own_level = 0
        if _has_class(token, OWN_CLASS) or _OWN_AT_END.search(inline.content):
            self._own_level = level

    def _enter(self, kind: str, token: Token) -> None:
        place = self._place(token)
        self._open.append(_Container(kind, self._facts(token, place), _has_class(token, OWN_CLASS)))
        if kind == "table":
            self.claims.append(Claim(token, "", place, own=self._is_own))
            self._open[-1].claims.append(self.claims[-1])

    def _leave(self, index: int) -> None:
        container = self._open.pop()
        if container.kind == "table":
            claim = container.claims[0]
            claim.facts = [*container.facts, *claim.facts]
            self.notes[index] = Note(claim.facts, claim.sources)
        elif container.facts:
            # The list as a whole names them: each item rests on them, and they are cited below it.
            self.notes[index] = Note(container.facts, [key for claim in container.claims for key in claim.sources])
            for claim in container.claims:
                claim.facts += container.facts
        if self._open:
            self._open[-1].claims += container.claims

    def _paragraph(self, bears: Token, token: Token, inline: Token, index: int) -> None:
        place = self._place(token)
        own = self._is_own or _has_class(token, OWN_CLASS) or _has_class(bears, OWN_CLASS)
        claim = Claim(None if self._in_footnotes else bears, inline.content, place, own=own)
        claim.facts = self._facts(token, place) + (self._facts(bears, place) if bears is not token else [])
        self._inline(inline, claim)
        if bears is not token and "id" in token.attrs:
            bears.attrs["id"] = token.attrs.pop("id")
        claim.index = index
        if claim.facts:
            self.notes[index] = Note(list(claim.facts), claim.sources)
        self.claims.append(claim)
        if self._open:
            self._open[-1].claims.append(claim)

    def _cell(self, inline: Token) -> None:
        """A cell of a table: part of the claim that the table makes."""
        table = next((container for container in reversed(self._open) if container.kind == "table"), None)
        if table is not None:
            claim = table.claims[0]
            claim.written += inline.content
            self._inline(inline, claim)

    @property
    def _is_own(self) -> bool:
        return self._own_level > 0 or any(container.own for container in self._open)

    # ---- marks

    def _inline(self, inline: Token, claim: Claim) -> None:
        for place, child in enumerate(inline.children or []):
            if child.type == TOKEN:
                claim.sources += [one.key for one in child.meta["cited"]]
            elif child.nesting == 1 and "facts" in child.attrs:
                claim.facts += self._facts(child, claim.place)
            if child.type == "span_open" and _has_class(child, _CERTAINTY) and not child.attrs.get("by"):
                said = next((other.content for other in (inline.children or [])[place + 1:] if other.content), "")
                claim.alleges |= said.strip(" []").casefold() in self._alleged

    def _facts(self, token: Token, place: Place) -> list[str]:
        found = _IDS.findall(str(token.attrs.get("facts", "")))
        self.named += [(name, place) for name in found]
        return found

    def _place(self, token: Token) -> Place:
        self._positions.enter(token)
        return self._positions.here


class _Letters(dict[int, int | None]):
    """By code point: itself for a letter, a digit and what combines with one, such as vowels of Hindi; else None."""

    def __missing__(self, code: int) -> int | None:
        sign = chr(code)
        kept = self[code] = code if sign.isalnum() or unicodedata.category(sign)[0] == "M" else None
        return kept


_LETTERS = _Letters()


def anchor(written: str) -> str:
    """The id of a paragraph: of its letters and digits alone."""
    words = _BRACES.sub("", _BRACKETED.sub("", written))
    letters = unicodedata.normalize("NFKC", words).casefold().translate(_LETTERS)
    return "p-" + hashlib.sha256(letters.encode()).hexdigest()[:8]


def words_of(written: str) -> str:
    """The words of a claim in one line, marks and citations left out."""
    return " ".join(_BRACES.sub(" ", _BRACKETED.sub(" ", written)).split())


def _has_class(token: Token, name: str) -> bool:
    return name in str(token.attrs.get("class", "")).split()
