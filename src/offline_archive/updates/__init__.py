"""From one edition to the next: what differs, and a pack that turns the one into the other."""

from offline_archive.editions.changes import Difference
from offline_archive.updates.differing import Differing, differing, matching
from offline_archive.updates.packs import Applied, applied, packed

__all__ = ["Applied", "Difference", "Differing", "applied", "differing", "matching", "packed"]
