"""What a backup says about itself: one folder with files, and a manifest that counts and hashes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, get_args

from app.backup.service import files
from app.backup.service.place import BackupFailed

Kind = Literal["asked", "daily", "migration"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
FORMAT: Final = 1
NAME: Final = "manifest.json"
SQLITE_FILE: Final = "myelin.db"
POSTGRESQL_FILE: Final = "myelin.dump"
KEY_FILE: Final = "secret_key"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was backed up, when, and how much of it there is.

    ``revision`` is the migration that the database stood at, ``counts`` the rows of each table.
    """

    kind: Kind
    made_at: datetime
    database: Literal["sqlite", "postgresql"]
    revision: str
    counts: Mapping[str, int]
    files: Mapping[str, StoredFile]
    settings: Mapping[str, object] = field(default_factory=dict)
    format: int = FORMAT

    def to_json(self) -> str:
        """Return the manifest as its file holds it."""
        values = asdict(self) | {"made_at": self.made_at.isoformat()}
        return json.dumps(values, indent=2, sort_keys=True, default=str) + "\n"


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup: its folder and what it says about itself."""

    path: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """Return the name that commands take."""
        return self.path.name

    @property
    def size(self) -> int:
        """Return its bytes."""
        return sum(one.bytes for one in self.manifest.files.values())

    @property
    def database_file(self) -> Path:
        """Return the copy of the database."""
        is_sqlite = self.manifest.database == "sqlite"
        return self.path / (SQLITE_FILE if is_sqlite else POSTGRESQL_FILE)


def read_backup(path: Path) -> Backup:
    """Return the backup in a folder.

    Raises:
        BackupFailed: it is none, or one of a newer Myelin.
    """
    try:
        values: dict[str, Any] = json.loads((path / NAME).read_text(encoding="utf-8"))
        if values["format"] > FORMAT:
            raise BackupFailed(f"{path.name} was made by a newer Myelin. Update Myelin to use it.")
        values["made_at"] = datetime.fromisoformat(values["made_at"])
        values["files"] = {name: StoredFile(**one) for name, one in values["files"].items()}
        if any(Path(name).name != name for name in values["files"]):
            raise ValueError("a file outside of the folder")
        return Backup(path, Manifest(**values))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupFailed(f"{path} is no backup of Myelin, or a damaged one ({error}).") from error


def list_backups(folder: Path) -> list[Backup]:
    """Return the backups of a folder, the newest first; what is none is passed over."""
    found = []
    for path in files.list_folders(folder):
        try:
            found.append(read_backup(path))
        except BackupFailed:
            continue
    return sorted(found, key=lambda one: one.manifest.made_at, reverse=True)


def find_backup(folder: Path, name: str) -> Backup:
    """Return a backup by its name or path; 'latest' is the newest one.

    Raises:
        BackupFailed: there is none.
    """
    if name == "latest":
        newest = next(iter(list_backups(folder)), None)
        if newest is None:
            raise BackupFailed(f"There is no backup in {folder}.")
        return newest
    is_name = Path(name).name == name and (folder / name).is_dir()
    return read_backup(folder / name if is_name else Path(name).resolve())
