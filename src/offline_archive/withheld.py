"""Passages that editors know and readers must not see: cut from the text before anything else reads it.

- The cut is made in the text as it lies on the disk, so no later stage ever holds what was cut.
- A page with a mark that cannot be read is left out: it may hold what the mark was meant to hide.
- What stands in the place of a passage tells the class of the reason alone. It is the same for one word and for a page.
- What was cut goes with its place to the audit, which looks for it in the finished bytes.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from offline_archive import codes
from offline_archive.problems import Place, Problem
from offline_archive.record.certainty import N_

REASONS = {
    "person": N_("safety of the person"),
    "relative": N_("safety of a relative"),
    "source": N_("safety of a source"),
    "identity": N_("could tell who it is"),
    "whereabouts": N_("could tell where somebody is"),
    "route": N_("could tell how somebody left"),
    "health": N_("health of a person"),
    "law": N_("a duty of law"),
}
"""The classes of reasons, and the words for each that readers see, to be translated."""
_WITHHELD = N_("withheld")
BAR_CLASS = "withheld-bar"
"""The class of what stands in the place of a passage."""
_BAR = "\N{FULL BLOCK}" * 6
_INLINE = re.compile(r"\{\s*\.withheld\s+reason\s*=\s*\"?(?P<reason>[\w-]*)\"?\s*\}")
_LEAD = r"^(?P<lead>[ \t>*+.)\d-]*):::+[ \t]*"
_FENCE = re.compile(_LEAD + r"withheld(?:[ \t]+(?P<reason>[\w-]+))?[ \t]*$", re.MULTILINE)
_ANY_FENCE = re.compile(_LEAD + r"(?P<name>.*?)[ \t]*$", re.MULTILINE)
# What may be meant as a mark: classes in braces or in HTML, and the name of a fenced block.
_ATTRIBUTES = re.compile(
    r"""\{(?:\s*(?:[#.][\w-]+|[\w-]+=(?:"[^"\n]*"|[^\s{}"]*)))+|\bclass\s*=\s*["']?[\w -]+""", re.IGNORECASE)
_CLASS = re.compile(r"(?:^|[\s.\"=])([A-Za-z_-]+)")
# Whatever else may be meant: braces or an address after brackets, colons before a word, wherever they stand.
_BRACED = re.compile(r"\]\s?[({][^(){}\n]{0,200}[)}]")
_REASONED = re.compile(r"\breason\s*=", re.IGNORECASE)
_COLONS = re.compile(r"[:\uff1a]{2,}\s*\{?[.\s]*([A-Za-z_-]+)")
_MEANT = frozenset({"redacted", "redact", "withhold", "secret", "private", "censored", "hidden"})
_NEAR = 0.75
_HOW = "write [the passage]{.withheld reason=relative}, or ::: withheld relative and ::: on lines about a block"
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
# In code, blank lines would be seen: messages about such a page give smaller lines than the file has, rather.
_VERBATIM = re.compile(
    r"```|~~~|^(?: {4}|[ ]{0,3}\t)|<(?:pre|textarea|script|style|!--|\?)", re.MULTILINE | re.IGNORECASE)
_MARKUP = re.compile(_BAR + r"[^(\n]*\([^()\n]*\)|\]\([^()\n]*\)|\{[^{}\n]*\}|\[\^[^\[\]\n]*\]")


@dataclass(frozen=True, slots=True)
class Passage:
    """What was cut from one place."""

    text: str
    """Its words, marks of emphasis and addresses of links left out. Never printed."""
    reason: str
    """Of :data:`REASONS`."""
    place: Place
    """Where it stands."""


@dataclass
class Cut:
    """A text without what is withheld."""

    text: str
    """The text: as many lines as before, unless it holds code."""
    passages: list[Passage] = field(default_factory=list)
    """What was cut, in order."""
    problems: list[Problem] = field(default_factory=list)
    """Marks that could not be read: with any, the text must not be published."""


def cut(text: str, path: str, *, front: int = 0, says: Callable[[str], str] = str) -> Cut:
    """`text` without the passages that it marks as withheld.

    Args:
        text: a page.
        path: where it lies, for messages.
        front: how many of its lines are front matter, in which no markup is read.
        says: translates the words of :data:`REASONS`.
    """
    made = Cut(text)
    if not is_concerned(text):
        return made
    _Cutter(made, path, says).run(front)
    return made


def cut_data(text: str, path: str, *, says: Callable[[str], str] = str) -> Cut:
    """The same of a file in JSON, within whose texts no markup is read."""
    made = cut(text, path, front=text.count("\n") + 1, says=says)
    made.passages = [Passage(_unescaped(one.text), one.reason, one.place) for one in made.passages]
    return made


def is_concerned(text: str) -> bool:
    """Whether anything in `text` is, or may be meant as, a mark."""
    return f".{BAR_CLASS}" in text or next(_meant(text), None) is not None


def _meant(text: str) -> Iterator[tuple[int, str]]:
    """Whatever is a mark or may be meant as one: where, and its name."""
    # Each pattern goes through all of a text; most texts do not hold the signs that it begins with.
    marked = "{" in text or "class" in text.casefold()
    for found in _ATTRIBUTES.finditer(text) if marked else ():
        yield from ((found.start(), name) for name in _CLASS.findall(found[0]) if _is_near(name))
    for found in _BRACED.finditer(text):
        if _REASONED.search(found[0]) or any(_is_near(name) for name in _CLASS.findall(found[0])[:3]):
            yield found.start(), found[0][:20]
    colons = "::" in text or "\uff1a" in text
    for found in _COLONS.finditer(text) if colons else ():
        if _is_near(found[1]):
            yield found.start(), found[1]
    for found in _ANY_FENCE.finditer(text) if colons else ():
        yield from ((found.start(), name) for name in _CLASS.findall(found["name"].strip("{}"))[:1] if _is_near(name))


@lru_cache(maxsize=1 << 10)
def _is_near(name: str) -> bool:
    """Whether a name may be meant as the mark's: most texts have the same few."""
    name = name.lower().strip("_-")
    if name == BAR_CLASS:
        return False
    return name in _MEANT or name.startswith("withh") \
        or difflib.SequenceMatcher(None, name, "withheld").ratio() >= _NEAR


def bar_of(reason: str, says: Callable[[str], str]) -> str:
    """What stands in the place of a passage: the same for every passage with this reason."""
    return f"{_BAR} {says(_WITHHELD)} ({says(REASONS[reason])})"


def is_bar(text: str) -> bool:
    """Whether a paragraph is nothing but what stands in the place of a passage."""
    return text.startswith(f"[{_BAR} ") and text.endswith(")]")


def _opens(text: str) -> bool:
    """Whether brackets are opened in `text` that it does not close."""
    depth = 0
    for at, letter in enumerate(text):
        if letter in "[]" and (at == 0 or text[at - 1] != "\\"):
            depth = depth + 1 if letter == "[" else max(0, depth - 1)
    return depth > 0


class _Cutter:
    """Cuts the marks of one text, from its beginning to its end."""

    def __init__(self, made: Cut, path: str, says: Callable[[str], str]) -> None:
        self._made = made
        self._path = path
        self._says = says

    def run(self, front: int) -> None:
        made = self._made
        body = _start_of_line(made.text, front)
        if at := made.text.find(f".{BAR_CLASS}") + 1:
            self._problem(made.text.count("\n", 0, at) + 1, f"{BAR_CLASS} is the program's own class", _HOW)
            return
        while found := _first(made.text, at):
            line = made.text.count("\n", 0, found.start()) + 1
            reason = found["reason"] or ""
            if reason not in REASONS:
                close = difflib.get_close_matches(reason, REASONS, 1)
                self._problem(line, f"no class of reasons: {reason or 'none is given'}",
                              f"did you mean {close[0]}?" if close else "one of: " + ", ".join(REASONS))
                return
            span = self._fenced(found, line) if found.re is _FENCE else self._bracketed(found, line, front)
            if span is None:
                return
            start, end, inner = span
            made.passages.append(Passage(_words(inner), reason, Place(self._path, line)))
            bar = self._bar(reason, marked=found.start() >= body)
            lines = 0 if _VERBATIM.search(made.text, body) else made.text.count("\n", start, end)
            made.text = made.text[:start] + bar + _with_lines(made.text[end:], lines)
            at = start + len(bar)
            body = _start_of_line(made.text, front)
        self._leftovers()

    def _fenced(self, found: re.Match[str], line: int) -> tuple[int, int, str] | None:
        """Where a fenced block begins and ends, and what stands in it, blocks within it included."""
        text = self._made.text
        depth = 1
        for other in _ANY_FENCE.finditer(text, found.end()):
            depth += 1 if other["name"] else -1
            if depth == 0:
                return found.end("lead"), other.end(), text[found.end():other.start()]
        self._problem(line, "a withheld block has no closing line", "write ::: on a line of its own after it")
        return None

    def _bracketed(self, found: re.Match[str], line: int, front: int) -> tuple[int, int, str] | None:
        """Where the brackets before a mark begin, where the mark ends, and what stands in the brackets."""
        text = self._made.text
        close = found.start() - 1
        if close < 0 or text[close] != "]":
            self._problem(line, "a mark that withholds follows no brackets", _HOW)
            return None
        first = 0 if line <= front else max((blank.end() for blank in _BLANK_LINE.finditer(text, 0, close)), default=0)
        depth = 0
        for at in range(close, first - 1, -1):
            if text[at] in "[]" and (at == 0 or text[at - 1] != "\\"):
                depth += 1 if text[at] == "]" else -1
                if depth == 0:
                    if line > front and _opens(text[first:at]):  # lists of data are brackets, too
                        self._problem(line, "brackets before it are not closed: where it begins cannot be told",
                                      "close them, or write \\[")
                        return None
                    return at, found.end(), text[at + 1:close]
        self._problem(line, "the brackets of a withheld passage do not open in its paragraph",
                      "write \\[ and \\] for brackets that are words, or lines of ::: about a block")
        return None

    def _bar(self, reason: str, *, marked: bool) -> str:
        words = bar_of(reason, self._says)
        return f"[{words}]{{.{BAR_CLASS}}}" if marked else words

    def _leftovers(self) -> None:
        """What still looks like a mark once all marks are cut."""
        for at, name in _meant(self._made.text):
            self._problem(self._made.text.count("\n", 0, at) + 1,
                          f"looks like a mark that withholds, and is none: {name}", _HOW)
            return

    def _problem(self, line: int, message: str, hint: str) -> None:
        self._made.problems.append(codes.WITHHELD_UNREADABLE.at(
            Place(self._path, line), f"{message}, so the file is left out", hint=hint))


def _first(text: str, start: int) -> re.Match[str] | None:
    """The first mark from `start` on; of two, the fence that may hold the other."""
    found = [one for one in (_FENCE.search(text, start), _INLINE.search(text, start)) if one]
    return min(found, key=lambda one: one.start(), default=None)


def _with_lines(text: str, lines: int) -> str:
    """`text` with so many lines more where its first paragraph ends: there they say nothing of what was cut."""
    blank = _BLANK_LINE.search(text)
    at = blank.end() if blank else len(text)
    return text[:at] + "\n" * lines + text[at:]


def _start_of_line(text: str, lines: int) -> int:
    """Where the line after so many begins."""
    at = 0
    for _ in range(lines):
        at = text.find("\n", at) + 1
        if not at:
            return len(text)
    return at


def _words(inner: str) -> str:
    return " ".join(_MARKUP.sub(" ", inner).split())


def _unescaped(text: str) -> str:
    """A piece of a text in JSON, its escapes read."""
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text
