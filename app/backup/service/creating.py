"""Making a backup: written under another name, proved readable, and named last."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

from app.backup.service import checking, files, postgresql, sqlite
from app.backup.service.manifest import (
    KEY_FILE,
    NAME,
    POSTGRESQL_FILE,
    SQLITE_FILE,
    Backup,
    Kind,
    Manifest,
    StoredFile,
    list_backups,
    read_backup,
)
from app.backup.service.place import BackupFailed, NothingToKeep, Place
from app.domain.backup_retention import choose_kept

MIGRATIONS_KEPT: Final = 5
PATIENCE_SECONDS: Final = 600.0


def create(
    place: Place, kind: Kind, *, now: datetime, patience_seconds: float = PATIENCE_SECONDS
) -> Backup:
    """Make a backup of a site and return it.

    Killed at any moment, it leaves nothing that looks like a backup.

    Raises:
        NothingToKeep: nobody has an account yet.
        Busy: another process is making one, and the wait for it took longer than asked.
        BackupFailed: the disk is full, a program is missing, the database cannot be read.
    """
    with files.only_one(place.folder, patience_seconds=patience_seconds):
        try:
            with files.scratch(place.folder) as unfinished:
                manifest = _write(place, kind, unfinished, now)
                name = f"myelin-{now:%Y%m%d-%H%M%S}-{kind}"
                checking.check_files(Backup(unfinished, manifest), place)
                return read_backup(files.give_name(unfinished, name))
        except OSError as error:
            raise BackupFailed(f"The backup could not be written: {error}") from error


def _write(place: Place, kind: Kind, folder: Path, now: datetime) -> Manifest:
    if place.is_sqlite:
        copy = folder / SQLITE_FILE
        files.check_room(place.folder, sqlite.size_of(place.database_file))
        sqlite.copy(place.database_file, copy)
        revision, counts = sqlite.read_counts(copy)
    else:
        copy = folder / POSTGRESQL_FILE
        files.check_room(place.folder, postgresql.size_of(place))
        revision, counts = postgresql.copy(place, copy)
    if not revision or not counts.get("users"):
        raise NothingToKeep("Nobody has an account yet, so there is nothing to back up.")
    key = place.data_dir / KEY_FILE
    if key.exists():
        files.copy_private(key, folder / KEY_FILE)
    manifest = Manifest(
        kind=kind,
        made_at=now,
        database="sqlite" if place.is_sqlite else "postgresql",
        revision=revision,
        counts=counts,
        files={
            one.name: StoredFile(one.stat().st_size, files.sha256_of(one))
            for one in sorted(folder.iterdir())
        },
        settings=place.settings,
    )
    files.write_private(folder / NAME, manifest.to_json())
    return manifest


def thin_out(place: Place) -> int:
    """Delete backups that are no longer to be kept, and return how many those were.

    Those that somebody asked for stay; of those before migrations, the newest five.
    """
    backups = list_backups(place.folder)
    daily = [one for one in backups if one.manifest.kind == "daily"]
    kept = choose_kept([one.manifest.made_at for one in daily], place.kept)
    past = [one for one in daily if one.manifest.made_at not in kept]
    past += [one for one in backups if one.manifest.kind == "migration"][MIGRATIONS_KEPT:]
    with files.only_one(place.folder, patience_seconds=PATIENCE_SECONDS):
        for backup in past:
            _delete(backup)
    return len(past)


def _delete(backup: Backup) -> None:
    """Take a backup's name away first: half of one must not look like a whole."""
    unfinished = backup.path.with_name(f"{files.UNFINISHED}{backup.name}")
    backup.path.rename(unfinished)
    shutil.rmtree(unfinished, ignore_errors=True)
