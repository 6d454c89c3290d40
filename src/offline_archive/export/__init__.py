"""Other shapes of an archive: one file for each, and a table of them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from offline_archive.bundle import Bundle
from offline_archive.export.single import LARGE, SPLITS, single_file
from offline_archive.export.zipped import zipped
from offline_archive.model import Site
from offline_archive.render import Theme


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished archive, and what it was made of."""

    site: Site
    """The site."""
    theme: Theme
    """What it was rendered with."""
    bundle: Bundle
    """Its files."""
    epoch: int
    """The time that stands on every file, in seconds since 1970-01-01T00:00Z."""
    stem: str
    """How the names of files made of it begin."""


Exporter: TypeAlias = Callable[[Finished, str], dict[str, bytes]]
"""Takes a finished archive and by what it is split; gives files by name."""


def _single(archive: Finished, split: str) -> dict[str, bytes]:
    return single_file(archive.site, archive.theme, archive.bundle, archive.stem, split)


def _zip(archive: Finished, split: str) -> dict[str, bytes]:
    files = {path: entry.data for path, entry in archive.bundle.items()}
    return {f"{archive.stem}.zip": zipped(files, archive.epoch)}


EXPORTERS: Mapping[str, Exporter] = {"single-file": _single, "zip": _zip}
"""By the name of the format."""

__all__ = ["EXPORTERS", "LARGE", "SPLITS", "Finished", "single_file", "zipped"]
