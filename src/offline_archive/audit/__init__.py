"""The finished bytes, checked: Bundle to Problems. It trusts nothing that came before.

It imports neither templates nor rendering nor Markdown, so that a mistake there cannot hide itself.
"""

from collections.abc import Set

from offline_archive.audit.code import foreign_code
from offline_archive.audit.files import read_files
from offline_archive.audit.media import media_left
from offline_archive.audit.secrets import Secrets
from offline_archive.bundle import Bundle
from offline_archive.problems import Problem


def audit(bundle: Bundle, secrets: Secrets | None = None, processes: int = 1,
          passed: Set[str] = frozenset()) -> tuple[Problem, ...]:
    """All that is wrong with the bytes of `bundle`; an empty tuple lets it ship.

    `secrets` are what must not stand in them. In as many `processes` the files are read, if they are many, but for
    those that have `passed` before, byte for byte, in a bundle of the same paths.
    """
    paths = [path for path in bundle if path not in passed]
    markup, shipped = read_files(bundle, paths, secrets or Secrets(), processes)
    return (*markup, *foreign_code(bundle, paths), *media_left(bundle, paths), *shipped)


__all__ = ["Secrets", "audit"]
