"""A source becomes a page: one pass over the tokens gives HTML, sections, ids and links.

- Every address is judged here once, by :class:`offline_archive.addresses.Addresses`.
- The result passes the allow-list whole, so no mistake made here can reach a reader.
"""

from __future__ import annotations

from html import escape
from pathlib import PurePosixPath
from typing import Any

from markdown_it.token import Token

from offline_archive import codes, dates
from offline_archive.addresses import Addresses
from offline_archive.dates import When
from offline_archive.markdown.bounds import MOST_OPEN, bounded
from offline_archive.markdown.parser import BOUNDED, MAX_NESTING, PARSER, RENDERER
from offline_archive.markdown.reading import Reading
from offline_archive.markdown.sanitize import clean
from offline_archive.markdown.sections import CAREFUL_CLASS
from offline_archive.model import Page, Source
from offline_archive.paths import MAX_SITE_PATH, in_words, printable
from offline_archive.problems import Place, Problem


def parse(source: Source, addresses: Addresses) -> Page:
    """The page that `source` describes."""
    reading = Reading(source, addresses)
    tokens = _tokens(source, reading)
    heading, heading_id, tokens = _main_heading(tokens, reading)
    body = reading.blocks(tokens)
    html = clean(RENDERER.render(body, PARSER.options, {}))
    title = _text(source, "title", reading) or heading[1] or _title_from_name(source)
    path = addresses.of(source)
    _check_path(source, path, addresses, reading.problems)
    return Page(
        source=source.path,
        path=path,
        key=source.key,
        language=source.language,
        title=title,
        heading=heading[0] or escape(title),
        heading_id=heading_id,
        summary=_text(source, "summary", reading) or _text(source, "description", reading),
        date=_date(source, reading),
        weight=_weight(source, reading),
        content_note=_text(source, "content_note", reading),
        html=html,
        sections=reading.sections(),
        ids=frozenset(reading.ids),
        links=tuple(reading.links),
        attachments=tuple(sorted(reading.attachments.items())),
        problems=tuple(reading.problems),
    )


def _tokens(source: Source, reading: Reading) -> list[Token]:
    text, found = bounded(source.body)
    environment: dict[str, Any] = {}
    try:
        tokens = PARSER.parse(text, environment)
    except Exception as error:  # a fault of the parser or a plugin must not take the other pages down
        reading.problem(codes.NOT_PARSED, Place.of(source.path, source.front.lines + 1),
                        f"the Markdown parser fails on this page: {type(error).__name__}",
                        "the page is shown as it was written")
        return _as_written(source)
    for label, number in environment.get("footnotes", {}).get("refs", {}).items():
        if number < 0:
            reading.problem(codes.FOOTNOTE_UNUSED, reading.place_of(f"[^{label[1:]}]:"),
                            f"footnote is never referred to: {label[1:]}", f"write [^{label[1:]}] in the text")
    if any(token.level >= MAX_NESTING - 1 for token in tokens):
        found.append((1, f"more than {MAX_NESTING} levels of blocks"))
    found += [(line, f"more than {MOST_OPEN} open brackets in a paragraph") for line in environment.get(BOUNDED, ())]
    for line, what in found:
        reading.problem(codes.NESTED_TOO_DEEP, Place.of(source.path, source.front.lines + line),
                        f"nested too deeply: {what}", "flatten it")
    return tokens


def _as_written(source: Source) -> list[Token]:
    text = Token("code_block", "code", 0)
    text.content = source.body
    text.map = [0, source.body.count("\n") + 1]
    return [text]


def _main_heading(tokens: list[Token], reading: Reading,
                  ) -> tuple[tuple[str, str], str, list[Token]]:
    """A level-1 heading at the top: its HTML, its text, its id; and the tokens after it."""
    start = 0
    while start < len(tokens) and tokens[start].type == "html_block" \
            and tokens[start].content.lstrip().startswith("<!--"):
        start += 1
    if len(tokens) < start + 3 or tokens[start].type != "heading_open" or tokens[start].tag != "h1":
        return ("", ""), "", tokens
    anchor, text, _ = reading.heading(tokens[start], tokens[start + 1])
    if CAREFUL_CLASS in str(tokens[start].attrs.get("class", "")).split():
        reading.problem(codes.CAREFUL_WITHOUT_EFFECT, Place.of(reading.source.path, reading.source.front.lines + 1),
                        f"class {CAREFUL_CLASS} has no effect on a page's title", "choose a title that may be shown")
    html = clean(RENDERER.renderInline(tokens[start + 1].children or [], PARSER.options, {}))
    return (html.strip(), text), anchor, tokens[:start] + tokens[start + 3:]


def _text(source: Source, key: str, reading: Reading) -> str:
    """A text of the front matter; numbers and dates are taken as they are written."""
    name, value = source.value(key)
    if isinstance(value, bool | list | dict):
        reading.problem(codes.FRONT_MATTER_TYPE, source.place(name), f"{name} is {_short(value)}",
                        "expected a text")
        return ""
    return "" if value is None else printable(" ".join(str(value).split()))


def _date(source: Source, reading: Reading) -> When | None:
    name, value = source.value("date")
    found = dates.parse(value)
    if found is None and value not in (None, ""):
        reading.problem(codes.NOT_A_DATE, source.place(name), f"{name} is {_short(value)}",
                        "write it in EDTF, such as 2017-05-26, 2017-02~ or 2017/..")
    return found


def _weight(source: Source, reading: Reading) -> int | None:
    name, value = source.value("weight", "order", "nav_order")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9:
        return value
    if value is not None:
        reading.problem(codes.FRONT_MATTER_TYPE, source.place(name), f"{name} is {_short(value)}",
                        "expected a whole number")
    return None


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "\N{HORIZONTAL ELLIPSIS}"


def _title_from_name(source: Source) -> str:
    key = PurePosixPath(source.key)
    name = key.parent.name if key.name == "index" and key.parent.name else key.name
    return in_words(name) or str(source.path)


def _check_path(source: Source, path: PurePosixPath, addresses: Addresses,
                problems: list[Problem]) -> None:
    place = Place.of(source.path)
    if addresses.is_renamed(source.path):
        problems.append(codes.UNSAFE_NAME.at(
            place, "name cannot be stored on FAT or Windows", hint=f"nearest valid name: {path.name}"))
    if len(str(path)) > MAX_SITE_PATH:
        problems.append(codes.PATH_TOO_LONG.at(
            place, f"path has {len(str(path))} characters; the limit is {MAX_SITE_PATH}",
            hint="shorten the names"))
