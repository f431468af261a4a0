"""Putting a backup in the place of what is there, which is kept aside."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from app import locks
from app.backup.service import checking, files, postgresql, sqlite
from app.backup.service.manifest import KEY_FILE, Backup
from app.backup.service.place import BackupFailed, Place, run_flask

SERVER_RUNS: Final = "A server is running on this data. Stop it first: {how}."


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: where the old data are now, in words."""

    kept_aside: tuple[str, ...]


def how_to_stop(pids: Sequence[int]) -> str:
    """Say how to stop the servers whose first processes are ``pids``, as far as they are known."""
    by_signal = f", or kill {' '.join(map(str, pids))}" if pids else ""
    return f"Ctrl-C where it was started, or your service manager's stop{by_signal}"


def restore(backup: Backup, place: Place, *, now: datetime) -> Restored:
    """Put a backup in place, brought up to date, with everybody signed out.

    What was there is kept under another name. It fails before it changes anything, or not at all.

    Raises:
        BackupFailed: a server runs, the backup is damaged, empty, of a newer Myelin or of the other
            database, or the disk is full.
    """
    if (backup.manifest.database == "sqlite") != place.is_sqlite:
        raise BackupFailed(
            f"{backup.name} is of {backup.manifest.database}, but DATABASE_URL names another "
            "database. A backup goes back to the kind of database that it was made of."
        )
    checking.check_revision(backup, place)
    checking.check_files(backup, place)
    try:
        with locks.no_server(place.data_dir):
            files.remove_unfinished(place.data_dir)
            put = _restore_sqlite if place.is_sqlite else _restore_postgresql
            aside = put(backup, place, now)
            return Restored((*aside, *_restore_key(backup, place, now)))
    except locks.ServerRuns as error:
        raise BackupFailed(SERVER_RUNS.format(how=how_to_stop(error.pids))) from None
    except OSError as error:
        raise BackupFailed(f"The backup could not be restored: {error}") from error


def _restore_sqlite(backup: Backup, place: Place, now: datetime) -> list[str]:
    database = place.database_file
    files.remove_unfinished(database.parent)
    files.check_room(database.parent, 2 * backup.size)
    with files.scratch(database.parent) as folder:
        new = folder / "new.db"
        files.copy_private(backup.database_file, new)
        run_flask(place, URL.create("sqlite", database=str(new)), folder, "db", "upgrade")
        sqlite.sign_everybody_out(new)
        aside = _aside(database, now)
        return [str(path) for path in sqlite.put_in_place(new, database, aside)]


def _restore_postgresql(backup: Backup, place: Place, now: datetime) -> list[str]:
    others = postgresql.count_others(place.url)
    if others:
        raise BackupFailed(
            f"{others} other connections use this database. Stop the server ({how_to_stop(())}) and "
            "whatever else uses it, then restore again."
        )
    schema = f"{postgresql.ASIDE}{now:%Y%m%d_%H%M%S_%f}"
    had_tables = postgresql.restore(place, place.url, backup.database_file, aside=schema)
    with files.scratch(place.data_dir) as folder:
        run_flask(place, place.url, folder, "db", "upgrade")
    return [f"the schema {schema}"] if had_tables else []


def _restore_key(backup: Backup, place: Place, now: datetime) -> list[str]:
    """Put the key back, so that links in old mails go on working."""
    if KEY_FILE not in backup.manifest.files:
        return []
    key = place.data_dir / KEY_FILE
    kept = []
    if key.exists() and files.sha256_of(key) != backup.manifest.files[KEY_FILE].sha256:
        aside = _aside(key, now)
        os.link(key, aside)
        kept.append(str(aside))
    with files.scratch(place.data_dir) as folder:
        files.copy_private(backup.path / KEY_FILE, folder / KEY_FILE)
        (folder / KEY_FILE).replace(key)
    files.keep(place.data_dir)
    return kept


def _aside(path: Path, now: datetime) -> Path:
    """Return where a file is kept; to the microsecond, so that two restores in a second keep both."""
    return path.with_name(f"{path.name}.before-restore-{now:%Y%m%d-%H%M%S-%f}")
