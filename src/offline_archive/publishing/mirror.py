"""A kit for whoever puts a copy somewhere: the signed edition, words for them, settings of servers, a sheet to print.

The code on the sheet is drawn here; no service is asked.
"""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
from datetime import date
from pathlib import Path

import segno
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from offline_archive.errors import ArchiveError
from offline_archive.release import is_of_system, statement
from offline_archive.release import keys as signers
from offline_archive.release.keys import Keys
from offline_archive.release.statement import Statement
from offline_archive.render import Theme
from offline_archive.reproducible import epoch_of
from offline_archive.verification import verify
from offline_archive.write import made_new

EDITION = "edition"
"""The folder of the signed edition in the kit."""


def mirror(release: Path, output: Path, theme: Theme, *, today: date) -> Path:
    """Write the kit of the signed `release` into a new folder in `output`, and give that.

    Raises:
        ArchiveError: when the release is not whole or not signed, or there is a kit of it.
    """
    found = verify(release, today=today, alone=True)
    wrong = [one for one in found.problems if one.severity.value == "error"]
    if wrong or found.statement is None or found.keys is None:
        said = wrong[0].message if wrong else "it is not signed"
        raise ArchiveError(f"not a release that can be handed on: {said}", place=str(release),
                           remedy="let its signers sign it: sign FOLDER --secret FILE")
    files = texts(theme, found.statement, found.keys, found.signers)

    def fill(staging: Path) -> None:
        shutil.copytree(release, staging / EDITION, ignore=lambda folder, names: [n for n in names if is_of_system(n)])
        for name, data in files.items():
            (staging / name).parent.mkdir(parents=True, exist_ok=True)
            (staging / name).write_bytes(data)

    folder = output / f"mirror-{found.statement.edition}"
    made_new(folder, fill, epoch_of(found.statement.day))
    return folder


def texts(theme: Theme, said: Statement, ring: Keys, who: tuple[str, ...]) -> dict[str, bytes]:
    """The files of the kit beside the edition, by path."""
    templates = theme.mirror()
    plain = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,  # noqa: S701 - plain text
                        keep_trailing_newline=True)
    page = Environment(undefined=StrictUndefined, trim_blocks=True, autoescape=True, keep_trailing_newline=True)
    style = templates["poster.css"].decode()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    poster = page.from_string(templates["poster.html"].decode()).render(
        statement=said, keys=ring, signers=who, style=Markup(style), style_digest=digest,  # noqa: S704 - our own
        code=Markup(_code(said)), release=_parts(said.sha256), ring=_parts(said.keys))  # noqa: S704 - drawn here
    readme = plain.from_string(templates["README.txt"].decode()).render(
        statement=said, downloads=[name for name, _ in said.downloads])
    servers = {name: data for name, data in templates.items() if name.startswith("servers/")}
    return {"README.txt": readme.encode(), "poster.html": poster.encode(), "verify.sh": theme.plain()["verify.sh"],
            **servers}


def _code(said: Statement) -> str:
    """A QR code (ISO/IEC 18004) of the two fingerprints, as a drawing without colours of its own."""
    text = f"{statement.FILE_NAME} {said.sha256}\n{signers.FILE_NAME} {said.keys}"
    out = io.BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False).save(
        out, kind="svg", xmldecl=False, svgns=False, nl=False, omitsize=True, border=4)
    return out.getvalue().decode()


def _parts(digest: str) -> list[str]:
    """A fingerprint in two lines of four pieces, to be read out."""
    pieces = [digest[place:place + 8] for place in range(0, len(digest), 8)]
    return [" ".join(pieces[:4]), " ".join(pieces[4:])]
