"""Backups through the commands, on both databases: made, proved, refused, put back."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from app import locks
from app.backup.jobs import this_place
from app.backup.service.manifest import find_backup
from app.backup.service.restoring import restore
from app.db import db
from tests import launching, postgresql
from tests.backup.site import COUNTERS, count_sessions, digest_tables, opened
from tests.serving import Server


def the_backup(site: Server) -> Path:
    (path,) = (one for one in (site.data_dir / "backups").iterdir() if one.is_dir())
    return path


def url_of(site: Server) -> str:
    return site.environ["DATABASE_URL"]


def is_sqlite(site: Server) -> bool:
    return url_of(site).startswith("sqlite")


def execute(site: Server, statement: str) -> None:
    engine = create_engine(url_of(site), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(statement))


def fails(site: Server, *arguments: str, **environ: str) -> str:
    """Return what a command says that is to fail, in words and without a traceback."""
    result = launching.run(*arguments, environ=site.environ | environ, seconds=60)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr


def test_a_backup_comes_back_row_for_row_in_a_fresh_place(site: Server, fresh: Server) -> None:
    before = digest_tables(url_of(site))
    assert count_sessions(url_of(site)) == 1
    site.flask("backup", "create")
    key = (site.data_dir / "secret_key").read_bytes()
    backup = the_backup(site)
    said = site.flask("backup", "verify")
    assert "every card is the fold of its log" in said
    assert "2 people, 2 reviews, 4 questions" in said

    said = fresh.flask("backup", "restore", str(backup))
    assert "Everybody has to sign in again" in said
    assert digest_tables(url_of(fresh)) == before
    assert count_sessions(url_of(fresh)) == 0
    assert (fresh.data_dir / "secret_key").read_bytes() == key
    assert "Every card is the fold of its reviews" in fresh.flask("study", "verify")


def test_a_backup_is_for_its_owner_alone_and_tells_no_secret(file_site: Server) -> None:
    password = "a password in the environment"
    file_site._environ |= {"MAIL_PASSWORD": password, "BASE_URL": "https://learn.example.org"}
    file_site.flask("backup", "create")
    backup = the_backup(file_site)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in backup.iterdir()} == {0o600}
    text_ = (backup / "manifest.json").read_text()
    assert password not in text_
    assert json.loads(text_)["settings"]["BASE_URL"] == "https://learn.example.org"


def test_what_was_there_is_kept_aside_and_nothing_stays_beside_the_new(site: Server) -> None:
    site.flask("backup", "create")
    before = digest_tables(url_of(site))
    execute(site, "UPDATE users SET name = 'Somebody else'")
    if is_sqlite(site):
        # As a crash leaves it: what was written last stands in the journal alone.
        database = site.data_dir / "myelin.db"
        crash = (
            "import os, sqlite3; c = sqlite3.connect(os.environ['FILE'], isolation_level=None);"
            "c.execute('PRAGMA journal_mode=WAL'); c.execute('PRAGMA wal_autocheckpoint=0');"
            "c.execute(\"UPDATE users SET name = 'In the journal'\"); os.kill(os.getpid(), 9)"
        )
        subprocess.run([sys.executable, "-c", crash], env={"FILE": str(database)}, check=False)
        assert Path(f"{database}-wal").stat().st_size > 0
    said = site.flask("backup", "restore", "latest")
    assert digest_tables(url_of(site)) == before
    if is_sqlite(site):
        (aside,) = site.data_dir.glob("myelin.db.before-restore-*")
        assert str(aside) in said
        with contextlib.closing(sqlite3.connect(aside)) as old:
            assert {name for (name,) in old.execute("SELECT name FROM users")} == {"In the journal"}
        return
    assert "the schema before_restore_" in said
    with psycopg.connect(url_of(site).replace("+psycopg", "")) as connection:
        query = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore_%'"
        ((schema,),) = connection.execute(query).fetchall()
        names = connection.execute(f"SELECT DISTINCT name FROM {schema}.users").fetchall()
        assert names == [("Somebody else",)]
    # What lies aside is not in the next backup, which can be restored once more.
    site.flask("backup", "create")
    site.flask("backup", "verify")


def test_two_restores_within_a_second_keep_what_each_puts_aside(site: Server) -> None:
    site.flask("backup", "create")
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    kept: list[str] = []
    with opened(url_of(site), site.data_dir):
        place = this_place()
        backup = find_backup(place.folder, "latest")
        for now in (moment, moment + timedelta(milliseconds=1)):
            db.session.remove()
            db.engine.dispose()
            kept += restore(backup, place, now=now).kept_aside
    assert len(set(kept)) == 2


def test_a_damaged_old_database_is_replaced_too(file_site: Server) -> None:
    file_site.flask("backup", "create")
    before = digest_tables(url_of(file_site))
    database = file_site.data_dir / "myelin.db"
    database.write_bytes(b"not a database at all" * 1000)
    Path(f"{database}-wal").write_bytes(b"nor a journal" * 1000)
    file_site.flask("backup", "restore", "latest")
    assert digest_tables(url_of(file_site)) == before
    assert len(list(file_site.data_dir.glob("myelin.db.before-restore-*"))) == 2


def test_a_damaged_backup_is_refused_and_nothing_changes(site: Server) -> None:
    site.flask("backup", "create")
    backup = the_backup(site)
    (copy,) = (one for one in backup.iterdir() if one.name.startswith("myelin."))
    before = digest_tables(url_of(site))
    whole = copy.read_bytes()
    copy.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert "is damaged" in fails(site, "backup", "verify")
    assert "is damaged" in fails(site, "backup", "restore", "latest")
    copy.unlink()
    assert "is damaged" in fails(site, "backup", "verify")
    assert digest_tables(url_of(site)) == before


def change_manifest(backup: Path, **values: object) -> None:
    path = backup / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_fewer_rows_than_noted_are_noticed(site: Server) -> None:
    site.flask("backup", "create")
    backup = the_backup(site)
    counts = json.loads((backup / "manifest.json").read_text())["counts"]
    assert counts["reviews"] == 2
    change_manifest(backup, counts=counts | {"reviews": 3})
    assert "other rows than noted: reviews" in fails(site, "backup", "verify")


def test_a_copy_that_shrank_is_told(file_site: Server) -> None:
    file_site.flask("backup", "create")
    backup = the_backup(file_site)
    time.sleep(1.1)
    execute(file_site, "UPDATE enrolments SET introduced_up_to = 0")
    execute(file_site, "DELETE FROM cards")
    execute(file_site, "DELETE FROM reviews")
    file_site.flask("backup", "create")
    said = fails(file_site, "backup", "verify", "latest")
    assert f"2 reviews in {backup.name}, but 0 in " in said
    file_site.flask("backup", "verify", backup.name)


def test_an_empty_site_is_not_backed_up(fresh: Server) -> None:
    fresh.flask("db", "upgrade")
    assert "Nobody has an account yet" in fails(fresh, "backup", "create")
    assert fresh.flask("backup", "list").startswith("They are in ")


def test_an_empty_backup_is_refused(file_site: Server) -> None:
    file_site.flask("backup", "create")
    change_manifest(the_backup(file_site), counts={})
    assert "is empty" in fails(file_site, "backup", "restore", "latest")


def test_a_backup_of_a_newer_version_is_refused(file_site: Server) -> None:
    file_site.flask("backup", "create")
    change_manifest(the_backup(file_site), revision="9999")
    assert "newer Myelin" in fails(file_site, "backup", "restore", "latest")
    change_manifest(the_backup(file_site), revision="0001", format=2)
    assert "newer Myelin" in fails(file_site, "backup", "restore", the_backup(file_site).name)


def test_a_backup_of_an_older_version_is_brought_up_to_date(site: Server, fresh: Server) -> None:
    before = digest_tables(url_of(site), without=COUNTERS)
    site.flask("db", "downgrade", "0014")
    (made_before,) = (site.data_dir / "backups").glob("myelin-*-migration")
    site.flask("backup", "create")
    (backup,) = (site.data_dir / "backups").glob("myelin-*-asked")
    assert json.loads((backup / "manifest.json").read_text())["revision"] == "0014"
    site.flask("backup", "verify", backup.name)
    fresh.flask("backup", "restore", str(backup))
    after = digest_tables(url_of(fresh), without=COUNTERS)
    assert {name: after[name] for name in ("users", "reviews", "cards", "alembic_version")} == {
        name: before[name] for name in ("users", "reviews", "cards", "alembic_version")
    }
    assert made_before != backup


def test_under_a_running_server_nothing_is_restored(site: Server) -> None:
    site.flask("backup", "create")
    before = digest_tables(url_of(site))
    site.start()
    try:
        said = fails(site, "backup", "restore", "latest")
        assert "A server is running" in said
        assert f"kill {site.pid}" in said
        site.flask("backup", "verify")
        assert digest_tables(url_of(site))["reviews"] == before["reviews"]
    finally:
        site.stop()
    site.flask("backup", "restore", "latest")


def test_nothing_is_restored_under_somebody_who_has_it_open(site: Server) -> None:
    site.flask("backup", "create")
    before = digest_tables(url_of(site))
    engine = create_engine(url_of(site))
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM users").scalar()
        connection.rollback()
        said = fails(site, "backup", "restore", "latest")
        assert "Stop the server" in said
    engine.dispose()
    assert digest_tables(url_of(site)) == before
    assert not list(site.data_dir.glob("myelin.db.before*"))
    site.flask("backup", "restore", "latest")


def test_no_server_starts_in_the_middle_of_a_restore(file_site: Server) -> None:
    with locks.no_server(file_site.data_dir):
        assert "being migrated or restored" in fails(file_site, "serve")


def test_who_is_killed_leaves_nothing_that_looks_like_a_backup(file_site: Server) -> None:
    """Killed later and later, until it is done before it can be killed."""
    folder = file_site.data_dir / "backups"
    kills = 0
    for step in range(40):
        process = launching.Command(("backup", "create"), file_site.environ)
        while not list(folder.glob(".making-*")) and process.poll() is None:
            time.sleep(0.001)
        time.sleep(0.004 * step)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        was_killed = process.wait() == -signal.SIGKILL
        kills += was_killed
        finished = [one for one in folder.iterdir() if not one.name.startswith(".")]
        if finished or not was_killed:
            break
    assert kills > 0
    file_site.flask("backup", "create")
    assert not list(folder.glob(".making-*"))
    for one in folder.glob("myelin-*"):
        file_site.flask("backup", "verify", one.name)


def test_who_is_killed_in_a_restore_leaves_the_old_or_the_new(site: Server) -> None:
    site.flask("backup", "create")
    restored = digest_tables(url_of(site))
    kills, is_done = 0, False
    for step in range(30):
        execute(site, "UPDATE users SET name = 'Of before'")
        old = digest_tables(url_of(site))
        process = launching.Command(("backup", "restore", "latest"), site.environ)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.1 * 1.6**step)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        was_killed = process.wait() == -signal.SIGKILL
        kills += was_killed
        if not is_sqlite(site):
            wait_until_alone(site)
        found = digest_tables(url_of(site))
        assert found in (old, restored), "neither the old data nor the new"
        is_done = not was_killed
        if is_done:
            break
    assert kills > 0
    assert is_done
    assert digest_tables(url_of(site)) == restored
    assert not list(site.data_dir.glob(".making-*"))


def wait_until_alone(site: Server) -> None:
    """Wait until PostgreSQL has noticed that those who were killed are gone."""
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    deadline = time.monotonic() + 30
    with psycopg.connect(url_of(site).replace("+psycopg", ""), autocommit=True) as connection:
        while connection.execute(query).fetchone() != (0,):
            assert time.monotonic() < deadline, "a killed program is still connected"
            time.sleep(0.05)


def test_programs_that_are_missing_or_too_old_are_told(server_site: Server, tmp_path: Path) -> None:
    said = fails(server_site, "backup", "create", MYELIN_POSTGRESQL_BIN=str(tmp_path))
    assert "pg_dump was not found" in said
    assert "MYELIN_POSTGRESQL_BIN" in said
    said = fails(server_site, "backup", "create", MYELIN_POSTGRESQL_BIN=postgresql.programs(16))
    assert "is of PostgreSQL 16, but the server is 18" in said
    assert not list((server_site.data_dir / "backups").glob("myelin-*"))


def test_a_role_that_may_make_no_database_proves_what_it_can(server_site: Server) -> None:
    server_site.flask("backup", "create")
    execute(server_site, "DROP ROLE IF EXISTS plain")
    execute(server_site, "CREATE ROLE plain LOGIN")
    url = make_url(url_of(server_site)).set(username="plain")
    server_site._environ["DATABASE_URL"] = url.render_as_string(hide_password=False)
    said = server_site.flask("backup", "verify")
    assert "every row is there" in said
    assert "It was not restored aside" in said
