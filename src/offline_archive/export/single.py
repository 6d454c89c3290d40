"""All pages of an archive in one file of HTML: it opens where a folder cannot, on a phone or out of a message.

- Each page is one element of the file. Without scripts the address names the one that is shown (``:target``); with
  scripts one is shown at a time, and no address changes.
- The ids of a page get its own in front, and what follows is a hash: an address tells nothing of what it leads to.
- Text is taken over as it stands in the finished pages; only addresses and ids are written anew.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup, escape

from offline_archive.bundle import Bundle
from offline_archive.export.addresses import Places, rewritten
from offline_archive.model import Site
from offline_archive.paths import OWN_FOLDER
from offline_archive.render import Theme
from offline_archive.render.menus import menu_html
from offline_archive.render.pages import Renderer
from offline_archive.render.scripts import SCRIPTS, together
from offline_archive.search.shards import shards_in

LARGE = 20_000_000
"""Bytes above which old phones open a file slowly, or not at all."""
SPLITS = ("language", "section")
"""By what an archive can be split into several files."""
_SHELL = PurePosixPath("single.html")
_PAGES = "<!--pages-->"
# Of the scripts, these belong to a folder of files.
_LEFT_OUT = ("search-load.js", "menu.js")
_IN_ITS_PLACE = {"search-load.js": "single-load.js"}
_MAIN = '<main id="main" tabindex="-1">'
_MARK = re.compile(r'<a class="ui-p" href="#([^"]*)">¶</a>')
_SCRIPT_POLICY = (
    "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; img-src data:; font-src 'none'; "
    "connect-src 'none'; frame-src 'none'; worker-src 'none'; object-src 'none'; manifest-src 'none'; "
    "form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'")


def single_file(site: Site, theme: Theme, bundle: Bundle, stem: str, split: str = "") -> dict[str, bytes]:
    """The archive in one file, or in several when it is `split`; by file name.

    Args:
        stem: how the names of the files begin.
        split: one of :data:`SPLITS`, or empty.
    """
    pages = dict(_pages(bundle, {str(root.address) for root in site.roots.values()}))
    parts: dict[str, list[str]] = {}
    for path, page in pages.items():
        parts.setdefault(_part_of(path, page.language, site, split), []).append(path)
    names = {part: f"{stem}{'-' if part else ''}{part}.html" for part in parts}
    numbers = {path: f"a{number}" for number, path in enumerate(pages)}
    where = {path: (names[part], numbers[path]) for part, paths in parts.items() for path in paths}
    return {names[part]: _File(site, theme, bundle, {path: pages[path] for path in paths},
                               Places(names[part], where, bundle)).made()
            for part, paths in parts.items()}


@dataclass(frozen=True, slots=True)
class _Page:
    """A finished page: what it says, without what stands around it on every page."""

    language: str
    title: str
    main: str
    is_neutral: bool


def _pages(bundle: Bundle, homes: Set[str]) -> Iterator[tuple[str, _Page]]:
    """Every page of `bundle`: `homes` first, then those of authors."""
    found = [path for path, entry in bundle.items() if entry.media_type == "text/html"]

    def order(path: str) -> tuple[bool, bool, bool, str]:
        return path not in homes, path.startswith(f"{OWN_FOLDER}/"), "/" in path, path

    for path in sorted(found, key=order):
        text = bundle[path].data.decode()
        language = text.partition('<html lang="')[2].partition('"')[0]
        title = text.partition("<title>")[2].partition("</title>")[0]
        opening, _, rest = text.partition("<main")[2].partition(">")
        yield path, _Page(language, title, rest.rpartition("</main>")[0], not opening)


def _part_of(path: str, language: str, site: Site, split: str) -> str:
    """Which file a page belongs to; empty for the only one."""
    top = path.partition("/")[0] if "/" in path and not path.startswith(f"{OWN_FOLDER}/") else ""
    language = language if language in site.languages else site.languages[0]
    return {"": "", "language": language, "section": f"{language}-{top}" if top else language}[split]


class _File:
    """Makes one file."""

    def __init__(self, site: Site, theme: Theme, bundle: Bundle, pages: Mapping[str, _Page], places: Places) -> None:
        self._site = site
        self._theme = theme
        self._bundle = bundle
        self._pages = pages
        self._places = places

    def made(self) -> bytes:
        """The file."""
        languages = [tag for tag in self._site.languages
                     if any(page.language == tag and not page.is_neutral for page in self._pages.values())]
        made = {name for name in ("data", "changes")
                if any(path.startswith((f"{OWN_FOLDER}/{name}/", f"{OWN_FOLDER}/{name}.")) for path in self._bundle)}
        renderers = {tag: Renderer(self._site, self._theme, tag, made) for tag in languages}
        parts = [self._edition(renderer, is_first=number == 0) for number, renderer in enumerate(renderers.values())]
        neutral = "\n".join(self._section(path, page) for path, page in self._pages.items() if page.is_neutral)
        style, code = self._style(), self._code(renderers.values())
        policy = _SCRIPT_POLICY.format(script=_digest(code), style=_digest(style))
        return renderers[languages[0]].render(
            "single.html", _SHELL, "", PurePosixPath(), policy=policy, style=Markup(style),  # noqa: S704 - our own
            code=Markup(code), parts=Markup("\n".join(parts)), neutral=Markup(neutral),  # noqa: S704 - from finished pages
            elsewhere=Markup(_json(self._places.elsewhere())),  # noqa: S704 - data
            shards=list(self._shards(languages)))

    def _edition(self, renderer: Renderer, *, is_first: bool) -> str:
        """The pages of one language, with what stands around each."""
        shell = renderer.render("single-part.html", _SHELL, "", PurePosixPath(), is_first=is_first,
                                menu=menu_html(renderer, _SHELL)).decode()
        before, _, after = shell.partition(_PAGES)
        prefix = f"{renderer.language}-"
        sections = [self._section(path, page, is_first=is_first and number == 0)
                    for number, (path, page) in enumerate(
                        (path, page) for path, page in self._pages.items()
                        if page.language == renderer.language and not page.is_neutral)]
        files = [self._download(path, number) for path, number in self._places.files()] if is_first else []
        around = [rewritten(text, str(_SHELL), prefix, self._places) for text in (before, after)]
        return "\n".join([around[0], *sections, *files, around[1]])

    def _section(self, path: str, page: _Page, *, is_first: bool = False) -> str:
        number = self._places.id_of(path)
        first = " ui-first" if is_first else ""
        title = f' data-title="{page.title}"' if page.is_neutral else f' data-path="{escape(path)}"'
        main = _MARK.sub(r'\g<0><span class="ui-cite">#\1</span>', page.main)
        main = rewritten(main, path, f"{number}-", self._places)
        return f'<main class="ui-one{first}" id="{number}" tabindex="-1"{title}>{main}</main>'

    def _download(self, path: str, number: str) -> str:
        """A file that is no page, to be saved: it leads nowhere."""
        entry, name = self._bundle[path], PurePosixPath(path).name
        data = base64.b64encode(entry.data).decode()
        return (f'<main class="ui-one" id="{number}" tabindex="-1"><h1>{escape(name)}</h1>'
                f'<p><a download="{escape(name)}" href="data:{entry.media_type};base64,{data}">{escape(name)}</a>'
                f' ({entry.size:,} bytes)</p></main>')

    def _style(self) -> str:
        assets = self._theme.assets() | self._theme.single()
        style = assets["style.css"].decode().replace(":target", ":is(:target, .ui-target)")
        return style + assets["single.css"].decode()

    def _code(self, renderers: Iterable[Renderer]) -> str:
        """The scripts, in the order in which pages name them; what belongs to a folder gives way to its like."""
        assets, own = self._theme.assets(), self._theme.single()
        texts: dict[str, str] = {}
        for name in SCRIPTS:
            if name not in _LEFT_OUT:
                texts[name] = assets[name].decode()
            elif name in _IN_ITS_PLACE:
                texts[name] = own[_IN_ITS_PLACE[name]].decode()
        return together({**texts, "single-route.js": own["single-route.js"].decode()}, renderers)

    def _shards(self, languages: list[str]) -> Iterator[tuple[str, Markup]]:
        for name, value in shards_in(self._bundle):
            if name.partition("/")[0] in languages:
                yield name, Markup(value.replace("<", "\\u003c"))  # noqa: S704 - data


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")
