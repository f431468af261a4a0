"""A course and somebody who takes it; modules that need another have their own."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.bank.models import Course
from app.cards.service.enrolling import enrol
from app.db import transaction
from tests.learning.content import WRITTEN_AT, make_course
from tests.people import make_user, sign_in


@pytest.fixture
def course(app: Flask) -> Course:
    """Return a course of three questions."""
    return make_course()


@pytest.fixture
def learner(client: FlaskClient, course: Course) -> User:
    """Return a learner who takes the course and is signed in."""
    user = make_user()
    with transaction():
        enrol(course, actor=user, now=WRITTEN_AT)
    sign_in(client, user)
    return user
