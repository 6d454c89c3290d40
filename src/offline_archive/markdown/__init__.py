"""Markdown text to a page: HTML, sections, links and plain text in one pass over the tokens."""

from offline_archive.markdown.page import parse

__all__ = ["parse"]
