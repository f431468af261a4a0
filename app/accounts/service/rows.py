"""Make sure that a row is there, without two writers stumbling over each other."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.dialects import postgresql, sqlite

from app.db import Base, db


def insert_if_missing(table: type[Base], **values: Any) -> bool:
    """Insert a row unless one with the same key exists; tell whether it was inserted.

    Both databases spell it the same way.
    """
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    insert = (
        dialect.insert(table)
        .values(**values)
        .on_conflict_do_nothing()
        .execution_options(preserve_rowcount=True)
    )
    return cast(CursorResult[Any], db.session.execute(insert)).rowcount == 1
