"""Migrations: one at a time, after a backup, never under a server, never broken off half-way."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from app import locks
from app.backup.service import migrating
from app.db import db, transaction
from tests.backup.site import COUNTERS, digest_tables, opened
from tests.backup.test_backups import fails, is_sqlite, url_of
from tests.serving import ROOT, Server


@pytest.fixture
def behind(site: Server) -> Server:
    """Return a site whose database is one version behind, without backups."""
    site._environ["MYELIN_BACKUPS"] = "no"
    site.flask("db", "downgrade", "0014")
    del site._environ["MYELIN_BACKUPS"]
    return site


def version(site: Server) -> str:
    engine = create_engine(url_of(site), poolclass=NullPool)
    with engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())


def migration_backups(site: Server) -> list[Path]:
    return list((site.data_dir / "backups").glob("myelin-*-migration"))


def test_two_that_start_at_once_migrate_once_and_back_up_once(behind: Server) -> None:
    cards = digest_tables(url_of(behind), without=COUNTERS)["cards"]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: behind.flask("db", "upgrade"), range(3)))
    (backup,) = migration_backups(behind)
    assert '"revision": "0014"' in (backup / "manifest.json").read_text()
    assert version(behind) > "0014"
    assert digest_tables(url_of(behind), without=COUNTERS)["cards"] == cards
    behind.flask("db", "upgrade")
    behind.flask("db", "check")
    assert migration_backups(behind) == [backup]


def test_without_a_backup_nothing_is_changed(behind: Server, tmp_path: Path) -> None:
    wall = tmp_path / "no-folder"
    wall.write_text("a file where the folder should be")
    said = fails(behind, "db", "upgrade", MYELIN_BACKUP_DIR=str(wall))
    assert "Nothing was changed" in said
    assert "MYELIN_BACKUPS=no" in said
    assert version(behind) == "0014"


def test_the_newest_five_of_before_migrations_are_kept(file_site: Server) -> None:
    folder = file_site.data_dir / "backups"
    for _ in range(3):
        file_site.flask("db", "downgrade", "0014")
        file_site.flask("db", "upgrade")
    assert len(list(folder.glob("myelin-*"))) == 5


def test_under_a_running_server_nothing_is_migrated(behind: Server) -> None:
    locks_ = (
        "import sys, time, pathlib; from app import locks;"
        "locks.serve_from(pathlib.Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", locks_, str(behind.data_dir)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout.readline() == "held\n"
        try:
            for command in (("db", "upgrade"), ("serve",)):
                said = fails(behind, *command)
                assert "Stop the old server first" in said
                assert f"kill {server.pid}" in said
        finally:
            server.kill()
    assert version(behind) == "0014"
    behind.flask("db", "upgrade")


@contextlib.contextmanager
def busy(write: Callable[[], None]) -> Iterator[list[int]]:
    """Write in four threads, as fast as they can, inside the block; yield what counts the writes."""
    over, counts = threading.Event(), [0, 0, 0, 0]

    def go_on(number: int) -> None:
        while not over.is_set():
            write()
            counts[number] += 1

    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(go_on, number) for number in range(4)]
        try:
            yield counts
        finally:
            over.set()
            for future in writing:
                future.result(60)


def test_a_migration_gets_its_turn_among_busy_writers(behind: Server) -> None:
    """An old server of before this rule: it writes all the time and holds no lock of ours."""
    with opened(url_of(behind), behind.data_dir) as app:

        def write() -> None:
            with app.app_context():
                with transaction():
                    statement = "UPDATE users SET theme = 'dark' WHERE id = 1"
                    db.session.connection().exec_driver_sql(statement)
                db.session.remove()

        with busy(write) as counts:
            behind.flask("db", "upgrade")
            before = sum(counts)
            deadline = time.monotonic() + 30
            while sum(counts) == before:
                assert time.monotonic() < deadline, "nobody writes any more"
                time.sleep(0.01)
        assert min(counts) > 0
    assert version(behind) > "0014"
    behind.flask("db", "check")


def test_whoever_writes_for_too_long_is_told_of(
    behind: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "PATIENCE_SECONDS", 1)
    with opened(url_of(behind), behind.data_dir) as app:
        runner = app.test_cli_runner()
        with contextlib.ExitStack() as held:
            if is_sqlite(behind):
                lock = behind.data_dir / locks.WRITE
                held.enter_context(locks.alone(lock, patience_seconds=10))
            else:
                held.callback(db.engine.dispose)
                engine = create_engine(url_of(behind), poolclass=NullPool)
                connection = held.enter_context(engine.connect())
                key = migrating._ADVISORY_KEY
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({key})")
            result = runner.invoke(args=["db", "upgrade"])
        assert result.exit_code == 1
        assert "The database is busy" in result.output
        assert version(behind) == "0014"
        assert runner.invoke(args=["db", "upgrade"]).exit_code == 0
    assert version(behind) > "0014"


def test_another_program_that_holds_sqlite_is_waited_for(file_site: Server) -> None:
    """A shell in the middle of a write knows nothing of our locks."""
    file_site._environ["MYELIN_BACKUPS"] = "no"
    file_site.flask("db", "downgrade", "0014")
    database = file_site.data_dir / "myelin.db"
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as pool:
            upgrade = pool.submit(file_site.flask, "db", "upgrade")
            time.sleep(7)  # more than the five seconds that other connections wait
            assert not upgrade.done()
            shell.execute("ROLLBACK")
            upgrade.result(60)
    assert version(file_site) > "0014"
