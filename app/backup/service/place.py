"""Where a site keeps its data and its backups, and what goes wrong with them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from app.domain.backup_retention import Kept
from app.domain.errors import DomainError


class BackupFailed(DomainError):
    """A backup could not be made, proved or restored; the message says why."""

    status = 500


class NothingToKeep(BackupFailed):
    """The database has no people in it: a backup of it would only push a good one out."""


class Busy(BackupFailed):
    """Another process is working on the backups."""


@dataclass(frozen=True, slots=True)
class Place:
    """A site as its backups see it.

    ``folder`` holds the backups, ``programs`` PostgreSQL's programs (None: found by PATH);
    ``revisions`` are the migrations that this Myelin knows, ``settings`` what a backup notes of the
    environment, without secrets. ``secret_key`` is for commands that we start, never for a backup.
    """

    data_dir: Path
    url: URL
    folder: Path
    program: Path
    secret_key: str
    revisions: frozenset[str]
    programs: Path | None
    kept: Kept
    settings: Mapping[str, object]

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is a file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def database_file(self) -> Path:
        """Return SQLite's file."""
        if not self.url.database or self.url.database == ":memory:":
            raise BackupFailed("A database in memory cannot be backed up.")
        return Path(self.url.database)


def run_flask(place: Place, url: URL, data_dir: Path, *arguments: str) -> None:
    """Run one of our commands over another database, in a process of its own.

    Raises:
        BackupFailed: with what the command said.
    """
    environ = os.environ | {
        "FLASK_APP": "wsgi",
        "DATABASE_URL": url.render_as_string(hide_password=False),
        "MYELIN_DATA_DIR": str(data_dir),
        "MYELIN_BACKUPS": "no",
        "SECRET_KEY": place.secret_key,
    }
    result = subprocess.run(  # noqa: S603 - our own commands, and nothing typed by anybody
        [sys.executable, "-m", "flask", *arguments],
        cwd=place.program,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        said = (result.stdout + result.stderr).strip()[-2000:]
        raise BackupFailed(f"flask {' '.join(arguments)} failed on the copy: {said}")
