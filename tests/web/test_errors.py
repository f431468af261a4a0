"""A database that cannot be written or reached is a 503 in words; nothing is half stored."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, func, select, text

from app import clock
from app.accounts.models import User
from app.accounts.service.credentials.sessions import SEEN_EVERY
from app.cards.models import Card, Review
from app.cards.service.enrolling import enrol
from app.db import db, transaction
from app.web.requests.access import public
from tests.learning.content import RIGHT, WRITTEN_AT, make_course
from tests.learning.driving import answer, ask
from tests.people import make_user, set_up, sign_in

READ_ONLY = {"sqlite": "PRAGMA query_only=ON", "postgresql": "SET TRANSACTION READ ONLY"}
WRITABLE = {"sqlite": "PRAGMA query_only=OFF", "postgresql": "SET TRANSACTION READ WRITE"}


@pytest.fixture
def form(app: Flask, client: FlaskClient) -> dict[str, str]:
    """Return the form of a learner's first question, on a server that shows its error pages."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    learner, course = make_user(), make_course()
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    sign_in(client, learner)
    return ask(client)


def stored() -> tuple[int | None, ...]:
    return tuple(db.session.scalar(select(func.count()).select_from(one)) for one in (Review, Card))


@pytest.fixture
def read_only(form: dict[str, str]) -> Iterator[None]:
    """Let the database take no write, as a full or read-only disk does."""
    dialect = db.engine.dialect.name

    def forbid(connection: Connection) -> None:
        connection.exec_driver_sql(READ_ONLY[dialect])

    event.listen(db.engine, "begin", forbid)
    yield
    event.remove(db.engine, "begin", forbid)
    db.session.rollback()
    with db.engine.connect() as connection:
        connection.exec_driver_sql(WRITABLE[dialect])


def test_a_database_that_takes_no_write_is_a_503(client, form, read_only, caplog) -> None:
    page = answer(client, form, RIGHT)
    assert page.status_code == 503
    assert "Back in a moment" in page.text
    assert "Traceback" not in page.text
    assert client.get("/study").status_code == 200  # reading goes on
    wants_json = {"Accept": "application/json"}
    problem = client.post("/study/answer", data={**form, "choice": "a"}, headers=wants_json)
    assert (problem.status_code, problem.content_type) == (503, "application/problem+json")


def test_a_visit_that_cannot_be_recorded_does_not_stand_in_the_way(
    client, form, read_only, at, caplog
) -> None:
    at(clock.now() + SEEN_EVERY)
    assert client.get("/study").status_code == 200
    assert "a visit could not be recorded" in caplog.text


def test_a_lock_file_that_cannot_be_opened_is_a_503(app, client, form) -> None:
    lock = app.config["DATA_DIR"] / "write.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    expected = 503 if db.engine.dialect.name == "sqlite" else 303
    assert answer(client, form, RIGHT).status_code == expected
    lock.rmdir()
    assert answer(client, form, RIGHT).status_code == 303
    assert stored() == (1, 1)


def test_an_error_log_does_not_tell_what_people_answered(client, form, caplog) -> None:
    def fail(*arguments: Any) -> None:
        if "INSERT INTO reviews" in arguments[2]:
            arguments[1].execute("no such statement")

    event.listen(db.engine, "before_cursor_execute", fail)
    answer(client, form, RIGHT)
    event.remove(db.engine, "before_cursor_execute", fail)
    assert "SQL" in caplog.text
    assert "choice" not in caplog.text
    assert stored() == (0, 0)
    assert answer(client, form, RIGHT).status_code == 303


def test_a_deadlock_runs_the_view_again(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        return  # one writer at a time: there is nothing to wait for in a circle
    ids = [make_user().id, make_user().id]
    set_up(app)
    both_hold_one = threading.Barrier(2)
    runs: list[str] = []

    @public
    def rename(order: str) -> str:
        runs.append(order)
        first, second = ids if order == "up" else reversed(ids)
        with transaction():
            add_letter(first)
            if runs.count(order) == 1:
                both_hold_one.wait(30)
            add_letter(second)
        return "done"

    app.add_url_rule("/rename/<order>", view_func=rename)
    statuses: list[int] = []
    threads = [
        threading.Thread(
            target=lambda way=way: statuses.append(
                app.test_client().get(f"/rename/{way}").status_code
            )
        )
        for way in ("up", "down")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200, 200]
    assert len(runs) >= 3  # one of the two ran again; on a busy machine they may meet twice
    names = db.session.scalars(select(User.name).where(User.id.in_(ids)))
    assert all(name.endswith("xx") for name in names)


def add_letter(user_id: int) -> None:
    db.session.execute(text("update users set name = name || 'x' where id = :id"), {"id": user_id})
