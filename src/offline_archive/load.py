"""Read the content folder into sources: one of the two places that touch the disk.

- Nothing outside the content folder is read: links that leave it are reported, not followed.
- Names that begin with a dot are left alone: they belong to editors and version control.
- Whatever cannot be read is reported and left out; reading goes on.
"""

from __future__ import annotations

import codecs
import errno
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from offline_archive import catalogue, codes, frontmatter, guard, withheld
from offline_archive.completion import completed
from offline_archive.config import FILE_NAME, Settings
from offline_archive.drafts import Standing, standing, translations_of_drafts
from offline_archive.errors import ArchiveError
from offline_archive.model import Source, Tree
from offline_archive.paths import clean_name, printable
from offline_archive.problems import Place, Problem
from offline_archive.record import bibliography, facts, tables
from offline_archive.reproducible import sorted_entries
from offline_archive.withheld import Cut, Passage

CLOSED = frozenset({guard.FILE_NAME, "withdrawn.json"})
"""Lists of what must not be published: one that cannot be read stops everything."""
PRIVATE = "private"
"""The name of the folder for what is not to be published: it belongs beside the content folder."""
WITHDRAWN = "withdrawn.json"
"""See ``withdrawal.tombstones``, which is read after the content."""
DATA_FILES = frozenset({
    bibliography.FILE_NAME, facts.FILE_NAME, tables.CONFLICTS, tables.CORRECTIONS, guard.FILE_NAME,
    WITHDRAWN, "editions.json"})
"""Files at the top of the content folder that hold the record as data."""
PAGE_SUFFIXES = (".md", ".markdown")
"""File endings of pages; anything else is an attachment."""
_INDEX_NAMES = ("index", "_index", "readme")
_LANGUAGE_TAG = re.compile(r"^[a-z]{2}(-[A-Z][A-Za-z]+)?$")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def load(content: Path, settings: Settings, progress: Callable[[int], None]) -> Tree:
    """Everything in `content`; `progress` is told the number of pages read so far."""
    problems: list[Problem] = []
    files: dict[PurePosixPath, Path] = {}
    sources: list[Source] = []
    drafts: list[Source] = []
    left_out: set[PurePosixPath] = set()
    blocked: dict[PurePosixPath, Problem] = {}
    found = list(_walk(content, content.resolve(), PurePosixPath(), problems))
    indexes = _indexes((path for path, _ in found), settings.languages)
    seen: dict[PurePosixPath, Path] = {}
    data: dict[str, str] = {}
    passages: list[Passage] = []
    for path, place in found:
        if seen.setdefault(path, place) != place:
            problems.append(codes.COLLISION.at(Place.of(path), "two files have this name in different Unicode forms",
                                               hint="rename one of them"))
            continue
        if path.suffix.lower() not in PAGE_SUFFIXES:
            if str(path) in DATA_FILES or path == settings.citation_style:
                read = _read_data(place, path, settings.file_bytes, problems)
                if not read.strip() and str(path) in CLOSED:
                    raise _unread(path)
                made = _public(read, path, settings)
                passages += made.passages
                problems += made.problems
                data[str(path)] = "" if made.problems else made.text
            elif str(path) != FILE_NAME:
                files[path] = place
                blocked.update(_too_large(path, place, settings.file_bytes))
            continue
        text = _read_text(place, path, settings.page_bytes, problems)
        if text is None:
            left_out.add(path)
            continue
        made = _public(text, path, settings)
        passages += made.passages
        if made.problems:
            problems += made.problems
            left_out.add(path)
            continue
        source = _source(path, made.text, settings, indexes, problems)
        found_standing, found_problems = standing(source)
        problems.extend(found_problems)
        if found_standing is Standing.PUBLISHED:
            sources.append(source)
        else:
            drafts.append(source)
        progress(len(sources))
    _refuse_unread(content, data)
    problems += translations_of_drafts(sources, drafts)
    problems += _unlisted_languages(sources, settings)
    left_out |= {source.path for source in drafts}
    return Tree(completed(sources, settings, problems), frozenset(left_out), files, blocked, data, tuple(problems),
                tuple(passages))


def attachments(wanted: Mapping[PurePosixPath, PurePosixPath], tree: Tree) -> dict[PurePosixPath, bytes]:
    """The bytes of the attachments by site path.

    Raises:
        ArchiveError: when one that could be read when the build began cannot be read any more.
    """
    read: dict[PurePosixPath, bytes] = {}
    for site_path, content_path in wanted.items():
        try:
            made = tree.made.get(content_path)
            read[site_path] = tree.files[content_path].read_bytes() if made is None else made
        except OSError as error:
            raise ArchiveError(f"cannot be read any more: {error.strerror or error}", place=str(content_path),
                               remedy="was it moved while the archive was built? build again") from None
    return read


def _refuse_unread(content: Path, data: Mapping[str, str]) -> None:
    """Refuse a list of what must not be published that was not read: misspelt in its letters, a link, no plain file."""
    for entry in sorted_entries(content):
        if entry.name.casefold() in CLOSED and entry.name not in data:
            raise _unread(PurePosixPath(entry.name))


def _unread(path: PurePosixPath) -> ArchiveError:
    return ArchiveError("cannot be read, and without it something could be published that must not be", place=str(path),
                        remedy="make it a plain file in UTF-8 of this name, in small letters, or restore it")


def _public(text: str, path: PurePosixPath, settings: Settings) -> Cut:
    """What of a file may be published, and what is cut from it."""
    if not withheld.is_concerned(text):
        return Cut(text)
    tag = _named_language(path, settings.languages)[1] or settings.languages[0]
    says = catalogue.translations(catalogue.default_templates(), tag).gettext
    if path.suffix.lower() not in PAGE_SUFFIXES:
        return withheld.cut_data(text, str(path), says=says)
    return withheld.cut(text, str(path), front=frontmatter.split(text, str(path))[0].lines, says=says)


def _too_large(path: PurePosixPath, place: Path, limit: int) -> dict[PurePosixPath, Problem]:
    try:
        if (size := place.stat().st_size) <= limit:
            return {}
    except OSError as error:  # it went since the folder was read
        return {path: _unreadable(path, error)}
    return {path: codes.FILE_TOO_LARGE.at(Place.of(path), f"file {path} has {size:,} bytes; the limit is {limit:,}",
                                          hint="make it smaller")}


def _walk(folder: Path, root: Path, here: PurePosixPath,
          problems: list[Problem]) -> Iterator[tuple[PurePosixPath, Path]]:
    try:
        entries = sorted_entries(folder)
    except OSError as error:
        problems.append(_unreadable(here, error))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = here / clean_name(entry.name)
        if "\N{REPLACEMENT CHARACTER}" in path.name:
            problems.append(codes.UNSAFE_NAME.at(Place.of(path), "name is not valid UTF-8", hint="rename it"))
        try:
            mode = entry.stat(follow_symlinks=False).st_mode
        except OSError as error:
            problems.append(_unreadable(path, error))
            continue
        if stat.S_ISDIR(mode) and entry.name.casefold() == PRIVATE:
            problems.append(codes.PRIVATE_FOLDER.at(Place.of(path), "a folder of this name is not read",
                                                    hint="move it out of the content folder, or rename it"))
            continue
        if stat.S_ISDIR(mode) and not _is_junction(entry):
            if len(path.parts) > 60:
                problems.append(codes.UNREADABLE.at(
                    Place.of(path), "folder is more than 60 levels deep", hint="move it up"))
                continue
            yield from _walk(Path(entry.path), root, path, problems)
        elif stat.S_ISLNK(mode) or stat.S_ISDIR(mode):
            target = _linked_file(Path(entry.path), root, path, problems)
            if target is not None:
                yield path, target
        elif stat.S_ISREG(mode) and os.access(entry.path, os.R_OK):
            yield path, Path(entry.path)
        elif stat.S_ISREG(mode):
            problems.append(_unreadable(path, PermissionError(errno.EACCES, "permission denied")))
        else:
            problems.append(codes.NOT_A_FILE.at(Place.of(path), "neither a file nor a folder", hint="remove it"))


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether a folder of Windows is a link to another one (Python tells from 3.12 on)."""
    tell = getattr(entry, "is_junction", None)
    return bool(tell and tell())


def _linked_file(link: Path, root: Path, path: PurePosixPath, problems: list[Problem]) -> Path | None:
    """The file inside `root` to which a symbolic link leads; None when it is not followed."""
    try:
        target = link.resolve(strict=True)
        inside = target.is_relative_to(root)
        hidden = inside and any(part.startswith(".") or part.casefold() == PRIVATE
                                for part in target.relative_to(root).parts)
        if inside and not hidden and stat.S_ISREG(target.stat().st_mode):
            return target
        why = "leads out of the content folder" if not inside else "does not lead to a plain file"
    except (OSError, RuntimeError):
        why = "leads nowhere"
    problems.append(codes.SYMLINK.at(
        Place.of(path), f"symbolic link is not followed: it {why}", hint="copy the file instead"))
    return None


def _read_text(place: Path, path: PurePosixPath, limit: int, problems: list[Problem]) -> str | None:
    try:
        with place.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > limit:
                problems.append(codes.PAGE_TOO_LARGE.at(
                    Place.of(path), f"page has {size:,} bytes; the limit is {limit:,}",
                    hint="split it"))
                return None
            data = stream.read(limit)
    except OSError as error:
        problems.append(_unreadable(path, error))
        return None
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[:error.start].decode(encoding, "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        problems.append(codes.NOT_UTF8.at(
            Place.of(path, line, column), "not valid UTF-8", hint="save the file as UTF-8"))
        text = data.decode(encoding, "replace")
    return printable(text.replace("\r\n", "\n").replace("\r", "\n"))


def _read_data(place: Path, path: PurePosixPath, limit: int, problems: list[Problem]) -> str:
    """The text of a data file; empty when it cannot be read, which is reported."""
    data = b""
    try:
        with place.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > limit:
                problems.append(codes.FILE_TOO_LARGE.at(
                    Place.of(path), f"file has {size:,} bytes; the limit is {limit:,}", hint="split the archive"))
                return ""
            data = stream.read(limit)
        return data.decode("utf-8-sig")
    except OSError as error:
        problems.append(_unreadable(path, error))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(codes.DATA_UNREADABLE.at(Place.of(path, line), "not valid UTF-8", hint="save it as UTF-8"))
    return ""


def _source(path: PurePosixPath, text: str, settings: Settings,
            indexes: frozenset[PurePosixPath], problems: list[Problem]) -> Source:
    front, body = frontmatter.split(text, str(path))
    problems.extend(front.problems)
    stem, language = _named_language(path, settings.languages)
    if path in indexes:
        stem = "index"
    source = Source(path, language or settings.languages[0], str(path.parent / stem), front, body)
    key, wanted = source.value("lang", "language")
    if language is not None or not isinstance(wanted, str):
        return source
    language = next((tag for tag in settings.languages if tag.lower() == wanted.lower()), None)
    if language is None and len(settings.languages) > 1:
        problems.append(codes.UNKNOWN_LANGUAGE.at(
            source.place(key), f"language is not one of the archive's: {wanted}",
            hint="languages: " + ", ".join(settings.languages)))
    return replace(source, language=language or source.language)


def _named_language(path: PurePosixPath, languages: tuple[str, ...]) -> tuple[str, str | None]:
    """The file's name without ending and language, and the language that it names, if any."""
    stem, dot, tag = path.stem.rpartition(".")
    for language in languages:
        if dot and stem and tag.lower() == language.lower():
            return stem, language
    return path.stem, None


def _indexes(paths: Iterator[PurePosixPath], languages: tuple[str, ...]) -> frozenset[PurePosixPath]:
    """The files that are their folder's page, one for each language."""
    best: dict[tuple[PurePosixPath, str], tuple[int, PurePosixPath]] = {}
    for path in paths:
        if path.suffix.lower() not in PAGE_SUFFIXES:
            continue
        name, language = _named_language(path, languages)
        if name.lower() in _INDEX_NAMES:
            key = (path.parent, language or languages[0])
            candidate = (_INDEX_NAMES.index(name.lower()), path)
            best[key] = min(best.get(key, candidate), candidate)
    return frozenset(path for _, path in best.values())


def _unlisted_languages(sources: list[Source], settings: Settings) -> Iterator[Problem]:
    """Pages whose name looks like the translation of another page, in a language not listed."""
    keys = {source.key for source in sources}
    for source in sources:
        stem, dot, tag = source.path.stem.rpartition(".")
        base = str(source.path.parent / stem)
        if dot and _LANGUAGE_TAG.match(tag) and base in keys and tag not in settings.languages:
            listed = ", ".join(f'"{language}"' for language in (*settings.languages, tag))
            yield codes.LANGUAGE_NOT_LISTED.at(
                Place.of(source.path), f"name looks like a translation, but the archive does not list {tag}",
                hint=f"write languages = [{listed}] in archive.toml")


def _unreadable(path: PurePosixPath, error: OSError) -> Problem:
    return codes.UNREADABLE.at(Place.of(path), f"cannot be read: {error.strerror or error}",
                               hint="check its permissions")
