"""The Markdown dialect: CommonMark with tables, footnotes, definition lists and attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from offline_archive.markdown.bounds import leaves_too_much_open
from offline_archive.markdown.citing import citation_plugin

BOUNDED = "bounded"
"""Where the parser notes, in its environment, the lines of text that it left unparsed."""
MAX_NESTING = 100
"""Levels of lists, quotations and emphasis within each other; deeper ones are not parsed."""


def _make() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(deflist_plugin)
    parser.use(attrs_plugin, spans=True).use(attrs_block_plugin)
    parser.use(citation_plugin)
    _keep_tags_of_other_tools(parser)
    parser.core.ruler.at("inline", _inline)
    # markdown-it silently turns links it distrusts into text. Every address is judged by
    # `addresses` instead, which reports what it refuses.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.add_render_rule("footnote_ref", _footnote_ref)
    parser.add_render_rule("footnote_block_open", _footnote_block_open)
    parser.add_render_rule("footnote_anchor", _footnote_anchor)
    return parser


def _keep_tags_of_other_tools(parser: MarkdownIt) -> None:
    """Let ``{% include %}`` through as text: the attributes plugin would drop it as a comment."""
    rule = next(rule for rule in parser.block.ruler.__rules__ if rule.name == "attr")
    original = rule.fn

    def attributes(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
        line = state.src[state.bMarks[start] + state.tShift[start]:state.eMarks[start]]
        return not line.startswith("{%") and bool(original(state, start, end, silent))

    parser.block.ruler.at("attr", attributes, {"alt": rule.alt})


def _inline(state: StateCore) -> None:
    """Parse the inline text of each block, but for one that would take for ever: that one is text."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = []
        if leaves_too_much_open(token.content):
            text = Token("text", "", 0)
            text.content = token.content
            token.children.append(text)
            state.env.setdefault(BOUNDED, []).append((token.map or [0])[0] + 1)
        else:
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _footnote_ref(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict,
                  env: EnvType) -> str:
    meta: dict[str, Any] = tokens[idx].meta
    number, again = meta["id"] + 1, meta.get("subId", 0)
    suffix = f"-{again + 1}" if again else ""
    return (f'<sup class="footnote-ref"><a href="#fn{number}" id="fnref{number}{suffix}">'
            f"{number}</a></sup>")


def _footnote_block_open(self: RendererHTML, tokens: Sequence[Token], idx: int,
                         options: OptionsDict, env: EnvType) -> str:
    return '<section class="footnotes">\n<ol>\n'


def _footnote_anchor(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict,
                     env: EnvType) -> str:
    meta: dict[str, Any] = tokens[idx].meta
    number, again = meta["id"] + 1, meta.get("subId", 0)
    suffix = f"-{again + 1}" if again else ""
    # U+FE0E asks for the plain arrow instead of a coloured picture.
    return f' <a href="#fnref{number}{suffix}" class="footnote-back">\u21a9\ufe0e</a>'


PARSER = _make()
"""The one parser; it keeps no state between pages."""
RENDERER = cast(RendererHTML, PARSER.renderer)
"""Its renderer: what it gives is not safe before `sanitize.clean`."""
