"""Where a reference written in a page leads: to a page, to a file, outside, or nowhere.

- What a page's address in the site is follows from the content folder's listing alone.
- An address that names a scheme or a host never becomes a link: it is shown or refused.
- A reference is read as a browser would read it: tabs and line ends vanish, ``\\`` is ``/``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeAlias
from urllib.parse import unquote

from offline_archive import codes
from offline_archive.collisions import NEUTRAL_FOLDER, neutral, page_path
from offline_archive.load import PAGE_SUFFIXES
from offline_archive.media import MEDIA_SUFFIXES
from offline_archive.model import Source, Tree
from offline_archive.paths import join, safe_path
from offline_archive.problems import Code, nearest

IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"})
"""Pictures that browsers show; a drawing is made anew so that it can neither run nor load anything."""
PASSIVE_SUFFIXES = MEDIA_SUFFIXES | frozenset({
    ".txt", ".csv", ".tsv", ".json", ".bib", ".ris", ".asc", ".sig", ".minisig"})
"""Files that may be copied into the archive."""

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):")
_SHOWN_SCHEMES = frozenset({
    "http", "https", "ftp", "ftps", "sftp", "gemini", "gopher", "mailto", "tel", "sms", "doi", "urn",
    "isbn", "ark", "magnet", "ipfs", "ipns", "git", "ssh", "irc", "ircs", "news", "nntp", "xmpp",
    "geo", "ws", "wss", "svn", "rsync"})
# Ids made of a paragraph's letters, of a footnote's number or of a control tell nothing by themselves.
_OWN_ANCHOR = re.compile(r"p-[0-9a-f]{8}(?:-\d+)?|fn(?:ref)?\d+(?::\d+)?|s-[0-9a-f]{12}")
_IGNORED = re.compile(r"[\t\n\r]")
_EDGES = "".join(map(chr, range(0x21)))


@dataclass(frozen=True, slots=True)
class ToPage:
    """The reference leads to a page of the archive."""

    path: PurePosixPath
    """Its site path."""
    fragment: str
    """The id on the page, decoded; empty for the top."""


@dataclass(frozen=True, slots=True)
class ToFile:
    """The reference leads to a file that is copied."""

    content_path: PurePosixPath
    """Where it lies in the content folder."""
    path: PurePosixPath
    """Its site path."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The reference leads out of the archive: it is shown as text."""

    address: str
    """The address, as a person would copy it."""


@dataclass(frozen=True, slots=True)
class Nowhere:
    """The reference cannot be kept."""

    code: Code
    """Why."""
    message: str
    """The fact, naming the reference."""
    hint: str
    """The remedy; may be empty."""


Target: TypeAlias = ToPage | ToFile | Outside | Nowhere


class Addresses:
    """The addresses of everything in a content folder."""

    def __init__(self, tree: Tree, languages: tuple[str, ...], *, discreet: bool = False) -> None:
        self._tree = tree
        self._languages = languages
        self._discreet = discreet
        self._sources = {source.path: source for source in tree.sources}
        self._versions: dict[str, dict[str, Source]] = defaultdict(dict)
        self._folders: set[PurePosixPath] = set()
        self._names: dict[PurePosixPath, set[str]] = defaultdict(set)
        self._elsewhere: dict[str, PurePosixPath] = {}
        self._suggested: dict[PurePosixPath, str] = {}
        for source in tree.sources:
            self._versions[source.key].setdefault(source.language, source)
            self._folders.update(source.path.parents)
        for path in (*self._sources, *tree.files, *sorted(tree.left_out)):
            self._names[path.parent].add(path.name)
            self._elsewhere.setdefault(path.name.lower(), path)

    @property
    def readers(self) -> tuple[str, ...]:
        """The languages that have a page of their own, in the order of the settings."""
        return tuple(tag for tag in self._languages if any(tag in found for found in self._versions.values()))

    def original(self, key: str) -> Source:
        """The version of a page in the first language that has it: what readers of the others are shown."""
        versions = self._versions[key]
        return next(versions[tag] for tag in self._languages if tag in versions)

    def untranslated(self) -> Iterator[tuple[Source, str]]:
        """Each page that a language lacks: the version to show in its place, and the language."""
        for key in sorted(self._versions):
            for tag in self.readers:
                if tag not in self._versions[key]:
                    yield self.original(key), tag

    def of(self, source: Source, reader: str = "") -> PurePosixPath:
        """The site path of a page, for readers of its own language or of `reader`."""
        return self.of_key(source.key, reader or source.language)

    def of_key(self, key: str, reader: str) -> PurePosixPath:
        """The site path of the page with this key for readers of `reader`."""
        return page_path(key, reader, self._languages, discreet=self._discreet)

    def of_folder(self, folder: PurePosixPath, reader: str) -> PurePosixPath:
        """The site path of a folder's page for readers of `reader`, written or made."""
        return self.of_key(str(folder / "index"), reader)

    def anchor(self, name: str) -> str:
        """The id that readers see for the id `name`: one that tells nothing, in a discreet archive."""
        return f"s-{neutral(name)}" if self._discreet and name and not _OWN_ANCHOR.fullmatch(name) else name

    def is_renamed(self, path: PurePosixPath) -> bool:
        """Whether the name of a content path had to change to be safe on FAT and Windows."""
        return path != safe_path(path)

    def resolve(self, source: Source, reference: str, *, image: bool = False, reader: str = "") -> Target:
        """Where `reference`, written in `source`, leads readers of `reader`, or of the page's own language.

        `image` when what it names is to be shown there.
        """
        reader = reader or source.language
        cleaned = _IGNORED.sub("", reference.strip(_EDGES)).replace("\\", "/")
        outside = _outside(cleaned)
        if outside is not None:
            return outside
        address, _, fragment = cleaned.partition("#")
        path = unicodedata.normalize("NFC", unquote(address.partition("?")[0]))
        if not path:
            return ToPage(self.of(source, reader), self.anchor(unquote(fragment)))
        joined = join(source.path.parent, path)
        if joined is None:
            return Nowhere(codes.LEAVES_ARCHIVE, f"link leads out of the content folder: {unquote(reference)}",
                           "link only to files inside it")
        found = self._find(joined, reader, self.anchor(unquote(fragment)))
        if isinstance(found, ToFile):
            return _checked(found, reference, image=image)
        if isinstance(found, Nowhere) or (found is not None and not image):
            return found
        missing, what = ((codes.IMAGE_MISSING, "image missing") if image
                         else (codes.TARGET_MISSING, "link target missing"))
        return Nowhere(missing, f"{what}: {unquote(reference)}", self._suggestion(joined))

    def _find(self, path: PurePosixPath, reader: str, fragment: str) -> Target | None:
        for candidate in _candidates(path):
            page = self._sources.get(candidate)
            if page is not None:
                # A link that names a language in its file name means that language.
                named = candidate.stem.endswith(f".{page.language}")
                return ToPage(self.of(page, page.language if named else reader), fragment)
            if candidate in self._tree.withdrawn:
                return Nowhere(codes.WITHDRAWN_TARGET, "link leads to a page that was withdrawn", "")
            if candidate in self._tree.left_out:
                return Nowhere(codes.DRAFT_TARGET, f"link leads to a page that is left out: {candidate}",
                               "publish it or remove the link")
            if candidate in self._tree.blocked:
                why = self._tree.blocked[candidate]
                return Nowhere(codes.ALL[why.code], why.message, why.hint)
            if candidate in self._tree.files:
                return ToFile(candidate, self._of_file(candidate))
        if path in self._folders:
            return ToPage(self.of_folder(path, reader), fragment)
        return None

    def _of_file(self, path: PurePosixPath) -> PurePosixPath:
        """The site path of a file that is copied."""
        if self._discreet:
            return PurePosixPath(NEUTRAL_FOLDER, neutral(str(path)) + path.suffix.lower())
        return safe_path(path)

    def _suggestion(self, path: PurePosixPath) -> str:
        """The nearest name in the same folder, else a file of that name elsewhere."""
        if path not in self._suggested:
            # Endings are left out of the comparison: they make all names look alike.
            stems = {PurePosixPath(name).stem: name for name in sorted(self._names.get(path.parent, ()))}
            here = stems.get(nearest(path.stem, stems) or "")
            elsewhere = self._elsewhere.get(path.name.lower()) \
                or self._elsewhere.get(f"{path.name}.md".lower())
            name = here or (f"/{elsewhere}" if elsewhere else None)
            self._suggested[path] = f"did you mean {name}?" if name else "check the path"
        return self._suggested[path]


def _outside(reference: str) -> Outside | Nowhere | None:
    """What to do with an address that has a scheme or a host; None when it is relative."""
    if reference.startswith("//"):
        return Outside(reference)
    scheme = _SCHEME.match(reference)
    if scheme is None:
        return None
    name = scheme[1].lower()
    if name in _SHOWN_SCHEMES:
        return Outside(reference[7:] if name == "mailto" else reference)
    return Nowhere(codes.ADDRESS_REFUSED, f"address refused: {reference[:80]}",
                   f"the scheme {name}: is not shown; write the address as text if readers need it")


def _candidates(path: PurePosixPath) -> Iterator[PurePosixPath]:
    """The content paths that a link to `path` may mean, as CommonMark, Hugo and MkDocs write it."""
    yield path
    if path.name:
        for suffix in PAGE_SUFFIXES:
            yield path.with_name(path.name + suffix)
        if path.suffix.lower() in (".html", ".htm"):
            yield path.with_suffix(".md")
            if path.stem == "index":
                yield path.with_name("README.md")


def _checked(found: ToFile, reference: str, *, image: bool) -> Target:
    suffix = found.content_path.suffix.lower()
    if suffix in (IMAGE_SUFFIXES if image else PASSIVE_SUFFIXES):
        return found
    return Nowhere(codes.ATTACHMENT_REFUSED,
                   f"files of this kind are not copied: {reference}",
                   "export it as PNG" if image else "export it as PDF or text")
