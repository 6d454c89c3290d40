"""Write a bundle to the disk: the other place that touches it.

- Everything goes to a temporary sibling first; the finished folder then takes the old one's place.
- A folder that is not an archive of ours is never replaced.
- Modes and times are the same whoever writes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from offline_archive.bundle import Bundle
from offline_archive.errors import ArchiveError
from offline_archive.release import foreign_files
from offline_archive.reproducible import FILE_MODE, FOLDER_MODE


def check_output(output: Path, content: Path) -> None:
    """Refuse an output folder whose replacement would lose something.

    Raises:
        ArchiveError: when it holds files that are not an archive, or lies inside the content.
    """
    resolved, source = output.resolve(), content.resolve()
    if resolved == source or source.is_relative_to(resolved) or resolved.is_relative_to(source):
        raise ArchiveError(f"output folder and content folder overlap: {output}",
                           remedy="choose a folder beside the content with --output")
    if output.is_symlink():
        raise ArchiveError(f"output is a symbolic link: {output}", remedy="name the folder itself")
    if output.exists() and not output.is_dir():
        raise ArchiveError(f"output is not a folder: {output}", remedy="choose another with --output")
    try:
        foreign = foreign_files(output) if output.is_dir() and any(output.iterdir()) else []
    except OSError as error:
        raise _failed(output, error) from None
    if foreign is None:
        raise ArchiveError(f"output folder holds files that are not an archive: {output}",
                           remedy="empty it yourself or choose another with --output")
    if foreign:
        raise ArchiveError(f"output folder holds a file that is not part of the archive: {foreign[0]}",
                           remedy="the folder is replaced whole: move the file elsewhere")


def write(bundle: Bundle, output: Path, epoch: int, progress: Callable[[int], None]) -> None:
    """Replace `output` with the bundle; every file bears the time `epoch`.

    Raises:
        ArchiveError: when the disk refuses; the old archive is whole then.
    """
    output = output.absolute()
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{output.name}.new-", dir=output.parent))
    except OSError as error:
        raise _failed(output, error) from None
    try:
        _fill(staging, bundle, epoch, progress)
        _swap(staging, output)
    except OSError as error:
        raise _failed(output, error) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def write_file(path: Path, data: bytes, epoch: int) -> None:
    """Write one file that is handed on, whole or not at all; it bears the time `epoch`.

    Raises:
        ArchiveError: when the disk refuses; what was there before is unchanged.
    """
    aside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(data)
        aside.chmod(FILE_MODE)
        os.utime(aside, (epoch, epoch))
        aside.replace(path)
    except OSError as error:
        raise _failed(path, error) from None
    finally:
        aside.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write one file of the content, whole or not at all.

    Raises:
        ArchiveError: when it cannot be written; what was there before is unchanged.
    """
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise ArchiveError(f"cannot write: {error.strerror or error}", place=path.name,
                           remedy="what was there before is unchanged") from None


def _fill(folder: Path, bundle: Bundle, epoch: int, progress: Callable[[int], None]) -> None:
    folders = {folder} | {folder / parent for path in bundle for parent in PurePosixPath(path).parents}
    for made in sorted(folders):
        made.mkdir(exist_ok=True)
        made.chmod(FOLDER_MODE)
    for count, (path, entry) in enumerate(bundle.items(), start=1):
        target = folder / path
        # "x": a path that leads to an existing file is a fault, never an overwrite.
        with target.open("xb") as stream:
            stream.write(entry.data)
        target.chmod(FILE_MODE)
        os.utime(target, (epoch, epoch))
        progress(count)
    for made in sorted(folders, reverse=True):
        os.utime(made, (epoch, epoch))


def _swap(staging: Path, output: Path) -> None:
    """Put the finished folder in the old one's place; put the old one back when that fails or is stopped."""
    if not output.exists():
        staging.rename(output)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{output.name}.old-", dir=output.parent))
    aside = old / "site"
    try:
        output.rename(aside)
        staging.rename(output)
    except BaseException:  # Ctrl-C between the two must not lose both
        if aside.exists() and not output.exists():
            aside.rename(output)
        raise
    finally:
        if output.exists():
            shutil.rmtree(old, ignore_errors=True)


def _failed(output: Path, error: OSError) -> ArchiveError:
    return ArchiveError(f"cannot write: {error.strerror or error}", place=str(error.filename or output),
                        remedy="the archive that was there before is unchanged")
