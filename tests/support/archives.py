"""Tiny archives: each test writes its own few lines of Markdown and looks at the whole outcome."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from offline_archive import pipeline
from offline_archive.bundle import Bundle
from offline_archive.outcome import Outcome
from offline_archive.problems import Severity

# The permanent ids of paragraphs, and the marks that lead to them: they have tests of their own.
_CITING = re.compile(r' id="p-[0-9a-f]{8}(?:-\d+)?"| <a class="ui-p" href="[^"]*">¶</a>')


GROUNDS = 'publication: {basis: public-office, evidence: "@s", reviewed: 2020-01-01, again: 2099-01-01}\n'
"""What a person or case needs to be published, in an archive with :data:`SOURCES`."""
SOURCES = '[{"id": "s", "type": "report", "title": "A report", "issued": {"date-parts": [[2019]]}}]'


DOT = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
REVIEW = 'reviewed = 2026-11-22\nnote = "one dot"\n'


def _addresses(entries: list[Any]) -> Iterator[str]:
    for address, _, _, below in entries:
        yield address
        yield from _addresses(below)


class Archive:
    """A content folder in the making."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        self.output = folder / "site"
        self.content.mkdir(exist_ok=True)

    def file(self, path: str, data: str | bytes = "") -> Archive:
        """Add a file."""
        target = self.content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)
        return self

    def page(self, path: str, text: str = "Text.\n") -> Archive:
        """Add a page."""
        return self.file(path, text)

    def picture(self, path: str) -> Archive:
        """Add a picture of one dot, reviewed; the settings must say that media are published."""
        return self.file(path, base64.b64decode(DOT)).file(f"{path}.review.toml", REVIEW)

    def settings(self, text: str) -> Archive:
        """Write archive.toml."""
        return self.file("archive.toml", text)

    def build(self, *, strict: bool = False) -> Outcome:
        """Build it."""
        return pipeline.build(self.content, self.output, strict=strict)

    def bundle(self) -> Bundle:
        """Its bundle, without writing."""
        return pipeline.bundle_of(self.content)

    def html(self, path: str) -> str:
        """A page of its bundle."""
        return self.bundle()[path].data.decode()

    def menu(self, path: str) -> list[str]:
        """The site paths in the menu of a page, in order."""
        bundle = self.bundle()
        name = bundle[path].data.decode().partition('data-menu="')[2].partition('"')[0]
        shard = bundle[f"_archive/search/{name}.js"].data.decode()
        return list(_addresses(json.loads(shard.partition(",")[2].removesuffix(");\n"))))

    def text(self, path: str) -> str:
        """What the author of a page wrote, as it stands in the finished page, without the marks for citing."""
        html = _CITING.sub("", self.html(path))
        return html.partition('<div class="ui-text">')[2].partition("</div>\n</article>")[0].strip()

    def found(self, *, notes: bool = False) -> list[str]:
        """What a check finds: ``CODE path:line:column``; tiny archives need no safety page."""
        outcome = pipeline.check_only(self.content)
        return [f"{p.code} {p.place}" for p in outcome.problems
                if (notes or p.severity is not Severity.NOTE) and p.code != "OA507"]

    def messages(self) -> list[str]:
        """What a check finds, as printed; tiny archives need no safety page."""
        return [str(problem) for problem in pipeline.check_only(self.content).problems if problem.code != "OA507"]
