"""What the program brings along: its words in the readers' languages, its style of citations, its table of folds."""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path

import citeproc
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from offline_archive.errors import ArchiveError


def default_templates() -> Path:
    """The folder of templates: of the checkout, else the one installed with the package."""
    package = Path(__file__).resolve().parent
    for folder in (package.parents[1] / "templates", package / "templates"):
        if (folder / "page.html").is_file():
            return folder
    raise ArchiveError("the templates are missing", remedy="install the program again")


def has_interface(folder: Path, language: str) -> bool:
    """Whether the program's own words exist in `language`."""
    return language.partition("-")[0] == "en" or (folder / "locale" / f"{language}.po").is_file()


@cache
def translations(folder: Path, language: str) -> gettext.NullTranslations:
    """The interface strings of `language`; English when there is no catalogue.

    Raises:
        ArchiveError: when its catalogue is not valid.
    """
    path = folder / "locale" / f"{language}.po"
    if not path.is_file():
        return gettext.NullTranslations()
    try:
        with path.open("rb") as stream:
            catalogue = read_po(stream, abort_invalid=True)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
    except Exception as error:  # Babel raises several kinds, its own and the parser's
        raise ArchiveError(f"not a valid gettext catalogue: {error}", place=str(path)) from None
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def default_style() -> bytes:
    """The style of citations: Harvard (Cite Them Right), in CSL, as citeproc-py brings it along."""
    return (Path(citeproc.__file__).parent / "data" / "styles" / "harvard-cite-them-right.csl").read_bytes()


@cache
def fold_table() -> str:
    """The script with the table by which words are folded, as the reader's browser loads it."""
    return (default_templates() / "assets" / "search-table.js").read_text(encoding="utf-8")
