"""Run the migrations over the engine of the Flask app that called (``flask db ...``)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection

database = current_app.extensions["migrate"].db
configure_args = dict(current_app.extensions["migrate"].configure_args)


def render_item(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write our own column types as plain SQLAlchemy ones: a migration never imports the app."""
    if kind == "type" and type(item).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "JSON":
        return 'sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")'
    return False


def include_object(item: Any, name: str | None, kind: str, *_others: Any) -> bool:
    """Leave out the search index: each database has its own kind, and FTS5 keeps tables of its own.

    The migrations make and remove it in plain SQL.
    """
    table = name if kind == "table" else getattr(getattr(item, "table", None), "name", "")
    return not str(table).startswith("search_words")


@contextlib.contextmanager
def references_unkept(connection: Connection) -> Iterator[None]:
    """Let SQLite make a table anew that others refer to: it does so by dropping the old one.

    What the new ones name is checked at the end. SQLite listens only outside of a transaction.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def find_wanted() -> set[str] | None:
    """Return the versions that the command brings the database to; None if it only looks."""
    try:
        revision = context.get_revision_argument()
    except KeyError:  # such as `flask db current`
        return None
    if revision is None or isinstance(revision, str):
        return {revision} if revision else set()
    return set(revision)


@contextlib.contextmanager
def patience(connection: Connection) -> Iterator[None]:
    """Wait a minute for whoever else has locks, and no longer; the connection is used up by it."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        driver.execute("PRAGMA busy_timeout=60000")
    else:
        driver.execute("SET lock_timeout = '60s'")
        driver.commit()
    try:
        yield
    finally:
        connection.invalidate()


def migrate(connection: Connection) -> None:
    """Run the migrations in one transaction, so that a failed upgrade changes nothing."""
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_item=render_item,
        include_object=include_object,
        **configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if orphans:
                raise RuntimeError(f"rows would name what is not there: {orphans[:10]}")


def run() -> None:
    """Migrate, holding the turn to do so; who only looks needs none."""
    wanted = find_wanted()
    if wanted is None:
        with database.engine.connect() as connection:
            migrate(connection)
        return
    with (
        current_app.extensions["myelin_migrating"](wanted) as is_needed,
        # SQLite: BEGIN IMMEDIATE, so that the migration never has to ask for its lock half-way.
        database.engine.connect().execution_options(myelin_write=is_needed) as connection,
        patience(connection),
        references_unkept(connection),
    ):
        migrate(connection)


run()
