"""Make sure that a row is there, without two writers stumbling over each other."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from app.db import Base, db


def insert_if_missing(table: type[Base], **values: Any) -> None:
    """Insert a row unless one with the same key exists; both databases spell it the same way."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    db.session.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())
