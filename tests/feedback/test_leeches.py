"""Leeches: a question that keeps slipping is told of kindly, and educators learn how many it is."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.cards.models import Card, Enrolment
from app.db import db, transaction
from tests.learning.content import RIGHT, WRITTEN_AT, WRONG, make_course
from tests.learning.driving import study
from tests.people import make_user, sign_in

KIND_WORDS = "This one keeps slipping"


@pytest.fixture
def course(app):
    return make_course(questions=1)


@pytest.fixture
def educator(app):
    client = app.test_client()
    sign_in(client, make_user("educator"))
    return client


def lapse(client, clock):
    """Forget the question on its day, recall it in the drill; return the feedback on the lapse."""
    clock.moment = clock.moment.replace(hour=10)
    card = db.session.scalars(select(Card)).one()
    while card.due_on > clock.moment.date():
        clock.advance(days=1)
    review = study(client, WRONG)
    page = client.get(f"/study/reviews/{review}").get_data(as_text=True)
    clock.advance(minutes=1)
    study(client, RIGHT)
    return page


def told_at(client, clock, lapses):
    pages = [lapse(client, clock) for _ in range(lapses)]
    return [number for number, page in enumerate(pages, start=1) if KIND_WORDS in page]


def test_a_learner_is_told_of_the_eighth_lapse_and_the_twelfth(
    client, learner, course, educator, at
) -> None:
    clock = at("2026-03-02 10:00")
    study(client, RIGHT)
    assert "No question keeps slipping." in educator.get("/study/leeches").get_data(as_text=True)
    assert told_at(client, clock, 7) == []
    assert "No question keeps slipping." in educator.get("/study/leeches").get_data(as_text=True)
    page = lapse(client, clock)
    assert "It has slipped 8 times" in page
    assert "/courses/nerves/topics/topic-0#Q1" in page
    assert "Stop asking me this" in page
    assert told_at(client, clock, 4) == [4]

    page = educator.get("/study/leeches").get_data(as_text=True)
    assert "What insulates" in page
    assert learner.name not in page
    # Who has left the course is not counted any more.
    with transaction():
        db.session.get(Enrolment, (learner.id, course.id)).left_at = WRITTEN_AT
    assert "No question keeps slipping." in educator.get("/study/leeches").get_data(as_text=True)


def test_the_learner_says_after_how_many_lapses_if_at_all(client, learner, at) -> None:
    clock = at("2026-03-02 10:00")
    client.post("/study/preferences", data={"new_per_day": "10", "leech_lapses": "2"})
    study(client, RIGHT)
    assert told_at(client, clock, 4) == [2, 3, 4]
    client.post("/study/preferences", data={"new_per_day": "10", "leech_lapses": "0"})
    assert told_at(client, clock, 2) == []
    page = client.post("/study/preferences", data={"new_per_day": "10", "leech_lapses": "51"})
    assert page.status_code == 422


def test_a_lapse_that_was_undone_counts_no_more(client, learner, educator, at) -> None:
    clock = at("2026-03-02 10:00")
    study(client, RIGHT)
    told_at(client, clock, 7)
    while db.session.scalars(select(Card.due_on)).one() > clock.moment.date():
        clock.advance(days=1)
    review = study(client, WRONG)
    assert "What insulates" in educator.get("/study/leeches").get_data(as_text=True)
    client.post(f"/study/reviews/{review}/undo")
    assert "No question keeps slipping." in educator.get("/study/leeches").get_data(as_text=True)
    page = client.get(f"/study/reviews/{study(client, RIGHT)}").get_data(as_text=True)
    assert KIND_WORDS not in page
