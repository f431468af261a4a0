"""However it is answered, a session ends at its summary and has asked all that was due."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.cards.models import Card, Enrolment, Review
from app.cards.service.enrolling import enrol
from app.cards.service.verifying import verify
from app.db import db, transaction
from tests.learning.content import RIGHT, WRITTEN_AT, WRONG, make_course
from tests.learning.driving import answer, question_form
from tests.people import make_user, sign_in

DAYS = 8
MOST_ANSWERS = 120
ZONES = ("Pacific/Auckland", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati")


@pytest.fixture
def learner(app: Flask, client: FlaskClient) -> User:
    user = make_user(time_zone="Europe/Berlin")
    for slug in ("nerves", "muscles"):
        course = make_course(slug, questions=7, topics=2)
        with transaction():
            enrol(course, actor=user, now=WRITTEN_AT)
    sign_in(client, user)
    client.post("/study/preferences", data={"new_per_day": "4"})
    return user


def due_ids(learner: User, today: date, course_id: int | None) -> set[int]:
    cards = db.session.scalars(select(Card).filter_by(learner_id=learner.id))
    return {
        card.question_id
        for card in cards
        if card.due_on <= today and course_id in (None, card.course_id)
    }


@pytest.mark.parametrize("seed", range(3))
def test_random_sessions_come_to_their_end(app, client, learner, at, seed) -> None:
    chance = random.Random(seed)
    clock = at("2026-03-22 07:00")
    course_ids = sorted(db.session.scalars(select(Enrolment.course_id)))
    for _ in range(DAYS):
        clock.advance(hours=chance.choice([24, 24, 30, 3 * 24]))
        path, course_id = chance.choice(
            [("/study", None), ("/study", None), ("/study/courses/nerves", course_ids[0])]
        )
        with transaction():
            user = db.session.merge(learner)
            user.time_zone = chance.choice(ZONES)
            user.day_turns_at_hour = chance.randrange(24)
        sign_in(client, learner)
        today = today_of(user, clock.now())
        waiting = due_ids(learner, today, course_id)
        asked = one_session(client, chance, clock, path, keeps_day=(user, today))
        assert waiting <= asked
        assert due_ids(learner, today, course_id) == set()
    assert list(verify()) == []


def one_session(client, chance, clock, path, keeps_day) -> set[int]:
    """Study until the summary and return what was asked; each answer takes a second."""
    user, today = keeps_day
    asked: list[int] = []
    while True:
        page = client.get(path)
        if page.status_code == 303:
            assert client.get(page.location).status_code == 200
            return set(asked)
        if b"/study/answer" not in page.data:
            assert not asked
            return set()
        form = question_form(page)
        asked.append(int(form["question_id"]))
        assert len(asked) < MOST_ANSWERS, "the session does not end"
        if today_of(user, clock.now() + timedelta(seconds=1)) == today:
            clock.advance(seconds=1)
        respond(client, chance, form)


def respond(client, chance, form) -> None:
    response = chance.choice([RIGHT, RIGHT, RIGHT, WRONG, {"blank": "1"}])
    sent = answer(client, form, response, certainty=chance.choice(["", "", "unsure", "guess"]))
    assert sent.status_code == 303
    review = db.session.scalars(select(Review).order_by(Review.id.desc()).limit(1)).one()
    if chance.random() < 0.3 and response is RIGHT and review.kind != "practice":
        address = f"/study/reviews/{form['review_id']}/grade"
        grade = chance.choice(["2", "3", "4", "5"])
        assert client.post(address, data={"grade": grade}).status_code == 303
