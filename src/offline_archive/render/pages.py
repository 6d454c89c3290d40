"""The pages of one language: what each template is given."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup

from offline_archive.collisions import page_path
from offline_archive.dates import When
from offline_archive.model import Folder, Page, Site
from offline_archive.paths import OWN_FOLDER, relative, root_of
from offline_archive.record.bibliography import Reference
from offline_archive.record.certainty import Certainty
from offline_archive.record.door import in_language
from offline_archive.record.kinds import CITED_KINDS, Location, Organisation, Person, Role
from offline_archive.references import source_key
from offline_archive.render import apparatus, made
from offline_archive.render.environment import Theme, direction, language_name, language_name_in, plural_samples
from offline_archive.render.navigation import Neighbours, menu_name, neighbours
from offline_archive.render.words import words_for

_OWN = PurePosixPath(OWN_FOLDER)
_LONGEST_CITED = 200
"""Characters of a title in the line by which a page is cited."""


class Renderer:
    """Renders the pages of one language."""

    def __init__(self, site: Site, theme: Theme, language: str, made: Set[str] = frozenset()) -> None:
        self.site = site
        self.made = made
        """What the program makes beside lists and indexes: ``data``, ``changes``."""
        self.language = language
        self.root = site.roots[language]
        self._environment = theme.environment(language)
        self._translations = theme.translations(language)
        self.interface = language if theme.has_interface(language) else "en"
        """The language of the program's own words on these pages."""
        self.degrees = tuple(Certainty)
        """The degrees of certainty, in the order in which they are shown."""

    def page(self, page: Page) -> bytes:
        """A page that an author wrote, or that of a source."""
        way = self._ways.get(page.path, Neighbours((self.root,), None, None))
        folder = self._folders_by_index.get(page.path)
        place = folder or next(reversed(way.trail), None)
        template = f"kinds/{page.kind}.html" if page.record is not None else "page.html"
        return self.render(
            template, page.path, page.title, place.path if place else PurePosixPath(),
            page=page, record=page.record, other_names=self.other_names(page),
            date=self.when(page.date),
            # Both were sanitised by markdown.sanitize, and the audit reads them once more.
            heading=Markup(page.heading),  # noqa: S704
            body=Markup(self._body(page)),  # noqa: S704
            trail=self._source_trail(page.path) if page.kind == "source" else self.trail(way.trail, page.path),
            before=self._neighbour(way.before, page.path),
            after=self._neighbour(way.after, page.path),
            headings=[s for s in page.sections if s.level == 2 and s.anchor],
            versions=self._versions(page),
            cite=self._cite_line(page) if apparatus.citable(page) else "", cite_address=page.path,
            **self._lists(page, folder), **self._apparatus(page), **self._source(page),
        )

    def _body(self, page: Page) -> str:
        html = apparatus.with_boxed_tables(page.html, self.translate("Table %(n)s"))
        if not apparatus.citable(page):
            return html
        return apparatus.with_citing(html, page, self.translate("editors"))

    def _cite_line(self, page: Page) -> str:
        """What to write when a page is cited, before its address in the archive: no address of any network."""
        settings = self.site.settings
        edition = self.translate("edition %(edition)s") % {"edition": settings.edition} if settings.edition else ""
        when = settings.edition_date.isoformat() if settings.edition_date else ""
        dated = f"{edition} ({when})" if edition and when else edition or when
        archive = ", ".join(part for part in (settings.title(self.language), dated) if part)
        title = page.title
        if len(title) > _LONGEST_CITED:
            title = title[:_LONGEST_CITED - 1] + "\N{HORIZONTAL ELLIPSIS}"
        return f"{archive[:_LONGEST_CITED]}. {title}"

    def _lists(self, page: Page, folder: Folder | None) -> dict[str, Any]:
        """The lists below a page: those it asks for, else what stands in its folder."""
        names = list(page.lists)
        if folder is not None and not names:
            kinds = {item.kind for item in folder.pages}
            name = made.list_of_kind(kinds.pop()) if len(kinds) == 1 and not folder.folders else ""
            names = [name] if name else []
        plain = folder is not None and bool(folder.path.parts) and not names
        return {"lists": [made.made_list(name, self, page.path) for name in names],
                "listing": self.listing(folder, page.path) if folder is not None and plain else []}

    def _apparatus(self, page: Page) -> dict[str, Any]:
        """What the page rests on and what refers to it."""
        bibliography = self.site.bibliography
        keys = page.sources if page.kind != "source" else ()
        order = [entry.key for entry in self.site.styles[self.language].entries(keys)] if keys else []
        mentions = self.mentions_of(page.path)
        return {
            "sources": [made.source_line(bibliography.references[key], self, page.path) for key in order],
            "origins": len(bibliography.origins(keys)),
            "repeated": [(key, [other for other in bibliography.references[key].derived_from if other in keys])
                         for key in order if any(other in keys for other in bibliography.references[key].derived_from)],
            "mentions": [{"href": relative(page.path, one.page.path), "title": one.page.title,
                          "language": one.page.language if one.page.language != self.language else "",
                          "anchors": [(relative(page.path, one.page.path, anchor), anchor.removeprefix("p-"))
                                      for anchor in one.anchors]}
                         for one in mentions[:apparatus.MOST_BACKLINKS]],
            "more_mentions": max(0, len(mentions) - apparatus.MOST_BACKLINKS),
        }

    def _source(self, page: Page) -> dict[str, Any]:
        """What the page of a source is given beside others."""
        if not isinstance(page.record, Reference):
            return {}
        references = self.site.bibliography.references
        style = self.site.styles[self.language]
        return {
            "entry": Markup(style.entry(page.record.key).html),  # noqa: S704 - cleaned where it was made
            "mandate": in_language(page.record.mandate, self.language),
            "address_kind": in_language(page.record.address_kind, self.language),
            "derived": [self.ref(source_key(key), page.path) for key in page.record.derived_from if key in references],
            "repeated_by": [self.ref(source_key(key), page.path) for key in self._repeated.get(page.record.key, ())],
        }

    @cached_property
    def _safety(self) -> Page | None:
        return self.site.safety_page(self.language)

    @cached_property
    def _list_of_sources(self) -> Page | None:
        return next((page for page in self.pages if "sources" in page.lists), None)

    @cached_property
    def _repeated(self) -> Mapping[str, list[str]]:
        """By source, the sources that repeat it."""
        found: dict[str, list[str]] = {}
        for key, reference in self.site.bibliography.references.items():
            for origin in reference.derived_from:
                found.setdefault(origin, []).append(key)
        return found

    # ---- what templates ask for

    def when(self, date: When | None) -> str:
        """A date in words; empty when there is none."""
        return date.words(self.interface, self.translate) if date else ""

    def title_of(self, key: str) -> str:
        """The title of the page with this key."""
        return self.site.versions(key)[self.language].title

    def ref(self, key: str, here: PurePosixPath) -> dict[str, Any]:
        """Address, title and language of the page with this key."""
        page = self.site.versions(key)[self.language]
        return {"href": relative(here, page.path), "title": page.title, "count": None, "part": "",
                "language": page.language if page.language != self.language else ""}

    def other_names(self, page: Page) -> list[tuple[str, str]]:
        """What a person, body or place is called in other languages: by its record, and by its other versions."""
        if not isinstance(page.record, Person | Organisation | Location):
            return []
        titles = [(one.language, one.title) for one in self.site.versions(page.key).values()]
        named = page.record.names
        return [(tag, name) for tag, name in dict.fromkeys((*named, *titles)) if name != page.title]

    def role(self, role: Role, here: PurePosixPath) -> dict[str, Any]:
        """Somebody in a record, as a template shows them."""
        known = self.ref(role.key, here) if role.key else {"href": "", "title": role.name, "language": ""}
        return {**known, "count": role.count, "part": role.role}

    def data_path(self, name: str = "index") -> PurePosixPath:
        """The site path of the page of downloads."""
        return _OWN / "data" / self._named(name)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages that readers of this language are given, those of sources left out."""
        return tuple(page for page in self.site.pages if page.reader == self.language and page.kind != "source")

    def mentions_of(self, path: PurePosixPath) -> tuple[apparatus.Mention, ...]:
        """What refers to the page at `path`."""
        return self._mentions.get(path, ())

    @cached_property
    def _mentions(self) -> Mapping[PurePosixPath, tuple[apparatus.Mention, ...]]:
        return apparatus.mentions(self.site, self.language)

    def render(self, template: str, path: PurePosixPath, title: str, folder: PurePosixPath, *, twin: str = "",
               **values: Any) -> bytes:
        """Any page: `values` beside what every page is given.

        `twin` is the key that a made page shares with its versions in other languages; empty when there are none.
        """
        safety, settings = self._safety, self.site.settings
        context: dict[str, Any] = {
            "title": title,
            "language": self.language,
            "interface": self.interface,
            "direction": direction(self.language),
            "path": path, "root_page": self.root.address,
            "menu_name": menu_name(folder, self.language),
            "archive": self.translate("Notes") if settings.discreet else settings.title(self.language),
            "settings": settings,
            "root": root_of(path),
            "own": f"{root_of(path)}{OWN_FOLDER}/",
            "home": relative(path, self.root.address),
            "contents": relative(path, self.contents_path()),
            "alphabet": relative(path, self.alphabet_path()),
            "leaving": relative(path, self.own_path("measures")),
            "safety": relative(path, safety.path) if safety else "", "safety_title": safety.title if safety else "",
            "data": relative(path, self.data_path()) if "data" in self.made else "",
            "changes_href": relative(path, self.own_path("changes")) if "changes" in self.made else "",
            "genuine": relative(path, self.own_path("verify")),
            "cited_kinds": CITED_KINDS, "language_name": language_name, "text_direction": direction,
            "language_in": lambda tag: language_name_in(tag, self.interface),
            **words_for(self.translate),
            "ref": lambda key: self.ref(key, path),
            "role": lambda role: self.role(role, path),
            "when": self.when,
            "trail": [], "versions": self._twins(path, twin), "listing": [], "lists": [],
        } | values
        return self._environment.get_template(template).render(context).encode()

    def part(self, template: str, **values: Any) -> Markup:
        """Part of a page."""
        return Markup(self._environment.get_template(template).render(values))  # noqa: S704 - with autoescaping

    def own_path(self, name: str) -> PurePosixPath:
        """The site path of a page that the program makes: ``measures`` that "leave now" shows, ``changes``."""
        return _OWN / self._named(name)

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

    def _source_trail(self, here: PurePosixPath) -> list[tuple[str, str]]:
        """The way down to the page of a source: the home page and the list of sources, if a page has it."""
        list_page = self._list_of_sources
        above = [(relative(here, list_page.path), list_page.title)] if list_page else []
        return [*self.trail((self.root,), here), *above]

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

    def _neighbour(self, page: Page | None, here: PurePosixPath) -> dict[str, str] | None:
        return {"href": relative(here, page.path), "title": page.title} if page else None

    def _versions(self, page: Page) -> list[dict[str, str]]:
        versions = self.site.versions(page.key)
        return [{"language": tag, "name": language_name(tag), "href": relative(page.path, versions[tag].path)}
                for tag in self.site.settings.languages if tag in versions and len(versions) > 1]

    def _twins(self, path: PurePosixPath, twin: str) -> list[dict[str, str]]:
        """A made page in each language."""
        languages, settings = self.site.languages if twin and len(self.site.languages) > 1 else (), self.site.settings
        return [{"language": tag, "name": language_name(tag),
                 "href": relative(path, page_path(twin, tag, settings.languages, discreet=settings.discreet))}
                for tag in languages]

    def counted(self, singular: str, plural: str, number: int) -> str:
        """Words of the program with a number, ``%(n)s``."""
        return self._translations.ngettext(singular, plural, number) % {"n": number}

    def count_words(self, singular: str, plural: str) -> dict[str, str]:
        """A sentence that counts, for each plural category, with ``{n}`` for the number."""
        return {category: self._translations.ngettext(singular, plural, sample)
                for category, sample in plural_samples(self.interface)}

    def _named(self, name: str) -> str:
        return page_path(name, self.language, self.site.settings.languages).name
