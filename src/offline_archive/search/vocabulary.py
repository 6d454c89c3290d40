"""The words of one language's pages: what the index and the A-Z list are both made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from offline_archive.model import Page, Translation
from offline_archive.search.analysis import Analyzer, fold, words

FIELDS = ("title", "headings", "text")
"""The fields of a page, in the order of the index."""


class Posting(NamedTuple):
    """How often a term stands in a page."""

    document: int
    """The page's number, counted from 0 in order of site path."""
    counts: tuple[int, int, int]
    """Occurrences in each of :data:`FIELDS`."""


@dataclass(slots=True)
class Term:
    """What several forms of a word are filed under."""

    forms: Counter[str] = field(default_factory=Counter)
    """The forms as written, and how often each occurs."""
    postings: list[Posting] = field(default_factory=list)
    """The pages that hold any of the forms, in order of their number."""

    @property
    def shown(self) -> str:
        """The form to show to a reader: the most frequent, then the shortest.

        A capital is kept where the word bears it more often than not, as names do.
        """
        most = max(self.forms.items(), key=lambda item: (item[1], -len(item[0]), item[0]))[0]
        lower = self.forms.get(most.lower(), 0)
        return most.lower() if lower and lower * 4 >= self.forms[most] else most


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language's pages."""

    language: str
    """BCP 47 tag."""
    documents: tuple[Page, ...]
    """The pages, in order of site path; a page's place is its number."""
    lengths: tuple[tuple[int, int, int], ...]
    """Words in each of :data:`FIELDS`, by page."""
    terms: dict[str, Term]
    """Folded stem to term, in order of the stem."""
    stop_words: frozenset[str]
    """Folded words that are not indexed."""


def gather(language: str, pages: Sequence[Page]) -> Vocabulary:
    """The vocabulary of the pages in `language`."""
    analyzer = Analyzer(language)
    documents = tuple(page for page in pages
                      if page.reader == language and page.translation is not Translation.FALLBACK)
    terms: dict[str, Term] = {}
    lengths: list[tuple[int, int, int]] = []
    for number, page in enumerate(documents):
        counts: dict[str, list[int]] = {}
        length = [0, 0, 0]
        for place, text in enumerate(_fields(page)):
            for word, often in Counter(words(text)).items():
                stem = analyzer.stem(word)
                length[place] += often
                if stem:
                    counts.setdefault(stem, [0, 0, 0])[place] += often
                    terms.setdefault(stem, Term()).forms[word] += often
        for stem, (title, headings, body) in counts.items():
            terms[stem].postings.append(Posting(number, (title, headings, body)))
        lengths.append((length[0], length[1], length[2]))
    return Vocabulary(language, documents, tuple(lengths), dict(sorted(terms.items())),
                      analyzer.stop_words)


def _fields(page: Page) -> tuple[str, str, str]:
    headings = " ".join(section.title for section in page.sections)
    text = " ".join((page.summary, page.content_note,
                     *(f"{section.text} {section.careful}" for section in page.sections)))
    return page.title, headings, text


def forms_of(terms: dict[str, Term]) -> dict[str, str]:
    """Each folded form and the stem it is filed under; the more frequent one where two compete."""
    best: dict[str, tuple[int, str]] = {}
    for stem, term in terms.items():
        for form, often in term.forms.items():
            key = fold(form)
            best[key] = max(best.get(key, (0, "")), (often, stem))
    return {form: stem for form, (_, stem) in sorted(best.items())}
