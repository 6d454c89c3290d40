"""What stands around a page's text: what it rests on, what refers to it, how to cite it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import chain
from pathlib import PurePosixPath

from offline_archive.model import Page, Site, Translation
from offline_archive.record.bibliography import Reference
from offline_archive.record.kinds import CITED_KINDS, Case, Event, Report, Statement
from offline_archive.references import source_key

MOST_BACKLINKS = 200
"""Pages that "what refers to this page" lists; the rest is counted."""
# Sanitised HTML is well formed, and a paragraph holds no block.
_PARAGRAPH = re.compile(r'(<(?P<tag>p|li|dd)\b[^>]*?\bid="(?P<id>[^"]+)"[^>]*>)(?P<inside>.*?)'
                        r"(?=</(?P=tag)>|<(?:ul|ol|p|table|blockquote|pre|div|dl)\b)", re.DOTALL)

_TABLE = re.compile(r"</?table\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Mention:
    """A page that refers to another."""

    page: Page
    """The page that refers."""
    anchors: tuple[str, ...]
    """The paragraphs in which it does, as far as that is known."""


def mentions(site: Site, reader: str) -> Mapping[PurePosixPath, tuple[Mention, ...]]:
    """What refers to each page, by site path, for readers of one language."""
    found: dict[PurePosixPath, dict[PurePosixPath, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    pages = {page.path: page for page in site.pages if page.reader == reader}
    paths = {str(path): path for path in pages}
    for page in pages.values():
        linked = ((paths[target], "") for target in page.outline.targets if target in paths)
        for target, anchor in chain(linked, _references(page, site, reader)):
            if target != page.path and target in pages:
                here = found[target][page.path]
                here.update({anchor: None} if anchor else {})
    return {target: tuple(sorted((Mention(pages[path], tuple(anchors)) for path, anchors in by_page.items()),
                                 key=lambda one: (one.page.title.casefold(), str(one.page.path))))
            for target, by_page in found.items()}


def _references(page: Page, site: Site, reader: str) -> Iterator[tuple[PurePosixPath, str]]:
    """The site paths to which a page refers by its record and its sources, each with the paragraph in which it does."""
    for key in record_keys(page):
        if (other := site.versions(key).get(reader)) is not None:
            yield other.path, ""
    for claim in page.outline.claims:
        for key in claim.sources:
            if (other := site.versions(source_key(key)).get(reader)) is not None:
                yield other.path, claim.anchor
    for key in page.sources:
        if (other := site.versions(source_key(key)).get(reader)) is not None:
            yield other.path, ""


def record_keys(page: Page) -> Iterator[str]:
    """Page keys of the records that the record of a page names."""
    record = page.record
    if isinstance(record, Event | Statement | Case | Report):
        yield from record.places
        yield from (role.key for role in (*record.people, *record.organisations) if role.key)
        yield from record.denied_by
    if isinstance(record, Statement) and record.speaker.key:
        yield record.speaker.key
    if isinstance(record, Reference):
        yield from (source_key(key) for key in record.derived_from)


def citable(page: Page) -> bool:
    """Whether a page has a text that can be cited by the paragraph."""
    return page.kind != "source" and page.translation is not Translation.FALLBACK


def with_citing(html: str, page: Page, editors: str) -> str:
    """`html` with a mark at each paragraph that leads to itself: its address is what a paragraph is cited by.

    Where claims have to be cited, `editors` stands at the words that are the editors' own.
    """
    anchors = {paragraph.anchor for paragraph in page.paragraphs}
    own = {paragraph.anchor for paragraph in page.paragraphs if paragraph.own and page.kind in CITED_KINDS}

    def marked(match: re.Match[str]) -> str:
        name = match["id"]
        if name not in anchors:
            return match[0]
        whose = f' <span class="ui-editors">[{escape(editors)}]</span>' if name in own else ""
        return f'{match[1]}{match["inside"].rstrip()}{whose} <a class="ui-p" href="#{escape(name)}">¶</a>'

    return _PARAGRAPH.sub(marked, html)


def with_boxed_tables(html: str, label: str) -> str:
    """`html` with each table in a box of its own that scrolls, has a name and takes the focus.

    `label` is the name, with ``%(n)s`` where the table's number goes.
    """
    count = depth = 0

    def box(tag: re.Match[str]) -> str:
        nonlocal count, depth
        if tag[0].startswith("</"):
            depth -= 1
            return f"{tag[0]}</div>" if depth == 0 else tag[0]
        depth += 1
        if depth > 1:
            return tag[0]
        count += 1
        return f'<div class="ui-wide" role="region" tabindex="0" aria-label="{escape(label % {"n": count})}">{tag[0]}'

    return _TABLE.sub(box, html)
