"""A corpus of Markdown pages as large as wanted, the same on every machine.

Words follow a Zipf-Mandelbrot law. The commonest are those of ``content/``; the rest are made up, as names and rare
words are, so that the vocabulary of a large corpus is as large as that of a real one. Run it by itself to write files:

    python benchmarks/search/corpus.py --pages 10000 --language en FOLDER
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RANKS = 250_000
"""Different words that a corpus can hold."""
EXPONENT = 1.25
REPEATED = 0.45
"""How often a word repeats one that the page has already: pages keep to their subject."""
COMMON = 4_000
"""How many of them come from the project's own archive."""
_SYLLABLES = {
    "en": [a + b for a in "b c d f g h j k l m n p r s t v w z br ch dr gr kh pl sh st tr".split()
           for b in "a e i o u ai ar en er in on or ur".split()],
    "ru": [a + b for a in "б в г д ж з к л м н п р с т ф х ц ч ш бр гр др пл ст тр".split()
           for b in "а е и о у ы я ар ен ин он ор ур".split()]}
_ENDINGS = {"en": ["", "", "s", "ed", "ing"], "ru": ["", "а", "у", "ом", "е", "ы", "ов"]}
_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()}


@cache
def words(language: str) -> list[str]:
    """The words of a corpus, the commonest first."""
    ending = {"en": ".md", "ru": ".ru.md"}[language]
    texts = [path.read_text() for path in sorted((ROOT / "content").rglob(f"*{ending}"))
             if language != "en" or not path.name.endswith(".ru.md")]
    counted = Counter(word for text in texts for word in re.findall(r"[^\W\d_]{2,}", text.partition("\n---\n")[2]))
    common = [word for word, _ in counted.most_common(COMMON)]
    rng = random.Random(f"words {language}")
    made: dict[str, None] = dict.fromkeys(common)
    while len(made) < RANKS:
        stem = "".join(rng.choices(_SYLLABLES[language], k=rng.choice((2, 2, 3, 3, 4))))
        if rng.random() < 0.4:
            stem = stem.capitalize()
        for ending in rng.sample(_ENDINGS[language], rng.choice((1, 2, 3))):
            made.setdefault(stem + ending)
    return list(made)[:RANKS]


@cache
def _weights() -> list[float]:
    return list(itertools.accumulate(1 / (rank + 2.7) ** EXPONENT for rank in range(RANKS)))


class Page:
    """A page of the corpus."""

    def __init__(self, number: int, language: str, mean_words: int) -> None:
        self._rng = random.Random(f"page {number} {language}")
        self._words = words(language)
        self._used: list[str] = []
        self._language = language
        self.number = number
        length = int(min(self._rng.lognormvariate(0, 0.6) * mean_words * 0.84, mean_words * 8)) + 20
        self.title = " ".join(self._draw(self._rng.choice((2, 3, 4, 5)))).capitalize()
        self.sections = [(" ".join(self._draw(self._rng.choice((1, 2, 3)))).capitalize(), self._paragraphs(length // 6))
                         for _ in range(6)]

    @property
    def name(self) -> str:
        """The path of its file, without an ending."""
        return f"{self.number % 97:02d}/{self.number:06d}"

    def markdown(self) -> str:
        """The page as its author would write it."""
        parts = [f"# {self.title}\n", "\n\n".join(self.sections[0][1])]
        for heading, paragraphs in self.sections[1:]:
            parts += [f"\n## {heading}\n", "\n\n".join(paragraphs)]
        return "\n".join(parts) + "\n"

    def edited(self, seed: int) -> Page:
        """The page with one sentence more, one less, or one written anew."""
        rng = random.Random(seed)
        changed = Page.__new__(Page)
        changed.__dict__.update(self.__dict__)
        changed.sections = [(heading, list(paragraphs)) for heading, paragraphs in self.sections]
        _, paragraphs = rng.choice(changed.sections)
        place = rng.randrange(len(paragraphs))
        sentences = paragraphs[place].split(". ")
        at = rng.randrange(len(sentences))
        self._rng = rng
        new = self._sentence(rng.choice((6, 9, 12)))[:-1]
        how = rng.randrange(3)
        sentences[at:at + (how > 0)] = [new] if how != 1 or len(sentences) == 1 else []
        paragraphs[place] = ". ".join(sentences)
        return changed

    def _draw(self, count: int) -> list[str]:
        total, used, rng = _weights(), self._used, self._rng
        for _ in range(count):
            used.append(rng.choice(used) if used and rng.random() < REPEATED
                        else self._words[bisect(total, rng.random() * total[-1])])
        return used[-count:]

    def _sentence(self, count: int) -> str:
        if self._rng.random() < 0.05:
            month = self._rng.choice(_MONTHS[self._language])
            return f"{' '.join(self._draw(count)).capitalize()} {self._rng.randint(1, 28)} {month} {self._rng.randint(2014, 2024)}."
        return " ".join(self._draw(count)).capitalize() + "."

    def _paragraphs(self, length: int) -> list[str]:
        out: list[str] = []
        sentences: list[str] = []
        left = length
        while left > 0:
            count = min(self._rng.randint(6, 24), max(left, 4))
            sentences.append(self._sentence(count))
            left -= count
            if len(sentences) == 5:
                out.append(" ".join(sentences))
                sentences = []
        return [*out, " ".join(sentences)] if sentences else out


def pages(count: int, language: str, mean_words: int) -> Iterator[Page]:
    """The first `count` pages of the corpus."""
    return (Page(number, language, mean_words) for number in range(count))


def main() -> None:
    """Write a corpus to a folder."""
    parser = argparse.ArgumentParser(description="write a corpus of Markdown pages")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--language", choices=sorted(_SYLLABLES), default="en")
    parser.add_argument("--words", type=int, default=900, help="words of a page, on average")
    given = parser.parse_args()
    ending = "md" if given.language == "en" else f"{given.language}.md"
    for page in pages(given.pages, given.language, given.words):
        path = given.folder / f"{page.name}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.markdown(), encoding="utf-8")
    (given.folder / f"index.{ending}").write_text("# Corpus\n", encoding="utf-8")
    (given.folder / "archive.toml").write_text(f'title = "Corpus"\nlanguages = ["{given.language}"]\n', encoding="utf-8")


if __name__ == "__main__":
    main()


def write(content: Path, pages_: int, language: str, words: int) -> None:
    """Write so many pages into the folder `content`, with a first page and settings."""
    for page in pages(pages_, language, words):
        path = content / f"{page.name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.markdown())
    (content / "index.md").write_text("# Measured\n")
    (content / "archive.toml").write_text(f'title = "Measured"\nlanguages = ["{language}"]\n')
