"""The table of problem codes: one check, one sentence, one explanation each."""

from offline_archive.codes.finished import *  # noqa: F403
from offline_archive.codes.record import *  # noqa: F403
from offline_archive.codes.safety import *  # noqa: F403
from offline_archive.codes.trust import *  # noqa: F403
from offline_archive.codes.written import *  # noqa: F403
from offline_archive.problems import Code

ALL: dict[str, Code] = {
    item.code: item for item in sorted(
        (value for value in list(globals().values()) if isinstance(value, Code)),
        key=lambda item: item.code)
}
"""Every code, by its name."""
