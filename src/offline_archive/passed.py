"""The audit of an archive, of which it reads again only what it has not read before.

A file has passed when an earlier build of the same program found nothing in any file, and had this one: the same bytes
at the same path, in an archive of the same paths, with the same things to look for. Moments are looked for in new files
alone: one that an earlier build finished holds no moment of this one.
"""

from __future__ import annotations

from offline_archive.audit import Secrets, audit
from offline_archive.bundle import Bundle
from offline_archive.digests import digest
from offline_archive.parsing import Earlier
from offline_archive.problems import Problem

_SHARDS = "_archive/search/"


def audited(bundle: Bundle, secrets: Secrets, earlier: Earlier, processes: int) -> tuple[Problem, ...]:
    """All that is wrong with the bytes of `bundle`, as :func:`audit.audit` finds it."""
    store = earlier.store
    if not store.is_file:
        return audit(bundle, secrets, processes)
    # A page is right only where what it leads to is there; to a shard of the index no page leads.
    led_to = [path for path in bundle if not path.startswith(_SHARDS)]
    around = digest("passed", earlier.program, secrets.lasting, led_to)
    keys = {path: digest(around, path, entry.sha256) for path, entry in bundle.items()}
    passed = {path for path, key in keys.items() if store.has(key)}
    found = audit(bundle, secrets, processes, passed)
    if not found:
        store.add({key: None for path, key in keys.items() if path not in passed})
    return found
