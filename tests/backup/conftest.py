"""A site to back up, of each kind, and a place to restore it into."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgresql
from tests.backup.site import fill
from tests.serving import Server


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with a small site in it, to copy from."""
    folder = tmp_path_factory.mktemp("filled-sqlite")
    path = folder / "myelin.db"
    fill(f"sqlite:///{path}", folder)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def filled_database(
    postgresql_server: postgresql.Server, tmp_path_factory: pytest.TempPathFactory
) -> postgresql.Database:
    """Return a PostgreSQL database with a small site in it, to copy from."""
    database = postgresql_server.create_database()
    fill(database.url, tmp_path_factory.mktemp("filled-postgresql"))
    return database


@pytest.fixture
def file_site(filled_file: Path, tmp_path: Path) -> Server:
    """Return a site over SQLite with a learner's answers in it, which is not running."""
    folder = tmp_path / "site"
    folder.mkdir()
    shutil.copy(filled_file, folder / "myelin.db")
    return Server(folder, f"sqlite:///{folder / 'myelin.db'}")


@pytest.fixture
def server_site(
    postgresql_server: postgresql.Server, filled_database: postgresql.Database, tmp_path: Path
) -> Iterator[Server]:
    """Return the same over PostgreSQL."""
    folder = tmp_path / "site"
    folder.mkdir()
    database = postgresql_server.create_database(like=filled_database)
    yield Server(folder, database.url)
    postgresql_server.drop_database(database)


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest) -> Server:
    """Return a site that is not running, of each kind."""
    kind = "file_site" if request.param == "sqlite" else "server_site"
    found: Server = request.getfixturevalue(kind)
    return found


@pytest.fixture
def fresh(site: Server, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """Return an empty data directory with an empty database of the same kind."""
    folder = tmp_path / "fresh"
    folder.mkdir()
    if site.environ["DATABASE_URL"].startswith("sqlite"):
        yield Server(folder, f"sqlite:///{folder / 'myelin.db'}")
        return
    cluster: postgresql.Server = request.getfixturevalue("postgresql_server")
    database = cluster.create_database()
    yield Server(folder, database.url)
    cluster.drop_database(database)
