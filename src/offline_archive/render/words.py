"""Words of the record in the readers' languages: kinds, standings, levels, types of sources.

They are marked for translation where they stand, and translated where they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from offline_archive.record.certainty import N_, WORDS
from offline_archive.record.grounds import BASES, MATTERS

KIND_WORDS = {
    "page": N_("page"), "event": N_("event"), "case": N_("case"), "person": N_("person"),
    "organisation": N_("organisation"), "place": N_("place"), "statement": N_("statement"),
    "report": N_("report"), "term": N_("term"), "source": N_("source"),
}
"""The kinds of pages."""


def kind_words(translate: Callable[[str], str]) -> dict[str, str]:
    """The word for each kind, as a result of the search shows it."""
    return {kind: translate(word) for kind, word in KIND_WORDS.items()}


STANDING_WORDS = {
    "none": N_("none"), "allegation": N_("allegation"), "sanction": N_("sanction"), "complaint": N_("complaint"),
    "conviction": N_("conviction"), "survivor": N_("survivor"), "witness": N_("witness"),
    "missing": N_("whereabouts described as unknown"),
}
"""Why a person is in the record."""
LEVEL_WORDS = {
    "macro-region": N_("group of regions"), "country": N_("country"), "region": N_("region"),
    "district": N_("district"), "city": N_("city"), "town": N_("town"), "village": N_("village"),
    "historical": N_("historical territory"), "unresolved": N_("not identified"),
}
"""How large a place is."""
IDENTIFIER_WORDS = {"number": N_("number of the document"), "call-number": N_("shelf mark")}
"""Identifiers of CSL that have a name in words."""
SOURCE_WORDS = {
    "article": N_("article"), "article-journal": N_("journal article"), "article-magazine": N_("magazine article"),
    "article-newspaper": N_("press article"), "bill": N_("bill or resolution"), "book": N_("book"),
    "broadcast": N_("broadcast"), "chapter": N_("chapter of a book"), "dataset": N_("data"),
    "document": N_("document"), "entry-encyclopedia": N_("encyclopaedia entry"), "hearing": N_("hearing"),
    "interview": N_("interview"), "legal_case": N_("court decision"), "legislation": N_("legal text"),
    "manuscript": N_("manuscript"), "motion_picture": N_("film"), "pamphlet": N_("pamphlet"),
    "personal_communication": N_("letter"), "post": N_("post on a social network"),
    "post-weblog": N_("blog post"), "regulation": N_("regulation"), "report": N_("report"),
    "speech": N_("public statement"), "thesis": N_("thesis"), "treaty": N_("treaty"), "webpage": N_("web page"),
}
"""The types of CSL that archives use most; any other is shown by its name in CSL."""


def words_for(translate: Callable[[str], str]) -> dict[str, Callable[[object], str]]:
    """For templates: functions that give the word for a degree, a kind, a standing and so on."""
    def word_in(table: Mapping[Any, str]) -> Callable[[object], str]:
        # A type of CSL or an identifier that has no word here is shown by its name.
        return lambda one: translate(str(table.get(one) or one))

    return {
        "certainty_word": word_in(WORDS), "kind_word": word_in(KIND_WORDS), "standing_word": word_in(STANDING_WORDS),
        "level_word": word_in(LEVEL_WORDS), "source_word": word_in(SOURCE_WORDS),
        "identifier_word": word_in(IDENTIFIER_WORDS), "basis_word": word_in(BASES), "matter_word": word_in(MATTERS)}
