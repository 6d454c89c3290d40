"""Where things lie in an edition of one file, and the tags of its pages with their addresses and ids written anew."""

from __future__ import annotations

import base64
import posixpath
import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import unquote

from markupsafe import escape

from offline_archive.bundle import Bundle
from offline_archive.search.shards import fnv

# In pages of this program each value stands between quotes of one form; a `<` in one begins no tag.
_TAG = re.compile(r'<[a-z](?:[^"<>]|"[^"]*")*>')
_ATTRIBUTE = re.compile(r'(?<=\s)([a-z:-]+)="([^"]*)"')
_NAMES = frozenset({"id", "for", "headers", "name", "aria-controls", "aria-labelledby", "aria-describedby"})


class Places:
    """Where each file of a bundle is found from one of the files that it is made into."""

    def __init__(self, name: str, where: Mapping[str, tuple[str, str]], bundle: Bundle) -> None:
        """`where` tells for each page the file that holds it and its id there; `name` is the file in the making."""
        self._name = name
        self._where = where
        self._bundle = bundle
        self._files: dict[str, str] = {}

    def id_of(self, path: str) -> str:
        """The id of a page."""
        return self._where[path][1]

    def is_page(self, path: str) -> bool:
        """Whether a page lies at `path`, rather than what stands around all pages."""
        return path in self._where

    def files(self) -> list[tuple[str, str]]:
        """The files beside the pages that something has led to so far, with their ids."""
        return list(self._files.items())

    def elsewhere(self) -> dict[str, str]:
        """The addresses of the pages that other files hold."""
        return {path: f"{name}#{number}" for path, (name, number) in self._where.items() if name != self._name}

    def address(self, path: str, anchor: str) -> str:
        """Where a page, a section of it, or another file is found."""
        if path not in self._where:
            return "#" + self._files.setdefault(path, f"f{len(self._files)}")
        name, number = self._where[path]
        file = name if name != self._name else ""
        return f"{file}#{number}" + (f"-{fnv(anchor):08x}" if anchor not in ("", "main") else "")

    def picture(self, path: str) -> str:
        """A picture itself, as an address."""
        entry = self._bundle[path]
        return f"data:{entry.media_type};base64,{base64.b64encode(entry.data).decode()}"


def rewritten(html: str, path: str, prefix: str, places: Places) -> str:
    """Part of the page at `path`, with the ids it gives and the addresses it names as they are in one file."""

    def name(found: re.Match[str]) -> str:
        names = " ".join(f"{prefix}{fnv(unescape(one)):08x}" for one in found[2].split(" "))
        return f'{found[1]}="{names}"'

    def address(found: re.Match[str]) -> str:
        target, _, fragment = unescape(found[2]).partition("#")
        anchor = unquote(fragment)
        if found[1] == "src":
            return f'src="{escape(places.picture(_joined(path, target)))}"'
        if not target and not places.is_page(path):
            return f'href="#{prefix}{fnv(anchor):08x}"'
        return f'href="{escape(places.address(_joined(path, target) if target else path, anchor))}"'

    def attribute(found: re.Match[str]) -> str:
        if found[1] in _NAMES:
            return name(found)
        return address(found) if found[1] in ("href", "src") else found[0]

    def tag(found: re.Match[str]) -> str:
        return _ATTRIBUTE.sub(attribute, found[0])

    return _TAG.sub(tag, html)


def _joined(path: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target)))
