"""``flask backup ...``, and what migrations ask for before they begin."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.backup.jobs import this_place
from app.backup.service import checking
from app.backup.service import migrating as turns
from app.backup.service.creating import create
from app.backup.service.manifest import Backup, find_backup, list_backups
from app.backup.service.place import BackupFailed
from app.backup.service.restoring import restore
from app.db import db

backup_cli = AppGroup("backup", help="Make backups, verify them, and restore one.")


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BackupFailed as error:
        raise click.ClickException(error.message) from error
    except OSError as error:
        raise click.ClickException(f"The files cannot be read or written: {error}") from error


@contextlib.contextmanager
def migrating(wanted: set[str]) -> Iterator[bool]:
    """Hold the turn to bring the database to ``wanted``; tell whether there is anything to do."""
    with (
        _told(),
        turns.turn_to_migrate(
            this_place(), wanted, with_backup=current_app.config["BACKUPS"], now=clock.now()
        ) as is_needed,
    ):
        yield is_needed


def _line(backup: Backup) -> str:
    manifest = backup.manifest
    counts = [
        f"{manifest.counts.get(table, 0):,} {name}" for table, name in checking.WATCHED.items()
    ]
    return (
        f"{backup.name}\t{manifest.made_at:%Y-%m-%d %H:%M} UTC\t{manifest.kind}\t"
        f"{manifest.database} {manifest.revision}\t{backup.size / 1e6:,.1f} MB\t{', '.join(counts)}"
    )


@backup_cli.command("create")
def create_command() -> None:
    """Make a backup now; the server may run. It stays until you delete it."""
    with _told():
        backup = create(this_place(), "asked", now=clock.now())
    click.echo(f"Made {backup.path}")
    click.echo(_line(backup))


@backup_cli.command("list")
def list_command() -> None:
    """Show the backups there are, the newest first, and what is in each."""
    place = this_place()
    for backup in list_backups(place.folder):
        click.echo(_line(backup))
    click.echo(f"They are in {place.folder}")


@backup_cli.command("verify")
@click.argument("name", default="latest")
def verify_command(name: str) -> None:
    """Prove a backup: its files, its rows, and by restoring it aside and replaying its review log.

    NAME is one of the list, a folder, or 'latest'.
    """
    place = this_place()
    with _told():
        backup = find_backup(place.folder, name)
        checking.check_files(backup, place)
        shrunk = checking.find_shrunk(backup, list_backups(backup.path.parent))
        is_rehearsed = checking.rehearse(backup, place)
    click.echo(_line(backup))
    click.echo("The files are those that were written, and every row is there.")
    if is_rehearsed:
        click.echo(
            "Restored aside, it can be brought up to date; every card is the fold of its log."
        )
    else:
        click.echo(
            "It was not restored aside: for that, DATABASE_URL has to name its kind of database, and "
            "PostgreSQL has to let the role make one (ALTER ROLE … CREATEDB)."
        )
    if shrunk:
        raise click.ClickException(
            f"It shrank: {'; '.join(shrunk)}. Find out why before you rely on it or delete others."
        )


@backup_cli.command("restore")
@click.argument("name")
def restore_command(name: str) -> None:
    """Put a backup in the place of what is there, which is kept aside. Stop the server first.

    NAME is one of the list, a folder, or 'latest'. Everybody is signed out.
    """
    place = this_place()
    db.session.remove()
    db.engine.dispose()
    with _told():
        backup = find_backup(place.folder, name)
        restored = restore(backup, place, now=clock.now())
    click.echo(f"Restored {backup.name}. Everybody has to sign in again.")
    click.echo(_line(backup))
    for old in restored.kept_aside:
        click.echo(f"What was there is kept as {old}")
