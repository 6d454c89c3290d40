"""The finished bytes, checked: Bundle to Problems. It trusts nothing that came before.

It imports neither templates nor rendering nor Markdown, so that a mistake there cannot hide itself.
"""

from offline_archive.audit.code import foreign_code
from offline_archive.audit.markup import unsafe_markup
from offline_archive.audit.media import media_left
from offline_archive.audit.secrets import Secrets, secrets_shipped
from offline_archive.bundle import Bundle
from offline_archive.problems import Problem

AUDITS = (unsafe_markup, foreign_code, media_left)
"""The audits that need the bundle alone, in the order in which they run."""


def audit(bundle: Bundle, secrets: Secrets | None = None) -> tuple[Problem, ...]:
    """All that is wrong with the bytes of `bundle`; an empty tuple lets it ship.

    `secrets` are what must not stand in them.
    """
    return (*(problem for run in AUDITS for problem in run(bundle)),
            *secrets_shipped(bundle, secrets or Secrets()))


__all__ = ["AUDITS", "Secrets", "audit"]
