"""Templates and interface strings: Jinja with autoescaping, gettext catalogues read as text."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import CodeType

from babel import Locale, UnknownLocaleError
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from offline_archive import catalogue, codes
from offline_archive.config import FILE_NAME
from offline_archive.problems import Place, Problem
from offline_archive.reproducible import sorted_entries

# The strictest policy that works over file:// in Chromium and Firefox. `integrity` attributes and
# hashes of outer scripts fail there; `sandbox` and `webrtc` have no effect in a meta element.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'none'; frame-src 'none'; worker-src 'none'; "
    "object-src 'none'; manifest-src 'none'; form-action 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types offline-archive")
"""The content security policy of every page."""


class _Compiled(BytecodeCache):
    """Templates that this process has compiled: for each language they are the same. A changed one is compiled anew."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


@dataclass(frozen=True)
class Theme:
    """What a person sees: the templates, the style sheet, the scripts and the strings."""

    folder: Path
    """Where the templates lie."""

    def assets(self) -> dict[str, bytes]:
        """Style sheet and scripts by file name."""
        return self._files("assets")

    def single(self) -> dict[str, bytes]:
        """Style sheet and scripts that an edition in one file has besides, by file name."""
        return self._files("single")

    def preview(self) -> dict[str, bytes]:
        """The page about a preview, its style and its script, by file name."""
        return self._files("preview", ".html", ".css", ".js")

    def plain(self) -> dict[str, bytes]:
        """Files that an archive holds as they are, by name."""
        return self._files("plain", ".sh")

    def mirror(self) -> dict[str, bytes]:
        """What a kit for mirrors is made from, by path."""
        servers = {f"servers/{name}": data for name, data in self._files("mirror/servers", "").items()}
        return self._files("mirror", ".txt", ".html", ".css") | servers

    def _files(self, name: str, *endings: str) -> dict[str, bytes]:
        return {entry.name: Path(entry.path).read_bytes()
                for entry in sorted_entries(self.folder / name)
                if entry.name.endswith(endings or (".css", ".js"))}

    @cached_property
    def _loader(self) -> FileSystemLoader:
        return FileSystemLoader(self.folder)

    def environment(self, language: str) -> Environment:
        """Jinja for one language; a language without a catalogue is shown in English."""
        environment = Environment(
            loader=self._loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True, keep_trailing_newline=True, extensions=["jinja2.ext.i18n"], bytecode_cache=_COMPILED)
        environment.install_gettext_translations(  # type: ignore[attr-defined]
            self.translations(language), newstyle=True)
        environment.globals["policy"] = POLICY
        # Quotes of the one sort may stand between those of the other, and each page is shorter for it.
        environment.filters["quoted"] = Markup
        environment.filters["applied"] = lambda value, function: function(value)
        return environment

    def has_interface(self, language: str) -> bool:
        """Whether the program's own words exist in `language`."""
        return catalogue.has_interface(self.folder, language)

    def translations(self, language: str) -> gettext.NullTranslations:
        """The interface strings of `language`.

        Raises:
            ArchiveError: when its catalogue is not valid.
        """
        return catalogue.translations(self.folder, language)


def without_interface(theme: Theme, languages: tuple[str, ...]) -> Iterator[Problem]:
    """Languages of the archive in which the program's own words do not exist."""
    for language in languages:
        if not theme.has_interface(language):
            yield codes.NO_INTERFACE.at(Place(FILE_NAME), f"buttons and labels are in English on pages in {language}",
                                        hint=f"add templates/locale/{language}.po")


def locale(language: str) -> Locale:
    """The locale of a BCP 47 tag; English for one that CLDR does not know."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def language_name(language: str) -> str:
    """The language's name in that language, such as ``Русский``."""
    known = locale(language)
    name = known.get_language_name(language.partition("-")[0]) \
        if known.language == language.partition("-")[0] else None
    return name[:1].upper() + name[1:] if name else language


def language_name_in(language: str, reader: str) -> str:
    """The language's name in the language of `reader`, such as ``Russian``."""
    try:
        return Locale.parse(language, sep="-").get_display_name(str(locale(reader))) or language
    except (UnknownLocaleError, ValueError):
        return language  # what a bibliography says in words of its own


def direction(language: str) -> str:
    """``ltr`` or ``rtl``."""
    return str(locale(language).text_direction)


def plural_samples(language: str) -> Iterator[tuple[str, int]]:
    """Each plural category of the language (CLDR) with the least number that falls into it."""
    rule = locale(language).plural_form
    seen: set[str] = set()
    for number in range(200):
        category = rule(number)
        if category not in seen:
            seen.add(category)
            yield category, number
