"""Write a bundle to the disk: the other place that touches it.

- Everything goes to a temporary sibling first; the finished folder then takes the old one's place.
- A folder that is not an archive of ours is never replaced.
- Modes and times are the same whoever writes.
- One program writes beside a folder at a time; what another left that was killed is mended by the next.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from offline_archive.bundle import Bundle, Entry
from offline_archive.errors import ArchiveError
from offline_archive.exchange import exchanged
from offline_archive.release import foreign_files
from offline_archive.reproducible import FILE_MODE, FOLDER_MODE, sorted_entries
from offline_archive.turns import turn


def check_output(output: Path, content: Path) -> None:
    """Refuse an output folder whose replacement would lose something.

    Raises:
        ArchiveError: when it holds files that are not an archive, or lies inside the content.
    """
    mended(output)
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


def write(bundle: Bundle, output: Path, epoch: int, progress: Callable[[int], None], *, to_disk: bool = False,
          intact: Mapping[str, str] = MappingProxyType({})) -> int:
    """Replace `output` with the bundle; every file bears the time `epoch`. Gives how many files were written.

    What lies there already, byte for byte, is taken over; where all of it does, nothing is touched. `to_disk` waits
    until the disk has all of it: the next build mends what a lost current breaks, nothing mends what
    is handed on. Files of which the SHA-256 is known, since they are `intact`, are not read.

    Raises:
        ArchiveError: when the disk refuses; the old archive is whole then.
    """
    with _aside(output, parents=True) as staging:
        kept = {path for path, entry in bundle.items() if _is_there(output / path, entry, epoch, intact.get(path, ""))}
        if len(kept) == len(bundle) and _holds_no_more(output, bundle, epoch):
            return 0
        _fill(staging, bundle, epoch, progress, output, kept)
        if to_disk:
            _synced()
        _swap(staging, output.absolute())
        return len(bundle) - len(kept)


def write_release(bundle: Bundle, output: Path, epoch: int) -> None:
    """Replace the folder of a release with `bundle`; signatures of the very same RELEASE stay.

    Raises:
        ArchiveError: when the folder holds something else, or a RELEASE that was signed and differs.
    """
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise ArchiveError(f"output is not a folder: {output}", remedy="choose another with --output")
    kept: dict[str, bytes] = {}
    try:
        mended(output)
        site = output / "site"
        if site.is_dir() and any(site.iterdir()) and foreign_files(site) != []:
            raise ArchiveError(f"output folder holds a folder that is not an archive: {site}",
                               remedy="move it elsewhere, or choose another folder with --output")
        lying = [entry.name for entry in sorted_entries(output)] if output.is_dir() else []
        for name in lying:
            if name.startswith("RELEASE.") and name.endswith(".minisig") \
                    and stat.S_ISREG((output / name).stat(follow_symlinks=False).st_mode):
                kept[name] = (output / name).read_bytes()
        if kept and (output / "RELEASE").read_bytes() != bundle["RELEASE"].data:
            raise ArchiveError(f"output folder holds another release that was signed: {output}",
                               remedy="move it elsewhere, or choose another folder with --output")
    except OSError as error:
        raise _failed(output, error) from None
    strange = [name for name in lying if name not in bundle and name not in kept and name != "site"]
    if strange:
        raise ArchiveError(f"output folder holds a file that is not of this release: {output / strange[0]}",
                           remedy="move it elsewhere, or choose another folder with --output")
    write(bundle.with_files(kept), output, epoch, lambda done: None, to_disk=True)


def write_file(path: Path, data: bytes, epoch: int | None) -> None:
    """Write one file that is handed on, whole or not at all; it bears the time `epoch`, unless that is None.

    Raises:
        ArchiveError: when the disk refuses; what was there before is unchanged.
    """
    aside = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # never through a link
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(aside).chmod(FILE_MODE)
        if epoch is not None:
            os.utime(aside, (epoch, epoch))
        Path(aside).replace(path)
    except OSError as error:
        raise _failed(path, error) from None
    finally:
        if aside:
            Path(aside).unlink(missing_ok=True)


def replaced(folder: Path, fill: Callable[[Path], None], epoch: int) -> None:
    """Put in the place of `folder` what `fill` writes into a new one; its files bear the time `epoch`.

    Raises:
        ArchiveError: when `fill` refuses or the disk does; the old folder is whole then.
    """
    with _aside(folder) as staging:
        fill(staging)
        _dressed(staging, epoch)
        _swap(staging, folder.absolute())


def made_new(folder: Path, fill: Callable[[Path], None], epoch: int) -> None:
    """Make a new folder of what `fill` writes, whole or not at all; its files bear the time `epoch`.

    Raises:
        ArchiveError: when something lies there already, or the disk refuses.
    """
    with _aside(folder, parents=True) as staging:
        if folder.exists() or folder.is_symlink():
            raise ArchiveError(f"something lies there already: {folder}", remedy="choose another with --output")
        fill(staging)
        _dressed(staging, epoch)
        staging.rename(folder)


def write_text(path: Path, text: str) -> None:
    """Write one file of the content, whole or not at all.

    Raises:
        ArchiveError: when it cannot be written; what was there before is unchanged.
    """
    write_file(path, text.encode(), None)


def _is_there(place: Path, entry: Entry, epoch: int, sha256: str) -> bool:
    """Whether a file lies at `place` as it would be written: to read it takes a twentieth of what writing it does."""
    try:
        about = place.stat(follow_symlinks=False)
        return stat.S_ISREG(about.st_mode) and about.st_size == entry.size and _is_dressed(about, FILE_MODE, epoch) \
            and (sha256 == entry.sha256 if sha256 else place.read_bytes() == entry.data)
    except OSError:
        return False


def _is_dressed(about: os.stat_result, mode: int, epoch: int) -> bool:
    return about.st_mtime_ns == epoch * 10**9 and (os.name == "nt" or stat.S_IMODE(about.st_mode) == mode)


def _holds_no_more(folder: Path, bundle: Bundle, epoch: int) -> bool:
    """Whether nothing else lies in the `folder` of the bundle."""
    wanted = _folders(folder, bundle)
    found = files = 0
    for here, _, names in os.walk(folder):
        found += Path(here) in wanted and _is_dressed(Path(here).stat(follow_symlinks=False), FOLDER_MODE, epoch)
        files += len(names)
    return found == len(wanted) and files == len(bundle)


def _folders(folder: Path, bundle: Bundle) -> set[Path]:
    return {folder} | {folder / parent for path in bundle for parent in PurePosixPath(path).parents}


def _fill(folder: Path, bundle: Bundle, epoch: int, progress: Callable[[int], None], old: Path, kept: Set[str]) -> None:
    folders = _folders(folder, bundle)
    for made in sorted(folders):
        made.mkdir(exist_ok=True)
        made.chmod(FOLDER_MODE)
    for count, (path, entry) in enumerate(bundle.items(), start=1):
        if path not in kept or not _linked(old / path, folder / path):
            target = folder / path
            # "x": a path that leads to an existing file is a fault, never an overwrite.
            with target.open("xb") as stream:
                stream.write(entry.data)
            target.chmod(FILE_MODE)
            os.utime(target, (epoch, epoch))
        progress(count)
    for made in sorted(folders, reverse=True):
        os.utime(made, (epoch, epoch))


def _linked(old: Path, new: Path) -> bool:
    """Whether a file of the old folder stands in the new one, too, until the old one goes. FAT knows no such links."""
    try:
        os.link(old, new, follow_symlinks=False)
    except (OSError, NotImplementedError):
        return False
    return True


def _dressed(staging: Path, epoch: int) -> None:
    """Give a finished folder the modes and the time that are the same whoever writes, and let the disk have it."""
    for place in (*sorted(staging.rglob("*"), reverse=True), staging):
        place.chmod(FOLDER_MODE if place.is_dir() else FILE_MODE)
        os.utime(place, (epoch, epoch))
    _synced()


def _synced() -> None:
    if hasattr(os, "sync"):
        os.sync()


def _swap(staging: Path, output: Path) -> None:
    """Put the finished folder in the old one's place."""
    if not output.exists():
        staging.rename(output)
        return
    if exchanged(staging, output):
        return  # what was there lies in the temporary folder now, which goes
    # Where the two cannot change places at once, a cut between two steps is mended when the next writing begins.
    aside = Path(tempfile.mkdtemp(prefix=f".{output.name}.old-", dir=output.parent)) / output.name
    try:
        output.rename(aside)
        staging.rename(output)
    except BaseException:  # Ctrl-C between the two must not lose both
        if aside.exists() and not output.exists():
            aside.rename(output)
        raise
    finally:
        if output.exists():
            shutil.rmtree(aside.parent, ignore_errors=True)


@contextmanager
def _aside(folder: Path, *, parents: bool = False) -> Iterator[Path]:
    """A new folder beside `folder`, which goes in the end; nobody else writes there meanwhile.

    Raises:
        ArchiveError: when the disk refuses.
    """
    folder = folder.absolute()
    try:
        if parents:
            folder.parent.mkdir(parents=True, exist_ok=True)
        with turn(folder.parent):
            _mended(folder)
            staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=folder.parent))
            try:
                yield staging
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise _failed(folder, error) from None


def mended(folder: Path) -> None:
    """See to what a process left that was killed while it wrote: the old folder comes back, the unfinished one goes.

    It comes before anything is judged, since what is judged may have stepped aside. Whoever is still at work has
    its turn first.
    """
    folder = folder.absolute()
    with suppress(OSError), turn(folder.parent):  # whoever writes there is told
        _mended(folder)


def _mended(folder: Path) -> None:
    for entry in sorted_entries(folder.parent):
        found = re.fullmatch(rf"\.{re.escape(folder.name)}\.(old|new)-\w+", entry.name)
        if found is None or not entry.is_dir(follow_symlinks=False):
            continue
        old = Path(entry.path) / folder.name
        if found[1] == "old" and old.is_dir() and not folder.exists():
            old.rename(folder)
        shutil.rmtree(entry.path, ignore_errors=True)


def _failed(output: Path, error: OSError) -> ArchiveError:
    return ArchiveError(f"cannot write: {error.strerror or error}", place=str(error.filename or output),
                        remedy="the archive that was there before is unchanged")
