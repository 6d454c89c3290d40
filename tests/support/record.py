"""A small record: what tests of kinds, citations and lists build on."""

from __future__ import annotations

import json
from typing import Any

from support.archives import Archive

REPORT: dict[str, Any] = {
    "id": "hrw-2017", "type": "report", "title": "A Report", "author": [{"literal": "Human Rights Watch"}],
    "issued": {"date-parts": [[2017, 5, 26]]}, "URL": "https://example.org/report", "language": "en"}
NEWS: dict[str, Any] = {
    "id": "paper-2017", "type": "article-newspaper", "title": "News", "container-title": "The Paper",
    "issued": {"date-parts": [[2017, 6, 1]]}, "custom": {"derived_from": ["hrw-2017"]}}
SOURCES = (REPORT, NEWS)
FACTS: tuple[dict[str, Any], ...] = (
    {"id": "F1", "claim": "It was reported.", "date": "2017-05", "kind": "finding", "certainty": "reported",
     "attribution": "Human Rights Watch", "sources": ["hrw-2017"]},
    {"id": "F2", "claim": "It is said.", "certainty": "alleged", "attribution": "a text without sources"},
)


def with_record(archive: Archive, *, sources: Any = SOURCES, facts: Any = ()) -> Archive:
    """`archive` with a bibliography and facts, and a home page."""
    archive.file("sources.json", json.dumps(list(sources)))
    if facts:
        archive.file("facts.json", json.dumps(list(facts)))
    return archive.page("index.md", "# Home\n\n" + " ".join(f'[words]{{facts="{one["id"]}"}}' for one in facts))
