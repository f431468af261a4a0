"""The bank's fixtures: a small course in files, and people to write it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.accounts.models import User
from app.db import db
from tests.bank.sample import write_course
from tests.people import make_user, sign_in


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """Return a bank folder with one course of two topics and three questions."""
    folder = tmp_path / "bank"
    write_course(folder)
    return folder


@pytest.fixture
def educator(app: Flask) -> User:
    """Return an educator."""
    return make_user("educator", name="Edda Educator")


@pytest.fixture
def client(app: Flask, educator: User) -> FlaskClient:
    """Return a browser in which the educator is signed in."""
    browser = app.test_client()
    sign_in(browser, educator)
    return browser


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Return a list that grows with every statement sent to the database."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)
