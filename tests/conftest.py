"""Shared fixtures: real databases, an app over each, a client, a clock to set, queries to count."""

from __future__ import annotations

import contextlib
import contextvars
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event
from werkzeug.test import TestResponse

from app import clock
from app.db import db
from app.factory import create_app
from tests import postgresql, sparing

SECRET_KEY = "a secret key that only the tests use, long enough"
PREFIXES = ("MYELIN_", "MAIL_", "SECRET_KEY", "TRUSTED_", "REQUEST_", "HSTS_")
NAMES = {"DATABASE_URL", "BASE_URL", "SECURE_COOKIES", "HOST", "PORT", "WEB_CONCURRENCY", "THREADS"}

# Where tests take seconds. They begin, so that no process is left with a long one at the end while
# the others have nothing to do, and one process furnishes the studio for all journeys.
LONG_TESTS = (
    "tests/journeys/",
    "tests/durability/",
    "tests/backup/",
    "tests/web/test_hostile.py",
)

# Two cores shared with a browser and two databases: how long an example takes says nothing.
hypothesis.settings.register_profile("myelin", deadline=None)
hypothesis.settings.load_profile("myelin")


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that all processes of this run share, and forget the developer's settings."""
    if hasattr(config, "workerinput"):
        return
    for name in list(os.environ):
        ours = name.startswith(PREFIXES) or name in NAMES
        if ours and name != "MYELIN_TEST_BROWSER":
            del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="myelin-tests-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user when the tests run as root
    os.environ["MYELIN_TESTS_FOLDER"] = str(folder)
    os.environ["MYELIN_DATA_DIR"] = str(folder / "instance")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the long tests come first; otherwise the order stays as it is."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG_TESTS))


def pytest_collection_finish() -> None:
    """Spare what every test would do again, in each process that runs tests."""
    sparing.share_addresses()
    sparing.collect_less_garbage()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what a killed worker may have left, and remove the folder."""
    if not hasattr(config, "workerinput"):
        postgresql.stop()
        shutil.rmtree(os.environ["MYELIN_TESTS_FOLDER"], ignore_errors=True)


class Client(FlaskClient):
    """A test client whose requests get an app context of their own, as they do on a server.

    Otherwise a request inside the test's context would share its ``g`` and its database session,
    so that the first person signed in would stay so for the whole test.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make a request; what the test read before from the database is read again after it."""
        kwargs.setdefault("buffered", True)  # read to its end, a file is closed
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
            db.session.expire_all()  # a rollback alone forgets nothing after a commit
        return response


class StoppedClock(clock.Clock):
    """A clock that stands still until it is told to go on."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment
        self._counted = 1000.0

    def now(self) -> datetime:
        """Return the moment that it was set to."""
        return self.moment

    def advance(self, **amount: float) -> datetime:
        """Go on by ``timedelta(**amount)`` and return the new moment."""
        self.moment += timedelta(**amount)
        self._counted += timedelta(**amount).total_seconds()
        return self.moment

    def counted(self) -> float:
        """Return the seconds that have passed; setting ``moment`` itself is a leap of the clock."""
        return self._counted


def make_app(database_url: str, folder: Path, **settings: Any) -> Flask:
    """Return a testing app over a database; ``folder`` is its data directory."""
    app = create_app(
        {
            "TESTING": True,
            "DATA_DIR": folder,
            "SECRET_KEY": SECRET_KEY,
            "SQLALCHEMY_DATABASE_URI": database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": sparing.engine_options(database_url),
            "WTF_CSRF_ENABLED": False,
            "BACKUPS": False,
            "BACKUP_DIR": folder / "backups",
            "POSTGRESQL_PROGRAMS": postgresql.programs(),
            "MAIL_BACKEND": "locmem",
            "IDLE_HOURS": 24,  # clocks of tests jump, and a day ends a session as it is
            **settings,
        }
    )
    app.test_client_class = Client
    # Each test has an app of its own; compiling the templates for each would take a quarter of
    # the time.
    app.jinja_env.bytecode_cache = sparing.CompiledTemplates(os.environ["MYELIN_TESTS_FOLDER"])
    return app


def migrate(database_url: str, folder: Path) -> None:
    """Bring an empty database up to date with the real migrations."""
    app = make_app(database_url, folder)
    with app.app_context():
        upgrade()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file to copy from."""
    folder = tmp_path_factory.mktemp("sqlite-template")
    path = folder / "template.db"
    migrate(f"sqlite:///{path}", folder)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    """Return the real PostgreSQL that all processes of this run share."""
    with postgresql.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_database(
    postgresql_server: postgresql.Server, tmp_path_factory: pytest.TempPathFactory
) -> postgresql.Database:
    """Return this process's own migrated database; every test that uses it empties it first."""
    database = postgresql_server.create_database()
    migrate(database.url, tmp_path_factory.mktemp("postgresql"))
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a migrated database without rows: each test runs on both kinds."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, tmp_path / "myelin.db")
        return f"sqlite:///{tmp_path / 'myelin.db'}"
    database: postgresql.Database = request.getfixturevalue("postgresql_database")
    database.empty()
    return database.url


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a database without tables, of both kinds."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
        return
    server: postgresql.Server = request.getfixturevalue("postgresql_server")
    database = server.create_database()
    yield database.url
    server.drop_database(database)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Return an app over a fresh database, inside an app context."""
    flask_app = make_app(database_url, tmp_path)
    with flask_app.app_context():
        yield flask_app
        db.session.remove()
        db.engine.dispose()


@contextlib.contextmanager
def second_app(app: Flask, **settings: Any) -> Iterator[Flask]:
    """Open another app over the same database, with some settings of its own."""
    other = make_app(app.config["SQLALCHEMY_DATABASE_URI"], app.config["DATA_DIR"], **settings)
    with other.app_context():
        yield other
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser without cookies; ``tests.people.sign_in`` gives it a person."""
    return app.test_client()


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], contextlib.AbstractContextManager[list[str]]]:
    """Return a context manager that lists the SQL statements sent while it is open."""

    @contextlib.contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith("BEGIN"):
                statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | datetime], StoppedClock]:
    """Return a function that stops Myelin's clock at a moment; text without a zone is UTC."""

    def stop(moment: str | datetime) -> StoppedClock:
        value = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        stopped = StoppedClock(value if value.tzinfo else value.replace(tzinfo=UTC))
        monkeypatch.setattr(clock, "clock", stopped)
        return stopped

    return stop
