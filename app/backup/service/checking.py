"""Proving a backup: its files are those that were written, and a site runs on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import URL

from app.backup.service import files, postgresql, sqlite
from app.backup.service.manifest import Backup
from app.backup.service.place import BackupFailed, Place, run_flask

# What a site never loses much of from one day to the next.
WATCHED: Final = {"users": "people", "reviews": "reviews", "questions": "questions"}
SHRUNK: Final = 0.9


def check_files(backup: Backup, place: Place) -> None:
    """Check that a backup is whole, by hashes, by its database's own check, and row by row.

    Raises:
        BackupFailed: it is not, or has nobody in it.
    """
    manifest = backup.manifest
    for name, stored in manifest.files.items():
        path = backup.path / name
        if not path.is_file() or files.sha256_of(path) != stored.sha256:
            raise BackupFailed(f"{backup.name} is damaged: {name} is not what was written.")
    if backup.database_file.name not in manifest.files:
        raise BackupFailed(f"{backup.name} is damaged: it has no database.")
    if not manifest.counts.get("users"):
        raise BackupFailed(f"{backup.name} is empty: it has no people in it.")
    if manifest.database == "sqlite":
        sqlite.check(backup.database_file)
        _, counts = sqlite.read_counts(backup.database_file)
    else:
        counts = postgresql.count_rows(place, backup.database_file)
    if counts != manifest.counts:
        differ = sorted(
            name
            for name in {*counts, *manifest.counts}
            if counts.get(name) != manifest.counts.get(name)
        )
        raise BackupFailed(f"{backup.name} is damaged: other rows than noted: {', '.join(differ)}.")


def check_revision(backup: Backup, place: Place) -> None:
    """Raise BackupFailed when a backup comes from a newer Myelin than this one."""
    if backup.manifest.revision not in place.revisions:
        raise BackupFailed(f"{backup.name} was made by a newer Myelin. Update Myelin to use it.")


def find_shrunk(backup: Backup, others: Sequence[Backup]) -> list[str]:
    """Say of what a backup has a tenth less than the one before it; ``others`` come newest first."""
    earlier = (one for one in others if one.manifest.made_at < backup.manifest.made_at)
    before = next(earlier, None)
    if before is None:
        return []
    counts, were = backup.manifest.counts, before.manifest.counts
    return [
        f"{were[table]:,} {name} in {before.name}, but {counts.get(table, 0):,} in {backup.name}"
        for table, name in WATCHED.items()
        if counts.get(table, 0) < SHRUNK * were.get(table, 0)
    ]


def rehearse(backup: Backup, place: Place) -> bool:
    """Restore a backup into a place of its own, bring it up to date, and replay its review log.

    Returns False when that was not possible: PostgreSQL lets the role make no database.

    Raises:
        BackupFailed: it cannot be restored, or its cards are not the folds of their logs.
    """
    check_revision(backup, place)
    with (
        files.only_one(place.folder, patience_seconds=60.0),
        files.scratch(place.folder) as folder,
    ):
        if backup.manifest.database == "sqlite":
            files.check_room(place.folder, 2 * backup.size)
            copy = folder / "copy.db"
            files.copy_private(backup.database_file, copy)
            url = URL.create("sqlite", database=str(copy))
            _prove(lambda *words: run_flask(place, url, folder, *words))
            return True
        if place.is_sqlite:
            return False
        with postgresql.scratch_database(place) as scratch:
            if scratch is None:
                return False
            postgresql.restore(place, scratch, backup.database_file, aside="")
            _prove(lambda *words: run_flask(place, scratch, folder, *words))
    return True


def _prove(flask: Callable[..., None]) -> None:
    flask("db", "upgrade")
    flask("study", "verify")
