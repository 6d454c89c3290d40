"""How firmly a claim is established, in four degrees; never more than the words say.

- ``confirmed``: the act is on public record (a statement was made, a judgment or report issued), or a
  competent body made the finding. It never upgrades what a speaker claims.
- ``reported``: an account of the press or of an organisation.
- ``alleged``: an accusation that no competent body has decided.
- ``denied``: the person or authority quoted disputes the matter.
"""

from __future__ import annotations

import enum


class Certainty(enum.Enum):
    """A degree of certainty."""

    CONFIRMED = "confirmed"
    REPORTED = "reported"
    ALLEGED = "alleged"
    DENIED = "denied"


NAMES = tuple(degree.value for degree in Certainty)
"""The four words, as front matter and data files write them."""


def N_(words: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark words for translation where they are only named."""
    return words


WORDS = {
    Certainty.CONFIRMED: N_("confirmed"),
    Certainty.REPORTED: N_("reported"),
    Certainty.ALLEGED: N_("alleged"),
    Certainty.DENIED: N_("denied"),
}
"""The words that readers see, to be translated."""
