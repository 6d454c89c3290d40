"""The one place for determinism: the epoch, file modes and sorted walks.

Nothing else reads the clock, the locale, the user's name or the machine's.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

from offline_archive.errors import ArchiveError

FILE_MODE = 0o644
"""Permissions of every written file, whatever the umask."""
FOLDER_MODE = 0o755
"""Permissions of every written folder, whatever the umask."""
EARLIEST = int(datetime(1980, 1, 1, tzinfo=UTC).timestamp())
"""FAT and ZIP know no earlier time; seconds since 1970-01-01T00:00Z."""

LATEST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())
"""Python knows no later day; seconds since 1970-01-01T00:00Z."""


def epoch(edition_date: date | None) -> int:
    """The time that stands on every file, in seconds since 1970-01-01T00:00Z.

    ``SOURCE_DATE_EPOCH`` (the Reproducible Builds specification) wins; else the edition's date;
    else the earliest time that FAT knows. Never the clock.

    Raises:
        ArchiveError: when ``SOURCE_DATE_EPOCH`` is no whole number.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        if not given.isascii() or not given.isdigit():
            raise ArchiveError(f"SOURCE_DATE_EPOCH is not a whole number of seconds: {given!r}",
                               remedy="unset it or give the seconds since 1970")
        if len(given) > 12 or int(given) > LATEST:
            raise ArchiveError(f"SOURCE_DATE_EPOCH is beyond the year 9999: {given[:20]}", remedy="unset it")
        return max(int(given), EARLIEST)
    if edition_date is None:
        return EARLIEST
    return epoch_of(edition_date)


def epoch_of(day: date) -> int:
    """The beginning of a day in UTC, or the earliest time that FAT knows, in seconds since 1970-01-01T00:00Z."""
    return max(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()), EARLIEST)


def sorted_entries(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in `folder`, in the order of the names' code points: the same on every disk.

    Raises:
        OSError: when the folder cannot be read.
    """
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)
