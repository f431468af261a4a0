"""Everything that is kept about a person, table by table, read a piece at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Table, Text, cast, select

from app.accounts.queries.belongings import USERS, belongs_to, list_own_tables
from app.bank.models import Course, Question
from app.db import db

AT_ONCE = 2000
# Whose a row is goes without saying; keys repeat what stands beside them, folded; the others open
# something, and are kept as hashes only.
LEFT_OUT = frozenset(
    {
        "email_key",
        "learner_id",
        "password_fingerprint",
        "password_hash",
        "public_id",
        "search_key",
        "token_hash",
        "user_id",
    }
)
# A link to choose a password is no more than a hash; an invitation holds somebody else's address.
TABLES_LEFT_OUT = frozenset({"invitations", "password_resets"})
# What is called by a number here has a name that says more.
NAMED = {
    "course_id": ("course", Course.__table__.c.id, Course.__table__.c.slug),
    "question_id": ("question", Question.__table__.c.id, Question.__table__.c.slug),
}


def begin_snapshot() -> None:
    """Have all that is read from here on be of one moment, whatever is written meanwhile."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def list_tables() -> list[Table]:
    """Return the tables that a person's data are in: their profile first."""
    return [USERS, *(table for table in list_own_tables() if table.name not in TABLES_LEFT_OUT)]


def list_columns(table: Table) -> list[str]:
    """Return the names under which a table's rows are given."""
    names = [column.name for column in _given(table)]
    return [*(name for key, (name, *_) in NAMED.items() if key in names), *names]


def stream_rows(table: Table, user_id: int) -> Iterator[Sequence[Any]]:
    """Yield a person's rows of a table in the order of ``list_columns``; JSON as its text."""
    source: Any = table
    names = []
    for key, (_, number, name) in NAMED.items():
        if key in table.c:
            source = source.outerjoin(number.table, number == table.c[key])
            names.append(name)
    is_theirs = table.c.id == user_id if table is USERS else belongs_to(table, user_id)
    statement = (
        select(*names, *(_as_kept(column) for column in _given(table)))
        .select_from(source)
        .where(is_theirs)
        .order_by(*table.primary_key)
        .execution_options(yield_per=AT_ONCE)
    )
    yield from db.session.execute(statement)


def _as_kept(column: Column[Any]) -> ColumnElement[Any]:
    # Long logs are mostly states of cards: read and written again, they would take half the time.
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _given(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if column.name not in LEFT_OUT]
