"""The figures of the progress page and the dashboard, against histories worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.bank.models import Course, Question, Topic
from app.db import db, transaction
from app.domain.statistics.recall import recall_share
from app.insights.queries import progress
from app.study.models import Card
from app.study.service.enrolling import enrol, leave
from tests.people import make_user, sign_in
from tests.study.content import RIGHT, WRITTEN_AT, WRONG, make_course
from tests.study.driving import study

MONDAY = date(2026, 3, 2)


@pytest.fixture
def course(app: Flask) -> Course:
    return make_course(questions=4, topics=2)


@pytest.fixture
def learner(client: FlaskClient, course: Course) -> User:
    user = make_user()
    with transaction():
        enrol(course, actor=user, now=WRITTEN_AT)
    sign_in(client, user)
    return user


@pytest.fixture
def three_days(client, learner, at) -> None:
    """Meet all four questions on Monday, recall them on Tuesday but one, and nothing on Wednesday.

    Tuesday's miss is drilled once. Three cards are then due on Monday the 9th (six days after
    Tuesday), the missed one on Wednesday.
    """
    clock = at("2026-03-02 10:00")
    for _ in range(4):
        clock.advance(minutes=1)
        study(client, RIGHT)
    clock.advance(days=1)
    for response in (RIGHT, RIGHT, RIGHT, WRONG, RIGHT):
        clock.advance(minutes=1)
        study(client, response)
    clock.advance(days=1)


def test_days_count_answers_and_recalls_without_first_meetings(learner, three_days) -> None:
    monday, tuesday = progress.list_days(learner.id, MONDAY)
    assert (monday.on, monday.answers) == (date(2026, 3, 2), 4)
    assert sum(monday.recall_grades.values()) == 0
    assert (tuesday.on, tuesday.answers) == (date(2026, 3, 3), 5)
    assert {grade: n for grade, n in tuesday.recall_grades.items() if n} == {2: 1, 4: 3}
    assert recall_share(progress.total_grades([monday, tuesday])) == 0.75


def test_the_forecast_holds_what_falls_due(learner, three_days) -> None:
    assert progress.count_due_by_day(learner.id, date(2026, 3, 31)) == {
        date(2026, 3, 4): 1,
        date(2026, 3, 9): 3,
    }


def test_days_studied_are_those_with_an_answer(learner, three_days) -> None:
    assert progress.list_days_studied(learner.id, MONDAY) == {date(2026, 3, 2), date(2026, 3, 3)}


def test_topics_say_how_far_their_questions_are(learner, three_days) -> None:
    states = progress.list_topic_states(learner.id)
    assert [state.title for state in states] == ["Topic 0", "Topic 1"]
    total = {name: sum(state.counts[name] for state in states) for name in states[0].counts}
    # Three recalled twice in a row are young; the lapsed one, relearned in its drill, is learning.
    assert total == {"new": 0, "learning": 1, "young": 3, "mature": 0}


def test_a_card_of_three_weeks_is_mature(learner, three_days) -> None:
    with transaction():
        for card in db.session.scalars(select(Card).where(Card.repetition == 2)):
            card.interval_days = 21
    states = progress.list_topic_states(learner.id)
    assert sum(state.counts["mature"] for state in states) == 3


def test_objectives_are_as_far_as_their_least_advanced_question(learner, three_days) -> None:
    topics = db.session.scalars(select(Topic).order_by(Topic.position)).all()
    objectives = [
        objective
        for topic in topics
        for objective in progress.list_objective_states(learner.id, topic.id)
    ]
    assert sorted(objective.code for objective in objectives) == ["Q1", "Q2", "Q3", "Q4"]
    assert sorted(objective.weakest for objective in objectives) == ["learning"] + 3 * ["young"]


def test_questions_not_met_are_new(learner) -> None:
    assert [state.counts["new"] for state in progress.list_topic_states(learner.id)] == [2, 2]


def test_the_most_missed_come_first(learner, three_days) -> None:
    (missed,) = progress.list_most_missed(learner.id)
    assert (missed.missed, missed.reviews) == (1, 2)


def test_withdrawn_questions_are_left_out(learner, three_days) -> None:
    with transaction():
        for question in db.session.scalars(select(Question)):
            question.retired_at = WRITTEN_AT
    assert progress.count_due_by_day(learner.id, date(2026, 3, 31)) == {}
    assert progress.list_topic_states(learner.id) == []
    assert progress.list_most_missed(learner.id) == []


def test_a_course_left_is_left_out_of_what_comes(learner, course, three_days) -> None:
    with transaction():
        leave(db.session.merge(course), actor=learner, now=WRITTEN_AT)
    assert progress.count_due_by_day(learner.id, date(2026, 3, 31)) == {}
    assert progress.list_topic_states(learner.id) == []


def test_the_pages_show_the_figures(client, learner, three_days) -> None:
    page = client.get("/progress?days=7").get_data(as_text=True)
    assert "You gave 9 answers on 2 days" in page
    assert "75%" in page
    assert "4 cards fall due in the next two weeks" in page
    today = client.get("/").get_data(as_text=True)
    assert "1 due" in today
    assert "2 days of study in a row" in today


def test_an_unknown_period_is_a_month(client, learner, three_days) -> None:
    for period in ("0", "31", "x", "-7", ""):
        assert client.get(f"/progress?days={period}").status_code == 200


def test_nobody_sees_anothers_progress(app, client, learner, three_days) -> None:
    stranger = app.test_client()
    sign_in(stranger, make_user("admin"))
    topic = db.session.scalars(select(Topic)).first()
    assert stranger.get(f"/progress/topics/{topic.id}").status_code == 404
    page = stranger.get("/progress").get_data(as_text=True)
    assert "Nothing to show yet" in page
    assert "9 answers" not in page


def test_a_topic_page_lists_claims_with_their_evidence(client, learner, three_days) -> None:
    topic = db.session.scalars(select(Topic).order_by(Topic.position)).first()
    page = client.get(f"/progress/topics/{topic.id}").get_data(as_text=True)
    assert "Claim of q1." in page
    assert "Established" in page
    assert client.get("/progress/topics/999999").status_code == 404
