"""Files that are there whole or not at all, and for their owner's eyes only."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app import locks
from app.backup.service.place import BackupFailed, Busy

# Whatever begins so is not finished, and nobody else's: the next backup removes it.
UNFINISHED: Final = ".making-"
LOCK: Final = ".lock"
SPARE_BYTES: Final = 32 * 1024 * 1024


@contextlib.contextmanager
def only_one(folder: Path, *, patience_seconds: float) -> Iterator[None]:
    """Keep a folder of backups to one process, and remove what a killed one left behind.

    Raises:
        BackupFailed: another one is at work there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BackupFailed(f"Backups cannot be kept in {folder}: {error.strerror}.") from error
    try:
        with locks.alone(folder / LOCK, patience_seconds=patience_seconds):
            remove_unfinished(folder)
            yield
    except locks.Taken:
        raise Busy(f"Another process is working on the backups in {folder}.") from None


def remove_unfinished(folder: Path) -> None:
    """Remove what a killed process left in a folder that nobody else is working in."""
    for path in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Return an empty folder that is gone at the end, or when the next backup is made."""
    path = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def list_folders(folder: Path) -> list[Path]:
    """Return the finished folders in a folder."""
    if not folder.is_dir():
        return []
    return [one for one in folder.iterdir() if one.is_dir() and not one.name.startswith(".")]


def check_room(folder: Path, needed: int) -> None:
    """Raise BackupFailed when a file system has not so many bytes free, and some to spare."""
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE_BYTES:
        raise BackupFailed(
            f"{folder} has {free // 1_000_000:,} MB free; this needs about "
            f"{(needed + SPARE_BYTES) // 1_000_000:,} MB. Make room, or name another folder with "
            "MYELIN_BACKUP_DIR."
        )


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner may read."""
    make_private(path)
    path.write_text(text, encoding="utf-8")


def copy_private(source: Path, target: Path) -> None:
    """Copy a file to a new one that only its owner may read, and have the disk keep it."""
    make_private(target)
    shutil.copyfile(source, target)
    keep(target)


def keep(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder."""
    if path.is_dir() and os.name == "nt":  # a folder cannot be flushed there
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def give_name(unfinished: Path, name: str) -> Path:
    """Give a finished folder its name, at once and for good; a taken name gets a number."""
    for file in unfinished.iterdir():
        keep(file)
    keep(unfinished)
    folder, number, path = unfinished.parent, 1, unfinished.parent / name
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}"
    unfinished.rename(path)
    keep(folder)
    return path
