"""The guard list: names and phrases that may never appear, kept so that the list itself names nobody.

- ``names`` says what the spellings and cases of one name share.
- ``digests`` keeps what may not appear as keyed digests, and tests words against them.
- ``keyfile`` keeps the key, which lies outside the content and its repository.
"""

from offline_archive.guard.digests import FILE_NAME, REACH, Guard, guarded, parse, written
from offline_archive.guard.keyfile import find_key, opened, write_list
from offline_archive.guard.names import LONGEST, keys

__all__ = ["FILE_NAME", "LONGEST", "REACH", "Guard", "find_key", "guarded", "keys", "opened", "parse", "write_list",
           "written"]
