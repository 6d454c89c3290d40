"""An archive as a zip: the same members with the same times and modes, whoever makes it.

The packed bytes follow from the version of zlib; that of each member is what the manifest within vouches for.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

from offline_archive.reproducible import FILE_MODE

_UNIX = 3
_LEVEL = 9
_REGULAR = 0o100000


def zipped(files: Mapping[str, bytes], epoch: int) -> bytes:
    """A zip of `files` by path, each of which bears the time `epoch`, in seconds since 1970-01-01T00:00Z."""
    moment = datetime.fromtimestamp(epoch, UTC)
    # The format knows no year after 2107, and counts in steps of two seconds.
    when = (min(moment.year, 2107), moment.month, moment.day, moment.hour, moment.minute, moment.second // 2 * 2)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for path in sorted(files):
            member = zipfile.ZipInfo(path, when)
            member.create_system = _UNIX
            member.external_attr = (_REGULAR | FILE_MODE) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, files[path])
    return out.getvalue()
