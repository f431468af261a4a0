"""Days chosen for an exam, for the load and around pauses: in the log, so that replay finds them."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.bank.models import Question
from app.cards.models import Card, CoursePlan, Preferences, Review
from app.cards.queries.reviews import get_review
from app.cards.service.changing_schedules import WantedSchedule, change_schedule, undo_change
from app.cards.service.enrolling import enrol
from app.cards.service.verifying import verify
from app.db import db, transaction
from app.domain.scheduling.memory.scheduler import Schedule
from app.planning.models import StudyPause
from app.study.queries.grading import list_outcomes
from app.study.service.adjusting import adjust_grade
from app.study.service.answering import Answer, answer_card
from app.study.service.undoing import undo_answer
from tests.learning.content import RIGHT, WRITTEN_AT, make_course
from tests.people import make_user
from tests.study.test_random_histories import new_review_id, one_step

BEGIN = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = BEGIN.date()


@pytest.fixture
def learner(app):
    return make_user(time_zone="UTC", day_turns_at_hour=4)


def begin(learner, *, questions: int = 8):
    course = make_course(questions=questions)
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
        db.session.add(Preferences(learner_id=learner.id, new_per_day=200))
    return course


def wish(learner, course, *, exam_on=None, pause=None, **preferences) -> None:
    with transaction():
        if exam_on is not None:
            db.session.merge(CoursePlan(course_id=course.id, exam_on=exam_on))
        if pause is not None:
            db.session.merge(StudyPause(learner_id=learner.id, first_on=pause[0], last_on=pause[1]))
        stored = db.session.get_one(Preferences, learner.id)
        for name, value in preferences.items():
            setattr(stored, name, value)


def give(learner, question_id: int, on: date, response=RIGHT) -> Review:
    """Answer one card on a day."""
    card = db.session.get(Card, (learner.id, question_id))
    now = datetime.combine(on, BEGIN.timetz())
    answer = Answer(
        review_id=new_review_id(random),
        question_id=question_id,
        revision_number=1,
        answers=0 if card is None else card.answers,
        one_course=False,
        response=response,
        certainty="",
        milliseconds=0,
    )
    with transaction():
        assert answer_card(answer, actor=learner, now=now)
    return get_review(learner.id, answer.review_id)


def due_days(learner) -> list[date]:
    return list(db.session.scalars(select(Card.due_on).where(Card.learner_id == learner.id)))


def question_ids(course) -> list[int]:
    return list(db.session.scalars(select(Question.id).where(Question.course_id == course.id)))


def proven() -> None:
    db.session.expire_all()
    assert list(verify()) == []


def test_without_wishes_no_day_is_chosen(learner) -> None:
    question = question_ids(begin(learner))[0]
    assert give(learner, question, TODAY).moved_to is None


def test_the_load_is_evened_out_inside_the_window(learner) -> None:
    course = begin(learner)
    wish(learner, course, smooths_load=True)
    for question in question_ids(course):
        give(learner, question, TODAY)
        give(learner, question, TODAY + timedelta(1))
    # SM-2's second interval is six days: a window from four to eight.
    counts = [due_days(learner).count(TODAY + timedelta(1 + wait)) for wait in range(4, 9)]
    assert sum(counts) == 8
    assert max(counts) - min(counts) <= 1
    proven()


def test_easy_days_are_kept_free(learner) -> None:
    course = begin(learner)
    wish(learner, course, weekday_percents=[100, 100, 100, 100, 100, 0, 0])
    for question in question_ids(course):
        give(learner, question, TODAY)
        give(learner, question, TODAY + timedelta(1))
    assert all(day.weekday() < 5 for day in due_days(learner))
    proven()


def test_a_known_pause_is_kept_clear_of(learner) -> None:
    course = begin(learner)
    question = question_ids(course)[0]
    away = (TODAY + timedelta(6), TODAY + timedelta(20))
    wish(learner, course, pause=away)
    give(learner, question, TODAY)
    review = give(learner, question, TODAY + timedelta(1))  # due on the seventh day
    assert review.moved_to == TODAY + timedelta(5)
    proven()


def test_before_an_exam_a_card_due_after_it_is_asked_near_the_day(learner) -> None:
    course = begin(learner)
    question = question_ids(course)[0]
    exam_on = TODAY + timedelta(40)
    wish(learner, course, exam_on=exam_on)
    give(learner, question, TODAY)
    on = TODAY + timedelta(1)
    while True:
        review = give(learner, question, on)
        card = db.session.get_one(Card, (learner.id, question))
        if card.due_on >= exam_on:
            break
        on = card.due_on
    # The last answer before it was given in the last three weeks, though SM-2 says 1, 6, 15, 38.
    assert exam_on - timedelta(21) <= review.learner_on < exam_on
    after = give(learner, question, card.due_on)
    assert after.moved_to is None
    proven()


def test_another_grade_chooses_another_day_and_undoing_finds_the_old_one(learner) -> None:
    course = begin(learner)
    question = question_ids(course)[0]
    give(learner, question, TODAY)
    wish(learner, course, exam_on=TODAY + timedelta(60), smooths_load=True)
    review = give(learner, question, TODAY + timedelta(1))
    now = BEGIN + timedelta(days=1)
    promised = {one.grade: one.days for one in list_outcomes(review, review.learner_on)}
    for grade in (5, 3, 2):
        with transaction():
            adjust_grade(review.id, grade, actor=learner, now=now)
        card = db.session.get_one(Card, (learner.id, question))
        assert (card.due_on - review.learner_on).days == promised[grade]
        proven()
    with transaction():
        undo_answer(review.id, actor=learner, now=now)
    db.session.expire_all()
    assert due_days(learner) == [TODAY + timedelta(1)]
    proven()


def test_a_better_grade_never_waits_less_for_the_sake_of_the_load(learner) -> None:
    course = begin(learner)
    question = question_ids(course)[0]
    with transaction():
        change_schedule(course, WantedSchedule(Schedule("fsrs")), actor=learner, now=BEGIN)
    wish(learner, course, smooths_load=True, weekday_percents=[10, 90, 50, 100, 0, 70, 30])
    on = TODAY
    for _ in range(4):
        review = give(learner, question, on)
        days = [one.days for one in list_outcomes(review, on)]
        assert days == sorted(days)
        on = db.session.get_one(Card, (learner.id, question)).due_on
    proven()


def test_after_a_pause_a_better_grade_waits_no_less_than_a_worse_one(learner) -> None:
    """The pause covers all days of hard and good, and leaves easy its last two: the 18th and 19th."""
    course = begin(learner, questions=12)
    third = TODAY + timedelta(7)
    away = (third + timedelta(1), third + timedelta(17))
    wish(learner, course, smooths_load=True, pause=away)
    later = set()
    for question in question_ids(course):
        give(learner, question, TODAY)
        give(learner, question, TODAY + timedelta(1))
        review = give(learner, question, third)
        days = [one.days for one in list_outcomes(review, third)]
        assert days == sorted(days)
        later.add(days[1] > 19)
    assert True in later
    proven()


@pytest.mark.parametrize("seed", range(3))
def test_random_histories_with_wishes_replay(app, at, seed) -> None:
    chance = random.Random(seed)
    clock = at("2026-03-20 22:00")
    learner = make_user(time_zone="Europe/Berlin", day_turns_at_hour=chance.randrange(24))
    course = begin(learner, questions=6)
    numbers: list[int] = []
    for _ in range(60):
        clock.advance(minutes=chance.choice([1, 1, 1, 30, 700, 1440, 3 * 1440]))
        now = clock.now()
        if chance.random() < 0.25:
            random_wish(learner, course, chance, now.date())
        with transaction():
            if chance.random() < 0.1:
                schedule = Schedule(chance.choice(["sm2", "fsrs"]), chance.choice([0.8, 0.9]))
                wanted = WantedSchedule(schedule, moves_due=chance.random() < 0.5)
                change = change_schedule(course, wanted, actor=learner, now=now)
                numbers += [] if change is None else [change.number]
            elif numbers and chance.random() < 0.1:
                undo_change(course, numbers.pop(), actor=learner, now=now)
            else:
                one_step(learner, chance, now)
    assert db.session.scalars(select(Review).where(Review.moved_to.is_not(None))).first()
    proven()


def random_wish(learner, course, chance, today) -> None:
    pick = chance.randrange(4)
    if pick == 0:
        wish(learner, course, smooths_load=chance.random() < 0.5)
    elif pick == 1:
        wish(learner, course, weekday_percents=[chance.randrange(101) for _ in range(7)])
    elif pick == 2:
        first = today + timedelta(chance.randrange(10))
        wish(learner, course, pause=(first, first + timedelta(chance.randrange(5))))
    else:
        wish(learner, course, exam_on=today + timedelta(chance.randrange(-5, 60)))
