"""/readyz tries a real write; /healthz goes on while only reading is possible."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, text

from app.db import db
from app.home.models import JobRun
from app.home.service import readiness
from tests.conftest import second_app

READ_ONLY = {"sqlite": "PRAGMA query_only=ON", "postgresql": "SET TRANSACTION READ ONLY"}
WRITABLE = {"sqlite": "PRAGMA query_only=OFF", "postgresql": "SET TRANSACTION READ WRITE"}


@pytest.fixture(autouse=True)
def ask_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "EVERY_SECONDS", 0)


@contextlib.contextmanager
def read_only() -> Iterator[None]:
    """Let the database take no write, as a full or read-only disk does."""
    dialect = db.engine.dialect.name

    def forbid(connection: Connection) -> None:
        connection.exec_driver_sql(READ_ONLY[dialect])

    event.listen(db.engine, "begin", forbid)
    try:
        yield
    finally:
        event.remove(db.engine, "begin", forbid)
        db.session.rollback()
        with db.engine.connect() as connection:
            connection.exec_driver_sql(WRITABLE[dialect])


def test_it_is_ready_when_it_has_written(client: FlaskClient) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json) == (200, {"status": "ready"})
    first = db.session.get_one(JobRun, readiness.ROW).finished_at
    client.get("/readyz")
    db.session.expire_all()
    assert db.session.get_one(JobRun, readiness.ROW).finished_at > first


def test_it_is_not_ready_while_nothing_can_be_written(client: FlaskClient, caplog) -> None:
    with read_only():
        for _ in range(3):
            assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
    assert caplog.text.count("nothing can be saved") == 1
    assert client.get("/readyz").status_code == 200


def test_a_database_that_another_program_keeps_locked_is_not_ready(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.engine.dialect.name == "postgresql":
        monkeypatch.setattr(readiness, "PATIENCE_OF_POSTGRESQL", "SET LOCAL lock_timeout = '300ms'")
    else:
        monkeypatch.setattr("app.db.BUSY_TIMEOUT_MILLISECONDS", 300)
        db.session.remove()
        db.engine.dispose()
    assert client.get("/readyz").status_code == 200
    with db.engine.connect().execution_options(myelin_write=True) as holding:
        holding.execute(text("UPDATE job_runs SET outcome = 'held' WHERE name = 'readyz'"))
        assert client.get("/readyz").status_code == 503
        holding.rollback()
    assert client.get("/readyz").status_code == 200


def test_strangers_cannot_make_it_write_all_day(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "EVERY_SECONDS", 3600)
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "SELECT", "SET")):
            written.append(statement)

    with second_app(app) as site:
        event.listen(db.engine, "before_cursor_execute", note)
        client = site.test_client()
        assert {client.get("/readyz").status_code for _ in range(50)} == {200}
    assert 0 < len(written) <= 2


def test_it_is_open_before_there_is_an_admin(client: FlaskClient) -> None:
    assert client.get("/readyz").status_code == 200
