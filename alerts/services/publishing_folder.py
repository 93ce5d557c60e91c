"""The folder of the open data: each night's files in a folder of their own, and `current`, which names the one in use.

A night is written aside, put down to the disk, renamed, and only then named by `current`, in one rename: whoever reads
has all files of one night or all of another. What a crash leaves is swept away by the next run. Nothing else that lies
in the folder is touched.
"""

import logging
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from alerts.domain.errors import FilesBusy
from alerts.syndication.manifest import FILES_JSON, Manifest, manifest_from

log = logging.getLogger("planning_alerts.open_data")

CURRENT = "current"
_LOCK = ".lock"
_OURS = re.compile(r"(night-|\.making-)[0-9]{8}T[0-9]{12}Z|\.current-new")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else makes files in this folder meanwhile; FilesBusy where somebody does."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / _LOCK, timeout=0):
            yield
    except Timeout as error:
        raise FilesBusy(f"the files in {folder} are being made already") from error


@contextmanager
def night(folder: Path, at: datetime) -> Iterator[Path]:
    """A folder to write a night's files into, which takes its place at the end of the block, or never."""
    sweep(folder)
    stamp = f"{at:%Y%m%dT%H%M%S%f}Z"
    aside = folder / f".making-{stamp}"
    aside.mkdir()
    try:
        yield aside
        _settle(aside)
        made = aside.rename(folder / f"night-{stamp}")
        _name_current(folder, made)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    sweep(folder)


def current_night(folder: Path) -> Path | None:
    """The folder of the night in use; None before the first."""
    named = folder / CURRENT
    return named.resolve() if (named / FILES_JSON).exists() else None


def manifest_of(made: Path) -> Manifest:
    """The list of a night's files. Raises ValueError where it is damaged."""
    return manifest_from((made / FILES_JSON).read_text(encoding="utf-8"))


def read_manifest(
    folder: Path, read: Callable[[Path], Manifest] = manifest_of
) -> tuple[Path, Manifest] | None:
    """The night in use and the list of its files; None before the first, and where the list is damaged."""
    for _ in range(2):  # between two looks a night may pass into another
        found = current_night(folder)
        if found is None:
            return None
        try:
            return found, read(found)
        except FileNotFoundError:
            continue
        except ValueError as error:
            log.error("%s cannot be read, all files have to be made anew: %s", found / FILES_JSON, error)
            return None
    return None


def sweep(folder: Path) -> None:
    """Take away all nights but the one in use, and what a crash left."""
    kept = current_night(folder)
    for path in folder.iterdir():
        if not _OURS.fullmatch(path.name) or path.resolve() == kept:
            continue
        if path.is_symlink():
            path.unlink()
        else:
            shutil.rmtree(path)


def keep(path: Path, to: Path) -> None:
    """Take a file of an earlier night over into a new one, without a copy where the disk allows it."""
    to.parent.mkdir(exist_ok=True)
    try:
        os.link(path, to)
    except FileExistsError:
        raise
    except OSError:
        shutil.copyfile(path, to)


def _settle(aside: Path) -> None:
    """All files, then their names, are down on the disk. Asked for all at once first: one by one takes ten times as
    long.
    """
    os.sync()
    paths = list(aside.rglob("*"))
    for path in (*filter(Path.is_file, paths), *filter(Path.is_dir, paths), aside):
        _settle_one(path)


def _name_current(folder: Path, made: Path) -> None:
    _settle_one(folder)
    fresh = folder / ".current-new"
    fresh.symlink_to(made.name, target_is_directory=True)
    fresh.replace(folder / CURRENT)
    _settle_one(folder)


def _settle_one(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
