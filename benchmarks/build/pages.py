"""Markdown pages like those of real documentation: about seven kilobytes, with headings, lists, tables, code and links.

The words are those of the corpus of ``benchmarks/search``; the markup is drawn from the number of the page, so that the
same pages are made on every machine.

    python benchmarks/build/pages.py --pages 1000 FOLDER
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "search"))

import corpus

PER_FOLDER = 50
"""Pages of a folder: real documentation has sections, and menus of peers grow with them."""
_WORDS = 850
_CODE = ("def {0}({1}):\n    return {2}({1}, {3}=True)\n", "$ {0} --{1} {2}\n{3}: ok\n", "[{0}]\n{1} = \"{2}\"\n{3} = 4\n")


def path_of(number: int) -> str:
    """The path of a page, without an ending."""
    return f"section-{number // PER_FOLDER:04d}/page-{number:06d}"


def markdown(number: int, pages: int, language: str = "en") -> str:
    """A page as its author would write it."""
    page = corpus.Page(number, language, _WORDS)
    rng = random.Random(f"markup {number}")
    parts = [f"# {page.title}\n"]
    for place, (heading, paragraphs) in enumerate(page.sections):
        parts += [f"## {heading}\n"] if place else []
        for paragraph in paragraphs:
            parts.append(_paragraph(paragraph, number, pages, rng) + "\n")
        parts += _extras(paragraphs, rng)
    return "\n".join(parts)


def _paragraph(text: str, number: int, pages: int, rng: random.Random) -> str:
    """A paragraph with the marks that authors put into one."""
    words = text.split(" ")
    for _ in range(max(1, len(words) // 25)):
        at = rng.randrange(len(words))
        word = words[at]
        if not word.isalpha():
            continue
        kind = rng.random()
        if kind < 0.4:
            words[at] = f"`{word}`"
        elif kind < 0.6:
            words[at] = f"*{word}*"
        elif kind < 0.75:
            words[at] = f"**{word}**"
        else:
            near = min(pages - 1, max(0, number + rng.choice((-7, -3, -1, 1, 2, 5, 11))))
            target = path_of(near)
            same = near // PER_FOLDER == number // PER_FOLDER
            words[at] = f"[{word}]({target.split('/')[1] if same else '../' + target}.md)"
    return " ".join(words)


def _extras(paragraphs: list[str], rng: random.Random) -> Iterator[str]:
    """What stands between paragraphs: a list, a table, code, a quotation, or nothing."""
    words = [word for word in " ".join(paragraphs).split() if word.isalpha()]
    if len(words) < 12:
        return
    kind = rng.random()
    if kind < 0.35:
        yield "\n".join(f"- {' '.join(rng.sample(words, 6))}" for _ in range(rng.randint(3, 6))) + "\n"
    elif kind < 0.6:
        yield "```\n" + rng.choice(_CODE).format(*rng.sample(words, 4)) + "```\n"
    elif kind < 0.7:
        rows = "\n".join("| " + " | ".join(rng.sample(words, 3)) + " |" for _ in range(rng.randint(2, 6)))
        yield "| " + " | ".join(rng.sample(words, 3)) + " |\n|---|---|---|\n" + rows + "\n"
    elif kind < 0.8:
        yield "> " + " ".join(rng.sample(words, 12)) + "\n"


def write(folder: Path, pages: int, language: str = "en") -> int:
    """Write so many pages into `folder`, with a first page; give their size in bytes."""
    size = 0
    for number in range(pages):
        path = folder / f"{path_of(number)}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        data = markdown(number, pages, language).encode()
        path.write_bytes(data)
        size += len(data)
    links = "\n".join(f"- [Section {number}]({path_of(number * PER_FOLDER)}.md)" for number in range((pages + PER_FOLDER - 1) // PER_FOLDER))
    (folder / "index.md").write_text(f"# Measured\n\n{links}\n", encoding="utf-8")
    return size


def main() -> None:
    """Write pages to a folder."""
    parser = argparse.ArgumentParser(description="write Markdown pages like real ones")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--language", choices=("en", "ru"), default="en")
    given = parser.parse_args()
    size = write(given.folder, given.pages, given.language)
    print(f"{given.pages} pages, {size / given.pages:.0f} bytes each")


if __name__ == "__main__":
    main()
