"""What an edition says of itself: its manifest, the statement that is signed, the keys of its signers."""

from offline_archive.release.manifest import (
    MANIFEST,
    files_in,
    fingerprint,
    foreign_files,
    is_of_system,
    manifest,
    read_manifest,
    verify,
    verify_files,
)

__all__ = [
    "MANIFEST", "files_in", "fingerprint", "foreign_files", "is_of_system", "manifest", "read_manifest", "verify",
    "verify_files"]
