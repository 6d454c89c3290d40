"""A release: the archive in all its forms, and the statement that its signers sign.

- Nothing is released that has a problem, or of which something could not be checked.
- An edition is released once. What its RELEASE says follows from the content alone, so that others can build it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from offline_archive import editions, pipeline
from offline_archive.bundle import Bundle
from offline_archive.config import FILE_NAME as SETTINGS
from offline_archive.config import Settings
from offline_archive.editions import Edition, News
from offline_archive.errors import ArchiveError
from offline_archive.export import EXPORTERS
from offline_archive.outcome import Outcome
from offline_archive.pipeline import Progress, silent
from offline_archive.release import MANIFEST, statement
from offline_archive.release import keys as signers
from offline_archive.release.keys import Keys
from offline_archive.release.lines import UnreadableError
from offline_archive.release.statement import Statement
from offline_archive.verification import SITE, beside
from offline_archive.verification.beside import Beside
from offline_archive.write import write_release, write_text


@dataclass(frozen=True, slots=True)
class Released:
    """What a release did."""

    outcome: Outcome
    """What the build found."""
    statement: Statement | None
    """What was released; None when nothing was."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """The downloads by name, with their sizes in bytes."""


def release(content: Path, output: Path, keys: Path, *, today: date, guard_key: Path | None = None, split: str = "",
            progress: Progress = silent) -> Released:
    """Build the archive of `content`, write it with its other forms and its RELEASE into the folder `output`.

    Args:
        keys: the folder in which KEYS lies.
        today: no edition is released that has expired.
        split: by what the single file is split, see :data:`export.SPLITS`.

    Raises:
        ArchiveError: when the settings or the keys do not make a release possible, or the edition was released before.
    """
    made = pipeline.made(content, guard_key=guard_key, scratch=output.absolute(), progress=progress)
    outcome = made.outcome(written=False)
    # Strict: a warning says that somebody should look, and that the guard list was not consulted is one.
    if made.audited or not made.site.pages or outcome.fails(strict=True):
        return Released(outcome, None)
    settings, news = made.site.settings, made.news
    _refuse_incomplete(settings, news, today)
    texts, ring = _keys(keys, settings)
    progress("export", 0, 0)
    files = {name: data for form in EXPORTERS.values() for name, data in form(made.finished, split).items()}
    found = pipeline.audited(Bundle(files), made)
    if found:
        return Released(pipeline.with_problems(outcome, found), None)
    assert news is not None
    said = _statement(settings, news, ring, made.finished.bundle, files)
    _refuse_again(news.former, made.editions, said, _unsigned(output))
    site = {f"{SITE}/{path}": entry.content for path, entry in made.finished.bundle.items()}
    write_release(Bundle(site | files | texts | {statement.FILE_NAME: said.data()}), output, made.finished.epoch)
    edition = Edition(said.edition, said.day, said.sha256, news.inventory)
    others = [one for one in made.editions if one.number != said.edition]
    write_text(content / editions.FILE_NAME, editions.written([*others, edition]))
    return Released(pipeline.with_problems(outcome, (), written=True), said,
                    {name: len(data) for name, data in files.items()})


def _refuse_incomplete(settings: Settings, news: News | None, today: date) -> None:
    """Refuse a release without number, day or expiry, or with days that cannot be."""
    if news is None:
        raise ArchiveError("a release needs a number", place=SETTINGS, remedy='write edition = "1", then "2" and so on')
    if settings.edition_date is None:
        raise ArchiveError("a release needs a day", place=SETTINGS, remedy="write date = 2026-11-22")
    if settings.expires is None or settings.expires <= settings.edition_date:
        raise ArchiveError("a release needs a day after its own from which on a newer one should be asked for",
                           place=SETTINGS, remedy="write expires = 2027-05-22")
    if settings.expires <= today:
        raise ArchiveError(f"the edition has expired already: {settings.expires.isoformat()}", place=SETTINGS,
                           remedy="write a later day for expires")
    if news.former and settings.edition_date < news.former[-1].day:
        raise ArchiveError(f"edition {news.former[-1].number} is of a later day: {news.former[-1].day.isoformat()}",
                           place=SETTINGS, remedy="write a day for date that is not before it")


def _keys(folder: Path, settings: Settings) -> tuple[dict[str, bytes], Keys]:
    """The files of the keys, and the newest; every change of them must be signed by the quorum before."""
    lying = beside.read(folder) if folder.is_dir() else Beside()
    try:
        ring = lying.keys()
    except UnreadableError as error:
        raise ArchiveError(f"{signers.FILE_NAME} {error}", place=str(folder),
                           remedy="make it: keys new for each signer, then keys init") from None
    title = settings.title(settings.languages[0])
    if ring.archive != title:
        raise ArchiveError(f"{signers.FILE_NAME} is of another archive: {ring.archive}", place=str(folder),
                           remedy="name the folder of its own keys with --keys")
    _, faults = beside.followed(lying, ring, ())
    if faults:
        raise ArchiveError(faults[0].message, place=faults[0].place.path,
                           remedy="let the former signers sign it: sign FOLDER --secret FILE")
    texts = {name: data for name, data in lying.texts.items() if name != statement.FILE_NAME}
    about = {name: data for text, found in lying.signatures.items() if text != statement.FILE_NAME
             for name, data in found.items()}
    return texts | about, ring


def _statement(settings: Settings, news: News, ring: Keys, bundle: Bundle, files: Mapping[str, bytes]) -> Statement:
    assert settings.edition_date is not None
    assert settings.expires is not None
    return Statement(
        archive=settings.title(settings.languages[0]), edition=news.number, day=settings.edition_date,
        expires=settings.expires, previous=news.former[-1].release if news.former else signers.NONE,
        keys=ring.sha256, files=bundle[MANIFEST].sha256,
        downloads=tuple((name, hashlib.sha256(data).hexdigest()) for name, data in sorted(files.items())),
        withdrawn=tuple(sorted(news.inventory.withdrawn.items())),
        changed=news.changes.lines() if news.changes is not None else ())


def _unsigned(output: Path) -> str:
    """The SHA-256 of a RELEASE in `output` that nobody has signed; empty when there is none."""
    lying = beside.read(output) if output.is_dir() else Beside()
    text = lying.texts.get(statement.FILE_NAME)
    return hashlib.sha256(text).hexdigest() if text is not None and statement.FILE_NAME not in lying.signatures else ""


def _refuse_again(former: tuple[Edition, ...], known: tuple[Edition, ...], said: Statement, unsigned: str) -> None:
    """Refuse another text for an edition that was released, unless it is `unsigned`; and a number that is not next."""
    same = next((one for one in known if one.number == said.edition), None)
    if same is not None and same.release not in (said.sha256, unsigned):
        raise ArchiveError(f"edition {said.edition} was released already, and was another", place=SETTINGS,
                           remedy=f'write edition = "{known[-1].number + 1}"; or, if nobody has signed it, release '
                                  "into its own folder")
    if any(one.number > said.edition for one in known) and same is None:
        raise ArchiveError(f"edition {known[-1].number} was released already", place=SETTINGS,
                           remedy=f'write edition = "{known[-1].number + 1}"')
    expected = former[-1].number + 1 if former else 1
    if said.edition != expected:
        raise ArchiveError(f"edition {said.edition} does not follow on edition {expected - 1}", place=SETTINGS,
                           remedy=f'write edition = "{expected}"')
