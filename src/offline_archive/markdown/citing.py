"""Citations in the text: found while the inline text is parsed, shown with a link to each source's page."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from offline_archive.record import citations

TOKEN = "citation"  # noqa: S105 - a token of Markdown
"""The type of a citation's token; its ``meta`` holds the sources, its content what was written."""


def citation_plugin(parser: MarkdownIt) -> None:
    """Teach `parser` the syntax ``[@key, p. 12]``."""
    parser.inline.ruler.before("link", TOKEN, _citation)


def _citation(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's own signature
    if state.src[state.pos] != "[":
        return False
    end = state.src.find("]", state.pos, min(state.posMax, state.pos + citations.MOST_LENGTH))
    if end < 0 or state.src[end + 1:end + 2] in ("(", "[", "{"):
        return False
    cited = citations.parse(state.src[state.pos + 1:end])
    if cited is None:
        return False
    if not silent:
        token = state.push(TOKEN, "", 0)
        token.content = state.src[state.pos:end + 1]
        token.meta = {"cited": cited}
    state.pos = end + 1
    return True
