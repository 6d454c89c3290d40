"""The archives that are measured: a corpus or a folder, as documents, as an index, as something a browser opens."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import corpus

from offline_archive import pipeline, search
from offline_archive.held import Here
from offline_archive.model import Outline, Section, Text
from offline_archive.search.documents import Document


def of_corpus(page: corpus.Page) -> Document:
    """A page of the corpus as it is searched."""
    sections = tuple(Section(f"s{place}" if place else "", heading if place else "", 2 if place else 0, " ".join(paragraphs), "")
                     for place, (heading, paragraphs) in enumerate(page.sections))
    text = Text("", sections, frozenset(), (), ())
    return Document(path=PurePosixPath(f"{page.name}.html"), title=page.title, name=page.name, names=(), lead="", unquoted="", text=Here(text),
                    outline=Outline.of(text), kind="page", date="", date_words=(), years=None)


def of_folder(folder: Path, language: str) -> Iterator[Document]:
    """The pages of a folder of Markdown, as the whole program reads them."""
    return search.documents(pipeline.site_of(folder), language)


def write(files: dict[str, bytes], language: str, folder: Path) -> Path:
    """A page with the search of the archive, and this index beside it; gives the page."""
    with tempfile.TemporaryDirectory() as empty:
        content = Path(empty)
        (content / "archive.toml").write_text(f'title = "Measured"\nlanguages = ["{language}"]\n')
        (content / "index.md").write_text("# Measured\n")
        bundle = pipeline.bundle_of(content)
    kept = {path: entry.data for path, entry in bundle.items() if not path.startswith("_archive/search/")}
    for path, data in (kept | files).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder / "index.html"


def html_of(document: Document) -> str:
    """A plain page for tools that index HTML."""
    body = "".join((f'<h2 id="{section.anchor}">{section.title}</h2>' if section.title else "") + f"<p>{section.text}</p>"
                   for section in document.sections)
    return f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{document.title}</title><main><h1>{document.title}</h1>{body}</main></html>'
