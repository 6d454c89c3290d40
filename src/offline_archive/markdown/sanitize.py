"""The allow-list: which elements, attributes, ids, classes and addresses may reach a page.

- Everything that comes from content passes through :func:`clean`, whatever wrote it before.
- An address that reaches :func:`clean` is relative already; any other is dropped.
- Ids and classes of the page's own controls cannot be taken by content.
"""

from __future__ import annotations

import re

import nh3

from offline_archive.paths import printable

TAGS = frozenset("""
    a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn div dl dt em
    figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section
    small span strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr
    """.split())
"""Elements that structure text. None of them can load, run, submit or embed anything but an image."""

_ANY = {"id", "class", "lang", "dir", "title"}
ATTRIBUTES: dict[str, set[str]] = {
    "*": _ANY,
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open", "name"},
    "time": {"datetime"},
    "ins": {"datetime"},
    "del": {"datetime"},
}
"""Attributes by element; ``*`` for those that any element may have."""

RESERVED_IDS = frozenset({
    "main", "site-search", "search-input", "search-results", "search-status", "search-said", "search-filters",
    "search-more", "site-navigation", "leave-now", "leave-said"})
"""Ids of the page's own controls."""
OWN_CLASS = "ui-"
"""Classes of the page's own controls begin with this."""

_ID = re.compile(r"^[^\s\x00-\x1f]{1,200}$")
# Relative, without scheme, host or backslash; a colon only after the first slash, `?` or `#`.
_RELATIVE = re.compile(r"^(?![/\\])[^:\\\x00-\x20/?#]*(?:[/?#][^\\\x00-\x20]*)?$")


def is_allowed(tag: str, attribute: str) -> bool:
    """Whether the element `tag` may have `attribute`."""
    return attribute in _ANY or attribute in ATTRIBUTES.get(tag, ())


def _filter(tag: str, attribute: str, value: str) -> str | None:
    if attribute in ("href", "src"):
        return value if _RELATIVE.fullmatch(value) and "//" not in value.partition("#")[0] else None
    if attribute == "id":
        return value if _ID.fullmatch(value) and value not in RESERVED_IDS and not value.startswith(OWN_CLASS) else None
    if attribute == "class":
        kept = [name for name in value.split() if not name.startswith(OWN_CLASS)]
        return " ".join(kept) or None
    if attribute in ("width", "height"):
        return value if value.isascii() and value.isdigit() else None
    return value


_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style"},
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_filter,
    link_rel=None,
    url_schemes=set(),
)


def clean(html: str) -> str:
    """`html` with everything gone that is not on the allow-list, and every element closed."""
    return printable(_cleaner.clean(html))
