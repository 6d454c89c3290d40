"""Pages of which every tag was judged before: the pages of an archive share nearly all of theirs.

- A page is known to be right only when no two parsers could read it differently: it begins as every page does, with the
  policy; each `<` begins a tag of the one form written here; each control stands there once.
- A tag is judged once in each folder, by the parser that reads pages in full. Where anything is odd, that parser reads
  the whole page: this is a way to be quick, never another opinion.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection

# A script and its end are one tag here: whatever stood between them would be run.
_TAGS = re.compile(r"<script [^<>]*></script>|<[^<>]*>")
_ATTRIBUTES = r'(?:\n? [a-z][a-z0-9:-]*(?:="[^"<>]*")?)*+\n?'
_ONE_FORM = re.compile(
    rf"<(?!script)[a-z][a-z0-9]*{_ATTRIBUTES} ?/?>|</(?!script)[a-z][a-z0-9]*>|<script{_ATTRIBUTES}></script>")
_ODD_ID = re.compile(r' id="[^"]*&')


class KnownTags:
    """The tags that were judged, and the pages that hold no other."""

    def __init__(self, judge: Callable[[str, str], bool], controls: Collection[str], absent: Collection[str],
                 begins: re.Pattern[str]) -> None:
        """`judge` tells whether a tag is right in the page at a path; `begins` is how each page begins.

        Ids of `controls` stand once in each page, those that are `absent` in none.
        """
        self._judge = judge
        self._begins = begins
        self._controls = tuple(f' id="{name}"' for name in controls)
        self._absent = tuple(f' id="{name}"' for name in absent)
        # Names of places in pages differ from tag to tag. What a control is called is part of what it is.
        self._names = re.compile(rf'(?<= id=")(?!(?:{"|".join(map(re.escape, (*controls, *absent)))})")[\w-]+(?=")'
                                 r'|(?<=#)[\w.%-]+(?=")')
        self._right: dict[str, set[str]] = {}

    def all_right(self, path: str, text: str) -> bool:
        """Whether nothing is wrong with the page at `path`; False where it must be read in full."""
        start = self._begins.match(text)
        if start is None or start[1] != "../" * path.count("/"):
            return False
        rest = text[start.end():]
        tags = _TAGS.findall(rest)
        scripts = rest.count("</script>")
        if not rest.count("<") - scripts == rest.count(">") - scripts == len(tags):
            return False
        marked = "".join(tags)
        if any(marked.count(control) != 1 for control in self._controls) or any(one in marked for one in self._absent):
            return False
        right = self._right.setdefault(posixpath.dirname(path), set())
        return all(self._is_right(path, tag, right) for tag in set(tags) - right)

    def _is_right(self, path: str, tag: str, right: set[str]) -> bool:
        shape = self._names.sub("", tag)
        if shape not in right:
            if not _ONE_FORM.fullmatch(tag) or _ODD_ID.search(tag) or not self._judge(path, tag):
                return False
            right.add(shape)
        return True
