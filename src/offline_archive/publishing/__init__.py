"""Making an edition that strangers can check: keys, the release, signatures."""

from offline_archive.publishing.ceremony import changed_keys, new_keys, sign
from offline_archive.publishing.mirror import mirror
from offline_archive.publishing.releasing import Released, release

__all__ = ["Released", "changed_keys", "mirror", "new_keys", "release", "sign"]
