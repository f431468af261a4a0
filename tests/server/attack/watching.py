"""Which rows a request changed: triggers of the database itself write it down."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import psycopg
from sqlalchemy import Engine, inspect

LOG = "attack_log"
# Counting tries and noting a visit is what a refused request is for.
EXPECTED = re.compile(r"throttles .*|user_sessions update")
KINDS = ("insert", "update", "delete")
SQLITE = """
CREATE TRIGGER attack_{table}_{kind} AFTER {kind} ON "{table}" BEGIN
    INSERT INTO attack_log (what) VALUES ('{table} {kind}');
END
"""
POSTGRESQL = """
CREATE FUNCTION attack_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO attack_log (what) VALUES (TG_TABLE_NAME || ' ' || lower(TG_OP));
    RETURN NULL;
END $$
"""


class Watch:
    """A connection of its own that reads what the triggers wrote."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._last = 0

    def remove(self) -> None:
        """Take the triggers out of a PostgreSQL database that others go on with, and end."""
        if not isinstance(self._connection, sqlite3.Connection):
            self._connection.execute("DROP FUNCTION attack_note() CASCADE")
            self._connection.execute("DROP TABLE attack_log")
        self.close()

    @classmethod
    def over(cls, engine: Engine) -> Watch:
        """Put the triggers into a database."""
        tables = [name for name in inspect(engine).get_table_names() if _is_watched(name)]
        with engine.begin() as connection:
            run = connection.exec_driver_sql
            if engine.dialect.name == "sqlite":
                run(f"CREATE TABLE {LOG} (id INTEGER PRIMARY KEY, what TEXT)")
                for table in tables:
                    for kind in KINDS:
                        run(SQLITE.format(table=table, kind=kind))
            else:
                run(f"CREATE TABLE {LOG} (id bigserial PRIMARY KEY, what TEXT)")
                run(POSTGRESQL)
                for table in tables:
                    run(
                        f'CREATE TRIGGER attack AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
                        "FOR EACH ROW EXECUTE FUNCTION attack_note()"
                    )
        if engine.dialect.name == "sqlite":
            return cls(sqlite3.connect(str(engine.url.database), check_same_thread=False))
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return cls(psycopg.connect(url, autocommit=True))

    def forget(self) -> None:
        """Begin anew: what was changed until now is not the next request's."""
        self._last = self._connection.execute(
            "SELECT coalesce(max(id), 0) FROM attack_log"
        ).fetchone()[0]

    def changes(self) -> list[str]:
        """Return what was changed since, as table and kind, but for what is meant to be."""
        rows = self._connection.execute(
            f"SELECT what FROM attack_log WHERE id > {int(self._last)}"
        ).fetchall()
        return sorted({what for (what,) in rows if not EXPECTED.fullmatch(what)})

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def _is_watched(table: str) -> bool:
    return not table.startswith(("search_words", "alembic", "sqlite_", "attack"))
