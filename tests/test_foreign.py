"""Trees of thousands of foreign pages build without a crash, and what is lost is said."""

from __future__ import annotations

import random

import pytest

from support.archives import Archive
from support.hostile import CASES

PIECES = [
    "## Usage {#usage}\n\nRun `make` and see [the guide](../guide/page-{n}.md#usage).\n",
    "| Option | Meaning |\n|:--|:-:|\n| `-x` | does *this* |\n",
    "!!! warning\n    Indented text of an admonition.\n",
    "{{< figure src=\"x.png\" >}}\n", "{% raw %}{{ value }}{% endraw %}\n", "[[Another page|label]]\n",
    "- [ ] a task\n- [x] done\n  1. nested\n     - deeper\n",
    "![Badge](https://img.example.org/badge.svg) [site](https://example.org)\n",
    "<p align=\"center\"><img src=\"logo.png\" width=\"200\"></p>\n", "<details>\n<summary>More</summary>\n\nText\n\n</details>\n",
    "```python title=\"x.py\" hl_lines=\"1 2\"\nprint('<script>')\n```\n", "Term\n:   Definition with [link](page-{m}.md).\n",
    "Footnote[^{n}].\n\n[^{n}]: The note.\n", "<a name=\"old-{n}\"></a>\n\n[up](#old-{n})\n", "Setext\n======\n\nText\n",
    "$$ E = mc^2 $$\n", "<br/><hr/><center>x</center>\n", "~~~\ncode\n~~~\n", "> quoted\n> > twice\n",
    "中文 текст عربي ไทย\n",
]


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Two thousand pages as several tools' users write them."""
    rng = random.Random(11)
    archive = Archive(tmp_path_factory.mktemp("foreign"))
    archive.page("README.md", "# Documentation\n\n[Guide](guide/)\n")
    for number in range(2000):
        folder = ("guide", "reference/api", "blog/2017/04", "de/handbuch")[number % 4]
        front = ("", f"---\ntitle: 'Page {number}'\ntags: [a, b]\n---\n", f"+++\ntitle = \"P {number}\"\nweight = {number}\n+++\n",
                 "---\nlayout: post\npermalink: /x/\n---\n")[number % 4 - 1]
        body = "\n".join(rng.choices(PIECES, k=12)).replace("{n}", str(number)).replace("{m}", str(rng.randrange(3000)))
        archive.page(f"{folder}/page-{number}.md", f"{front}# Page {number}\n\n{body}")
    return archive


def test_a_documentation_repository_builds_and_each_loss_is_reported(foreign: Archive) -> None:
    outcome = foreign.build()
    assert outcome.written
    assert outcome.pages == 2001
    reported = {problem.code for problem in outcome.problems}
    assert {"OA108", "OA203", "OA204", "OA206"} <= reported
    assert not any(code.startswith("OA9") for code in reported)
    assert all(problem.place.line for problem in outcome.problems)


def test_any_mixture_of_hostile_pieces_builds(tmp_path_factory: pytest.TempPathFactory) -> None:
    rng = random.Random(13)
    archive = Archive(tmp_path_factory.mktemp("mixed")).page("index.md")
    short = [case.text for case in CASES if len(case.text) < 300]
    for number in range(150):
        pieces = rng.choices(short, k=6)
        archive.file(f"m{number}.md", rng.choice(["\n\n", "\n", " ", ""]).join(pieces).encode("utf-8", "replace"))
    outcome = archive.build()
    assert outcome.written
    assert [problem for problem in outcome.problems if problem.code.startswith("OA9")] == []
