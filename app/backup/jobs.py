"""The daily backup."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app

from app.backup.service import checking
from app.backup.service.creating import create, thin_out
from app.backup.service.manifest import list_backups
from app.backup.service.place import BackupFailed, Busy, NothingToKeep, Place
from app.db import db
from app.domain.backup_retention import Kept
from app.web.jobs import Job

# What a backup notes of the settings. None of these is a secret.
NOTED = (
    "PRODUCTION",
    "BASE_URL",
    "APPLICATION_ROOT",
    "TRUSTED_HOSTS",
    "TRUSTED_PROXY_HOPS",
    "SECURE_COOKIES",
    "JOBS",
    "MAIL_SERVER",
    "MAIL_PORT",
    "MAIL_USE_TLS",
    "MAIL_USE_SSL",
    "MAIL_DEFAULT_SENDER",
)


def this_place() -> Place:
    """Return where this app keeps its data and its backups."""
    settings = current_app.config
    script = ScriptDirectory(current_app.extensions["migrate"].directory)
    programs = settings["POSTGRESQL_PROGRAMS"]
    return Place(
        data_dir=Path(settings["DATA_DIR"]),
        url=db.engine.url,
        folder=Path(settings["BACKUP_DIR"]),
        program=Path(current_app.root_path).parent,
        secret_key=settings["SECRET_KEY"],
        revisions=frozenset(one.revision for one in script.walk_revisions()),
        programs=Path(programs) if programs else None,
        kept=Kept(*settings["BACKUPS_KEPT"]),
        settings={name: settings[name] for name in NOTED},
    )


def back_up(now: datetime) -> str:
    """Make the daily backup and delete those that are no longer to be kept.

    Raises:
        BackupFailed: it could not be made, or has much less in it than the one before.
    """
    if not current_app.config["BACKUPS"]:
        return ""
    place = this_place()
    db.session.rollback()  # nothing stays open while files are written
    try:
        backup = create(place, "daily", now=now, patience_seconds=1.0)
    except NothingToKeep:
        return ""
    except Busy:  # who is at it for longer than a job is claimed for is not to be doubled
        return "left to another process"
    shrunk = checking.find_shrunk(backup, list_backups(place.folder))
    if shrunk:  # and nothing is deleted: the one before may be the last good one
        raise BackupFailed(f"The backup was made, but it shrank: {'; '.join(shrunk)}.")
    deleted = thin_out(place)
    return f"{backup.name} made" + (f", {deleted} old ones deleted" if deleted else "")


JOBS = (Job("backup", "Back up what there is", timedelta(days=1), back_up),)
