"""Pauses, easy days, a backlog and an exam ahead, as the learner meets them on the pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.bank.models import Question
from app.cards.models import Card, CoursePlan, Preferences, Review
from app.cards.queries.preferences import get_preferences
from app.cards.queries.scopes import list_scopes
from app.cards.service.enrolling import enrol
from app.db import db, new_id, transaction
from app.planning.models import StudyPause
from app.study.queries.next_card import find_next, get_workload
from tests.learning.content import RIGHT, WRITTEN_AT, make_course
from tests.learning.driving import study
from tests.people import make_user, sign_in

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
    scopes = list_scopes(learner.id)
    return get_workload(learner.id, scopes, today, get_preferences(learner.id))


def have_exam(course, exam_on: date | None) -> None:
    with transaction():
        db.session.merge(CoursePlan(course_id=course.id, exam_on=exam_on))


def have_waiting(learner, course, number: int, due_on: date) -> None:
    """Have so many cards of a course due since a day."""
    questions = db.session.query(Card).count()
    rows = questions_of(course)[questions : questions + number]
    with transaction():
        for question in rows:
            db.session.add(
                Card(
                    learner_id=learner.id,
                    question_id=question.id,
                    course_id=course.id,
                    answers=1,
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


def questions_of(course) -> list[Question]:
    return db.session.query(Question).filter_by(course_id=course.id).order_by(Question.id).all()


def test_nothing_is_asked_during_a_pause_and_nothing_moves(client, learner) -> None:
    course = take(learner)
    have_waiting(learner, course, 2, TODAY)
    form = {"first_on": "2026-03-01", "last_on": "2026-03-08"}
    assert client.post("/study/pauses", data=form).status_code == 303
    assert workload(learner).total == 0
    page = client.get("/study").get_data(as_text=True)
    assert "You have paused" in page
    assert "Paused" in client.get("/").get_data(as_text=True)
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
        ("2026-03-10", "2026-03-09", "The last day is before the first."),
        ("2026-02-01", "2026-02-09", "These days are over."),
        ("2026-03-10", "2028-03-09", "A pause lasts a year at most."),
        ("", "2026-03-09", "Enter when it starts."),
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
    course = take(learner, questions=130)
    assert workload(learner).new == 10
    have_waiting(learner, course, 120, TODAY - timedelta(5))
    found = workload(learner)
    assert (found.due, found.held_back, found.new) == (45, 75, 3)
    assert found.backlog is not None
    assert found.backlog.days == 3
    page = client.get("/").get_data(as_text=True)
    assert "120 cards are waiting." in page
    assert "Today you get 45 of them." in page
    assert "in about 3 days, including today" in page
    assert "Those that have been due longest come first" in page
    assert "at a quarter of your usual pace" in page
    for _ in range(2):
        study(client, RIGHT)
    assert workload(learner).due == 43


def test_a_backlog_begins_with_what_was_due_first_and_the_part_of_a_day_is_all(
    client, learner
) -> None:
    course = take(learner, questions=90)
    for days in range(1, 10):  # the later ones have waited longest
        have_waiting(learner, course, 9, TODAY - timedelta(days))
    with transaction():
        learner_prefers(learner, new_per_day=0)
    for _ in range(45):
        study(client, RIGHT)
    answered = db.session.query(Card).filter(Card.reviewed_on == TODAY).all()
    left = db.session.query(Card).filter(Card.reviewed_on != TODAY).all()
    assert len(answered) == 45
    positions = {one.id: place for place, one in enumerate(questions_of(course))}
    assert min(positions[one.question_id] for one in answered) >= 81 - 45 - 6
    assert max(one.due_on for one in left) == TODAY - timedelta(1)
    found = workload(learner)
    assert (found.total, found.held_back) == (0, 36)
    # What the day leaves is said, without a limit of the learner's own, and more can be had of it.
    for path in ("/", client.get("/study").location):
        page = client.get(path).get_data(as_text=True)
        assert "36 cards are waiting." in page
        assert "Today’s share of them is done." in page
        assert "20 more due questions" in page
    client.post("/study/more", data={"due": "20"})
    for _ in range(5):
        study(client, RIGHT)
    assert workload(learner).due == 15


def learner_prefers(learner, **wishes) -> None:
    stored = db.session.get(Preferences, learner.id) or Preferences(learner_id=learner.id)
    for name, value in wishes.items():
        setattr(stored, name, value)
    db.session.add(stored)


def test_an_order_of_ones_own_is_kept_in_a_backlog_and_said(client, learner) -> None:
    course = take(learner, questions=70)
    have_waiting(learner, course, 65, TODAY - timedelta(5))
    with transaction():
        learner_prefers(learner, queue_order="weakest")
    page = client.get("/").get_data(as_text=True)
    assert "Among those that have been due longest, they come weakest first, as you chose." in page


def test_a_backlog_that_a_limit_keeps_from_ending_says_so(client, learner) -> None:
    course = take(learner, questions=70)
    have_waiting(learner, course, 65, TODAY - timedelta(5))
    with transaction():
        learner_prefers(learner, reviews_per_day=10)
    assert workload(learner).due == 10
    page = client.get("/").get_data(as_text=True)
    assert "With your limit of 10 cards a day, you will not catch up." in page


def test_new_questions_that_an_exam_needs_do_not_go_slower(client, learner) -> None:
    course = take(learner, questions=225)
    have_waiting(learner, course, 65, TODAY - timedelta(5))
    # Of 24 days the last eight belong to repeating: 160 in 16 days.
    have_exam(course, TODAY + timedelta(24))
    assert workload(learner).new == 10
    page = client.get("/").get_data(as_text=True)
    assert "New questions continue at the pace that your exam needs." in page


def have_recalled(learner, questions: list[Question], on: date) -> None:
    """Write a recall of each question into the log, on a day."""
    for question in questions:
        db.session.add(
            Review(
                learner_id=learner.id,
                id=new_id(),
                question_id=question.id,
                revision_number=1,
                question_type="single_choice",
                course_id=question.course_id,
                number=on.toordinal(),
                kind="review",
                response={},
                share=1.0,
                correct=True,
                certainty="",
                automatic_grade=4,
                automatic_reason="right",
                grade=4,
                milliseconds=6000,
                scheduler="sm2",
                state_before={"reviewed_on": (on - timedelta(1)).isoformat(), "interval_days": 1},
                state_after={},
                answered_at=WRITTEN_AT,
                learner_on=on,
                clock_hour=9,
            )
        )


def test_a_usual_day_is_that_of_the_days_studied_however_long_ago(app, learner) -> None:
    course = take(learner, questions=120)
    questions = questions_of(course)
    with transaction():
        for days_ago in range(100, 105):
            have_recalled(learner, questions[:50], TODAY - timedelta(days_ago))
        have_recalled(learner, questions[:75], TODAY - timedelta(99))
    have_waiting(learner, course, 101, TODAY - timedelta(50))
    found = workload(learner).backlog
    assert found is not None
    assert found.a_day == 75  # half as much again as the middle one of 50, 50, 50, 50, 50 and 75


def test_pages_cost_as_many_queries_in_a_long_backlog(client, learner, count_queries) -> None:
    course = take(learner, questions=400)
    have_waiting(learner, course, 65, TODAY - timedelta(5))
    costs = []
    for _ in range(2):
        for path in ("/", "/study"):
            client.get(path)
            with count_queries() as sent:
                client.get(path)
            costs.append(len(sent))
        have_waiting(learner, course, 300, TODAY - timedelta(9))
    assert costs[:2] == costs[2:]
    assert max(costs) <= 15


def test_an_exam_raises_the_number_of_new_questions(client, learner) -> None:
    course = take(learner, questions=60)
    other = take(learner, questions=60, slug="other")
    have_exam(course, TODAY + timedelta(4))  # three days for new questions, one to repeat
    found = workload(learner)
    assert found.needed == {course.id: 20}
    assert found.new == 20
    scopes = list_scopes(learner.id)
    card = find_next(learner.id, scopes, TODAY, found, None)
    assert card is not None
    assert card.text.course_id == course.id != other.id
    have_exam(course, TODAY)
    assert workload(learner).new == 10


def test_the_page_of_the_exam(client, learner) -> None:
    course = take(learner, questions=60, topics=2)
    assert "No exam is coming up" in client.get("/courses/nerves/exam").get_data(as_text=True)
    have_exam(course, TODAY + timedelta(4))
    page = client.get("/courses/nerves/exam").get_data(as_text=True)
    assert "in 4 days" in page
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
    # Ten of them are the learner's days ahead, over all their courses.
    assert len(after) == len(before) <= 18, "\n".join(after)
