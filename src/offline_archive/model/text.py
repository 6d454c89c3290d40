"""What a page says: its text, which lies elsewhere until it is asked for, and what is known of it all the while."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from offline_archive.problems import Place


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a page from one heading to the next: what search shows and links to."""

    anchor: str
    """The heading's id; empty for the text before the first heading."""
    title: str
    """The heading's text; empty for the text before the first heading."""
    level: int
    """1 to 6; 0 for the text before the first heading."""
    text: str
    """Its words, without markup."""
    careful: str
    """Words of passages marked ``.hard``: found by search, never shown in a snippet."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one page to another, as resolved."""

    target: PurePosixPath
    """The site path it leads to."""
    fragment: str
    """The id on that page; empty for the top."""
    place: Place
    """Where it is written."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, an item of a list or a table: what can be cited by itself."""

    anchor: str
    """Its permanent id."""
    facts: tuple[str, ...]
    """The facts that it carries."""
    sources: tuple[str, ...]
    """Keys of the sources that it cites, or that its facts name."""
    own: bool
    """Whether it is marked as the editors' own."""
    alleges: bool
    """Whether it holds an allegation without a name, a fact or a source beside it."""
    text: str
    """Its words as written, marks and citations left out."""
    place: Place
    """Where it is written."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a page says. Most of an archive is this: no stage holds that of all pages at once."""

    html: str
    """The body, sanitised: it needs no further escaping."""
    sections: tuple[Section, ...]
    """The text in order; at least one."""
    ids: frozenset[str]
    """Every id on the page that a fragment can name."""
    paragraphs: tuple[Paragraph, ...]
    """What can be cited, in order; those of a page that is not translated are the original's."""
    links: tuple[Link, ...]
    """Links to pages of the archive."""


class Claimed(NamedTuple):
    """A paragraph that carries facts or cites sources, without its words."""

    number: int
    """Its number on the page, from 1."""
    anchor: str
    """See :attr:`Paragraph.anchor`."""
    facts: tuple[str, ...]
    """See :attr:`Paragraph.facts`."""
    sources: tuple[str, ...]
    """See :attr:`Paragraph.sources`."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What other pages ask of a page's text: small, and held of every page."""

    headings: tuple[tuple[str, str], ...]
    """Id and title of each section, in order; both empty for the text before the first heading."""
    characters: int
    """How long the text is."""
    claims: tuple[Claimed, ...]
    """The paragraphs that carry facts or cite sources."""
    targets: tuple[str, ...]
    """Site paths of the pages that it links to, each once, sorted."""
    has_fragments: bool
    """Whether a link leads to a place within a page."""
    alleges: bool
    """Whether a paragraph holds an allegation without a name, a fact or a source beside it."""

    @classmethod
    def of(cls, text: Text) -> Outline:
        """The outline of a text."""
        return cls(
            headings=tuple((section.anchor, section.title) for section in text.sections),
            characters=sum(len(section.text) for section in text.sections),
            claims=tuple(Claimed(number, one.anchor, one.facts, one.sources)
                         for number, one in enumerate(text.paragraphs, start=1) if one.facts or one.sources),
            targets=tuple(sorted({str(link.target) for link in text.links})),
            has_fragments=any(link.fragment for link in text.links),
            alleges=any(one.alleges for one in text.paragraphs))
