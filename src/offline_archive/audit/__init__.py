"""The finished bytes, checked: Bundle to Problems. It trusts nothing that came before.

It imports neither templates nor rendering nor Markdown, so that a mistake there cannot hide itself.
"""

from collections.abc import Sequence

from offline_archive.audit.code import foreign_code
from offline_archive.audit.markup import unsafe_markup
from offline_archive.audit.withheld import withheld_passages
from offline_archive.bundle import Bundle
from offline_archive.problems import Place, Problem

AUDITS = (unsafe_markup, foreign_code)
"""The audits that need the bundle alone, in the order in which they run."""


def audit(bundle: Bundle, withheld: Sequence[tuple[str, Place]] = ()) -> tuple[Problem, ...]:
    """All that is wrong with the bytes of `bundle`; an empty tuple lets it ship.

    `withheld` are the passages that must not be in it, each with the place where it is marked.
    """
    return (*(problem for run in AUDITS for problem in run(bundle)), *withheld_passages(bundle, withheld))


__all__ = ["AUDITS", "audit"]
