"""What the words of a language are filed under: stop words and stems.

- English is analysed as lunr does: its stop words, its Porter stemmer. lunr's other languages need
  a download at run time, so theirs come from Snowball, which carries its stemmers with it.
- The stemmer runs at build time only: the index carries every form with its stem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from lunr.stemmer import PorterStemmer
from lunr.stop_word_filter import WORDS as ENGLISH_STOP_WORDS

from offline_archive.search.folding import fold, folds

# Snowball takes the end of a name for that of a plural: Лапунов would become "лапун", Лапунова "лапунов".
_SURNAME = re.compile(r"([А-ЯЁ][а-яё]+[еёо]в)(?:а|у|ым|е|ой|ою|ы|ых|ыми)?")
_PLURAL = re.compile(r"[а-яё](?:ы|и|ам|ами|ах|ям|ями|ях)$")
_RUSSIAN_STOP_WORDS = frozenset("""
    а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до
    его ее если есть еще же за здесь и из или им их к как ко когда кто ли либо мне может мы на надо наш
    не него нее нет ни них но ну о об однако он она они оно от очень по под при с со так также такой там
    те тем то того тоже той только том ты у уже хотя чего чей чем что чтобы чье чья эта эти это этот этого
    этой этом я
    """.split())
_SNOWBALL = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish", "nl": "dutch",
    "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi", "hu": "hungarian",
    "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian", "ne": "nepali",
    "nb": "norwegian", "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish",
    "yi": "yiddish"}


class Analyzer:
    """What the words of one language are filed under."""

    def __init__(self, language: str) -> None:
        self._base = base = language.partition("-")[0]
        stop = ENGLISH_STOP_WORDS if base == "en" else _RUSSIAN_STOP_WORDS if base == "ru" else ()
        self.language = language
        """BCP 47 tag."""
        self.stop_words = frozenset(fold(word, language) for word in stop)
        """Words that are not indexed, folded."""
        self._stem_of = _stemmer(base)
        self._stems: dict[str, str] = {}
        self._folds: dict[str, str] = {}

    def fold(self, word: str) -> str:
        """`word` folded as this language folds it."""
        known = self._folds.get(word)
        if known is None:
            known = self._folds[word] = fold(word, self.language)
        return known

    def folds(self, words: Iterable[str]) -> dict[str, str]:
        """Each of `words` with its fold."""
        given = list(words)
        return dict(zip(given, folds(given, self.language), strict=True))

    def stem(self, word: str) -> str:
        """What `word` is filed under, folded; empty for a stop word."""
        known = self._stems.get(word)
        if known is None:
            folded = self.fold(word)
            known = "" if not folded or folded in self.stop_words else self._filed(word, folded)
            self._stems[word] = known
        return known

    def _filed(self, word: str, folded: str) -> str:
        if self._base == "en":
            return self._stem_of(folded)
        surname = _SURNAME.fullmatch(word.capitalize() if word.isupper() else word) if self._base == "ru" else None
        if surname:
            return self.fold(surname[1])
        # Other stemmers look for letters that folding takes away.
        return self.fold(self._stem_of(word.lower().replace("ё", "е"))) or folded

    def plurals(self, terms: Mapping[str, Collection[str]]) -> dict[str, str]:
        """Stems that were taken for surnames and are plurals, with the stem they belong to: *Протестов*, *протесты*.

        `terms` are all stems with their forms. What is returned is followed from now on.
        """
        if self._base != "ru":
            return {}
        found = {}
        for stem in terms:
            plain = self.fold(self._stem_of(stem)) if stem.endswith(("ов", "ев")) else stem
            if plain != stem and any(_PLURAL.search(form) for form in terms.get(plain, ())):
                found[stem] = plain
        self._stems = {word: found.get(stem, stem) for word, stem in self._stems.items()}
        return found


def _stemmer(base: str) -> Callable[[str], str]:
    """The stemmer of a language; one that changes nothing where there is none."""
    if base == "en":
        porter: Callable[[str], str] = PorterStemmer().stem
        return porter
    if base in _SNOWBALL:
        import snowballstemmer  # brings the stemmers of all languages along
        stem: Callable[[str], str] = snowballstemmer.stemmer(_SNOWBALL[base]).stemWord
        return stem
    return str
