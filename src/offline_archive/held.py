"""Values that lie elsewhere until they are asked for: the texts of pages, the bytes of files.

A build of a hundred thousand pages passes each text through, and holds none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Value = TypeVar("Value")
_Given = TypeVar("_Given", covariant=True)


class Held(Protocol[_Given]):
    """A value that lies somewhere."""

    @property
    def key(self) -> bytes:
        """A digest of what it was made from; empty when that is not known."""

    def get(self) -> _Given:
        """The value. It is read anew each time it is asked for, unless it was a moment ago."""


@dataclass(frozen=True, slots=True)
class Here(Generic[Value]):
    """A value that lies in memory."""

    value: Value
    """The value itself."""
    key: bytes = b""
    """See :attr:`Held.key`."""

    def get(self) -> Value:
        """The value."""
        return self.value
