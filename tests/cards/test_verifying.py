"""``flask study verify`` finds every way in which cards and their log can differ."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from app.accounts.models import User
from app.cards.models import Card, Review
from app.cards.service.enrolling import enrol
from app.db import db, transaction
from tests.learning.content import RIGHT, WRITTEN_AT, make_course
from tests.learning.driving import study
from tests.people import make_user, sign_in


@pytest.fixture
def learner(client: FlaskClient, app: Flask) -> User:
    """Return a learner who has answered three questions."""
    user = make_user()
    course = make_course(questions=3)
    with transaction():
        enrol(course, actor=user, now=WRITTEN_AT)
    sign_in(client, user)
    for _ in range(3):
        study(client, RIGHT)
    return user


def verify(app: Flask) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["study", "verify"])
    return result.exit_code, result.output


def cards() -> list[int]:
    return list(db.session.scalars(select(Card.question_id).order_by(Card.question_id)))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_reviews_without_their_card(app, learner, place) -> None:
    question_id = cards()[place]
    with transaction():
        db.session.execute(delete(Card).where(Card.question_id == question_id))
    code, output = verify(app)
    assert code == 1
    assert f"learner {learner.id}, question {question_id}: 1 reviews but no card" in output
    assert "1 differences" in output


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_card_without_its_reviews(app, learner, place) -> None:
    question_id = cards()[place]
    with transaction():
        db.session.execute(delete(Review).where(Review.question_id == question_id))
    code, output = verify(app)
    assert code == 1
    assert f"question {question_id}: a card but no reviews" in output
    assert "1 differences" in output


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"number": 7}, "the log is numbered [7]"),
        ({"grade": 5}, "ease_hundredths is 250, but replaying the log gives 260"),
        ({"kind": "drill"}, "the log cannot be replayed"),
    ],
)
def test_a_log_that_was_tampered_with(app, learner, change, message) -> None:
    question_id = cards()[1]
    with transaction():
        db.session.execute(update(Review).where(Review.question_id == question_id).values(**change))
    code, output = verify(app)
    assert code == 1
    assert f"question {question_id}: {message}" in output


def test_a_review_whose_own_state_is_not_what_its_log_gives(app, learner) -> None:
    with transaction():
        review = db.session.scalars(select(Review).limit(1)).one()
        review.state_after = {**review.state_after, "lapses": 3}
    code, output = verify(app)
    assert code == 1
    assert "the last review's state differs from the replayed log" in output
