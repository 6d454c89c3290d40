"""The pages of one language: what each template is given."""

from __future__ import annotations

import re
from functools import cached_property
from html import escape
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup

from offline_archive.model import Folder, Page, Site
from offline_archive.paths import OWN_FOLDER, relative, root_of
from offline_archive.render.environment import Theme, direction, language_name, plural_samples
from offline_archive.render.navigation import MOST_ENTRIES, Neighbours, menu, neighbours

_OWN = PurePosixPath(OWN_FOLDER)
# Sanitised HTML is well formed: a tag is a tag, and text holds no bare `<`.
_TABLE = re.compile(r"</?table\b[^>]*>")


class Renderer:
    """Renders the pages of one language."""

    def __init__(self, site: Site, theme: Theme, language: str) -> None:
        self.site = site
        self.language = language
        self.root = site.roots[language]
        self._environment = theme.environment(language)
        self._translations = theme.translations(language)
        self.interface = language if theme.has_interface(language) else "en"
        """The language of the program's own words on these pages."""
        self._menus: dict[tuple[PurePosixPath, PurePosixPath], str] = {}

    def page(self, page: Page) -> bytes:
        """A page that an author wrote."""
        way = self._ways.get(page.path, Neighbours((self.root,), None, None))
        folder = self._folder_of(page)
        return self.render(
            "page.html", page.path, page.title, folder.path if folder else self._place(way),
            page=page,
            date=page.date.words(self.interface, self.translate) if page.date else "",
            # Both were sanitised by markdown.sanitize, and the audit reads them once more.
            heading=Markup(page.heading),  # noqa: S704
            body=Markup(self._with_boxed_tables(page.html)),  # noqa: S704
            trail=self.trail(way.trail, page.path),
            before=self._neighbour(way.before, page.path),
            after=self._neighbour(way.after, page.path),
            headings=[s for s in page.sections if s.level == 2 and s.anchor],
            listing=self.listing(folder, page.path) if folder and folder.path.parts else [],
            versions=self._versions(page),
        )

    def render(self, template: str, path: PurePosixPath, title: str, folder: PurePosixPath,
               **values: Any) -> bytes:
        """Any page: `values` beside what every page is given."""
        safety = self.site.safety_page(self.language)
        context: dict[str, Any] = {
            "title": title,
            "language": self.language,
            "interface": self.interface,
            "direction": direction(self.language),
            "languages": " ".join(self.site.languages),
            "archive": self.site.settings.title(self.language),
            "settings": self.site.settings,
            "root": root_of(path),
            "own": f"{root_of(path)}{OWN_FOLDER}/",
            "home": relative(path, self.root.address),
            "contents": relative(path, self.contents_path()),
            "alphabet": relative(path, self.alphabet_path()),
            "safety": relative(path, safety.path) if safety else "",
            "safety_title": safety.title if safety else "",
            "menu": Markup(self._menu(folder, path)),  # noqa: S704 - rendered with autoescaping
            "counts": self._counts,
            "language_name": language_name,
            "trail": [], "versions": [], "listing": [],
        } | values
        return self._environment.get_template(template).render(context).encode()

    def translate(self, words: str) -> str:
        """Words of the program in the interface's language."""
        return self._translations.gettext(words)

    def contents_path(self, part: int = 1) -> PurePosixPath:
        """The site path of the list of contents, or of a further part of it."""
        return _OWN / self._named("contents" if part == 1 else f"contents-{part}")

    def alphabet_path(self, name: str = "index") -> PurePosixPath:
        """The site path of the A-Z index, or of one of its parts."""
        return _OWN / "a-z" / self._named(name)

    def trail(self, folders: tuple[Folder, ...], here: PurePosixPath) -> list[tuple[str, str]]:
        """The way down to a page: address and title of each folder above it."""
        return [(relative(here, folder.address), folder.title) for folder in folders]

    def listing(self, folder: Folder, here: PurePosixPath) -> list[dict[str, str]]:
        """What stands in a folder."""
        out = []
        for item in folder.items:
            page = item if isinstance(item, Page) else item.index
            address = item.path if isinstance(item, Page) else item.address
            out.append({"href": relative(here, address), "title": item.title,
                        "summary": page.summary if page else "",
                        "language": page.language if page and page.language != self.language else ""})
        return out

    @cached_property
    def _ways(self) -> dict[PurePosixPath, Neighbours]:
        return neighbours(self.root)

    @cached_property
    def _folders_by_index(self) -> dict[PurePosixPath, Folder]:
        found: dict[PurePosixPath, Folder] = {}
        waiting = [self.root]
        while waiting:
            folder = waiting.pop()
            waiting.extend(folder.folders)
            if folder.index is not None:
                found[folder.index.path] = folder
        return found

    @cached_property
    def _counts(self) -> dict[str, str]:
        """The sentence that counts results, for each plural category, with ``{n}`` for the number."""
        return {category: self._translations.ngettext("{n} page found", "{n} pages found", sample)
                for category, sample in plural_samples(self.interface)}

    def _with_boxed_tables(self, html: str) -> str:
        """`html` with each table in a box of its own that scrolls, has a name and takes the focus."""
        count = depth = 0

        def box(tag: re.Match[str]) -> str:
            nonlocal count, depth
            if tag[0].startswith("</"):
                depth -= 1
                return f"{tag[0]}</div>" if depth == 0 else tag[0]
            depth += 1
            if depth > 1:
                return tag[0]
            count += 1
            name = escape(self.translate("Table %(n)s") % {"n": count})
            return f'<div class="ui-wide" role="region" tabindex="0" aria-label="{name}">{tag[0]}'

        return _TABLE.sub(box, html)

    def _folder_of(self, page: Page) -> Folder | None:
        return self._folders_by_index.get(page.path)

    def _place(self, way: Neighbours) -> PurePosixPath:
        return way.trail[-1].path if way.trail else PurePosixPath()

    def _neighbour(self, page: Page | None, here: PurePosixPath) -> dict[str, str] | None:
        return {"href": relative(here, page.path), "title": page.title} if page else None

    def _versions(self, page: Page) -> list[dict[str, str]]:
        versions = self.site.translations[page.key]
        return [{"language": tag, "name": language_name(tag), "href": relative(page.path, versions[tag].path)}
                for tag in self.site.settings.languages if tag in versions and len(versions) > 1]

    def _menu(self, folder: PurePosixPath, here: PurePosixPath) -> str:
        """The menu as HTML: rendered once for each folder, then marked for the page."""
        key = (folder, here.parent)
        if key not in self._menus:
            entries = menu(self.root, here, folder, self.language)
            self._menus[key] = self._environment.get_template("menu.html").render(
                entries=entries, contents=relative(here, self.contents_path()),
                cut=max(len(entries), *(len(entry.children) for entry in entries)) >= MOST_ENTRIES)
        marked = f'<a href="{relative(here, here)}"'
        return self._menus[key].replace(marked, f'{marked} aria-current="page"', 1)

    def _named(self, name: str) -> str:
        first = self.site.settings.languages[0]
        return f"{name}.html" if self.language == first else f"{name}.{self.language}.html"
