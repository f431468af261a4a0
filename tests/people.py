"""People for tests: ``make_user`` makes one, ``sign_in`` puts their session into a client."""

from __future__ import annotations

import itertools
from functools import cache
from typing import Any

from flask import Flask, current_app
from flask.testing import FlaskClient

from app import clock
from app.accounts.models import User
from app.accounts.service import create_user, start_session
from app.accounts.service.credentials.passwords import hash_password
from app.accounts.views import gate
from app.db import db, transaction

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def password_hash(password: str = PASSWORD) -> str:
    """Return the real hash of a password, made once for all tests."""
    return _hash_once(password)


@cache
def _hash_once(password: str) -> str:
    return hash_password(password)


def set_up(app: Flask) -> None:
    """Treat the site as one that has its admin, so that pages do not lead to the setup page."""
    app.extensions[gate.EXTENSION].is_set_up = True


def make_user(role: str = "learner", *, password: str = PASSWORD, **fields: Any) -> User:
    """Make an account whose password is ``password`` and return it.

    ``fields`` are columns of ``users``. The site counts as set up from then on.
    """
    number = next(_numbers)
    values: dict[str, Any] = {
        "email": f"person{number}@example.org",
        "name": f"Person {number}",
        "now": clock.now(),
    }
    for name in ("email", "name", "locale", "time_zone", "now"):
        if name in fields:
            values[name] = fields.pop(name)
    with transaction():
        user = create_user(role=role, password_hash=password_hash(password), **values)
        for name, value in fields.items():
            setattr(user, name, value)
    set_up(current_app)
    return user


def sign_in(client: FlaskClient, user: User, *, remembered: bool = False) -> str:
    """Sign a person in (a real session row and its cookie) and return the token."""
    with transaction():
        token = start_session(user.id, remembered=remembered, now=clock.now())
    client.set_cookie(gate.cookie_name(), token)
    db.session.rollback()
    return token
