"""The pages on which a schedule is chosen: for oneself, and for a course."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.cards.models import Card, CardMove, CoursePlan, Preferences
from app.cards.queries.schedules import get_schedule, last_change_number
from app.cards.service.enrolling import enrol
from app.cards.service.verifying import verify
from app.db import db, transaction
from app.domain.scheduling.memory.scheduler import SM2, Schedule
from tests.learning.content import RIGHT, WRITTEN_AT
from tests.learning.driving import study
from tests.people import make_user, sign_in

PAGE = "/courses/nerves/schedule"
FSRS = {"scheduler": "fsrs", "desired_retention_percent": "85"}


def schedulers():
    db.session.expire_all()
    return set(db.session.scalars(select(Card.scheduler)))


def test_a_learner_looks_ahead_changes_and_takes_it_back(client, learner, course):
    study(client, RIGHT)
    page = client.get(PAGE).get_data(as_text=True)
    assert "Your schedule is <b>Classic (SM-2)</b>" in page
    look = client.post(PAGE, data={**FSRS, "moves_due": "y", "action": "look"})
    assert look.status_code == 200
    text = look.get_data(as_text=True)
    assert "What would change" in text
    assert "1 card waits" in text
    assert schedulers() == {"sm2"}
    made = client.post(PAGE, data={**FSRS, "action": "change"})
    assert (made.status_code, made.location) == (303, PAGE)
    assert schedulers() == {"fsrs"}
    assert "Adaptive (FSRS), aiming at 85" in client.get(PAGE).get_data(as_text=True)
    back = client.post(f"{PAGE}/1/undo", follow_redirects=True)
    assert "Undone:" in back.get_data(as_text=True)
    assert schedulers() == {"sm2"}
    assert get_schedule(learner.id, course.id) == SM2
    assert list(verify()) == []


def test_a_change_sent_twice_is_one(client, learner, course):
    for _ in range(2):
        client.post(PAGE, data={**FSRS, "action": "change"})
    assert last_change_number(learner.id, course.id) == 1


def test_the_schedule_of_a_learner_who_answered_nothing(client, learner):
    page = client.post(PAGE, data={**FSRS, "action": "look"}).get_data(as_text=True)
    assert "You have not answered anything in this course yet" in page


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"scheduler": "fsrs", "desired_retention_percent": "69"}, "Choose from 70 to 97"),
        ({"scheduler": "fsrs", "desired_retention_percent": "all"}, "Not a valid integer"),
        ({"scheduler": "fsrs"}, "Enter how much you want to recall"),
        ({"scheduler": "sm17", "desired_retention_percent": "90"}, "Not a valid choice"),
    ],
)
def test_what_is_out_of_bounds_is_said_beside_the_field(client, learner, course, data, message):
    for action in ("look", "change"):
        page = client.post(PAGE, data={**data, "action": action})
        assert page.status_code == 422
        assert message in page.get_data(as_text=True)
    assert last_change_number(learner.id, course.id) == 0


def test_only_the_last_change_can_be_taken_back(client, learner):
    client.post(PAGE, data={**FSRS, "action": "change"})
    client.post(PAGE, data={**FSRS, "desired_retention_percent": "95", "action": "change"})
    page = client.post(f"{PAGE}/1/undo", follow_redirects=True).get_data(as_text=True)
    assert "Undo that one first" in page
    assert client.post(f"{PAGE}/9/undo").status_code == 404


def test_a_course_that_is_not_taken_has_no_schedule(client, course):
    sign_in(client, make_user())
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}/1/undo").status_code == 404


def test_educators_plan_a_course_for_those_who_come(client, course):
    sign_in(client, make_user("educator"))
    page = client.post("/courses/nerves/plan", data={**FSRS, "exam_on": "2026-12-01"})
    assert page.status_code == 303
    plan = db.session.get_one(CoursePlan, course.id)
    assert (plan.scheduler, plan.desired_retention_percent) == ("fsrs", 85)
    assert plan.exam_on == date(2026, 12, 1)
    page = client.post("/courses/nerves/plan", data={**FSRS, "exam_on": "tomorrow"})
    assert page.status_code == 422
    learner = make_user()
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    assert get_schedule(learner.id, course.id) == Schedule("fsrs", 0.85)


def test_learners_do_not_plan_courses(client, learner):
    assert client.get("/courses/nerves/plan").status_code == 403


def due_days():
    db.session.expire_all()
    return list(db.session.scalars(select(Card.due_on).order_by(Card.question_id)))


def test_a_course_begins_anew_and_goes_back(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    for _ in range(3):
        study(client, RIGHT)
    with transaction():
        db.session.add(Preferences(learner_id=learner.id, new_per_day=2))
    before = due_days()
    clock.advance(minutes=1)
    made = client.post(f"{PAGE}/begin-anew", follow_redirects=True).get_data(as_text=True)
    assert "3 cards start over." in made
    assert "2 a day" in made
    assert "3 cards started over, from 3 Mar 2026 on" in made
    assert due_days() == [date(2026, 3, 3), date(2026, 3, 3), date(2026, 3, 4)]
    again = client.post(f"{PAGE}/begin-anew", follow_redirects=True).get_data(as_text=True)
    assert "There was no card to start over." in again
    clock.advance(minutes=1)
    undo = f"{PAGE}/moves/{db.session.scalars(select(CardMove.batch_id).distinct()).one()}/undo"
    back = client.post(undo, follow_redirects=True).get_data(as_text=True)
    assert "3 cards are as they were before." in back
    assert "Cards that you moved" not in back
    assert due_days() == before
    assert "already undone" in client.post(undo, follow_redirects=True).get_data(as_text=True)
    assert list(verify()) == []


def test_others_neither_reset_nor_undo(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    study(client, RIGHT)
    clock.advance(minutes=1)
    client.post(f"{PAGE}/begin-anew")
    batch_id = db.session.scalars(select(CardMove.batch_id)).one()
    stranger = make_user()
    sign_in(client, stranger)
    assert client.post(f"{PAGE}/begin-anew").status_code == 404
    assert client.post(f"{PAGE}/moves/{batch_id}/undo").status_code == 404
    with transaction():
        enrol(course, actor=stranger, now=WRITTEN_AT)
    said = client.post(f"{PAGE}/moves/{batch_id}/undo", follow_redirects=True)
    assert "already undone" in said.get_data(as_text=True)
    assert db.session.scalars(select(CardMove.undone_at)).one() is None
