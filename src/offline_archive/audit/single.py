"""Editions in one file: everything stands in the page, and nothing but what its policy names by hash may run.

- One script and one style sheet; the policy holds their hashes and lets nothing else run or load.
- An address leads to something in the page, to another edition of the same folder, or is a file itself, to be saved.
- Data are JSON that cannot end their element early.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from offline_archive import codes
from offline_archive.audit.code import PASSIVE, script_fault, style_fault
from offline_archive.audit.markup import Page
from offline_archive.audit.media import media_left
from offline_archive.bundle import MEDIA_TYPES, Bundle
from offline_archive.problems import Place, Problem

_START = re.compile(r'<!DOCTYPE html>\n<html lang="[A-Za-z0-9-]+" dir="(?:ltr|rtl)" data-single="1">'
                    r'\n<head>\n<meta charset="utf-8">\n')
# Written out again on purpose, as in the pages of a folder.
_POLICY = (
    "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; img-src data:; font-src 'none'; "
    "connect-src 'none'; frame-src 'none'; worker-src 'none'; object-src 'none'; manifest-src 'none'; "
    "form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'")
_CONTROLS = ("elsewhere",)
_FILE = re.compile(r"data:([a-z]+/[a-z0-9.+-]+);base64,([A-Za-z0-9+/]*={0,2})")
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"})
_NAME = re.compile(r"[^/\\\x00-\x1f\x7f]{1,200}")
_FORMS = re.compile(r'<script>|<script type="application/json" (?:id="elsewhere"|data-shard="[A-Za-z0-9/-]+")>')
_HOLDS = re.compile(r"<(script|style)\b[^>]*>(.*?)</\1>", re.DOTALL)
_OTHER = re.compile(r"([A-Za-z0-9-]+\.html)#[a-z0-9-]+")
_MANIFEST = "SHA256SUMS"
_HINT = "mend the template or the program"
_SUFFIXES = {kind: suffix for suffix, kind in MEDIA_TYPES.items()}


def is_single(bundle: Bundle, path: str) -> bool:
    """Whether the page at `path` is meant as an edition in one file; in a folder with a manifest none may be."""
    return _MANIFEST not in bundle and _START.match(bundle[path].data[:400].decode("utf-8", "replace")) is not None


def single_problems(bundle: Bundle, path: str) -> Iterator[Problem]:
    """What is wrong with the edition in one file at `path`."""
    page = _Single(path, bundle)
    page.read()
    page.end()
    yield from page.problems
    for problem in media_left(Bundle(page.files), page.files):
        yield codes.MEDIA_HOLDS_MORE.at(Place(path), problem.message, hint=problem.hint)


class _Single(Page):
    """Reads one edition."""

    elements = Page.elements | {"style"}
    attributes = Page.attributes | {"download"}

    def __init__(self, path: str, bundle: Bundle) -> None:
        super().__init__(path, bundle)
        self.files: dict[str, bytes] = {}
        self._texts: dict[str, list[str]] = {"script": [], "style": []}
        self._reading: list[str] | None = None
        self._data = False

    def frame(self, text: str) -> None:
        """Note what is wrong with the page before its elements are read."""
        start = _START.match(text)
        control = re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
        if start is None:
            self.note(codes.FORBIDDEN_MARKUP, "the page does not begin as every edition in one file does")
        # Parsers disagree on where scripts and styles end: these leave no room for that.
        lower, head = text.casefold(), text.partition("</head>")[0]
        told = [lower.count(sign) for sign in ("<style", "</style", "<style>", "</style>")]
        scripts = [lower.count(sign) for sign in ("<script", "</script", "</script>")]
        if "<template" in lower or "</template" in lower or told != [1, 1, 1, 1] or "<style>" not in head \
                or len(set(scripts)) > 1 or len(_FORMS.findall(text)) != scripts[0] or "<!--" in text \
                or any("</" in held[2] for held in _HOLDS.finditer(text) if held[1] == "style"):
            self.note(codes.FORBIDDEN_MARKUP, "scripts or styles are not written as they should be")
        if control is not None:
            self.note(codes.FORBIDDEN_MARKUP, f"control character in the page: {control[0]!r}")

    def wanted(self) -> str:
        """The policy is judged when what it names was read."""
        return self.policy

    def script(self, given: dict[str, str]) -> None:
        """A script begins: the one that runs, or data."""
        self._data = given.get("type") == "application/json"
        known = {"type", "id", "data-shard"} if self._data else set()
        if set(given) - known:
            self.note(codes.FORBIDDEN_MARKUP, f"script is not allowed: {sorted(given)}")
        self._begin([] if self._data else self._texts["script"])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "style":
            if attrs or not self.policies:
                self.note(codes.FORBIDDEN_MARKUP, "style is not allowed here")
            self._begin(self._texts["style"])
        super().handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._data and self._reading is not None:
            text = "".join(self._reading)
            try:
                json.loads(text)
            except (ValueError, RecursionError):
                self.note(codes.FOREIGN_CODE, "data that are not JSON")
            if "<" in text:
                self.note(codes.FOREIGN_CODE, "data could end their element early")
        if tag in ("script", "style"):
            self._reading, self._data = None, False

    def handle_data(self, data: str) -> None:
        if self._reading is not None:
            self._reading.append(data)

    def address(self, tag: str, given: dict[str, str], address: str) -> None:
        """Note what is wrong with an address."""
        file = _FILE.fullmatch(address)
        if address.startswith("#") or (tag == "link" and given.get("rel") == "icon" and address == "data:,"):
            return
        if file is not None and (file[1] in _PICTURES if tag == "img" else
                                 tag == "a" and _is_passive(given.get("download", ""), file[1])):
            self._keep(file[1], file[2])
            return
        other = _OTHER.fullmatch(address)
        if tag != "a" or other is None:
            self.note(codes.OUTSIDE_REFERENCE, f"<{tag}> leads outside: {address[:120]!r}")
        elif other[1] not in self.bundle:
            self.note(codes.DEAD_REFERENCE, f"<{tag}> leads to a file that is not there: {address[:120]!r}")

    def end(self) -> None:
        """Note what can only be told when all was read."""
        code, style = ("".join(self._texts[name]) for name in ("script", "style"))
        if self.policies != 1 or self.policy != _POLICY.format(script=_digest(code), style=_digest(style)):
            self.note(codes.POLICY_MISSING, "the content security policy is not the one that its script and style need")
        for fault in (script_fault(code), style_fault(style)):
            if fault:
                self.note(codes.FOREIGN_CODE, fault)
        twice = sorted(name for name, number in Counter(self.ids).items() if number > 1)
        missing = sorted({address[1:] for address in self.addresses if address.startswith("#")} - set(self.ids))
        for name in twice[:5]:
            self.note(codes.FORBIDDEN_MARKUP, f"the id {name} stands more than once")
        for name in missing[:5]:
            self.note(codes.DEAD_REFERENCE, f"an address leads to what is not there: #{name}")
        for control in _CONTROLS:
            if control not in self.ids:
                self.note(codes.FORBIDDEN_MARKUP, f"the id {control} stands nowhere")

    def _begin(self, into: list[str]) -> None:
        if into:
            self.note(codes.FORBIDDEN_MARKUP, "more than one script or style")
        into.append("")
        self._reading = into

    def _keep(self, kind: str, data: str) -> None:
        try:
            self.files[f"{len(self.files)}{_SUFFIXES.get(kind, '')}"] = base64.b64decode(data, validate=True)
        except (binascii.Error, ValueError):
            self.note(codes.FORBIDDEN_MARKUP, "a file that is not written in base64")


def _is_passive(name: str, kind: str) -> bool:
    """Whether a file that is saved under this name is one that nothing runs."""
    suffix = PurePosixPath(name).suffix.lower()
    known = MEDIA_TYPES.get(suffix, "application/octet-stream")
    return (_NAME.fullmatch(name) is not None and kind == known and suffix in PASSIVE) \
        or (name, kind) in (("verify.sh", "text/x-shellscript"), ("SHA256SUMS", "application/octet-stream"))


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
