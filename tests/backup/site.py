"""A small site with a learner who has studied, and what is in a database, row by row."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from flask import Flask
from sqlalchemy import MetaData, create_engine, inspect, select
from sqlalchemy.pool import NullPool

from app.db import db
from tests.conftest import make_app, migrate
from tests.learning.content import RIGHT, make_course
from tests.learning.driving import study
from tests.people import make_user, sign_in

# Everybody is signed out by a restore; the words of the index are told by the tables beside them.
NOT_COMPARED = ("search_words", "user_sessions")


@contextlib.contextmanager
def opened(url: str, folder: Path) -> Iterator[Flask]:
    """Open an app over a database, and let go of it at the end."""
    app = make_app(url, folder)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def fill(url: str, folder: Path) -> None:
    """Make the tables, an admin, a course, and a learner who has answered two of its questions."""
    migrate(url, folder)
    with opened(url, folder) as app:
        make_user("admin")
        make_course(questions=4)
        client = app.test_client()
        sign_in(client, make_user("learner"))
        client.post("/courses/nerves/enrol")
        for _ in range(2):
            study(client, RIGHT)


# What no older version has room for: it is lost on the way back to one, and nothing depends on it.
COUNTERS = {"cards": {"version", "answers"}, "reviews": {"card_version"}}


def digest_tables(
    url: str, *, without: Mapping[str, Collection[str]] | None = None
) -> dict[str, tuple[int, str]]:
    """Return of each table how many rows it has and a hash over them, ``without`` some columns."""
    engine = create_engine(url, poolclass=NullPool)
    tables = MetaData()
    with engine.connect() as connection:
        names = [name for name in inspect(connection).get_table_names()]
        tables.reflect(connection, only=[n for n in names if not n.startswith(NOT_COMPARED)])
        found = {}
        for table in tables.sorted_tables:
            left_out = (without or {}).get(table.name, ())
            columns = sorted(
                (column for column in table.columns if column.name not in left_out),
                key=lambda column: column.name,
            )
            rows = sorted(map(repr, connection.execute(select(*columns)).all()))
            text = "\n".join(rows)
            found[table.name] = (len(rows), hashlib.sha256(text.encode()).hexdigest())
    engine.dispose()
    return found


def count_sessions(url: str) -> int:
    """Return how many browsers are signed in."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM user_sessions").scalar_one())
