"""A page for each source of the bibliography, in each language that the archive is read in."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import PurePosixPath

from offline_archive.held import Here
from offline_archive.model import Outline, Page, Section, Text, Translation
from offline_archive.record.bibliography import FILE_NAME, Reference
from offline_archive.record.door import in_language
from offline_archive.references import References, source_key


def source_pages(references: References) -> Iterator[Page]:
    """The pages of the sources, complete but for what cites them, which the finished site knows."""
    readers = references.addresses.readers
    for reference in references.bibliography.references.values():
        for reader in readers:
            yield _page(reference, reader, references, searched=_home(reference, readers) == reader)


def _home(reference: Reference, readers: tuple[str, ...]) -> str:
    """The language in which a source is looked for: its own, where the archive has it."""
    return reference.language if reference.language in readers else readers[0]


def _page(reference: Reference, reader: str, references: References, *, searched: bool) -> Page:
    label = references.styles[reader].label(reference.key)
    title = reference.title or label
    words = " \N{MIDDLE DOT} ".join(word for word in (
        label, *reference.names, reference.container, reference.publisher, in_language(reference.mandate, reader),
        *(value for _, value in reference.identifiers)) if word)
    text = Text("", (Section("", "", 0, words, ""),), frozenset(), (), ())
    return Page(
        source=PurePosixPath(FILE_NAME),
        path=references.of_source(reference.key, reader),
        key=source_key(reference.key),
        language=reader,
        reader=reader,
        # The same data in every language: the search finds it once.
        translation=Translation.ORIGINAL if searched else Translation.FALLBACK,
        state="",
        kind="source",
        record=reference,
        lists=(),
        title=title,
        heading=escape(title),
        heading_id="",
        summary="",
        date=reference.issued,
        weight=None,
        content_note="",
        text=Here(text),
        outline=Outline.of(text),
        sources=(reference.key, *reference.derived_from),
        attachments=(),
        reviewed=None,
        again=None,
        considered=frozenset(),
        problems=(),
    )
