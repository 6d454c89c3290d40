"""Pages that could load, run or lead outside, read with a parser of the standard library.

- Only the elements and attributes listed here may stand in a page.
- Every address is relative, stays inside the bundle and names a file that is there.
- The policy stands in each page, word for word, before anything that could load.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote

from offline_archive import codes
from offline_archive.audit.code import SCRIPTS
from offline_archive.audit.tags import KnownTags
from offline_archive.bundle import Bundle
from offline_archive.problems import Code, Place, Problem

# Written out again on purpose: the audit must not learn from the template what is right.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'none'; frame-src 'none'; worker-src 'none'; "
    "object-src 'none'; manifest-src 'none'; form-action 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types offline-archive")
_ELEMENTS = frozenset("""
    html head meta title link script body a header nav div label input p ol ul li main article aside section
    footer h1 h2 h3 h4 h5 h6 details summary span strong time dl dt dd
    abbr b bdi bdo blockquote br caption center cite code col colgroup del dfn em figcaption figure hr i img
    ins kbd mark pre q rp rt ruby s samp small sub sup table tbody td tfoot th thead tr tt u var wbr
    fieldset legend select button svg g line circle text
    """.split())
_ATTRIBUTES = frozenset("""
    id class lang dir title href src alt width height start reversed type value colspan rowspan headers scope
    abbr span open name datetime charset http-equiv content rel hreflang role hidden tabindex for autocomplete
    autocorrect autocapitalize spellcheck maxlength defer checked viewbox x y x1 y1 x2 y2 cx cy r text-anchor
    """.split())
_META = {
    "x-dns-prefetch-control": "off", "content-security-policy": POLICY,
}
_META_NAMES = {"referrer": "no-referrer", "viewport": "width=device-width, initial-scale=1",
               "format-detection": "telephone=no, address=no, email=no"}
_LINK_RELS = {"icon", "stylesheet"}
# Elements that end the head's preamble: whatever loads must come after the policy.
_LOADS = frozenset({"link", "script", "img"})
# Anything a browser might read as a scheme, a host or a way around: judged after decoding.
_NOT_RELATIVE = re.compile(r"^[^?#]*:|[\x00-\x20\x7f\\]|^/|//")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ASCII_CONTROLS = bytes((*range(0x09), *range(0x0B, 0x20), 0x7F))
_OTHER_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
_START = re.compile(r'<!DOCTYPE html>\n<html lang="[A-Za-z0-9-]+" dir="(?:ltr|rtl)" data-root="((?:\.\./)*)" '
                    r'data-menu="(?:[A-Za-z0-9-]+/menu-[0-9a-f]{8})?">\n<head>\n<meta charset="utf-8">\n')
_BEGINS = re.compile(_START.pattern + re.escape(
    '<meta http-equiv="Content-Security-Policy" content="' + POLICY + '">\n'))
_CONTROL_IDS = ("main", "site-navigation", "leave-now")
_MADE_IDS = ("site-search", "search-input", "search-status", "search-said", "search-filters", "search-results",
             "search-more")
"""Ids that the script gives to what it makes: no page brings one along."""
_NEUTRAL = re.compile(r"_archive/measures(?:\.[A-Za-z-]+)?\.html")
"""The pages that "leave now" shows: without controls, scripts and ways back."""
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"})


class Page(HTMLParser):
    """Reads one page and notes what must not be there."""

    elements = _ELEMENTS
    attributes = _ATTRIBUTES

    def __init__(self, path: str, bundle: Bundle) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.bundle = bundle
        self.problems: list[Problem] = []
        self.policies = 0
        self.policy = ""
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self._inside_script = False

    def note(self, code: Code, message: str) -> None:
        line, column = self.getpos()
        self.problems.append(code.at(Place(self.path, line, column + 1), message,
                                     hint="mend the template or the program"))

    def frame(self, text: str) -> None:
        """Note what is wrong with the page before its elements are read."""
        start = _START.match(text)
        if start is None or start[1] != "../" * self.path.count("/"):
            self.note(codes.FORBIDDEN_MARKUP, "the page does not begin as every page does")
        control = _CONTROLS.search(text)
        if control is not None:
            # Parsers disagree on these: one would see an element where the other sees none.
            self.note(codes.FORBIDDEN_MARKUP, f"control character in the page: {control[0]!r}")

    def read(self) -> None:
        """Read the page from its first byte to its last."""
        try:
            text = self.bundle[self.path].data.decode("utf-8")
            self.frame(text)
            self.feed(text)
            self.close()
        except (UnicodeDecodeError, AssertionError) as error:
            self.note(codes.FORBIDDEN_MARKUP, f"page cannot be read: {error}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, str] = {}
        for name, value in attrs:
            if name in given:  # browsers take the first, this parser the last
                self.note(codes.FORBIDDEN_MARKUP, f"attribute stands twice: {name} of <{tag}>")
            given.setdefault(name, value or "")
        if tag not in self.elements:
            self.note(codes.FORBIDDEN_MARKUP, f"element is not allowed: <{tag}>")
        if "id" in given:
            self.ids.append(given["id"])
        for name in given:
            if name not in self.attributes and not name.startswith(("aria-", "data-")):
                self.note(codes.FORBIDDEN_MARKUP, f"attribute is not allowed: {name} of <{tag}>")
        if tag == "meta":
            self._meta(given)
        elif tag in _LOADS and not self.policies:
            self.note(codes.POLICY_MISSING, f"<{tag}> stands before the content security policy")
        if tag == "link" and given.get("rel") not in _LINK_RELS:
            self.note(codes.FORBIDDEN_MARKUP, f"link is not allowed: rel={given.get('rel')!r}")
        if tag == "script":
            self.script(given)
        for name in ("href", "src"):
            if name in given:
                self.addresses += [given[name]] if tag != "link" else []
                self.address(tag, given, given[name])

    def script(self, given: dict[str, str]) -> None:
        """Note what is wrong with a script that begins."""
        self._inside_script = True
        if not given.get("src"):
            self.note(codes.FORBIDDEN_MARKUP, "script without a file")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside_script = False

    def handle_data(self, data: str) -> None:
        if self._inside_script and data.strip():
            self.note(codes.FORBIDDEN_MARKUP, "script with content")

    def handle_comment(self, data: str) -> None:
        self.note(codes.FORBIDDEN_MARKUP, "comment")

    def handle_pi(self, data: str) -> None:
        self.note(codes.FORBIDDEN_MARKUP, "processing instruction")

    def unknown_decl(self, data: str) -> None:
        self.note(codes.FORBIDDEN_MARKUP, "marked section")

    def _meta(self, given: dict[str, str]) -> None:
        content = given.get("content", "")
        directive = given.get("http-equiv", "").lower()
        if "charset" in given and (given["charset"] != "utf-8" or self.policies):
            self.note(codes.FORBIDDEN_MARKUP, f"meta is not allowed: charset={given['charset']!r}")
        if directive == "content-security-policy":
            self.policies += 1
            self.policy = content
            if content != self.wanted():
                self.note(codes.POLICY_MISSING, "the content security policy differs from the one required")
        elif directive:
            if _META.get(directive) != content:
                self.note(codes.FORBIDDEN_MARKUP, f"meta is not allowed: http-equiv={directive!r}")
        elif "name" in given and _META_NAMES.get(given["name"]) != content:
            self.note(codes.FORBIDDEN_MARKUP, f"meta is not allowed: name={given['name']!r}")

    def wanted(self) -> str:
        """The policy that the page must have."""
        return POLICY

    def address(self, tag: str, given: dict[str, str], address: str) -> None:
        """Note what is wrong with an address."""
        if tag == "link" and given.get("rel") == "icon" and address == "data:,":
            return
        if _NOT_RELATIVE.search(address):
            self.note(codes.OUTSIDE_REFERENCE, f"<{tag}> leads outside: {address[:120]!r}")
            return
        path = unquote(address.partition("#")[0].partition("?")[0])
        if not path:
            return
        steps = path.split("/")
        climbing = next((place for place, step in enumerate(steps) if step != ".."), len(steps))
        if climbing > self.path.count("/") or ".." in steps[climbing:] or "." in steps or "" in steps:
            self.note(codes.OUTSIDE_REFERENCE, f"<{tag}> leads out of the bundle: {address[:120]!r}")
            return
        target = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), path))
        if target not in self.bundle:
            self.note(codes.DEAD_REFERENCE, f"<{tag}> leads to a file that is not there: {address[:120]!r}")
        elif not _fits(tag, target):
            self.note(codes.FORBIDDEN_MARKUP, f"<{tag}> loads a file of the wrong kind: {target}")


def _fits(tag: str, target: str) -> bool:
    """Whether an element may load the file at `target`."""
    if tag == "script":
        return target in SCRIPTS
    if tag == "link":
        return target == "_archive/style.css"
    return tag != "img" or PurePosixPath(target).suffix.lower() in _PICTURES


def _is_right(bundle: Bundle, path: str, tag: str) -> bool:
    """Whether nothing is wrong with a tag that stands alone, after the policy, in the page at `path`."""
    page = Page(path, bundle)
    page.policies = 1
    page.feed(tag)
    page.close()
    return not page.problems and page.policies == 1


def known_tags(bundle: Bundle) -> KnownTags:
    """The tags of `bundle` that were judged; none yet."""
    return KnownTags(partial(_is_right, bundle), _CONTROL_IDS, _MADE_IDS, _BEGINS)


def is_known(known: KnownTags, path: str, data: bytes) -> bool:
    """Whether the page need not be read in full, since nothing can be wrong with it."""
    has_controls = len(data.translate(None, _ASCII_CONTROLS)) < len(data) or _OTHER_CONTROLS.search(data) is not None
    if has_controls or _NEUTRAL.fullmatch(path):
        return False
    try:
        return known.all_right(path, data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def page_problems(bundle: Bundle, path: str) -> Iterator[Problem]:
    """What is wrong with the page at `path`, read in full."""
    page = Page(path, bundle)
    page.read()
    yield from page.problems
    if page.policies != 1:
        yield codes.POLICY_MISSING.at(
            Place(path), f"the page has {page.policies} content security policies, not one", hint="mend the template")
    if _NEUTRAL.fullmatch(path):
        if page.addresses:
            yield codes.FORBIDDEN_MARKUP.at(Place(path), f"the neutral page leads on: {page.addresses[0][:120]!r}",
                                            hint="mend the template")
        return
    for control, times in (*((one, 1) for one in _CONTROL_IDS), *((one, 0) for one in _MADE_IDS)):
        if page.ids.count(control) != times:
            yield codes.FORBIDDEN_MARKUP.at(
                Place(path), f"the id {control} stands {page.ids.count(control)} times, instead of {times}",
                hint="mend the template or the program")
