"""Pauses, easy days, a backlog and an exam ahead, as the learner meets them on the pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.bank.models import Question
from app.db import db, transaction
from app.study.models import Card, CoursePlan, Preferences, StudyPause
from app.study.queries import due, log
from app.study.queries.next_card import find_next, get_workload
from app.study.service.enrolling import enrol
from tests.people import make_user, sign_in
from tests.study.content import RIGHT, WRITTEN_AT, make_course
from tests.study.driving import study

TODAY = date(2026, 3, 2)


@pytest.fixture
def learner(app, client, at):
    at("2026-03-02 12:00")
    user = make_user(time_zone="UTC", day_turns_at_hour=4)
    sign_in(client, user)
    return user


def take(learner, *, questions: int = 6, slug: str = "nerves", topics: int = 1):
    course = make_course(slug, questions=questions, topics=topics)
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    return course


def workload(learner, today: date = TODAY):
    scopes = due.list_scopes(learner.id)
    return get_workload(learner.id, scopes, today, log.get_preferences(learner.id))


def have_exam(course, exam_on: date | None) -> None:
    with transaction():
        db.session.merge(CoursePlan(course_id=course.id, exam_on=exam_on))


def have_waiting(learner, course, number: int, due_on: date) -> None:
    """Have so many cards of a course due since a day."""
    questions = db.session.query(Card).count()
    rows = due_questions(course)[questions : questions + number]
    with transaction():
        for question_id in rows:
            db.session.add(
                Card(
                    learner_id=learner.id,
                    question_id=question_id,
                    course_id=course.id,
                    version=1,
                    scheduler="sm2",
                    ease_hundredths=250,
                    repetition=1,
                    interval_days=1,
                    due_on=due_on,
                    introduced_on=due_on - timedelta(1),
                    reviewed_on=due_on - timedelta(1),
                    answered_at=WRITTEN_AT,
                )
            )


def due_questions(course) -> list[int]:
    return [
        one.id
        for one in db.session.query(Question).filter_by(course_id=course.id).order_by(Question.id)
    ]


def test_nothing_is_asked_during_a_pause_and_nothing_moves(client, learner) -> None:
    course = take(learner)
    have_waiting(learner, course, 2, TODAY)
    form = {"first_on": "2026-03-01", "last_on": "2026-03-08"}
    assert client.post("/study/pauses", data=form).status_code == 303
    assert workload(learner).total == 0
    page = client.get("/study").get_data(as_text=True)
    assert "You are on a break" in page
    assert "On a break" in client.get("/").get_data(as_text=True)
    assert workload(learner, date(2026, 3, 9)).due == 2
    client.post("/study/pauses/2026-03-01/end")
    assert workload(learner).due == 2
    stored = db.session.query(StudyPause).one()
    assert (stored.first_on, stored.last_on) == (date(2026, 3, 1), date(2026, 3, 1))


def test_pauses_beside_one_another_become_one(client, learner) -> None:
    for first, last in (("03-10", "03-12"), ("03-13", "03-15"), ("03-14", "03-20")):
        form = {"first_on": f"2026-{first}", "last_on": f"2026-{last}"}
        assert client.post("/study/pauses", data=form).status_code == 303
    stored = db.session.query(StudyPause).one()
    assert (stored.first_on, stored.last_on) == (date(2026, 3, 10), date(2026, 3, 20))
    assert client.post("/study/pauses/2026-03-10/end").status_code == 303
    assert client.post("/study/pauses/2026-03-10/end").status_code == 303
    assert db.session.query(StudyPause).count() == 0
    assert client.post("/study/pauses/tomorrow/end").status_code == 404


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("2026-03-10", "2026-03-09", "The last day comes before the first."),
        ("2026-02-01", "2026-02-09", "These days are over."),
        ("2026-03-10", "2028-03-09", "A pause takes a year at most."),
        ("", "2026-03-09", "Say when it begins."),
    ],
)
def test_a_pause_that_makes_no_sense_is_refused(client, learner, first, last, message) -> None:
    page = client.post("/study/pauses", data={"first_on": first, "last_on": last})
    assert page.status_code == 422
    assert message in page.get_data(as_text=True)


WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def test_easy_days_are_stored_and_shown(client, learner) -> None:
    form = {**dict.fromkeys(WEEK, "100"), "saturday": "0", "sunday": "50", "smooths": "y"}
    assert client.post("/study/load", data=form).status_code == 303
    stored = db.session.get_one(Preferences, learner.id)
    assert stored.smooths_load
    assert stored.weekday_percents == [100, 100, 100, 100, 100, 0, 50]
    page = client.get("/study/load").get_data(as_text=True)
    assert '<option selected value="50">' in page
    client.post("/study/load", data=dict.fromkeys(WEEK, "100"))
    db.session.expire_all()
    assert db.session.get_one(Preferences, learner.id).weekday_percents is None


def test_a_week_without_a_day_to_study_is_refused(client, learner) -> None:
    page = client.post("/study/load", data=dict.fromkeys(WEEK, "0"))
    assert page.status_code == 422
    assert "Leave at least one day" in page.get_data(as_text=True)
    assert client.post("/study/load", data={"monday": "30"}).status_code == 422


def test_a_backlog_is_spread_and_new_questions_go_slower(client, learner) -> None:
    course = take(learner, questions=90)
    assert workload(learner).new == 10
    have_waiting(learner, course, 80, TODAY - timedelta(5))
    found = workload(learner)
    assert (found.due, found.held_back, found.new) == (30, 50, 3)
    assert found.backlog is not None
    assert found.backlog.days == 3
    assert "80 cards have waited" in client.get("/").get_data(as_text=True)
    for _ in range(2):
        study(client, RIGHT)
    assert workload(learner).due == 28


def test_an_exam_raises_the_number_of_new_questions(client, learner) -> None:
    course = take(learner, questions=60)
    other = take(learner, questions=60, slug="other")
    have_exam(course, TODAY + timedelta(24))  # three days before the last weeks begin
    found = workload(learner)
    assert found.needed == {course.id: 20}
    assert found.new == 20
    scopes = due.list_scopes(learner.id)
    card = find_next(learner.id, scopes, TODAY, found, None)
    assert card is not None
    assert card.text.course_id == course.id != other.id
    have_exam(course, TODAY)
    assert workload(learner).new == 10


def test_the_page_of_the_exam(client, learner) -> None:
    course = take(learner, questions=60, topics=2)
    assert "No exam is ahead" in client.get("/courses/nerves/exam").get_data(as_text=True)
    have_exam(course, TODAY + timedelta(24))
    page = client.get("/courses/nerves/exam").get_data(as_text=True)
    assert "in 24 days" in page
    assert "takes 20 a day. You have chosen 10, so the plan asks for 20." in page
    for _ in range(3):
        study(client, RIGHT)
    page = client.get("/courses/nerves/exam").get_data(as_text=True)
    assert "On the day you can expect to know about" in page
    assert "Topic 1" in page
    assert client.get("/courses/none/exam").status_code == 404


def test_the_page_of_an_exam_is_for_those_who_take_the_course(client, learner) -> None:
    make_course("foreign")
    assert client.get("/courses/foreign/exam").status_code == 404


def test_the_page_of_the_exam_costs_as_much_with_a_long_log(client, learner, count_queries) -> None:
    course = take(learner, questions=40, topics=2)
    have_exam(course, TODAY + timedelta(24))
    study(client, RIGHT)
    with count_queries() as before:
        client.get("/courses/nerves/exam")
    for _ in range(9):
        study(client, RIGHT)
    with count_queries() as after:
        client.get("/courses/nerves/exam")
    assert len(after) == len(before) <= 14, "\n".join(after)
