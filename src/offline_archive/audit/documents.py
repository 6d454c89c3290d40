"""The text of finished PDF documents, as a reader sees it: their programs break words apart, and number the letters.

It is taken out by pypdf, which had no part in making them.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

SIGN = b"%PDF-"
"""With which a document begins, in its first 1,024 bytes (ISO 32000-1, annex H.3.4.1)."""


class UnsearchableError(Exception):
    """The text of a document cannot be taken out. The message says why."""


def texts(data: bytes) -> Iterator[str]:
    """The text of each page.

    Raises:
        UnsearchableError: when a page cannot be read, or pypdf is not installed.
    """
    try:
        import pypdf
    except ModuleNotFoundError:
        raise UnsearchableError("the extra media is not installed") from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        for page in pypdf.PdfReader(io.BytesIO(data)).pages:
            yield page.extract_text()
    except Exception as error:  # whatever a hostile document makes of the parser, it was not searched
        raise UnsearchableError(f"it cannot be read: {type(error).__name__}") from None
