"""``archive.toml``: the settings of an archive, read once and checked whole.

A missing file means the defaults; an unknown key or a wrong type stops the command, since a
misspelt setting of a safety-minded tool must not be passed over.
"""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from offline_archive.errors import ArchiveError
from offline_archive.frontmatter import has_deep_keys
from offline_archive.paths import in_words, printable
from offline_archive.problems import did_you_mean
from offline_archive.record.kinds import KINDS

FILE_NAME = "archive.toml"
DEFAULT_PAGE_BYTES = 2_000_000
"""The largest source of a page, unless archive.toml says otherwise."""
DEFAULT_FILE_BYTES = 100_000_000
"""The largest picture or other file, unless archive.toml says otherwise."""
_MOST_BYTES = 64 * 1024
# BCP 47, as far as an archive needs it: a language, a script, a region.
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``archive.toml`` says."""

    titles: Mapping[str, str] = field(default_factory=dict)
    """The archive's title by language tag; a language without one takes the first language's."""
    languages: tuple[str, ...] = ("en",)
    """BCP 47 tags; the first is the language of files without a language in their name."""
    edition: str = ""
    """The edition as readers see it, such as ``1``; empty when the archive has none yet."""
    edition_date: date | None = None
    """The day of the edition; None when not given. See :func:`reproducible.epoch`."""
    expires: date | None = None
    """The day from which on a newer edition should be asked for; None when not given. A release needs it."""
    licence: str = ""
    """The licence of the content in a few words, shown at the foot of each page."""
    safety: PurePosixPath | None = None
    """Content path of the page to which every page leads; None when there is none."""
    citation_style: PurePosixPath | None = None
    """Content path of a style in CSL; None for the one that the program brings along."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Names of folders to the kind of the pages in them, beside :data:`record.kinds.FOLDERS`."""
    media: bool = False
    """Whether pictures, documents, sound and film are published, each with a review beside it."""
    discreet: bool = False
    """Whether titles of windows and addresses tell nothing of what the archive is about."""
    page_bytes: int = DEFAULT_PAGE_BYTES
    """The largest source of a page, in bytes."""
    file_bytes: int = DEFAULT_FILE_BYTES
    """The largest picture or other file that is copied, in bytes."""

    def title(self, language: str) -> str:
        """The archive's title in `language`."""
        return self.titles.get(language) or self.titles.get(self.languages[0]) or "Archive"

    @property
    def number(self) -> int | None:
        """The edition's number, counted from 1; None when it has none, or is called otherwise."""
        return int(self.edition) if re.fullmatch(r"[1-9][0-9]{0,8}", self.edition) else None

    @property
    def stem(self) -> str:
        """How the names of files begin that hold the whole archive: they tell its edition, and not what it is about."""
        edition = re.sub(r"[^A-Za-z0-9.]+", "-", self.edition).strip("-.")
        return ("notes" if self.discreet else "archive") + (f"-{edition}" if edition else "")


def read(content: Path) -> Settings:
    """The settings of the archive in `content`.

    Raises:
        ArchiveError: when the file is not valid TOML, or holds an unknown key or a wrong value.
    """
    if not content.is_dir():
        raise ArchiveError(f"no such folder: {content}", remedy="name the content folder with --content")
    path = content / FILE_NAME
    data: dict[str, Any] = {}
    try:
        data = tomllib.loads(_text(path))
    except FileNotFoundError:
        pass
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise ArchiveError(f"not valid TOML: {error}", place=FILE_NAME,
                           remedy="put texts in quotes") from None
    except OSError as error:
        raise ArchiveError(f"cannot be read: {error.strerror}", place=FILE_NAME) from None
    return _parse(data, in_words(content.resolve().name) or "Archive")


def _text(path: Path) -> str:
    """The text of the settings: of a plain file of reasonable size, not of what a link leads to."""
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise ArchiveError("is not a plain file", place=FILE_NAME, remedy="copy the file instead of linking to it")
    if found.st_size > _MOST_BYTES:
        raise ArchiveError("is larger than 64 KiB", place=FILE_NAME, remedy="shorten it")
    text = path.read_text(encoding="utf-8-sig")
    if has_deep_keys(text):
        raise ArchiveError("a key has more than 32 dots", place=FILE_NAME, remedy="shorten it")
    return text


def _parse(data: dict[str, Any], name: str) -> Settings:
    known = ("title", "languages", "edition", "date", "expires", "licence", "safety", "citation_style", "kinds",
             "media", "discreet", "limits")
    _only(data, known, "")
    languages = _languages(data.get("languages", ["en"]))
    limits = _typed(data, "limits", dict, {})
    _only(limits, ("page_bytes", "file_bytes"), "limits.")
    named = _typed(data, "safety", str, "")
    safety = PurePosixPath(named)
    if named and (safety.suffix not in (".md", ".markdown") or ".." in safety.parts):
        raise _wrong("safety", named, "the path of a page, such as safety.md")
    style = PurePosixPath(_typed(data, "citation_style", str, ""))
    if style.parts and (style.suffix != ".csl" or ".." in style.parts):
        raise _wrong("citation_style", str(style), "the path of a style in CSL, such as apa.csl")
    return Settings(
        titles=_titles(data.get("title", name), languages),
        languages=languages,
        edition=_edition(data),
        edition_date=_date(data, "date"),
        expires=_date(data, "expires"),
        licence=printable(_typed(data, "licence", str, "")),
        safety=safety if named else None,
        citation_style=style if style.parts else None,
        kinds=_kinds(data),
        media=_typed(data, "media", bool, default=False),
        discreet=_typed(data, "discreet", bool, default=False),
        page_bytes=_bytes(limits, "page_bytes", DEFAULT_PAGE_BYTES, 100_000_000),
        file_bytes=_bytes(limits, "file_bytes", DEFAULT_FILE_BYTES, 2_000_000_000),
    )


def _kinds(data: dict[str, Any]) -> dict[str, str]:
    kinds = _typed(data, "kinds", dict, {})
    for folder, kind in kinds.items():
        if kind not in KINDS:
            raise _wrong(f"kinds.{folder}", kind, "one of " + ", ".join(KINDS))
    return dict(kinds)


def _bytes(limits: dict[str, Any], key: str, default: int, most: int) -> int:
    value = limits.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 1_000 <= value <= most:
        raise _wrong(f"limits.{key}", value, f"a number of bytes from 1000 to {most}")
    return value


def _languages(value: object) -> tuple[str, ...]:
    wanted = 'a list of language tags, such as ["en", "ru"]'
    if not isinstance(value, list) or not value:
        raise _wrong("languages", value, wanted)
    for tag in value:
        if not isinstance(tag, str) or not _LANGUAGE.fullmatch(tag):
            raise ArchiveError(f"not a language tag: {tag!r}", place=FILE_NAME,
                               remedy="write a tag of BCP 47, such as fr or zh-Hant")
    if len(set(value)) != len(value):
        raise _wrong("languages", value, "each language once")
    return tuple(value)


def _titles(value: object, languages: tuple[str, ...]) -> dict[str, str]:
    if isinstance(value, str) and value.strip():
        return {languages[0]: printable(value.strip())}
    if isinstance(value, dict) and all(isinstance(title, str) for title in value.values()):
        _only(value, languages, "title.")
        if languages[0] in value:
            return {tag: printable(title.strip()) for tag, title in value.items()}
    raise _wrong("title", value, "a text, or a table with a text for each language")


def _edition(data: dict[str, Any]) -> str:
    value = _typed(data, "edition", (str, int), "")
    if isinstance(value, int) and abs(value) >= 10**9:
        raise _wrong("edition", "a very large number", "a short text or number")
    return printable(str(value))


def _date(data: dict[str, Any], key: str) -> date | None:
    value = data.get(key)
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise _wrong(key, value, "a day without quotes, such as 2026-11-22")


def _typed(data: dict[str, Any], key: str, kind: Any, default: Any = None) -> Any:
    value = data.get(key, default)
    if not isinstance(value, kind):
        names = kind.__name__ if isinstance(kind, type) else " or ".join(k.__name__ for k in kind)
        raise _wrong(key, value, {"str": "a text", "dict": "a table", "int": "a whole number", "bool": "true or false"}
                     .get(names, "a text or a number"))
    return value


def _only(data: Mapping[str, object], known: tuple[str, ...], prefix: str) -> None:
    for key in data:
        if key not in known:
            raise ArchiveError(
                f"unknown key: {prefix}{key}", place=FILE_NAME,
                remedy=did_you_mean(key, known) or "known keys: " + ", ".join(known))


def _wrong(key: str, value: object, wanted: str) -> ArchiveError:
    said = "a very large number" if isinstance(value, int) and value.bit_length() > 64 else repr(value)[:200]
    return ArchiveError(f"{key} is {said}", place=FILE_NAME, remedy=f"expected {wanted}")
