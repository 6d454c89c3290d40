"""Making an edition that strangers can check: keys, the release, signatures."""

from offline_archive.publishing.ceremony import Unsigned, changed_keys, new_keys, sign, undone_keys, unsigned
from offline_archive.publishing.mirror import mirror
from offline_archive.publishing.releasing import Released, release

__all__ = ["Released", "Unsigned", "changed_keys", "mirror", "new_keys", "release", "sign", "undone_keys", "unsigned"]
