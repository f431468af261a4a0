"""SQLite: a copy in one step, looked into without changing it, and put in the old one's place."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.backup.service import files
from app.backup.service.place import BackupFailed

BESIDE: Final = ("-wal", "-shm")
PATIENCE_SECONDS: Final = 30.0


@contextlib.contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise BackupFailed(f"{what}: {error}") from error


def size_of(database: Path) -> int:
    """Return the bytes that a copy takes at most."""
    beside = [Path(f"{database}{ending}") for ending in ("", *BESIDE[:1])]
    return sum(path.stat().st_size for path in beside if path.exists())


def copy(database: Path, target: Path) -> None:
    """Copy a database as it is at one moment, however busy it is; ``target`` must not exist.

    One read transaction writes it all, so nobody waits for it and no commit makes it begin again.
    """
    if not database.exists():
        raise BackupFailed(f"There is no database at {database}.")
    files.make_private(target)
    with _told(f"{database} could not be copied"), contextlib.closing(_connect(database)) as open_:
        open_.execute("VACUUM INTO ?", (str(target),))
    files.keep(target)


def read_counts(copy_: Path) -> tuple[str, dict[str, int]]:
    """Return the migration that a copy stands at, '' for none, and the rows of each table."""
    with _told(f"{copy_} cannot be read"), contextlib.closing(_open_to_read(copy_)) as open_:
        names = {
            name
            for (name,) in open_.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not name.startswith(("sqlite_", "search_words"))
        }
        counts = {
            name: open_.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for name in sorted(names - {"alembic_version"})
        }
        if "alembic_version" not in names:
            return "", counts
        row = open_.execute("SELECT version_num FROM alembic_version").fetchone()
        return (row[0] if row else ""), counts


def check(copy_: Path) -> None:
    """Raise BackupFailed unless a copy is whole and no row names what is not there."""
    with _told(f"{copy_} is damaged"), contextlib.closing(_open_to_read(copy_)) as open_:
        found = [text for (text,) in open_.execute("PRAGMA integrity_check(5)")]
        orphans = open_.execute("PRAGMA foreign_key_check").fetchmany(5)
    if found != ["ok"] or orphans:
        raise BackupFailed(f"{copy_} is damaged: {'; '.join(found)} {orphans or ''}")


def sign_everybody_out(copy_: Path) -> None:
    """Delete all sessions in a copy that is about to be used, and leave one file without a journal."""
    with _told(f"{copy_} cannot be written"), contextlib.closing(_connect(copy_)) as open_:
        open_.execute("DELETE FROM user_sessions")
        open_.execute("PRAGMA journal_mode=DELETE")
    files.keep(copy_)


def put_in_place(new: Path, database: Path, aside: Path) -> list[Path]:
    """Put a finished file where the database is, and return where the old files went.

    At every moment there is a whole database under the name. Nothing of the old one stays beside
    the new one: SQLite would take its journal for the new one's.

    Raises:
        BackupFailed: somebody has the database open.
    """
    kept = _keep_journal(database, aside)
    if database.exists():
        try:
            is_whole = _close_journal(database)
        except BackupFailed:
            for path in kept:
                path.unlink()
            raise
        if is_whole:
            for path in kept:
                path.unlink()
            kept = []
        os.link(database, aside)
        kept.insert(0, aside)
    for ending in BESIDE:
        Path(f"{database}{ending}").unlink(missing_ok=True)
    new.replace(database)
    files.keep(database.parent)
    return kept


def _keep_journal(database: Path, aside: Path) -> list[Path]:
    """Give what stands beside a database a second name, since SQLite deletes it when it can."""
    kept = []
    for ending in BESIDE:
        beside = Path(f"{database}{ending}")
        if beside.exists():
            os.link(beside, f"{aside}{ending}")
            kept.append(Path(f"{aside}{ending}"))
    return kept


def _close_journal(database: Path) -> bool:
    """Have all that was written stand in the one file, which SQLite does only when nobody has it open.

    Returns False for a damaged file, which is left as it is: it is being replaced for that.
    """
    with contextlib.closing(_connect(database, patience_seconds=2.0)) as open_:
        try:
            mode = open_.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                return False
            mode = "locked"
        except sqlite3.DatabaseError:
            return False
    if mode != "delete":
        raise BackupFailed(
            f"Another program has {database} open. Stop the server and whatever else uses it, "
            "then restore again."
        )
    return True


def _connect(path: Path, *, patience_seconds: float = PATIENCE_SECONDS) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=patience_seconds, isolation_level=None)


def _open_to_read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
