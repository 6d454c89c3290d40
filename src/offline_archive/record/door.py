"""The typed door for data files: JSON from outside becomes checked values, or problems with a place.

- A file is refused whole only when it is not JSON of the expected shape; an item that is wrong is left
  out by itself, and everything else is kept.
- JSON does not tell where a value stands; the place is the line on which the item's id is written.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from offline_archive.paths import printable
from offline_archive.problems import Code, Place, Problem

MOST_ITEMS = 200_000
"""Items of a data file that are read."""
MOST_TEXT = 20_000
"""Characters of a text in a data file that are read."""
_KEY = re.compile(r"^[^\s\x00-\x1f<>\"'@;,\[\]{}]{1,200}$")
_WRITTEN_ID = re.compile(r'"id"\s*:\s*"((?:[^"\\]|\\.)*)"')
_T = TypeVar("_T")


class WrongError(Exception):
    """A value that cannot be used: the path to it, and what was expected."""


@dataclass(frozen=True)
class Item:
    """One object of a data file."""

    values: Mapping[str, Any]
    """As parsed."""
    where: str
    """Its address in the file, such as ``[3]`` or ``hrw-2017``."""

    def text(self, key: str) -> str:
        """A text in one line; empty when the key is missing.

        Raises:
            WrongError: when it is no text or number.
        """
        value = self.values.get(key)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise WrongError(f"{self.where}.{key} is {brief(value)}: expected a text")
        text = str(value)
        if len(text) > MOST_TEXT:
            raise WrongError(f"{self.where}.{key} has {len(text)} characters; the limit is {MOST_TEXT}")
        return unicodedata.normalize("NFC", printable(" ".join(text.split())))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one text by itself; empty when the key is missing.

        Raises:
            WrongError: when it holds anything else.
        """
        value = self.values.get(key)
        if value is None:
            return ()
        values = value if isinstance(value, list) else [value]
        return tuple(text for number in range(len(values))
                     if (text := Item({"": values[number]}, f"{self.where}.{key}[{number}]").text("")))

    def flag(self, key: str) -> bool:
        """Yes or no; no when the key is missing.

        Raises:
            WrongError: when it is neither.
        """
        value = self.values.get(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise WrongError(f"{self.where}.{key} is {brief(value)}: expected true or false")
        return value

    def table(self, key: str) -> Item:
        """A table within; empty when the key is missing.

        Raises:
            WrongError: when it is something else.
        """
        value = self.values.get(key)
        if value is None:
            return Item({}, f"{self.where}.{key}")
        if not isinstance(value, dict):
            raise WrongError(f"{self.where}.{key} is {brief(value)}: expected a table")
        return Item(value, f"{self.where}.{key}")

    def tables(self, key: str) -> Iterator[Item]:
        """A list of tables; empty when the key is missing.

        Raises:
            WrongError: when it holds anything else.
        """
        value = self.values.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise WrongError(f"{self.where}.{key} is {brief(value)}: expected a list of tables")
        for number, item in enumerate(value):
            yield Item(item, f"{self.where}.{key}[{number}]")

    def in_languages(self, key: str) -> dict[str, str]:
        """A text by language tag; one text by itself counts for every language, under the empty tag.

        Raises:
            WrongError: when it holds anything else, or nothing.
        """
        value = self.values.get(key)
        inside = self.table(key) if isinstance(value, dict) else Item({"": value}, f"{self.where}.{key}")
        found = {tag: text for tag in inside.values if (text := inside.text(tag))}
        if not found:
            raise WrongError(f"{self.where}.{key} is missing: write a text, or a text for each language")
        return found


@dataclass
class DataFile:
    """A data file, and what is found while it is read."""

    name: str
    """Its name in the content folder."""
    text: str
    """What it holds."""
    code: Code
    """The problem of a file or an item that cannot be read."""
    problems: list[Problem] = field(default_factory=list)
    """What was found so far."""

    def items(self) -> Iterator[Item]:
        """The objects of the list that the file holds."""
        try:
            loaded = json.loads(self.text or "[]")
        except RecursionError:
            self.problem("nested too deeply", line=1)
            return
        except ValueError as error:
            self.problem(f"not valid JSON: {getattr(error, 'msg', error)}", line=getattr(error, "lineno", 1))
            return
        if isinstance(loaded, dict) and isinstance(loaded.get("items"), list):
            loaded = loaded["items"]  # CSL-JSON as some programs wrap it
        if not isinstance(loaded, list):
            self.problem("expected a list of objects: [{…}, {…}]", line=1)
            return
        for number, value in enumerate(loaded[:MOST_ITEMS]):
            if isinstance(value, dict):
                yield Item(value, f"[{number}]")
            else:
                self.problem(f"[{number}] is {brief(value)}: expected an object", line=1)

    def read(self, parse: Callable[[Item], _T]) -> list[_T]:
        """What `parse` makes of each item; one that it refuses is reported and left out."""
        found: list[_T] = []
        for item in self.items():
            try:
                found.append(parse(item))
            except WrongError as error:
                self.problem(str(error), key=str(item.values.get("id", "")), hint="the item is left out")
        return found

    def problem(self, message: str, *, line: int = 0, key: str = "", place: Place | None = None,
                hint: str = "") -> None:
        """Note a problem of this file: at `place`, on `line`, or where `key` is written."""
        where = place or (Place(self.name, line) if line else self.place(key))
        self.problems.append(self.code.at(where, message, hint=hint))

    def place(self, key: str) -> Place:
        """Where an item stands: the line on which its id is first written."""
        found = self._lines.get(key)
        return Place(self.name, found or 1)

    @cached_property
    def _lines(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, line in enumerate(self.text.split("\n"), start=1):
            for written in _WRITTEN_ID.findall(line):
                found.setdefault(written, number)
        return found


def key_of(item: Item) -> str:
    """The id of an item.

    Raises:
        WrongError: when it has none, or one that cannot be written in a citation.
    """
    key = item.text("id")
    if not _KEY.fullmatch(key):
        raise WrongError(f"{item.where}.id is {brief(item.values.get('id'))}: expected a key without spaces")
    return key


def brief(value: object) -> str:
    """A value as messages show it."""
    text = "missing" if value is None else repr(value)
    return text if len(text) <= 60 else text[:59] + "\N{HORIZONTAL ELLIPSIS}"


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text for readers of `language`; the first one when there is none for them."""
    return texts.get(language) or texts.get("") or next(iter(texts.values()), "")
