"""The words that the shards of the search index tell, apart from the numbers beside them.

- Numbers of documents and of places are written as signs in a row, of which some would be a short name by chance. They
  are left out where a shard has just the form of ``docs/search-format.md``; any other file is read as a text like all.
- A key gives only what differs from the one before. What stands beside a key is a word like it.
"""

from __future__ import annotations

import re

_FILE = re.compile(r"_archive/search/[A-Za-z0-9-]+/([twf])-[0-9a-f]+\.js")
_NUMBERS = r"[!#-;=-\[\]-~]"
_CALL = r'OfflineArchive\.deliver\("[A-Za-z0-9-]+/[twf]-[0-9a-f]+","'
_ONLY_NUMBERS = re.compile(rf'{_CALL}(?:{_NUMBERS}| )*"\);\n')
_LINES = re.compile(rf'{_CALL}([^"\\]*)"\);\n')
# What a key shares with the one before, its letters, what stands beside it, and its numbers.
_LINE = re.compile(rf"([0-9a-z])([^-=:,* ]*)(\*.?[^: ]*|(?:-[^=: ]*)?(?:=[^: ]*)?(?::{_NUMBERS}*)?)")
# Keys stand beside each other by chance: Magomed and Magomedov are no name. No phrase has the word between them.
_APART = "\n0000000000\n"
# The same where all shards stand in one page.
_WITHIN = b'<script type="application/json" data-shard="'
_BLOCK = re.compile(rf'{_WITHIN.decode()}([A-Za-z0-9/-]+)">([^<]*)</script>\n')
_BESIDE = re.compile(r"[-=,.*]")


def told(path: str, text: str) -> str | None:
    """The words of the shard at `path`, each once and apart; None for a file that is read as any other."""
    named = _FILE.fullmatch(path)
    if named is None:
        return None
    if named[1] != "t":
        return "" if _ONLY_NUMBERS.fullmatch(text) else None
    body = _LINES.fullmatch(text)
    return _keys(body[1].split(" ")) if body else None


def told_within(data: bytes) -> tuple[list[str], bytes]:
    """The words of the shards that stand in an edition of one file, and what is left of it to be read as text."""
    if _WITHIN not in data:
        return [], data
    found: list[str] = []

    def taken(shard: re.Match[str]) -> str:
        call = f'OfflineArchive.deliver("{shard[1]}",{shard[2]});\n'
        words = told(f"_archive/search/{shard[1]}.js", call)
        if words is None:
            return shard[0]
        found.append(words)
        return ""

    left = _BLOCK.sub(taken, data.decode("utf-8", "replace"))
    return found, left.encode()


def _keys(lines: list[str]) -> str | None:
    key, words = "", dict[str, None]()
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            return None
        key = key.encode("utf-16-be")[:2 * int(found[1], 36)].decode("utf-16-be", "replace") + found[2]
        words[key.replace("'", " ")] = None
        if found[3]:
            words |= dict.fromkeys(_BESIDE.split(found[3].partition(":")[0]))
    return _APART.join(words)
