"""Ask the reader's script from the shards of a bundle, in Node."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from offline_archive import search
from offline_archive.bundle import Bundle
from offline_archive.held import Here
from offline_archive.model import Outline, Section, Text
from offline_archive.search.documents import Document
from support.scripts import SHARDS, node


def shards_of(bundle: Bundle, without: Iterable[str] = ()) -> dict[str, str]:
    """The files of the index by path."""
    return {path: entry.data.decode() for path, entry in bundle.items()
            if path.startswith("_archive/search/") and path not in without}


def ask(files: dict[str, str] | Bundle, query: str, *, languages: tuple[str, ...] = ("en",), typing: bool = False,
        most: int = 20) -> dict[str, Any]:
    """What the reader's script answers."""
    given = {"files": files if isinstance(files, dict) else shards_of(files), "query": query, "typing": typing,
             "languages": languages, "most": most}
    answer: dict[str, Any] = node(SHARDS + "return ask(given.query, given.typing)", given)
    return answer


def ask_all(files: dict[str, str], queries: list[tuple[str, tuple[str, ...]]], *, most: int = 10) -> list[dict[str, Any]]:
    """The same for many queries, each with its languages, in one process."""
    answers: list[dict[str, Any]] = node(
        SHARDS + "const out = []; for (const [query, languages] of given.queries) {"
                 "read = []; out.push(await ask(query, false, languages)); } return out;",
        {"files": files, "queries": queries, "most": most})
    return answers


def found(files: dict[str, str] | Bundle, query: str, **how: Any) -> list[str]:
    """The addresses of the pages that are found, best first."""
    return [result["address"] for result in ask(files, query, **how)["results"]]


def document(name: str, text: str = "", *, title: str = "", **fields: Any) -> Document:
    """A document of one section, unless `fields` say otherwise."""
    said = Text("", fields.pop("sections", (Section("", "", 0, text, ""),)), frozenset(), (), ())
    plain = {"names": (), "lead": "", "unquoted": "", "kind": "page", "date": "", "date_words": (), "years": None}
    return Document(path=PurePosixPath(f"{name}.html"), title=title or name, name=name, text=Here(said),
                    outline=Outline.of(said), **(plain | fields))


def index_of(documents: Iterable[Document], language: str = "en") -> dict[str, str]:
    """The files of the index of some documents."""
    made = search.shards(search.gather(language, documents), {})
    return {path: data.decode() for path, data in made.items()}
