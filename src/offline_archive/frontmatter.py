"""The typed door for untrusted metadata: front matter in YAML or TOML becomes plain values.

- YAML stands between lines of ``---``, TOML between lines of ``+++``, at the very top of the page.
- Only plain values come out: text, numbers, booleans, dates, lists, tables. No object is made.
- What an alias repeats is counted as often as it is repeated, so a short text cannot unfold.
- A page whose block cannot be read is marked as unsure: it may be a draft, and is not published.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, TypeAlias

import yaml

from offline_archive import codes
from offline_archive.problems import Place, Problem

Value: TypeAlias = "str | int | float | bool | date | datetime | time | list[Value] | dict[str, Value] | None"

_MAX_BYTES = 64 * 1024
_MAX_VALUES = 10_000
_MAX_DEPTH = 32
_MAX_ALIASES = 100
_BLANK = " \t\n\xa0\u200b\ufeff"
_KEY = re.compile(r"""^["']?(\w[\w-]*)["']?[ \t]*[:=](?!//)""", re.MULTILINE)
_DRAFT_KEY = re.compile(r"""^(?:- )?["']?(?:draft|published)["']?[ \t]*[:=]""",
                        re.MULTILINE | re.IGNORECASE)
_CLOSING = {"yaml": re.compile(r"^(?:---|\.\.\.)[ \t]*$\n?", re.MULTILINE),
            "toml": re.compile(r"^\+\+\+[ \t]*$\n?", re.MULTILINE)}
_FENCE = {"---": "yaml", "+++": "toml"}
# libyaml's loader is ten times faster; it is part of every PyYAML wheel.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The metadata of a page."""

    values: Mapping[str, Value] = field(default_factory=dict)
    """Every key as written, those that the program does not know included."""
    lines: int = 0
    """Lines that the block and its fences take: the body begins on line ``lines + 1``."""
    places: Mapping[str, int] = field(default_factory=dict)
    """The line on which each top key stands, as far as it can be found."""
    problems: tuple[Problem, ...] = ()
    """What could not be read."""


class _TooComplexError(Exception):
    """The front matter exceeds a limit; the text says which."""


def split(text: str, path: str) -> tuple[FrontMatter, str]:
    """The front matter of a page and the text that follows it.

    Blank lines before it are forgiven. A first line of dashes without a closing one is a thematic
    break, unless a key follows it.
    """
    before = len(text) - len(text.lstrip(_BLANK))
    first, _, _ = text[before:].partition("\n")
    kind = _FENCE.get(first.rstrip())
    start = before + len(first) + 1
    line = text.count("\n", 0, before) + 1
    if kind is None or (before and not _KEY.search(text, start, start + 400)):
        return FrontMatter(problems=_stray_draft(text, path)), text
    found = _CLOSING[kind].search(text, start)
    if found is None:
        problem = codes.MAYBE_A_DRAFT.at(
            Place(path, line), "front matter has no closing line, so the page is left out",
            hint=f"write {first.rstrip()} on a line of its own after it")
        return FrontMatter(problems=(problem,) if _KEY.match(text, start) else _stray_draft(text, path)), text
    block, body = text[start:found.start()], text[found.end():]
    lines = text[:found.end()].count("\n") + (0 if found[0].endswith("\n") else 1)
    values, problems = _read(block, kind, path, line - 1)
    if not problems and values == {}:
        problems = _stray_draft(body, path)
    if not problems and len(_DRAFT_KEY.findall(block)) > 1:
        problems = (codes.MAYBE_A_DRAFT.at(Place(path, line), "front matter speaks of a draft twice, so the page is "
                                           "left out", hint="write draft: true or draft: false once"),)
    if values is None and not problems:
        if not _DRAFT_KEY.search(block):
            # Two thematic breaks with prose between them: the text is the page's, not metadata.
            return FrontMatter(), text
        problems = (codes.FRONT_MATTER_UNREADABLE.at(
            Place(path, line + 1), "front matter is not a table of keys, so the page is left out",
            hint="write a space after each key's colon"),)
    places = {match[1]: line + 1 + block.count("\n", 0, match.start(1)) for match in _KEY.finditer(block)}
    return FrontMatter(values or {}, lines, places, problems), body


def _stray_draft(text: str, path: str) -> tuple[Problem, ...]:
    """A line that says `draft` near the top of a page whose front matter was not recognised."""
    found = _DRAFT_KEY.search(text, 0, 1500)
    if found is None or "```" in text[:found.start()] or "~~~" in text[:found.start()]:
        return ()
    return (codes.MAYBE_A_DRAFT.at(
        Place(path, text.count("\n", 0, found.start()) + 1),
        "a line speaks of a draft outside front matter, so the page is left out",
        hint="put it between two lines of three dashes at the very top"),)


def _read(block: str, kind: str, path: str, before: int) -> tuple[dict[str, Value] | None, tuple[Problem, ...]]:
    try:
        if len(block.encode("utf-8", "replace")) > _MAX_BYTES:
            raise _TooComplexError("it is larger than 64 KiB")
        if kind == "toml" and has_deep_keys(block):
            raise _TooComplexError(f"a key has more than {_MAX_DEPTH} dots")
        if kind == "toml":
            loaded: object = tomllib.loads(block)
        else:
            _count_aliases(block)
            loaded = yaml.load(block, Loader=_Loader)  # noqa: S506 - a safe loader, see above
        return _plain_table(loaded), ()
    except _TooComplexError as error:
        return None, (codes.FRONT_MATTER_TOO_COMPLEX.at(
            Place(path, before + 1), f"front matter is refused, so the page is left out: {error}",
            hint="shorten it"),)
    except RecursionError:
        return None, (codes.FRONT_MATTER_TOO_COMPLEX.at(
            Place(path, before + 1), "front matter is refused, so the page is left out: it is nested too deeply",
            hint="flatten it"),)
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, OverflowError, TypeError) as error:
        line, column, what = _describe(error)
        return None, (codes.FRONT_MATTER_UNREADABLE.at(
            Place(path, before + line, column),
            f"front matter is not valid {kind.upper()}, so the page is left out: {what}",
            hint="put quotes around values that hold a colon or other signs"),)


def has_deep_keys(toml: str) -> bool:
    """Whether a key of TOML has so many dots that reading it takes for ever."""
    return any(line.partition("=")[0].count(".") > _MAX_DEPTH for line in toml.splitlines())


def _describe(error: Exception) -> tuple[int, int, str]:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        what = getattr(error, "problem", None) or "unexpected text"
        return mark.line + 2, mark.column + 1, str(what)
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    if found:
        return int(found[1]) + 1, int(found[2]), str(error)[:found.start()].strip()
    return 1, 0, str(error).split("\n", 1)[0][:200]


def _count_aliases(block: str) -> None:
    aliases = depth = 0
    for event in yaml.parse(block, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            aliases += 1
        elif isinstance(event, yaml.ScalarEvent):
            if event.value == "<<" and not event.style:
                raise _TooComplexError("it merges tables with <<")
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        if aliases > _MAX_ALIASES:
            raise _TooComplexError(f"it has more than {_MAX_ALIASES} aliases")
        if depth > _MAX_DEPTH:
            raise _TooComplexError(f"it is nested more than {_MAX_DEPTH} levels deep")


def _plain_table(loaded: object) -> dict[str, Value] | None:
    """`loaded` as a table; None when it is something else, such as a line of prose."""
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        return None
    budget = [_MAX_VALUES]
    return {str(key): _plain(value, budget, 1) for key, value in loaded.items()}


def _plain(value: object, budget: list[int], depth: int) -> Value:
    budget[0] -= 1
    if budget[0] < 0:
        raise _TooComplexError(f"it unfolds to more than {_MAX_VALUES} values")
    if depth > _MAX_DEPTH:
        raise _TooComplexError(f"it is nested more than {_MAX_DEPTH} levels deep")
    if isinstance(value, int) and value.bit_length() > 64:
        raise _TooComplexError("it holds a number of more than 64 bits")
    if value is None or isinstance(value, (str, bool, int, float, date, datetime, time)):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(item, budget, depth + 1) for key, item in value.items()}
    if isinstance(value, set):
        return [*sorted(str(item) for item in value)]
    if isinstance(value, (list, tuple)):
        return [_plain(item, budget, depth + 1) for item in value]
    return str(value)
