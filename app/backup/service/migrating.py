"""Changing the database's tables: one at a time, with no server running, after a backup."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from alembic.migration import MigrationContext
from sqlalchemy.exc import OperationalError

from app import locks
from app.backup.service.creating import create, thin_out
from app.backup.service.place import BackupFailed, NothingToKeep, Place
from app.backup.service.restoring import how_to_stop
from app.db import db

# Writes take milliseconds. Who holds the turn for a minute is migrating, or stands still.
PATIENCE_SECONDS: Final = 60
BUSY: Final = (
    "The database is busy: another program has been writing to it for longer than we wait. Stop the "
    "old server and whatever else uses the database, then try again. Nothing has changed."
)
# Any number that all versions of Myelin share.
_ADVISORY_KEY: Final = 0x6D79656C
_LOCK_NOT_AVAILABLE: Final = "55P03"


def read_heads() -> set[str]:
    """Return the migrations that the database stands at; none when it has no tables."""
    with db.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


@contextlib.contextmanager
def turn_to_migrate(
    place: Place, wanted: set[str], *, with_backup: bool, now: datetime
) -> Iterator[bool]:
    """Hold the turn to migrate inside the block; tell whether there is anything to do.

    Of two that start at once, the second waits, and then finds it done.

    Raises:
        BackupFailed: a server is running, somebody else writes for too long, or there is no backup.
    """
    if read_heads() == wanted:
        yield False
        return
    try:
        with _alone(place):
            present = read_heads()
            if present == wanted:
                yield False
                return
            with locks.no_server(place.data_dir):
                if present and with_backup:
                    _back_up(place, now)
                yield True
    except locks.ServerRuns as error:
        raise BackupFailed(
            "The database has to be changed for this version, and a server is still running on it. "
            f"Stop the old server first ({how_to_stop(error.pids)}), then start again."
        ) from None
    except locks.Taken:
        raise BackupFailed(BUSY) from None
    except OperationalError as error:
        if is_busy(error):
            raise BackupFailed(BUSY) from error
        raise


def is_busy(error: OperationalError) -> bool:
    """Tell whether a database refused because of somebody else's lock."""
    is_locked = "database is locked" in str(error.orig)
    return is_locked or getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE


@contextlib.contextmanager
def _alone(place: Place) -> Iterator[None]:
    if place.is_sqlite:
        with locks.alone(place.data_dir / locks.WRITE, patience_seconds=PATIENCE_SECONDS):
            yield
        return
    with db.engine.connect() as connection:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE_SECONDS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_KEY})")
        yield


def _back_up(place: Place, now: datetime) -> None:
    try:
        create(place, "migration", now=now)
    except NothingToKeep:
        return
    except BackupFailed as error:
        raise BackupFailed(
            f"Nothing was changed, since there is no backup of before: {error.message} To continue "
            "without one, set MYELIN_BACKUPS=no for this time."
        ) from error
    thin_out(place)
