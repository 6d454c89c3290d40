"""A copy to what is known of it: whether it is whole, who has signed it, whether a newer one was seen."""

from offline_archive.verification.seen import forget, place
from offline_archive.verification.verifying import SITE, Verified, verify

__all__ = ["SITE", "Verified", "forget", "place", "verify"]
