"""A digest of values: by it a result is found that was made from them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from pathlib import PurePath

_PLAIN = (str, int, float, bool, bytes, type(None), date, datetime, time)


def digest(*values: object) -> bytes:
    """The SHA-256 of values: equal values of equal types have the same, whatever the process; others do not.

    Raises:
        TypeError: when a value is of a type for which that cannot be said.
    """
    return hashlib.sha256(_told(values).encode("utf-8", "surrogatepass")).digest()


def _told(value: object) -> str:
    """A value as text."""
    if type(value) in _PLAIN:
        return repr(value)
    if isinstance(value, PurePath):
        return f"P{str(value)!r}"
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, tuple | list):
        return f"{type(value).__name__[0]}({','.join(map(_told, value))})"
    if isinstance(value, frozenset | set):
        return f"s({','.join(sorted(map(_told, value)))})"
    if isinstance(value, Mapping):
        return f"m({','.join(f'{_told(key)}:{_told(one)}' for key, one in value.items())})"
    if is_dataclass(value):
        return f"{type(value).__name__}({','.join(_told(getattr(value, one.name)) for one in fields(value))})"
    raise TypeError(f"no digest of {type(value).__name__}")
