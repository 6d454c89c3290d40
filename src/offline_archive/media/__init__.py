"""Pictures, documents, sound and film: made anew from what is seen and heard, so that nothing else is left in them.

- ``review`` reads what an editor wrote about a file, without which it is not published.
- ``pictures``, ``drawings``, ``documents``, ``recordings`` each make the files of one family anew.
- ``cleaning`` decides which of them a file needs, and what becomes of one that cannot be made anew.

A stranger's pixels are kept, and nothing that a camera, a program or a person wrote beside them.
"""

from offline_archive.media.cleaning import MEDIA_SUFFIXES, cleaned
from offline_archive.media.review import SUFFIX

__all__ = ["MEDIA_SUFFIXES", "SUFFIX", "cleaned"]
