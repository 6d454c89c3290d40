"""What an edition tells of itself: its number, what stands in it, and what changed since the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from offline_archive.editions.changes import Changes, compared
from offline_archive.editions.history import Edition
from offline_archive.editions.inventory import Inventory, gathered
from offline_archive.model import Site


@dataclass(frozen=True, slots=True)
class News:
    """What is new in an edition."""

    number: int
    """The edition, counted from 1."""
    day: date | None
    """Its day; None when the settings name none."""
    inventory: Inventory
    """What stands in it."""
    former: tuple[Edition, ...]
    """The editions before it, in order."""
    changes: Changes | None
    """What changed since the one before; None for the first, and where it is not known what stood in that."""


def news(site: Site, editions: tuple[Edition, ...], downloads: Mapping[str, bytes]) -> News | None:
    """What is new in `site`, which offers these `downloads`; None when it is no numbered edition."""
    number = site.settings.number
    if number is None:
        return None
    former = tuple(one for one in editions if one.number < number)
    inventory = gathered(site, downloads)
    last = former[-1].inventory if former else None
    return News(number, site.settings.edition_date, inventory, former,
                compared(last, inventory) if last is not None else None)
