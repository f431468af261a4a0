"""The database: one engine set up to lose nothing, and ``transaction()``, the only committer.

Reading happens in a short transaction that Flask-SQLAlchemy's session begins by itself and the
end of the request throws away. Writing happens inside ``with transaction():``, which ends the
read first, so that what the block reads is what it changes. The reasons, with measurements, are
in docs/decisions/0003-one-transaction-per-request.md.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import uuid_utils
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, MetaData, TypeDecorator, event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, registry

try:
    import fcntl
except ImportError:  # Windows, which Myelin serves with one process: a thread lock is enough
    fcntl = None  # type: ignore[assignment]

BUSY_TIMEOUT_MILLISECONDS = 5000
CHECKPOINT_PAGES = 4000
CACHE_KILOBYTES = 16_000
RETRIED_SQLSTATES = frozenset({"40001", "40P01"})

_thread_lock = threading.Lock()
_write_depth = threading.local()


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python, and refused when it is not."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC for the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be saved")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware moment in UTC (SQLite forgets the zone)."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables; constraint names are spelled out so that migrations can drop them."""

    # In a registry, not on the class: Flask-SQLAlchemy derives a base of its own from this one.
    registry = registry(
        type_annotation_map={datetime: UTCDateTime()},
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def new_id() -> UUID:
    """Return a fresh UUIDv7: unique without asking the database, and ordered by time."""
    return UUID(int=uuid_utils.uuid7().int)


@contextlib.contextmanager
def transaction() -> Iterator[None]:
    """Run the block as one write that is stored whole or not at all.

    On SQLite the block waits its turn at a first-come file lock and begins IMMEDIATE; on
    PostgreSQL the services lock the rows that they change (``with_for_update``). What the session
    read before is forgotten at the start, so the block decides on fresh rows. Nothing slow
    (rendering, mail, hashing) belongs inside.

    Raises:
        RuntimeError: when the block is already inside another ``transaction()``.
    """
    if getattr(_write_depth, "open", False):
        raise RuntimeError("transaction() does not nest: a request commits once")
    session = db.session
    _forget_what_was_read()
    _write_depth.open = True
    try:
        with _turn_to_write():
            try:
                if db.engine.dialect.name == "sqlite":
                    session.connection(execution_options={"myelin_write": True})
                yield
                session.commit()
            except BaseException:
                session.rollback()
                raise
    finally:
        _write_depth.open = False


def _forget_what_was_read() -> None:
    """Have the session read everything afresh, and drop whatever was changed outside a write.

    SQLite's transaction has to end, since it began deferred. PostgreSQL's (READ COMMITTED) sees
    what others have committed at each statement; going on in it saves three round trips.
    """
    session = db.session
    if db.engine.dialect.name == "sqlite":
        session.rollback()
        return
    for pending in list(session.new):
        session.expunge(pending)
    session.expire_all()


def may_succeed_again(error: DBAPIError) -> bool:
    """Tell whether PostgreSQL gave up a write only because of another one beside it."""
    return getattr(error.orig, "sqlstate", None) in RETRIED_SQLSTATES


@contextlib.contextmanager
def _turn_to_write() -> Iterator[None]:
    """Hold SQLite's writers in line: its own lock is unfair and starves some for seconds."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    path = current_app.config["DATA_DIR"] / "write.lock"
    with _thread_lock if fcntl is None else _locked(path):
        yield


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        # A new open file each time: flock queues per open file, so threads queue too.
        file = open(path, "a", encoding="ascii")  # noqa: SIM115 (closed below)
    except OSError as error:  # the disk is full or read-only, which SQLite would say next
        raise OperationalError(f"lock {path}", None, error) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield  # closing the file releases the lock, whatever happened


def _keep_private(_dialect: Any, _record: Any, arguments: Any, _parameters: Any) -> None:
    """Make SQLite's file for its owner only; the files that SQLite adds are as private as it is."""
    path = Path(arguments[0]) if arguments else Path()
    if path.is_absolute() and path.parent.is_dir() and not path.exists():
        path.touch(mode=0o600)


def _set_up_sqlite(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None  # we say BEGIN ourselves, below
    cursor = dbapi_connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # Checkpoints are what a commit may have to wait for: fewer and larger ones (16 MB) merge more.
    cursor.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    cursor.execute(f"PRAGMA cache_size=-{CACHE_KILOBYTES}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("myelin_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def set_up_engine(engine: Engine) -> None:
    """Give an engine the pragmas and the BEGIN that ``transaction()`` counts on."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _keep_private)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def init_app(app: Flask) -> None:
    """Bind the database to an app."""
    uri = app.config["SQLALCHEMY_DATABASE_URI"]
    options: dict[str, Any] = dict(app.config.get("SQLALCHEMY_ENGINE_OPTIONS", {}))
    options.setdefault("hide_parameters", True)  # what people answer is not for the log
    if uri.startswith("postgresql"):
        options.setdefault("pool_pre_ping", True)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        set_up_engine(db.engine)
