"""Citations in Pandoc's syntax: ``[@key, p. 12; see @other]``.

- The definition is the section "Citation syntax" of Pandoc's manual; keys follow its rule: a letter,
  digit or underscore, then signs that may stand inside a key, or anything in braces, as ``@{a key}``.
- Words before the key are its prefix; a locator (``p. 12``, ``chap. 3``, ``§ 4``, ``с. 12``) may follow
  after a comma; what follows that is its suffix. ``-@key`` leaves the author out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_LENGTH = 2_000
"""Characters that a citation may have."""
_KEY = r"(?P<less>-)?@(?:\{(?P<braced>[^{}\n]{1,200})\}|(?P<key>[^\W][\w]*(?:[:.#$%&\-+?<>~/]+\w+)*))"
_CITED = re.compile(rf"^(?P<prefix>[^@]*?)(?:(?<=\s)|^)\s*{_KEY}(?P<rest>.*)$", re.DOTALL)
_LABELS = {
    "page": ("p", "pp", "page", "pages", "с", "стр", "s", "ص"),
    "chapter": ("chap", "chaps", "chapter", "chapters", "ch", "гл", "глава"),
    "paragraph": ("para", "paras", "paragraph", "paragraphs", "¶", "¶¶", "абз", "п", "пп"),
    "section": ("sec", "secs", "section", "sections", "§", "§§", "разд"),
    "volume": ("vol", "vols", "volume", "volumes", "т", "том"),
    "issue": ("no", "nos", "issue", "number", "№"),
    "line": ("l", "ll", "line", "lines", "стк"),
    "note": ("n", "nn", "note", "notes", "прим"),
    "figure": ("fig", "figs", "figure", "figures", "рис"),
    "part": ("pt", "pts", "part", "parts", "ч"),
    "column": ("col", "cols", "column", "columns"),
    "folio": ("fol", "fols", "folio", "folios", "л"),
    "book": ("bk", "bks", "book", "books"),
    "verse": ("v", "vv", "verse", "verses"),
    "article": ("art", "arts", "article", "articles", "ст"),
}
_LABEL_OF = {word: label for label, words in _LABELS.items() for word in words}
_LOCATOR = re.compile(
    r"^,?\s*(?P<braced>\{(?P<inside>[^{}]*)\})?(?P<rest>.*)$", re.DOTALL)
_LABELLED = re.compile(
    r"^(?P<label>[^\W\d_]+|§§?|¶¶?|№)?\.?\s*(?P<value>[\divxlcdmIVXLCDM]+[\w\-–.:/]*(?:\s*[,–&-]\s*\d[\w\-–.:/]*)*)"
    r"(?P<suffix>.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cited:
    """One source of a citation."""

    key: str
    """The source's key in the bibliography."""
    prefix: str = ""
    """Words before it."""
    label: str = ""
    """The kind of its locator, as CSL names it: ``page``, ``chapter``; empty when there is none."""
    locator: str = ""
    """Where in the source: ``12``, ``33-35``; empty when there is none."""
    suffix: str = ""
    """Words after it."""
    without_author: bool = False
    """Whether the author is left out, since the sentence names them."""


def parse(text: str) -> tuple[Cited, ...] | None:
    """What stands between the brackets of a citation; None when `text` is none."""
    if "@" not in text or len(text) > MOST_LENGTH or "[" in text:
        return None
    found: list[Cited] = []
    for part in text.split(";"):
        match = _CITED.match(part.strip())
        if match is None:
            return None
        label, locator, suffix = _locator(match["rest"])
        found.append(Cited(match["braced"] or match["key"], " ".join(match["prefix"].split()), label, locator, suffix,
                           bool(match["less"])))
    return tuple(found)


def _locator(rest: str) -> tuple[str, str, str]:
    """The locator's kind, the locator, and what follows it."""
    match = _LOCATOR.match(rest)
    if match is None:
        return "", "", rest.strip()
    if match["braced"]:
        label, value, left = _labelled(match["inside"])
        return label or "page", (value + left).strip() or match["inside"].strip(), " ".join(match["rest"].split())
    if not rest.lstrip().startswith(","):
        return "", "", " ".join(rest.split())
    label, value, suffix = _labelled(match["rest"])
    if value:
        return label or "page", value, " ".join(suffix.split())
    return "", "", " ".join(rest.split())


def _labelled(text: str) -> tuple[str, str, str]:
    match = _LABELLED.match(text.strip())
    if match is None:
        return "", "", text
    word = (match["label"] or "").casefold()
    if word and word not in _LABEL_OF:
        return "", "", text
    if not word and not match["value"][:1].isdigit():
        return "", "", text
    return _LABEL_OF.get(word, ""), match["value"].rstrip(",–&- "), match["suffix"]
