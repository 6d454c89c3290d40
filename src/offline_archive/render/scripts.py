"""The reader's script: one file of all scripts, with the program's words in each language of the archive."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from offline_archive.paths import OWN_FOLDER
from offline_archive.render.environment import Theme
from offline_archive.render.pages import Renderer

SCRIPTS = (
    "leave.js", "search-table.js", "search-words.js", "search-query.js", "search-bits.js", "search-index.js",
    "search-meaning.js", "search-scores.js", "search-answer.js", "search-snippet.js", "search-warm.js",
    "search-load.js", "search-filters.js", "search-box.js", "search-panel.js", "menu.js", "reader.js")
"""The scripts, in the order in which they run. A folder of pages asks for one file: each costs a slow device time."""
_BEFORE = "search-filters.js"
"""What comes before the words; the box needs them."""


def script_file(theme: Theme, renderers: Iterable[Renderer]) -> dict[str, bytes]:
    """The script of a folder of pages, by site path."""
    assets = theme.assets()
    return {f"{OWN_FOLDER}/archive.js": together({name: assets[name].decode() for name in SCRIPTS}, renderers).encode()}


def together(scripts: Mapping[str, str], renderers: Iterable[Renderer]) -> str:
    """`scripts`, by name and in their order, as one, with the words of the languages."""
    words = json.dumps({renderer.language: words_of(renderer) for renderer in renderers}, ensure_ascii=False,
                       separators=(",", ":")).replace("<", "\\u003c")
    said = f"OfflineArchive.words = {words};\n"
    return "".join((said if name == _BEFORE else "") + text for name, text in scripts.items())


def words_of(renderer: Renderer) -> dict[str, object]:
    """What scripts say to readers of one language; ``lang`` when these words are in another."""
    _ = renderer.translate
    return {
        "lang": renderer.interface if renderer.interface != renderer.language else "",
        "search": _("Search"), "narrow": _("Narrow the results"), "kind": _("Kind"), "language": _("Language"),
        "year": _("Year"), "more": _("Show more results"), "pages": _("Pages"),
        "common": _("These words are too common to search for."),
        "shown": _("The first {n} are shown; put + before words that must be there."),
        "nothingLeft": _("The filters leave nothing."),
        "leftOut": _("Left out by the filters: {n}."),
        "replaced": _("Results for \N{LEFT DOUBLE QUOTATION MARK}{used}\N{RIGHT DOUBLE QUOTATION MARK}; nothing for "
                      "\N{LEFT DOUBLE QUOTATION MARK}{typed}\N{RIGHT DOUBLE QUOTATION MARK}."),
        "all": _("all"),
        "none": _("Nothing found. Try another spelling, or the A\N{EN DASH}Z index."),
        "short": _("Type at least two letters."),
        "copy": _("Copy"), "copied": _("Copied"), "select": _("Selected"),
        "missing": _("A part of the search index is missing or damaged; some results may be left out."),
        "cite": _("Cite this paragraph"),
        "twice": _("Press Shift twice more to leave."), "once": _("Press Shift once more to leave."),
        "counts": renderer.count_words("{n} page found", "{n} pages found"),
    }
