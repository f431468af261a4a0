"""A row in every table of a database of any version, and what a database looks like in all."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Column, Connection, MetaData, Table, inspect

from tests.architecture.test_migrations import FIRST_ROWS

# The index of words is made anew by the app; each database keeps it in its own way.
NOT_OURS = ("search_words", "search_texts", "alembic_version")
AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
ID = UUID("019c0000-0000-7000-8000-000000000001")
# What the checks of tables ask for, and keys of two columns.
FITTING: dict[str, Any] = {
    "site_settings.registration": "closed",
    "invitations.role": "learner",
    "study_preferences.queue_order": "due",
    # Where it is missing it is filled: what the clock showed, then.
    "reviews.clock_hour": 10,
}


def insert_rows(connection: Connection) -> None:
    """Insert a row into every table, each naming the others' rows."""
    tables = MetaData()
    names = inspect(connection).get_table_names()
    tables.reflect(connection, only=[name for name in names if not name.startswith(NOT_OURS)])
    for table in tables.sorted_tables:
        given = FIRST_ROWS.get(table.name, [{}])[0]
        row = {column.name: _value(table, column, given) for column in table.columns}
        connection.execute(table.insert(), row)


def _value(table: Table, column: Column[Any], given: dict[str, Any]) -> Any:
    name = f"{table.name}.{column.name}"
    kind = column.type
    value = FITTING.get(name, given.get(column.name))
    if name in FITTING or column.name in given:
        return _read(kind, value)
    is_key = column.primary_key or bool(column.foreign_keys)
    if column.nullable and not is_key:
        return None
    fitting = _fitting(table, column.name)
    return _of_kind(kind) if fitting is None else fitting


def _read(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    """Turn what is written for plain SQL into what SQLAlchemy takes."""
    if value is None:
        return None
    if isinstance(kind, sa.JSON):
        return json.loads(value)
    if isinstance(kind, sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(kind, sa.Uuid):
        return UUID(value)
    if isinstance(kind, sa.CHAR):
        return value.replace("-", "")
    return value


def _fitting(table: Table, column: str) -> Any:
    """Return the least that a check of the table allows in a column, None if none speaks of it."""
    for constraint in table.constraints:
        if not isinstance(constraint, sa.CheckConstraint):
            continue
        text = str(constraint.sqltext)
        least = re.search(rf"\b{column}\b\W*(?:between|>=) *([\d.]+)", text)
        if least is not None:
            return float(least[1]) if "." in least[1] else int(least[1])
        if re.match(rf"\(*{column}\b", text):
            found = [one for one in re.findall(r"'(\w*)'", text) if one]
            if found:
                return found[0]
    return None


def _of_kind(kind: sa.types.TypeEngine[Any]) -> Any:
    if isinstance(kind, sa.JSON):
        return {}
    if isinstance(kind, sa.Uuid):
        return ID
    if isinstance(kind, sa.CHAR):
        return ID.hex
    if isinstance(kind, sa.DateTime):
        return AT
    if isinstance(kind, sa.Date):
        return AT.date()
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.LargeBinary):
        return b"x"
    return 1 if isinstance(kind, (sa.Integer, sa.Float)) else "x"


def read_rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, as it can be compared."""
    tables = MetaData()
    names = inspect(connection).get_table_names()
    tables.reflect(connection, only=[name for name in names if not name.startswith(NOT_OURS)])
    return {
        table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
        for table in tables.sorted_tables
    }


def describe(connection: Connection) -> dict[str, Any]:
    """Return the columns, keys, checks and indexes of every table, as they can be compared."""
    inspector = inspect(connection)
    described: dict[str, Any] = {}
    for table in inspector.get_table_names():
        if table.startswith("search_words"):
            continue
        described[table] = {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table)["constrained_columns"],
            "foreign keys": sorted(
                str(sorted(one.items(), key=str)) for one in inspector.get_foreign_keys(table)
            ),
            "checks": {
                one["name"]: one["sqltext"] for one in inspector.get_check_constraints(table)
            },
            "unique": {
                one["name"]: one["column_names"] for one in inspector.get_unique_constraints(table)
            },
        }
    described["indexes"] = _describe_indexes(connection)
    if connection.dialect.name == "sqlite":
        read = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'"
        described["by key"] = set(connection.scalars(sa.text(read)))
    else:
        read = "SELECT relname, reloptions FROM pg_class WHERE reloptions IS NOT NULL"
        described["options"] = {
            name: set(given) for name, given in connection.execute(sa.text(read))
        }
    return described


def _describe_indexes(connection: Connection) -> dict[str, str]:
    if connection.dialect.name == "sqlite":
        read = (
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL "
            "AND tbl_name NOT LIKE 'search_words%'"
        )
    else:
        read = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    rows = connection.execute(sa.text(read)).all()
    return {name: " ".join(text.replace('"', "").split()) for name, text in rows}
