"""Read the content folder into sources: one of the two places that touch the disk.

- Nothing outside the content folder is read: links that leave it are reported, not followed.
- Names that begin with a dot are left alone: they belong to editors and version control.
- Whatever cannot be read is reported and left out; reading goes on.
"""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from offline_archive import codes, frontmatter
from offline_archive.config import FILE_NAME, Settings
from offline_archive.errors import ArchiveError
from offline_archive.model import Source, Tree
from offline_archive.problems import Place, Problem
from offline_archive.reproducible import sorted_entries

PAGE_SUFFIXES = (".md", ".markdown")
"""File endings of pages; anything else is an attachment."""
_INDEX_NAMES = ("index", "_index", "readme")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def load(content: Path, settings: Settings, progress: Callable[[int], None]) -> Tree:
    """Everything in `content`; `progress` is told the number of pages read so far.

    Raises:
        ArchiveError: when `content` is no folder or cannot be read at all.
    """
    if not content.is_dir():
        raise ArchiveError(f"no such folder: {content}", remedy="name the content folder with --content")
    problems: list[Problem] = []
    files: dict[PurePosixPath, Path] = {}
    sources: list[Source] = []
    drafts: set[PurePosixPath] = set()
    found = list(_walk(content, content.resolve(), PurePosixPath(), problems))
    indexes = _indexes(path for path, _ in found)
    for path, place in found:
        if path.suffix.lower() not in PAGE_SUFFIXES:
            if str(path) != FILE_NAME:
                files[path] = place
            continue
        text = _read_text(place, path, settings.page_bytes, problems)
        if text is None:
            continue
        source = _source(path, text, settings, indexes, problems)
        if is_draft(source.values):
            drafts.add(path)
        else:
            sources.append(source)
        progress(len(sources))
    return Tree(tuple(sources), frozenset(drafts), files, tuple(problems))


def attachments(wanted: Mapping[PurePosixPath, PurePosixPath], tree: Tree,
                ) -> tuple[dict[PurePosixPath, bytes], tuple[Problem, ...]]:
    """The bytes of the attachments by site path, and those that could not be read."""
    problems: list[Problem] = []
    read: dict[PurePosixPath, bytes] = {}
    for site_path, content_path in wanted.items():
        try:
            read[site_path] = tree.files[content_path].read_bytes()
        except OSError as error:
            problems.append(_unreadable(content_path, error))
    return read, tuple(problems)


def is_draft(values: Mapping[str, object]) -> bool:
    """Whether front matter says that the page is not to be published (Hugo's and Jekyll's keys)."""
    return _says(values.get("draft"), ("true", "yes", "on", "1")) \
        or _says(values.get("published"), ("false", "no", "off", "0"))


def _says(value: object, words: tuple[str, ...]) -> bool:
    return isinstance(value, bool | int | str) and str(value).strip().lower() in words


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
        path = here / entry.name
        try:
            mode = entry.stat(follow_symlinks=False).st_mode
        except OSError as error:
            problems.append(_unreadable(path, error))
            continue
        if stat.S_ISDIR(mode):
            if len(path.parts) > 60:
                problems.append(codes.UNREADABLE.at(
                    Place(_shown(path)), "folder is more than 60 levels deep", hint="move it up"))
                continue
            yield from _walk(Path(entry.path), root, path, problems)
        elif stat.S_ISLNK(mode):
            target = _linked_file(Path(entry.path), root, path, problems)
            if target is not None:
                yield path, target
        elif stat.S_ISREG(mode):
            yield path, Path(entry.path)
        else:
            problems.append(codes.NOT_A_FILE.at(
                Place(_shown(path)), "neither a file nor a folder", hint="remove it"))


def _linked_file(link: Path, root: Path, path: PurePosixPath, problems: list[Problem]) -> Path | None:
    """The file inside `root` to which a symbolic link leads; None when it is not followed."""
    try:
        target = link.resolve(strict=True)
        inside = target.is_relative_to(root)
        hidden = inside and any(part.startswith(".") for part in target.relative_to(root).parts)
        if inside and not hidden and stat.S_ISREG(target.stat().st_mode):
            return target
        why = "leads out of the content folder" if not inside else "does not lead to a plain file"
    except (OSError, RuntimeError):
        why = "leads nowhere"
    problems.append(codes.SYMLINK.at(
        Place(_shown(path)), f"symbolic link is not followed: it {why}", hint="copy the file instead"))
    return None


def _read_text(place: Path, path: PurePosixPath, limit: int, problems: list[Problem]) -> str | None:
    try:
        with place.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > limit:
                problems.append(codes.PAGE_TOO_LARGE.at(
                    Place(_shown(path)), f"page has {size:,} bytes; the limit is {limit:,}",
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
        before = data[:error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        problems.append(codes.NOT_UTF8.at(
            Place(_shown(path), line, column), "not valid UTF-8", hint="save the file as UTF-8"))
        text = data.decode(encoding, "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}")


def _source(path: PurePosixPath, text: str, settings: Settings,
            indexes: frozenset[PurePosixPath], problems: list[Problem]) -> Source:
    front, body = frontmatter.split(text, _shown(path))
    problems.extend(front.problems)
    stem, language = _named_language(path, settings.languages)
    if path in indexes:
        stem = "index"
    wanted = front.values.get("lang", front.values.get("language"))
    if language is None and isinstance(wanted, str):
        language = next((tag for tag in settings.languages if tag.lower() == wanted.lower()), None)
        if language is None and len(settings.languages) > 1:
            problems.append(codes.UNKNOWN_LANGUAGE.at(
                Place(_shown(path), 1), f"language is not one of the archive's: {wanted}",
                hint="languages: " + ", ".join(settings.languages)))
    return Source(path, language or settings.languages[0], str(path.parent / stem),
                  front.values, body, front.lines + 1)


def _named_language(path: PurePosixPath, languages: tuple[str, ...]) -> tuple[str, str | None]:
    """The file's name without ending and language, and the language that it names, if any."""
    stem, dot, tag = path.stem.rpartition(".")
    for language in languages:
        if dot and stem and tag.lower() == language.lower():
            return stem, language
    return path.stem, None


def _indexes(paths: Iterator[PurePosixPath]) -> frozenset[PurePosixPath]:
    """The files that are their folder's page, one for each ending and language."""
    best: dict[tuple[PurePosixPath, str], tuple[int, PurePosixPath]] = {}
    for path in paths:
        if path.suffix.lower() not in PAGE_SUFFIXES:
            continue
        name, _, rest = path.stem.partition(".")
        if name.lower() not in _INDEX_NAMES:
            continue
        key = (path.parent, rest.lower())
        candidate = (_INDEX_NAMES.index(name.lower()), path)
        best[key] = min(best.get(key, candidate), candidate)
    return frozenset(path for _, path in best.values())


def _shown(path: PurePosixPath) -> str:
    """`path` for a message: names that are not valid UTF-8 stay printable."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def _unreadable(path: PurePosixPath, error: OSError) -> Problem:
    return codes.UNREADABLE.at(Place(_shown(path)), f"cannot be read: {error.strerror or error}",
                               hint="check its permissions")
