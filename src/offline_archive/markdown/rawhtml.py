"""Raw HTML in Markdown: kept where it structures text, otherwise shown as it was written.

- A tag is what CommonMark section 6.6 calls one; any other ``<`` is text.
- What is emitted is written anew from the parsed tag, never copied from the source.
- :mod:`offline_archive.markdown.sanitize` judges the result again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TypeAlias

from offline_archive import codes
from offline_archive.markdown.sanitize import TAGS, is_allowed
from offline_archive.markdown.sections import CAREFUL_CLASS
from offline_archive.problems import Code

Report: TypeAlias = Callable[[Code, str, str, str], None]
"""Takes a code, a message, a hint, and the text by which to find the place."""
Resolve: TypeAlias = Callable[[str, str], "tuple[str | None, str]"]
"""Takes ``a`` or ``img`` and an address; gives the relative address, or None and text to show."""

# Possessive quantifiers: a long run of attributes is read once, never again from the middle.
_TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*+)
        (?P<attributes>(?:\s++[A-Za-z_:@][^\s"'=<>`/]*+
            (?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?+)*+)
        \s*+/?>""", re.VERBOSE)
_ATTRIBUTE = re.compile(
    r"""\s++(?P<name>[^\s"'=<>`/]++)(?:\s*+=\s*+(?P<value>[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?+""")
_COMMENT = re.compile(r"<!--(?:>|->|.*?(?:-->|\Z))", re.DOTALL)
_ACTIVE = frozenset({"script", "style"})
_VOID = frozenset({"br", "hr", "img", "wbr", "col"})
_FORMATTING = frozenset({"a", "b", "code", "em", "i", "s", "small", "strong", "tt", "u"})
_OPTIONAL_END = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "rp", "rt"})
_ROWS = frozenset({"tr", "td", "th"})
_CLOSES: dict[str, frozenset[str]] = {
    "p": frozenset({"p"}), "li": frozenset({"li", "p"}), "dt": frozenset({"dt", "dd", "p"}),
    "dd": frozenset({"dt", "dd", "p"}), "tr": _ROWS | {"p"}, "td": frozenset({"td", "th", "p"}),
    "th": frozenset({"td", "th", "p"}), "tbody": _ROWS | {"thead", "tbody"}, "tfoot": _ROWS | {"tbody", "thead"},
    "rt": frozenset({"rt", "rp"}), "rp": frozenset({"rt", "rp"}), "div": frozenset({"p"}), "ul": frozenset({"p"}),
    "ol": frozenset({"p"}), "table": frozenset({"p"})}
"""What an opening tag ends without a word (HTML standard, optional tags)."""
_MAX_DEPTH = 200
_MOST_REPEATED = 50_000
_DANGEROUS = re.compile(r"^(on|style$|src|poster$|background$|action$|formaction$|ping$|data$|xlink|xml)")


@dataclass(slots=True)
class RawHtml:
    """The raw HTML of one page, fragment by fragment in the order of the text."""

    report: Report
    """Where problems go."""
    resolve: Resolve
    """Who judges addresses."""
    ids: set[str] = field(default_factory=set)
    """Ids seen so far."""
    shown_id: Callable[[str], str] = str
    """Gives the id that readers see for one that was written."""
    _after_link: list[str] = field(default_factory=list)
    _open: list[tuple[str, int]] = field(default_factory=list)
    _repeated: int = 0
    _shown: set[str] = field(default_factory=set)

    def clean(self, fragment: str) -> str:
        """`fragment` with its tags judged and written anew."""
        out: list[str] = []
        position = 0
        while position < len(fragment):
            start = fragment.find("<", position)
            if start < 0:
                break
            out.append(fragment[position:start].replace(">", "&gt;"))
            position = self._construct(fragment, start, out)
        out.append(fragment[position:].replace(">", "&gt;"))
        return "".join(out)

    def _construct(self, fragment: str, start: int, out: list[str]) -> int:
        """Judge what begins with the ``<`` at `start`; give the position after it."""
        comment = _COMMENT.match(fragment, start)
        if comment:
            return comment.end()
        tag = _TAG.match(fragment, start)
        if tag is None:
            out.append("&lt;")
            return start + 1
        name = tag["name"].lower()
        if name in _ACTIVE:
            return self._skip_active(fragment, tag, name)
        if name not in TAGS:
            if not tag["close"] or name not in self._shown:
                self.report(codes.TAG_AS_TEXT, f"tag is shown as text: <{tag['close']}{name}>",
                            "only tags that structure text are kept", tag[0])
            self._shown.add(name)
            out.append(escape(tag[0]))
        elif tag["close"]:
            out.append(self._closing(name))
        elif len(self._open) >= _MAX_DEPTH and name not in _VOID:
            self.report(codes.NESTED_TOO_DEEP, f"nested too deeply: HTML of more than {_MAX_DEPTH} levels",
                        "flatten it", tag[0])
            out.append(escape(tag[0]))
        else:
            out.append(self._opening(name, tag))
        return tag.end()

    def _skip_active(self, fragment: str, tag: re.Match[str], name: str) -> int:
        self.report(codes.ACTIVE_REMOVED, f"<{name}> is removed with its content",
                    "nothing of a page runs in the archive", tag[0])
        if tag["close"]:
            return tag.end()
        end = re.compile(rf"</{name}\b[^<>]*+>", re.IGNORECASE).search(fragment, tag.end())
        return end.end() if end else len(fragment)

    def end(self) -> str:
        """End tags for the formatting elements left open: browsers would repeat them in every paragraph."""
        left = [name for name, _ in self._open if name in _FORMATTING]
        if "a" in left:
            self.report(codes.LINK_AROUND_BLOCKS, "link is closed where its block ends", "write a Markdown link", "<a")
        self._open = [(name, size) for name, size in self._open if name not in _FORMATTING]
        return "".join(self._after_closing(name) for name in reversed(left))

    def _closing(self, name: str) -> str:
        """The end tag of the innermost element of that name; nothing when none is open."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == name:
                inside = [item for item in self._open[place + 1:] if item[0] not in _OPTIONAL_END]
                self._open[place:] = inside if name not in _FORMATTING else self._open[place + 1:]
                return self._after_closing(name)
        return ""

    def _after_closing(self, name: str) -> str:
        after = self._after_link.pop() if name == "a" and self._after_link else ""
        return f"</{name}>{after}"

    def _push(self, name: str, size: int) -> str:
        """Note an element as open; give the end tags that must come first."""
        if name in _VOID:
            return ""
        before = ""
        if name not in _FORMATTING:
            # A browser opens every formatting element anew in each block: a little text could unfold to gigabytes.
            self._repeated += sum(size for open_name, size in self._open if open_name in _FORMATTING)
            if self._repeated > _MOST_REPEATED:
                before = self.end()
        while self._open and self._open[-1][0] in _CLOSES.get(name, ()):
            self._open.pop()
        self._open.append((name, size))
        return before

    def _opening(self, name: str, tag: re.Match[str]) -> str:
        kept: list[str] = []
        shown = ""
        for key, value in self._attributes(tag):
            if (name, key) in (("a", "href"), ("img", "src")):
                address, shown = self.resolve(name, value)
                if address is None:
                    continue
                value = address
            elif not self._may_keep(name, key, value, tag[0]):
                continue
            if key == "class" and CAREFUL_CLASS in value.split():
                self.report(codes.CAREFUL_WITHOUT_EFFECT, f"class {CAREFUL_CLASS} has no effect on raw HTML: <{name}>",
                            "write {.hard} in Markdown", tag[0])
            if key == "id" or (name == "a" and key == "name"):
                value = self.shown_id(value)
                self.ids.add(value)
            kept.append(f' {key}="{escape(value)}"')
        if name == "img" and not any(item.startswith(" src=") for item in kept):
            return shown
        opening = f"<{name}{''.join(kept)}>"
        before = self._push(name, len(opening))
        if name == "a":
            self._after_link.append(shown)
        return before + opening

    def _attributes(self, tag: re.Match[str]) -> list[tuple[str, str]]:
        """Attribute names in lower case with their values decoded, each name once."""
        found: dict[str, str] = {}
        for item in _ATTRIBUTE.finditer(tag["attributes"]):
            value = item["value"] or ""
            if value[:1] in ("'", '"'):
                value = value[1:-1]
            key = item["name"].lower()
            # Old anchors are written with a name; ids are what fragments find.
            if key == "name" and tag["name"].lower() == "a":
                key = "id"
            found.setdefault(key, unescape(value))
        return list(found.items())

    def _may_keep(self, name: str, key: str, value: str, source: str) -> bool:
        if is_allowed(name, key):
            return True
        if _DANGEROUS.match(key):
            self.report(codes.ATTRIBUTE_REMOVED, f"attribute removed from <{name}>: {key}",
                        "attributes cannot run code, load files or set styles", source)
        return False


def active_element(fragment: str) -> str:
    """The name of the script or style element that `fragment` opens, or ``/name`` if it closes one."""
    tag = _TAG.match(fragment)
    name = tag["name"].lower() if tag else ""
    return f"{tag['close']}{name}" if tag and name in _ACTIVE else ""


def is_dangerous(attribute: str) -> bool:
    """Whether an attribute's removal is worth a word to the author."""
    return bool(_DANGEROUS.match(attribute.lower()))
