"""``python -m offline_archive``: the same program as ``offline-archive``."""

import sys

from offline_archive.cli import main

if __name__ == "__main__":
    sys.exit(main())
