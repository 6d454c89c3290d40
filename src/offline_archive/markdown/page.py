"""A source becomes a page: one pass over the tokens gives HTML, sections, ids and links.

- Every address is judged here once, by :class:`offline_archive.addresses.Addresses`.
- The result passes the allow-list whole, so no mistake made here can reach a reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import PurePosixPath
from typing import Any

from markdown_it.token import Token

from offline_archive import codes, dates, records
from offline_archive.addresses import Addresses
from offline_archive.dates import When
from offline_archive.held import Here
from offline_archive.markdown.bounds import MOST_OPEN, bounded
from offline_archive.markdown.claims import Claim, Claims, Note, anchor, words_of
from offline_archive.markdown.inline import html as html_token
from offline_archive.markdown.parser import BOUNDED, MAX_NESTING, PARSER, RENDERER
from offline_archive.markdown.positions import Positions
from offline_archive.markdown.reading import Reading
from offline_archive.markdown.sanitize import clean
from offline_archive.markdown.sections import CAREFUL_CLASS, with_words
from offline_archive.model import Outline, Page, Paragraph, Source, Text, Translation
from offline_archive.paths import MAX_SITE_PATH, in_words, printable
from offline_archive.problems import Place, Problem, did_you_mean
from offline_archive.record.citations import Cited
from offline_archive.record.door import brief
from offline_archive.record.grounds import GROUNDED, MATTERS, MOSAIC, Grounds
from offline_archive.record.grounds import parse as parse_grounds
from offline_archive.record.kinds import LISTS
from offline_archive.references import References


def parse(source: Source, references: References, reader: str = "") -> Page:
    """The page that `source` describes; for readers of `reader`, when it is not translated for them."""
    reader = reader or source.language
    reading = Reading(source, references, reader)
    tokens = _tokens(source, reading)
    heading, heading_id, tokens = _main_heading(tokens, reading)
    claims = _claims(tokens, source, references, reading)
    body = reading.blocks(tokens)
    _show_sources(body, claims.notes, references, reading)
    html = clean(RENDERER.render(body, PARSER.options, {}))
    title = _text(source, "title", reading) or heading[1] or _title_from_name(source)
    path = references.addresses.of(source, reader)
    _check_path(source, path, references.addresses, reading.problems)
    record, problems = records.parse(source, references.names)
    paragraphs = tuple(_paragraph(claim, references) for claim in claims.claims)
    text = Text(html, with_words(reading.sections(), record), frozenset(reading.ids), paragraphs, tuple(reading.links))
    return Page(
        source=source.path,
        path=path,
        key=source.key,
        language=source.language,
        reader=reader,
        translation=_translation(source, reader),
        state=source.original,
        kind=source.kind,
        record=record,
        lists=_lists(source, reading),
        title=title,
        heading=heading[0] or escape(title),
        heading_id=heading_id,
        summary=_text(source, "summary", reading) or _text(source, "description", reading),
        date=_date(source, reading),
        weight=_weight(source, reading),
        content_note=_text(source, "content_note", reading),
        text=Here(text),
        outline=Outline.of(text),
        sources=_sources(source, paragraphs, references, reading),
        attachments=tuple(sorted(reading.attachments.items())),
        reviewed=_date(source, reading, "reviewed"),
        again=_date(source, reading, "again"),
        considered=_considered(source, reading),
        problems=(*reading.problems, *problems) if reader == source.language else (),
    )


def _claims(tokens: list[Token], source: Source, references: References, reading: Reading) -> Claims:
    """The claims that `tokens` make, each given its id."""
    alleged = references.words(source.language)("alleged")
    claims = Claims(Positions(source), frozenset({"alleged", alleged.casefold()}))
    claims.read(tokens)
    name, value = source.value("facts")
    claims.add([str(fact) for fact in (value if isinstance(value, list) else [value] if value else [])],
               source.place(name))
    for claim in claims.claims:
        if claim.token is not None:
            claim.token.attrs["id"] = reading.unique(str(claim.token.attrs.get("id") or anchor(claim.written)))
    for name, place in claims.named:
        if name not in references.facts.facts:
            reading.problem(codes.FACT_UNKNOWN, place, f"no such fact: {name}",
                            did_you_mean(name, references.facts.facts))
    return claims


def _paragraph(claim: Claim, references: References) -> Paragraph:
    """The paragraph of a claim: its facts, and every source that it or they name."""
    facts = tuple(dict.fromkeys(name for name in claim.facts if name in references.facts.facts))
    sources = (*claim.sources, *(key for name in facts for key in references.facts.facts[name].sources))
    known = tuple(key for key in dict.fromkeys(sources) if key in references.bibliography.references)
    return Paragraph(str(claim.token.attrs["id"]) if claim.token else "", facts, known, claim.own,
                     claim.alleges and not facts and not known, words_of(claim.written), claim.place)


def _show_sources(tokens: list[Token], notes: Mapping[int, Note], references: References, reading: Reading) -> None:
    """Cite, where facts are named, the sources that they have beside those that the text cites itself."""
    for index in sorted(notes, reverse=True):
        note = notes[index]
        facts = [references.facts.facts[name] for name in dict.fromkeys(note.facts) if name in references.facts.facts]
        keys = dict.fromkeys(key for fact in facts for key in fact.sources
                             if key in references.bibliography.references and key not in note.cited)
        shown = reading.source_links(Cited(key) for key in keys)
        untraced = sum(not fact.traced for fact in facts)
        said = references.untraced(reading.source.language, untraced, len(facts)) if untraced else ""
        parts = [f"({shown})" if shown else "", f'<span class="untraced">{escape(said)}</span>' if said else ""]
        words = " ".join(part for part in parts if part)
        if not words:
            continue
        if tokens[index].type == "inline":
            shown_there = html_token(f' <span class="cited">{words}</span>')
            tokens[index].children = [*(tokens[index].children or []), shown_there]
        else:
            tokens.insert(index + 1, _block(f'<p class="cited">{words}</p>\n'))


def _block(content: str) -> Token:
    token = Token("html_block", "", 0)
    token.content = content
    return token


def _sources(source: Source, paragraphs: tuple[Paragraph, ...], references: References,
             reading: Reading) -> tuple[str, ...]:
    """The sources on which the page rests; those of its front matter are checked."""
    name, value = source.value("sources")
    named = [str(key) for key in (value if isinstance(value, list) else [value] if value else [])]
    grounds = parse_grounds(source.value("publication")[1]) if source.kind in GROUNDED else None
    named += [grounds.evidence, *(one.source for one in grounds.declared)] if isinstance(grounds, Grounds) else []
    known = references.bibliography.references
    for key in named if source.kind != "page" or known else ():
        if key not in known:
            reading.problem(codes.SOURCE_UNKNOWN, source.place(name), f"not in the bibliography: {brief(key)}",
                            did_you_mean(key, known))
    return tuple(dict.fromkeys(key for key in (*named, *(key for one in paragraphs for key in one.sources))
                               if key in known))


def _considered(source: Source, reading: Reading) -> frozenset[str]:
    """What the editors have looked at: a table of reasons, which are not published."""
    name, value = source.value("considered")
    if value is None:
        return frozenset()
    known = (*MATTERS, MOSAIC)
    if not isinstance(value, dict) or not set(map(str, value)) <= set(known) \
            or not all(isinstance(why, str) and why.strip() for why in value.values()):
        reading.problem(codes.FIELD_WRONG, source.place(name), f"considered is {brief(value)}",
                        "expected a reason for each of " + ", ".join(known))
        return frozenset()
    return frozenset(map(str, value))


def _translation(source: Source, reader: str) -> Translation:
    """What the page is to its versions in other languages."""
    if reader != source.language:
        return Translation.FALLBACK
    if not source.original:
        return Translation.ORIGINAL
    _, noted = source.value("original")
    if noted is None:
        return Translation.UNMARKED
    return Translation.CURRENT if str(noted) == source.original else Translation.OLDER


def _lists(source: Source, reading: Reading) -> tuple[str, ...]:
    name, value = source.value("list")
    wanted = [str(one) for one in (value if isinstance(value, list) else [value] if value else [])]
    for one in wanted:
        if one not in LISTS:
            reading.problem(codes.LIST_UNKNOWN, source.place(name), f"no such list: {brief(one)}",
                            did_you_mean(one, LISTS) or "lists: " + ", ".join(LISTS))
    return tuple(dict.fromkeys(one for one in wanted if one in LISTS))


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
        reading.problem(codes.FRONT_MATTER_TYPE, source.place(name), f"{name} is {brief(value)}",
                        "expected a text")
        return ""
    return "" if value is None else printable(" ".join(str(value).split()))


def _date(source: Source, reading: Reading, key: str = "date") -> When | None:
    name, value = source.value(key)
    found = dates.parse(value)
    if found is None and value not in (None, "") and not isinstance(value, bool):
        reading.problem(codes.NOT_A_DATE, source.place(name), f"{name} is {brief(value)}",
                        "write it in EDTF, such as 2017-05-26, 2017-02~ or 2017/..")
    return found


def _weight(source: Source, reading: Reading) -> int | None:
    name, value = source.value("weight", "order", "nav_order")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9:
        return value
    if value is not None:
        reading.problem(codes.FRONT_MATTER_TYPE, source.place(name), f"{name} is {brief(value)}",
                        "expected a whole number")
    return None


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
