"""PostgreSQL: its own programs write the copy and read it back; a restore is one transaction."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

import psycopg
from psycopg import sql
from sqlalchemy import URL

from app.backup.service import files
from app.backup.service.place import BackupFailed, Place

ASIDE: Final = "before_restore_"
_COPY = re.compile(rb"COPY public\.\"?(\w+)\"? \(.*\) FROM stdin;\n")
_VERSION = re.compile(r"\) (\d+)")
ANY_TABLE: Final = "SELECT 1 FROM pg_tables WHERE schemaname = 'public'"
TABLES: Final = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' "
    "AND tablename NOT LIKE 'search\\_words%' ORDER BY tablename"
)


@contextlib.contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise BackupFailed(f"{what}: {error}") from error


def size_of(place: Place) -> int:
    """Return about as many bytes as a copy takes at most."""
    with _told("The database cannot be reached"), _connect(place.url) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0


def copy(place: Place, target: Path) -> tuple[str, dict[str, int]]:
    """Copy the database as it is at one moment; return its migration and the rows of each table."""
    files.make_private(target)
    with _told("The database cannot be read"), _connect(place.url) as connection:
        program = _find_program(place, "pg_dump", connection.info.server_version // 10000)
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        counted = _count(connection)
        _run(
            place.url,
            [program, "--format=custom", "--no-owner", "--no-privileges", "--no-password"],
            [f"--exclude-schema={ASIDE}*", f"--snapshot={row[0] if row else ''}"],
            [f"--file={target}", f"--dbname={_address(place.url)}"],
        )
    files.keep(target)
    return counted


def count_rows(place: Place, copy_: Path) -> dict[str, int]:
    """Read a whole copy without a database, and return how many rows it has for each table.

    Raises:
        BackupFailed: it cannot be read to its end.
    """
    command = [_find_program(place, "pg_restore"), "--data-only", "--file=-", str(copy_)]
    counts: dict[str, int] = {}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said)  # noqa: S603
        assert process.stdout is not None  # noqa: S101 - for the types: it is a pipe
        with process.stdout as lines:
            for line in lines:
                if (found := _COPY.fullmatch(line)) is not None:
                    counts[found[1].decode()] = _count_until_the_end(lines)
        if process.wait():
            said.seek(0)
            raise BackupFailed(f"{copy_} is damaged: {said.read(2000).decode(errors='replace')}")
    return {
        name: count
        for name, count in counts.items()
        if name != "alembic_version" and not name.startswith("search_words")
    }


def _count_until_the_end(lines: IO[bytes]) -> int:
    count = 0
    for line in lines:
        if line == b"\\.\n":
            break
        count += 1
    return count


@contextlib.contextmanager
def scratch_database(place: Place) -> Iterator[URL | None]:
    """Make a database beside the real one, gone at the end; None if the role may not make one."""
    name = f"myelin_check_{uuid.uuid4().hex}"
    with _told("The database cannot be reached"), _connect(place.url) as connection:
        row = connection.execute(
            "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    if not row or not row[0]:
        yield None
        return
    with _told("A database to try in cannot be made"), _connect(place.url, alone=True) as made:
        made.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    try:
        yield place.url.set(database=name)
    finally:
        with _told("The database to try in stays"), _connect(place.url, alone=True) as made:
            made.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def restore(place: Place, url: URL, copy_: Path, *, aside: str) -> bool:
    """Fill a database from a copy and sign everybody out, in one transaction.

    Tables that are there move to the schema ``aside``. Returns whether there were any.

    Raises:
        BackupFailed: nothing has changed.
    """
    with _told("The database cannot be reached"), _connect(url) as connection:
        version = connection.info.server_version // 10000
        had_tables = bool(connection.execute(f"{ANY_TABLE} LIMIT 1").fetchone())
    reader = [_find_program(place, "pg_restore"), "--no-owner", "--no-privileges", "--file=-"]
    writer = [_find_program(place, "psql", version), "--no-psqlrc", "--quiet", "--no-password"]
    writer += ["--single-transaction", "--set=ON_ERROR_STOP=1", f"--dbname={_address(url)}"]
    begin = "SET lock_timeout = '10s';\nSET client_min_messages = warning;\n"
    if had_tables:
        begin += f'ALTER SCHEMA public RENAME TO "{aside}";\nCREATE SCHEMA public;\n'
    end = "\nDELETE FROM public.user_sessions;\n"
    with tempfile.TemporaryFile() as said:
        filling = subprocess.Popen(  # noqa: S603
            [*writer, "--file=-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=_environ(url),
        )
        is_read = _pour([*reader, str(copy_)], filling, begin, end, said)
        if filling.wait() or not is_read:
            said.seek(0)
            raise BackupFailed(
                "Nothing was restored, and nothing has changed. PostgreSQL says: "
                f"{said.read(2000).decode(errors='replace').strip()}"
            )
    return had_tables


def _pour(
    reader: list[str], filling: subprocess.Popen[bytes], begin: str, end: str, said: IO[bytes]
) -> bool:
    """Send a copy to psql between two texts; only a copy that was read to its end is committed."""
    assert filling.stdin is not None  # noqa: S101 - for the types: it is a pipe
    with contextlib.suppress(BrokenPipeError), filling.stdin as target:
        target.write(begin.encode())
        with subprocess.Popen(reader, stdout=subprocess.PIPE, stderr=said) as reading:  # noqa: S603
            assert reading.stdout is not None  # noqa: S101 - for the types: it is a pipe
            try:
                shutil.copyfileobj(reading.stdout, target)
            finally:
                reading.stdout.close()
        if reading.returncode:
            filling.kill()  # without an end to its input it cannot commit
            return False
        target.write(end.encode())
        target.close()
        return True
    return False


def count_others(url: URL) -> int:
    """Return how many others are connected to a database."""
    with _told("The database cannot be reached"), _connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchone()
    return int(row[0]) if row else 0


def _count(connection: psycopg.Connection) -> tuple[str, dict[str, int]]:
    names = [name for (name,) in connection.execute(TABLES)]
    counts = {}
    for name in names:
        table = sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(name))
        row = connection.execute(table).fetchone()
        counts[name] = int(row[0]) if row else 0
    is_there = connection.execute("SELECT to_regclass('public.alembic_version')").fetchone()
    if not is_there or is_there[0] is None:
        return "", counts
    row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
    return (str(row[0]) if row else ""), counts


def _find_program(place: Place, name: str, server: int = 0) -> str:
    """Return the path of one of PostgreSQL's programs, at least as new as the server.

    Raises:
        BackupFailed: there is none, or it is older.
    """
    where = os.fspath(place.programs) if place.programs else None
    path = shutil.which(name, path=where)
    if path is None:
        raise BackupFailed(
            f"PostgreSQL's program {name} was not found in {where or 'PATH'}. Install PostgreSQL's "
            "client programs, or name their folder with MYELIN_POSTGRESQL_BIN."
        )
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = _VERSION.search(said)
    version = int(found[1]) if found else 0
    if version < server:
        raise BackupFailed(
            f"{path} is of PostgreSQL {version}, but the server is {server}: it cannot read a newer "
            "one. Name the folder of newer programs with MYELIN_POSTGRESQL_BIN."
        )
    return path


def _run(url: URL, *parts: list[str]) -> None:
    command = [one for part in parts for one in part]
    result = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        command, env=_environ(url), capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise BackupFailed(f"{Path(command[0]).name} failed: {result.stderr.strip()[-2000:]}")


def _address(url: URL) -> str:
    """Return the address without the password, which everybody on the machine could read there."""
    bare = url.set(drivername="postgresql", password=None)
    return bare.render_as_string(hide_password=False)


def _environ(url: URL) -> dict[str, str]:
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    return os.environ | password


def _connect(url: URL, *, alone: bool = False) -> psycopg.Connection:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=alone)
