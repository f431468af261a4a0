"""Which rows belong to a person: found by walking the tables, so that no new one is forgotten.

A row belongs to somebody when its key begins with them, or else when a column that is never empty
says whose it is, or when it hangs on such a row. Any other column only says who did something, wrote
a revision for instance: such rows stay when that person leaves.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Select,
    Table,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from app.accounts.models import User
from app.db import db

USERS: Table = User.metadata.tables[User.__tablename__]


def list_own_tables() -> list[Table]:
    """Return the tables whose rows belong to people, each after those that its rows hang on."""
    return [table for table in db.metadata.sorted_tables if _whose(table, 0)]


def list_owners(table: Table) -> list[Column[int]]:
    """Return the columns of a table that say whose a row is."""
    sure = [column for column in _columns_of_people(table) if not column.nullable]
    return [column for column in sure if column.primary_key] or sure


def list_signatures() -> list[Column[int]]:
    """Return the columns that say who did something, and not whose a row is."""
    return [
        column
        for table in db.metadata.sorted_tables
        for column in set(_columns_of_people(table)).difference(list_owners(table))
    ]


def belongs_to(table: Table, user_id: int) -> ColumnElement[bool]:
    """Return the condition of a table's rows that belong to a person."""
    return or_(*_whose(table, user_id))


def some_keys(table: Table, user_id: int, limit: int) -> Select[*tuple[object, ...]]:
    """Return a query for the keys of so many rows that belong to a person."""
    return select(*table.primary_key).where(belongs_to(table, user_id)).limit(limit)


def has_signed(user_id: int) -> bool:
    """Tell whether a row that stays says that a person did something."""
    signed = [
        select(literal(1)).select_from(column.table).where(column == user_id)
        for column in list_signatures()
    ]
    return db.session.execute(union_all(*signed).limit(1)).first() is not None


def _columns_of_people(table: Table) -> list[Column[int]]:
    return [key.parent for key in table.foreign_keys if key.column.table is USERS]


def _whose(table: Table, user_id: int) -> Sequence[ColumnElement[bool]]:
    if table is USERS:
        return ()
    own = [column == user_id for column in list_owners(table)]
    return own or [
        tuple_(*key.columns).in_(select(*(element.column for element in key.elements)).where(whose))
        for key in _ties(table)
        for whose in _whose(key.referred_table, user_id)
    ]


def _ties(table: Table) -> list[ForeignKeyConstraint]:
    """Return the constraints by which a table's rows hang on others and could not be without."""
    return [
        key
        for key in table.foreign_key_constraints
        if key.referred_table is not table and not any(column.nullable for column in key.columns)
    ]
