"""What the author wrote, checked: Site to Problems. One file for each family."""

from offline_archive.checks.links import missing_anchors
from offline_archive.checks.people import mosaics, reviews_due, sensitive_prose
from offline_archive.checks.record import (
    denials,
    facts_without_home,
    old_statuses,
    old_translations,
    unattributed,
    uncited,
)
from offline_archive.checks.structure import (
    home_missing,
    nothing_to_build,
    safety_page_incomplete,
    safety_page_missing,
)
from offline_archive.model import Site
from offline_archive.problems import Problem

CHECKS = (nothing_to_build, home_missing, safety_page_missing, safety_page_incomplete, missing_anchors,
          facts_without_home, uncited, unattributed, denials, old_statuses, old_translations, reviews_due,
          sensitive_prose, mosaics)
"""Every check, in the order in which they run."""


def check(site: Site) -> tuple[Problem, ...]:
    """All that the checks find, besides what reading and parsing found already."""
    return (*site.problems, *(problem for run in CHECKS for problem in run(site)))


__all__ = ["CHECKS", "check"]
