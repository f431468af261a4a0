"""A database of every earlier version comes up to date: same tables as a new one, same rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection

from app.db import db
from tests import postgresql
from tests.architecture.test_migrations import VERSIONS
from tests.architecture.versions import describe, insert_rows, read_rows
from tests.conftest import make_app
from tests.serving import ROOT

NUMBERS = [path.stem[:4] for path in VERSIONS]
FROZEN = ROOT / "tests" / "architecture" / "migrations.sha256"


def _rebuild(connection: Connection, table: str, change: Callable[[Any], None]) -> None:
    with Operations(MigrationContext.configure(connection)).batch_alter_table(table) as batch_op:
        change(batch_op)


def _first_cards(connection: Connection) -> None:
    """0001 as it was until its sixth hour."""
    if connection.dialect.name == "sqlite":
        read = "SELECT sql FROM sqlite_schema WHERE name = 'cards'"
        text = connection.scalars(sa.text(read)).one()
        indexes = "SELECT sql FROM sqlite_schema WHERE tbl_name = 'cards' AND type = 'index' AND sql IS NOT NULL"
        others = list(connection.scalars(sa.text(indexes)))
        connection.exec_driver_sql(text.replace("cards", "old_cards", 1).rpartition("WITHOUT")[0])
        connection.exec_driver_sql("DROP TABLE cards")
        connection.exec_driver_sql("ALTER TABLE old_cards RENAME TO cards")
        for other in others:
            connection.exec_driver_sql(other)
    for statement in (
        "DROP INDEX ix_cards_drill",
        "CREATE INDEX ix_cards_drill ON cards (learner_id, drill_on, answered_at)",
        "DROP INDEX ix_cards_introduced",
        "CREATE INDEX ix_cards_introduced ON cards (learner_id, introduced_on)",
        "CREATE INDEX ix_reviews_question ON reviews (question_id, answered_at)",
        "CREATE INDEX ix_reviews_session ON reviews (learner_id, session_id)",
    ):
        connection.exec_driver_sql(statement)


def _first_media(connection: Connection) -> None:
    """0002 as it was for eight minutes."""

    def change(batch_op: Any) -> None:
        batch_op.drop_constraint("fk_media_edited_by_users", type_="foreignkey")
        batch_op.drop_column("edited_by")

    _rebuild(connection, "media", change)


def _first_recalls(connection: Connection) -> None:
    """0006 as it was for 37 minutes."""
    days = "learner_id, learner_on, course_id"
    recall = "learner_id, waited_days, interval_days, grade, learner_on, course_id"
    certain = "learner_id, certainty, correct, learner_on, course_id"
    for name, columns, where in (
        ("day", f"{days}, waited_days, grade, milliseconds, answered_at", ""),
        ("recall", recall, "waited_days IS NOT NULL AND "),
        ("certainty", certain, "certainty <> '' AND "),
    ):
        connection.exec_driver_sql(f"DROP INDEX ix_reviews_{name}")
        connection.exec_driver_sql(
            f"CREATE INDEX ix_reviews_{name} ON reviews ({columns}) WHERE {where}undone_at IS NULL"
        )
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "ALTER TABLE reviews RESET (autovacuum_vacuum_insert_scale_factor)"
        )


def _first_search(connection: Connection) -> None:
    """0007 in its second wording; on SQLite there was one only."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER INDEX ix_search_words_words SET (fastupdate = off)")


def _first_reports(connection: Connection) -> None:
    """0010 as it was for 17 minutes."""
    _rebuild(
        connection,
        "report_entries",
        lambda batch_op: batch_op.alter_column(
            "author_id", existing_type=sa.Integer(), nullable=False
        ),
    )


def _first_fits(connection: Connection) -> None:
    """0011 as it was for six days."""

    def change(batch_op: Any) -> None:
        batch_op.drop_constraint("ck_course_measurings_kind", type_="check")
        batch_op.create_check_constraint(
            "ck_course_measurings_kind", sa.text("kind in ('comparison', 'fit')")
        )

    _rebuild(connection, "course_measurings", change)


ODD = {
    "0001": _first_cards,
    "0002": _first_media,
    "0006": _first_recalls,
    "0007": _first_search,
    "0010": _first_reports,
    "0011": _first_fits,
}


@pytest.fixture(scope="session")
def newest(
    sqlite_template: Path,
    postgresql_server: postgresql.Server,
    postgresql_database: postgresql.Database,
) -> dict[str, Any]:
    """Return what a new database of each kind looks like."""
    described = {}
    for url in (f"sqlite:///{sqlite_template}", postgresql_database.url):
        engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
        with engine.connect() as connection:
            described[engine.dialect.name] = describe(connection)
    return described


def _bring_up(
    url: str, folder: Path, number: str, change: Callable[[Connection], None] | None
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Make a database of a version with rows; return the rows before, after, and what it looks like."""
    app = make_app(url, folder)
    with app.app_context():
        flask_migrate.upgrade(revision=number)
        with db.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
            if change is not None:
                change(connection)
            insert_rows(connection)
            before = read_rows(connection)
            connection.commit()
            connection.invalidate()
        flask_migrate.upgrade()
        flask_migrate.check()
        with db.engine.connect() as connection:
            after, looks = read_rows(connection), describe(connection)
        db.engine.dispose()
    return before, after, looks


@pytest.mark.parametrize("number", NUMBERS)
def test_a_database_of_every_version_comes_up_with_its_rows(
    blank_database_url: str, tmp_path: Path, newest: dict[str, Any], number: str
) -> None:
    before, after, looks = _bring_up(blank_database_url, tmp_path, number, None)
    assert all(rows for rows in before.values())
    _compare(before, after)
    assert looks == newest[blank_database_url.partition(":")[0].partition("+")[0]]


@pytest.mark.parametrize("number", ODD)
def test_what_an_edited_migration_left_out_is_repaired(
    blank_database_url: str, tmp_path: Path, newest: dict[str, Any], number: str
) -> None:
    before, after, looks = _bring_up(blank_database_url, tmp_path, number, ODD[number])
    _compare(before, after)
    assert looks == newest[blank_database_url.partition(":")[0].partition("+")[0]]


def _compare(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Every row is there, and says in each column that there still is what it said."""
    for table, rows in before.items():
        found = after[table]
        assert len(found) == len(rows), table
        for old, new in zip(rows, found, strict=True):
            assert {name: new[name] for name in old if name in new} == {
                name: value for name, value in old.items() if name in new
            }, table


def test_a_migration_that_has_landed_is_not_edited() -> None:
    """What is wrong in one is mended by the next: databases have been made with it."""
    for line in FROZEN.read_text(encoding="ascii").splitlines():
        digest, name = line.split()
        content = (ROOT / "migrations" / "versions" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest, f"{name} was edited"
