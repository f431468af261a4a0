"""The outlook for an exam is what the queue will ask, and what is known on the day in the end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from app.accounts.models import User
from app.bank.models import Question
from app.cards.models import Card, CoursePlan, Preferences, StudyNote
from app.cards.queries.preferences import get_preferences
from app.cards.queries.scopes import list_scopes
from app.db import db, new_id, transaction
from app.domain.scheduling.memory.fsrs import DEFAULT_WEIGHTS
from app.domain.scheduling.planning.load import Habits, Pause
from app.forecasts.models import LearnerFit
from app.forecasts.queries.exams import ExamOutlook, foresee_exam
from app.forecasts.queries.tasks import find_better_weights
from app.planning.models import StudyPause
from app.planning.queries.days_ahead import read_ahead
from app.study.queries.next_card import find_next, get_workload
from bench.simulation.fast import FastDesk
from bench.simulation.learners import EXAM_DAY, EXAM_ON, Learner, day_on
from bench.simulation.policies import Policy
from tests.learning.logs import give_log, make_large_course
from tests.people import make_user

BEFORE = EXAM_DAY - 7
QUESTIONS = 300
LIMITED = Policy("SM-2", plans=True, reviews_a_day=20)
AWAY = Policy(
    "SM-2",
    plans=True,
    habits=Habits(pauses=(Pause(EXAM_ON - timedelta(6), EXAM_ON - timedelta(3)),)),
)


@pytest.fixture
def course(app):
    return make_large_course("nerves", QUESTIONS)


def store(course, desk: FastDesk, day: int) -> User:
    """Write what a simulated learner has answered and wants, as it is on the morning of a day."""
    policy = desk.policy
    learner = make_user(time_zone="UTC", day_turns_at_hour=4)
    give_log(course, [one for one in desk.learner.answers_before(day) if one], learner=learner)
    numbers = db.session.scalars(
        select(Question.id).where(Question.course_id == course.id).order_by(Question.id)
    ).all()
    with transaction():
        for number, card in zip(numbers, desk.cards, strict=True):
            if card.state is not None:  # on the day that was chosen for it
                where = (Card.learner_id == learner.id, Card.question_id == number)
                db.session.execute(update(Card).where(*where).values(due_on=card.state.due_on))
        db.session.add(CoursePlan(course_id=course.id, exam_on=EXAM_ON))
        db.session.add(
            Preferences(
                learner_id=learner.id,
                new_per_day=policy.new_a_day,
                reviews_per_day=policy.reviews_a_day,
            )
        )
        for pause in policy.habits.pauses:
            days = {"first_on": pause.first_on, "last_on": pause.last_on}
            db.session.add(StudyPause(learner_id=learner.id, **days))
    return learner


def outlook_of(learner, course, today: date) -> ExamOutlook:
    return foresee_exam(
        learner.id,
        course.id,
        questions={db.session.scalars(select(Question.topic_id)).first(): QUESTIONS},
        today=today,
        exam_on=EXAM_ON,
    )


def asked_on(learner, day: date) -> tuple[int, int]:
    scopes = list_scopes(learner.id)
    workload = get_workload(learner.id, scopes, day, get_preferences(learner.id))
    return workload.recalls, workload.new


@pytest.mark.parametrize("policy", [LIMITED, AWAY], ids=["limit", "pause"])
def test_a_week_before_it_is_what_will_be_known_and_asked(course, policy) -> None:
    simulated = Learner("FSRS-6", 4, QUESTIONS)
    desk = FastDesk(simulated, policy)
    for day in range(BEFORE):
        desk.study_spaced(day)
    learner = store(course, desk, BEFORE)
    outlook = outlook_of(learner, course, day_on(BEFORE))
    assert [one.day for one in outlook.days] == [day_on(day) for day in range(BEFORE, EXAM_DAY)]
    assert (outlook.days[0].recalls, outlook.days[0].new) == asked_on(learner, day_on(BEFORE))
    asked = [desk.days.follow(day_on(day)) for day in range(BEFORE, EXAM_DAY)]
    assert outlook.whole.studied == pytest.approx(simulated.retained(EXAM_DAY), abs=0.03)
    foretold, came = (sum(one.recalls for one in days) for days in (outlook.days, asked))
    assert foretold == pytest.approx(came, rel=0.1)
    for one in outlook.days:
        assert one.recalls <= (policy.reviews_a_day or QUESTIONS)
        assert policy.habits.pause_on(one.day) is None or (one.recalls, one.new) == (0, 0)


def test_in_the_evening_it_says_what_the_queue_asks_next_morning(course) -> None:
    desk = FastDesk(Learner("FSRS-6", 4, QUESTIONS), LIMITED)
    for day in range(21):
        desk.study_spaced(day)
    learner = store(course, desk, 21)
    today, tomorrow = outlook_of(learner, course, day_on(20)).days[:2]
    assert (today.recalls, today.new) == (0, 0)
    assert (tomorrow.recalls, tomorrow.new) == asked_on(learner, day_on(21))
    # More waits than two usual days' work: new questions go on at a quarter of ten.
    assert (tomorrow.recalls, tomorrow.new) == (20, 3)


@pytest.mark.parametrize("order", ["due", "weakest", "random"])
def test_the_order_of_the_learner_says_what_a_limit_leaves(course, order) -> None:
    """The first card of the queue is the first of the outlook, whatever the order."""
    desk = FastDesk(Learner("FSRS-6", 4, QUESTIONS), LIMITED)
    for day in range(20):
        desk.study_spaced(day)
    learner = store(course, desk, 20)
    with transaction():
        preferences = db.session.get_one(Preferences, learner.id)
        preferences.queue_order, preferences.reviews_per_day = order, 1
    asked: list[int] = []
    ahead = read_ahead(learner.id, course.id, day_on(20))

    def answer(question, today, kind) -> int:
        asked.append(question.question_id)
        return 4

    ahead.follow(answer).follow(day_on(20))
    scopes = list_scopes(learner.id)
    workload = get_workload(learner.id, scopes, day_on(20), preferences)
    card = find_next(learner.id, scopes, day_on(20), workload, None, order)
    assert card is not None
    assert asked[0] == card.text.question_id


def test_what_is_set_aside_is_not_foretold(course) -> None:
    desk = FastDesk(Learner("FSRS-6", 4, QUESTIONS), Policy("SM-2", plans=True))
    desk.study_spaced(0)
    learner = store(course, desk, 1)
    numbers = sorted(db.session.scalars(select(Card.question_id)))
    with transaction():
        for number in numbers[:4]:
            key = {"learner_id": learner.id, "question_id": number, "text": ""}
            db.session.add(StudyNote(**key, suspended_at=course.created_at))
        key = {"learner_id": learner.id, "question_id": numbers[4], "text": ""}
        db.session.add(StudyNote(**key, buried_on=day_on(1)))
    first, second = outlook_of(learner, course, day_on(1)).days[:2]
    assert (first.recalls, first.new) == asked_on(learner, day_on(1)) == (5, 10)
    assert second.recalls >= 1 + 10 - first.recalls


def test_weights_of_a_fit_forecast_where_it_was_clearly_better(course) -> None:
    learner = make_user()
    weights = [*DEFAULT_WEIGHTS[:20], 0.5]
    for result, expected in (
        ({"weights": weights}, None),  # one from before
        ({"weights": weights, "forecasts_exams": False}, None),
        ({"weights": weights, "forecasts_exams": True}, tuple(weights)),
    ):
        with transaction():
            db.session.add(
                LearnerFit(
                    id=new_id(),
                    learner_id=learner.id,
                    course_id=course.id,
                    status="done",
                    result=result,
                    asked_at=course.created_at,
                )
            )
        assert find_better_weights(learner.id, course.id) == expected
