"""Every word of the index with where it leads: forms to stems, stems to their kin, sounds to names.

- *Kin* of a stem are commoner stems that mean the same: another spelling, another name of one person or place.
- A *completion* answers a short prefix, under which there is too much to read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from offline_archive.search import folding
from offline_archive.search.documents import Document
from offline_archive.search.folding import latin, words
from offline_archive.search.vocabulary import Vocabulary, forms_of

_SPELLINGS = [(re.compile(pattern), other) for pattern, other in (
    (r"shch|sch", "sh"), (r"tsch|tch", "ch"), (r"kh", "h"), (r"ts|tz", "c"), (r"ph", "f"), (r"x", "ks"),
    (r"w|ff?$", "v"),
    (r"ou|oo", "u"), (r"[yj](?=[aeou])", "i"), (r"(?<=[aeou])i(?=[aeou])", ""), (r"[yj]", "i"), (r"(.)\1", r"\1"))]
MOST_KIN = 3
"""Kin that a stem names."""
_MOST_COMPLETIONS = 6
_PREFIXES = (2, 3, 4)
_MOST_OF_A_SOUND = 40


class Entry(NamedTuple):
    """A key of the index."""

    key: str
    """A folded form, or a folded stem."""
    stem: str
    """The stem under which the form is filed; the key itself when it is one."""
    is_stem: bool
    """Whether documents are filed under the key."""
    kin: tuple[str, ...]
    """Further stems of the form, and stems that mean the same."""


def entries(vocabulary: Vocabulary) -> Iterator[Entry]:
    """Every key, in order of its code points."""
    forms = forms_of(vocabulary)
    kin = _kin(vocabulary)
    terms = vocabulary.terms
    for key in sorted(forms.keys() | terms.keys()):
        stems = forms.get(key)
        first = stems[0] if stems else key
        others = stems[1:] if stems else ()
        if key in kin:
            others = tuple(dict.fromkeys((*others, *kin[key])))
        yield Entry(key, first, key in terms, others)


def _kin(vocabulary: Vocabulary) -> Mapping[str, tuple[str, ...]]:
    """The kin of each stem that has some: those in at least as many documents as itself."""
    groups = [*_spellings(vocabulary), *_namesakes(vocabulary)]
    found: dict[str, set[str]] = defaultdict(set)
    terms = vocabulary.terms
    for group in groups:
        for stem in group:
            found[stem] |= {other for other in group if other != stem and len(terms[other]) >= len(terms[stem])}
    return {stem: tuple(sorted(others, key=lambda other: (-len(terms[other]), other))[:MOST_KIN])
            for stem, others in found.items() if others}


def _spellings(vocabulary: Vocabulary) -> Iterator[Sequence[str]]:
    """Names that sound the same and are written nearly so: Kadyrov, Kadirov."""
    names = {stem: shown for stem, term in vocabulary.terms.items()
             if len(shown := term.shown) >= 5 and shown[:1].isupper() and shown[1:].islower()}
    by_sound: dict[str, list[str]] = defaultdict(list)
    for stem, key in zip(names, _sounds_of(names.values(), vocabulary), strict=True):
        by_sound[key].append(stem)
    for group in by_sound.values():
        by_spelling: dict[str, list[str]] = defaultdict(list)
        for stem in group:
            by_spelling[spelling(stem)].append(stem)
        yield from (one for one in by_spelling.values() if 1 < len(one) <= _MOST_OF_A_SOUND)


def spelling(stem: str) -> str:
    """The key of what are spellings of one name, and not names alike: Kadyrov and Kadirov, not Elena and Elina."""
    key = latin(stem)
    for pattern, other in _SPELLINGS:
        key = pattern.sub(other, key)
    return key


def _namesakes(vocabulary: Vocabulary) -> Iterator[Sequence[str]]:
    """What a person, body, place or word is called in one word, by its record: OSCE, its Russian initials."""
    stem = vocabulary.analyzer.stem
    for document in vocabulary.documents.values():
        named = [names for name in (*_single(document), *document.names) if len(names := words(name)) == 1]
        stems = list(dict.fromkeys(stem(word) for (word,) in named))
        group = [one for one in stems if one in vocabulary.terms]
        if 1 < len(group) <= _MOST_OF_A_SOUND:
            yield group


def _single(document: Document) -> tuple[str, ...]:
    return (document.title,) if document.names else ()


def sounds(vocabulary: Vocabulary) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each sound and the words as shown that have it, but for those that must not be quoted.

    A large archive leaves out what stands in few documents: a name in one, another word in seven or less.
    """
    least_name, least_word = (2, 8) if vocabulary.numbers > 8192 else (1, 1)
    chosen = [shown for term in vocabulary.terms.values()
              if len(shown := term.shown) >= 3 and term.is_open and not shown.isnumeric()
              and len(term) >= (least_name if shown[:1].isupper() else least_word)]
    found: dict[str, list[str]] = defaultdict(list)
    for key, shown in zip(_sounds_of(chosen, vocabulary), chosen, strict=True):
        found[key].append(shown)
    for key in sorted(found):
        if key:
            yield key, tuple(sorted(found[key])[:_MOST_OF_A_SOUND])


def _sounds_of(words: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """The sound of each word as shown."""
    return folding.sounds(folding.folds(words, vocabulary.language))


def completions(sizes: Mapping[str, int], vocabulary: Vocabulary, most: int) -> dict[str, tuple[str, ...]]:
    """For each prefix under which more than `most` bytes stand, the commonest stems that begin with it.

    `sizes` are the bytes of each key's line.
    """
    total: dict[str, int] = defaultdict(int)
    for key, size in sizes.items():
        for length in _PREFIXES:
            total[key[:length]] += size
    wanted = {prefix for prefix, size in total.items() if size > most and len(prefix) > 1}
    found: dict[str, list[tuple[int, str]]] = {prefix: [] for prefix in wanted}
    for stem, term in vocabulary.terms.items():
        # By powers of two: one edit seldom changes which are the commonest.
        rank = -len(term).bit_length()
        for length in _PREFIXES:
            if stem[:length] in wanted and len(stem) >= length and term.forms:
                found[stem[:length]].append((rank, stem))
    return {prefix: tuple(stem for _, stem in sorted(stems)[:_MOST_COMPLETIONS])
            for prefix, stems in found.items() if stems}

