"""The finished bytes, checked: Bundle to Problems. It trusts nothing that came before.

It imports neither templates nor rendering nor Markdown, so that a mistake there cannot hide itself.
"""

from offline_archive.audit.code import foreign_code
from offline_archive.audit.files import read_files
from offline_archive.audit.media import media_left
from offline_archive.audit.secrets import Secrets
from offline_archive.bundle import Bundle
from offline_archive.problems import Problem


def audit(bundle: Bundle, secrets: Secrets | None = None, processes: int = 1) -> tuple[Problem, ...]:
    """All that is wrong with the bytes of `bundle`; an empty tuple lets it ship.

    `secrets` are what must not stand in them. In as many `processes` the files are read, if they are many.
    """
    markup, shipped = read_files(bundle, secrets or Secrets(), processes)
    return (*markup, *foreign_code(bundle), *media_left(bundle), *shipped)


__all__ = ["Secrets", "audit"]
