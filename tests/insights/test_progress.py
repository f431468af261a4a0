"""The figures of the progress page and the dashboard, against histories worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.bank.models import Course, Question, Topic
from app.cards.models import Card, StudyNote
from app.cards.service.enrolling import enrol, leave
from app.db import db, transaction
from app.domain.statistics.recall import Tally
from app.insights.queries import answers, cards, mastery
from app.insights.queries.scope import StatisticsScope
from tests.learning.content import RIGHT, WRITTEN_AT, WRONG, make_course
from tests.learning.driving import study
from tests.people import make_user, sign_in

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
    monday, tuesday = answers.list_days(StatisticsScope(learner.id, MONDAY))
    assert (monday.on, monday.answers, monday.recall) == (date(2026, 3, 2), 4, Tally(0, 0))
    # Three were recalled, one missed; the drill of the missed one is an answer but no recall.
    assert (tuesday.on, tuesday.answers, tuesday.recall) == (date(2026, 3, 3), 5, Tally(3, 4))


def test_the_forecast_holds_what_falls_due(learner, three_days) -> None:
    assert cards.count_due_by_day(StatisticsScope(learner.id), date(2026, 3, 31)) == {
        date(2026, 3, 4): 1,
        date(2026, 3, 9): 3,
    }


def test_what_is_set_aside_never_falls_due(learner, three_days) -> None:
    with transaction():
        card = db.session.scalars(select(Card).where(Card.due_on == date(2026, 3, 4))).one()
        db.session.add(
            StudyNote(learner_id=learner.id, question_id=card.question_id, suspended_at=WRITTEN_AT)
        )
    due = cards.count_due_by_day(StatisticsScope(learner.id), date(2026, 3, 31))
    assert due == {date(2026, 3, 9): 3}


def test_days_studied_are_those_with_an_answer(learner, three_days) -> None:
    assert answers.list_days_studied(learner.id, MONDAY) == {date(2026, 3, 2), date(2026, 3, 3)}


def test_topics_say_how_far_their_objectives_are(learner, three_days) -> None:
    topics = mastery.list_topic_states(StatisticsScope(learner.id))
    assert [topic.title for topic in topics] == ["Topic 0", "Topic 1"]
    codes = [[one.code for one in topic.objectives] for topic in topics]
    assert codes == [["Q1", "Q3"], ["Q2", "Q4"]]
    total = {name: sum(topic.counts[name] for topic in topics) for name in topics[0].counts}
    # Three recalled twice in a row are young; the lapsed one, relearned in its drill, is learning.
    assert total == {"new": 0, "learning": 1, "young": 3, "mature": 0}


def test_a_card_of_three_weeks_is_mature(learner, three_days) -> None:
    with transaction():
        for card in db.session.scalars(select(Card).where(Card.repetition == 2)):
            card.interval_days = 21
    topics = mastery.list_topic_states(StatisticsScope(learner.id))
    assert sum(topic.counts["mature"] for topic in topics) == 3


def test_an_objective_is_as_far_as_its_least_advanced_question(learner, three_days) -> None:
    with transaction():
        first, last = db.session.scalars(
            select(Question).where(Question.slug.in_(["q1", "q3"])).order_by(Question.slug)
        )
        last.objective_id = first.objective_id
        db.session.get_one(Card, (learner.id, last.id)).repetition = 0
    topic = mastery.list_topic_states(StatisticsScope(learner.id))[0]
    assert [(one.code, one.state) for one in topic.objectives] == [("Q1", "learning")]


def test_questions_not_met_are_new(learner) -> None:
    topics = mastery.list_topic_states(StatisticsScope(learner.id))
    assert [topic.counts["new"] for topic in topics] == [2, 2]


def test_what_slipped_most_comes_first(learner, three_days) -> None:
    (slipped,) = cards.list_slipped(StatisticsScope(learner.id))
    # Met, missed when it was due, and drilled.
    assert (slipped.lapses, slipped.answers) == (1, 3)


def test_withdrawn_questions_are_left_out(learner, three_days) -> None:
    with transaction():
        for question in db.session.scalars(select(Question)):
            question.retired_at = WRITTEN_AT
    scope = StatisticsScope(learner.id)
    assert cards.count_due_by_day(scope, date(2026, 3, 31)) == {}
    assert mastery.list_topic_states(scope) == []
    assert cards.list_slipped(scope) == []
    assert cards.count_memories(scope).intervals == {}


def test_a_course_left_is_left_out_of_what_comes(learner, course, three_days) -> None:
    with transaction():
        leave(db.session.merge(course), actor=learner, now=WRITTEN_AT)
    assert cards.count_due_by_day(StatisticsScope(learner.id), date(2026, 3, 31)) == {}
    assert mastery.list_topic_states(StatisticsScope(learner.id)) == []


def test_the_pages_show_the_figures(client, learner, three_days) -> None:
    page = client.get("/progress").get_data(as_text=True)
    assert "You studied on 2 days in the last year" in page
    assert "75%" in page
    assert "1 card due today, 3 cards in the 29 days after" in page
    today = client.get("/").get_data(as_text=True)
    assert "1 due" in today
    assert "Your streak: 2 days" in today


def test_an_unknown_period_is_a_month(client, learner, three_days) -> None:
    for period in ("0", "31", "x", "-7", "", "7"):
        page = client.get(f"/progress?days={period}").get_data(as_text=True)
        assert 'aria-current="true">30 days' in page


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
