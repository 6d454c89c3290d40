"""Taking a person, a case or a fact out of everything that is made from the content, by one line in one file.

- ``tombstones`` reads and writes ``withdrawn.json``: an id and the class of a reason.
- ``removal`` takes what it names out of the content tree before anything is made from it.
"""

from offline_archive.withdrawal.removal import Removal, names_of, removed
from offline_archive.withdrawal.tombstones import FILE_NAME, KINDS, Tombstone, added, public_id, read

__all__ = ["FILE_NAME", "KINDS", "Removal", "Tombstone", "added", "names_of", "public_id", "read", "removed"]
