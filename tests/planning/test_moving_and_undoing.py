"""Moves, answers and their undoing in any order: the card stays the fold of its log."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.cards.models import CoursePlan, Review
from app.cards.service.changing_schedules import WantedSchedule, change_schedule
from app.cards.service.enrolling import enrol
from app.db import db, new_id, transaction
from app.domain.errors import Conflict, Invalid
from app.domain.scheduling.memory.scheduler import Schedule
from app.planning.jobs import plan_exams
from app.study.service.adjusting import adjust_grade
from app.study.service.undoing import undo_answer
from tests.cards.test_changing_schedules import random_change
from tests.learning.content import RIGHT, WRITTEN_AT, WRONG, make_course
from tests.learning.driving import answer, ask, study
from tests.people import make_user
from tests.planning.test_moving import cards, differences, move, reset, undo
from tests.study.test_random_histories import one_step


def undo_last(learner, review_id, now):
    with transaction():
        undo_answer(UUID(review_id), actor=learner, now=now)


def twice(client, clock):
    """Answer one card on two days; return the question, and the id of the second answer."""
    study(client, RIGHT)
    (question_id,) = cards()
    clock.advance(days=1)
    review_id = study(client, RIGHT)
    clock.advance(minutes=1)
    return question_id, review_id


def test_an_answer_is_undone_after_its_card_was_moved_away_and_back(client, learner, at):
    clock = at("2026-03-02 10:00")
    question_id, review_id = twice(client, clock)
    own_day = cards()[question_id].due_on
    for day in (date(2026, 3, 20), own_day):
        assert move(learner, [question_id], day, clock.now()) == [question_id]
        clock.advance(minutes=1)
    undo_last(learner, review_id, clock.now())
    assert (cards()[question_id].answers, cards()[question_id].due_on) == (1, own_day)
    assert differences() == []


def test_an_answer_is_undone_after_the_move_before_it_was(client, learner, at):
    clock = at("2026-03-02 10:00")
    study(client, RIGHT)
    (question_id,) = cards()
    clock.advance(minutes=1)
    batch_id = new_id()
    move(learner, [question_id], date(2026, 3, 9), clock.now(), batch_id)
    clock.advance(days=7)
    review_id = study(client, RIGHT)
    clock.advance(minutes=1)
    undo(learner, batch_id, clock.now())
    clock.advance(minutes=1)
    undo_last(learner, review_id, clock.now())
    assert cards()[question_id].due_on == date(2026, 3, 3)
    assert differences() == []


def test_a_grade_is_settled_after_the_card_was_moved_away_and_back(client, learner, at):
    clock = at("2026-03-02 10:00")
    question_id, _ = twice(client, clock)
    clock.advance(days=6)
    review_id = study(client, RIGHT)  # it waits the longer, the better the grade
    own_day = cards()[question_id].due_on
    for day in (own_day + timedelta(days=9), own_day):
        clock.advance(minutes=1)
        move(learner, [question_id], day, clock.now())
        clock.advance(minutes=1)
    with transaction():
        adjust_grade(UUID(review_id), 5, actor=learner, now=clock.now())
    assert cards()[question_id].due_on == own_day
    assert differences() == []


@pytest.mark.parametrize("what", ["move", "reset"])
def test_what_was_asked_for_before_an_answer_and_done_after_it(client, learner, at, what):
    """The clock is read before the card is locked, so an answer may come in between."""
    clock = at("2026-03-02 10:00")
    study(client, WRONG)
    (question_id,) = cards()
    asked_at = clock.advance(minutes=1) or clock.now()
    clock.advance(seconds=1)
    form = ask(client, f"/study?question={question_id}")
    answer(client, form, RIGHT)
    batch_id = new_id()
    before = cards()[question_id]
    if what == "move":
        assert move(learner, [question_id], date(2026, 3, 20), asked_at, batch_id)
        assert cards()[question_id].due_on == date(2026, 3, 20)
    else:
        assert reset(learner, [question_id], asked_at, batch_id)
        assert cards()[question_id].interval_days == 0
    assert differences() == []
    undo(learner, batch_id, clock.now())
    assert cards()[question_id] == before
    assert differences() == []


def test_moves_of_the_same_moment_count_in_one_order(client, learner, at):
    clock = at("2026-03-02 10:00")
    study(client, RIGHT)
    (question_id,) = cards()
    clock.advance(minutes=1)
    days = [date(2026, 3, 9) + timedelta(days=place) for place in range(6)]
    for day in days:
        move(learner, [question_id], day, clock.now())
    assert cards()[question_id].due_on == days[-1]
    assert differences() == []


def test_a_card_reviewed_tomorrow_is_not_asked_before(client, learner, at):
    """Who flies back over the date line lives the day again."""
    clock = at("2026-03-02 23:00")
    with transaction():
        db.session.merge(learner).time_zone = "Pacific/Auckland"
    study(client, RIGHT)
    (question_id,) = cards()
    with transaction():
        db.session.merge(learner).time_zone = "America/Los_Angeles"
    today = today_of(db.session.merge(learner), clock.now())
    assert today < cards()[question_id].reviewed_on
    clock.advance(minutes=1)
    assert move(learner, [question_id], today, clock.now()) == []
    assert move(learner, [question_id], cards()[question_id].reviewed_on, clock.now()) == []


def test_an_answer_stays_undone_whatever_its_moves_are(client, learner, at):
    clock = at("2026-03-02 10:00")
    review_id = study(client, RIGHT)
    (question_id,) = cards()
    own_day = cards()[question_id].due_on
    batches = []
    for day in (date(2026, 3, 20), own_day):
        clock.advance(minutes=1)
        batches.append(new_id())
        move(learner, [question_id], day, clock.now(), batches[-1])
    clock.advance(minutes=1)
    undo_last(learner, review_id, clock.now())
    assert cards() == {}
    clock.advance(minutes=1)
    study(client, RIGHT)
    assert cards()[question_id].due_on == own_day
    for batch_id in batches:
        clock.advance(minutes=1)
        undo(learner, batch_id, clock.now())
        assert cards()[question_id].due_on == own_day
    assert differences() == []


@pytest.mark.parametrize("moves", [True, False])
def test_an_answer_by_a_clock_that_is_late_counts_after_what_it_saw(
    client,
    learner,
    course,
    at,
    moves,
):
    clock = at("2026-03-02 10:00")
    study(client, RIGHT)
    (question_id,) = cards()
    clock.advance(days=3)
    changed_at = clock.now() + timedelta(seconds=2)
    if moves:
        move(learner, [question_id], changed_at.date(), changed_at)
    else:
        with transaction():
            change_schedule(course, WantedSchedule(Schedule("fsrs")), actor=learner, now=changed_at)
    study(client, RIGHT)
    assert cards()[question_id].answers == 2
    assert cards()[question_id].due_on > clock.now().date()
    assert differences() == []


def wander(learner, course, chance, clock, batches):
    """Do one of all that changes cards, or takes it back, as it comes."""
    now, ids = clock.now(), chance.sample(list(cards()) or [0], 1)
    what = chance.randrange(9)
    today = today_of(learner, now)
    if what == 0:  # away and back
        for day in (today + timedelta(days=50), *(card.due_on for card in cards().values())):
            clock.advance(seconds=chance.choice([0, 1]))
            batches.append(new_id())
            with suppress(Invalid):
                move(learner, ids, day, clock.now(), batches[-1])
    elif what == 1:
        batches.append(new_id())
        move(learner, ids, today + timedelta(days=chance.randrange(4)), now, batches[-1])
    elif what == 2:
        batches.append(new_id())
        reset(learner, ids, now, batches[-1])
    elif what == 3 and batches:
        undo(learner, chance.choice(batches), now)
    elif what in {4, 5}:
        _touch_last_answer(learner, chance, now, undone=what == 4)
    elif what == 6:
        ahead = chance.choice([None, 3, 20, 60])
        with transaction():
            exam_on = None if ahead is None else today + timedelta(days=ahead)
            db.session.merge(CoursePlan(course_id=course.id, exam_on=exam_on))
        plan_exams(now)
    elif what == 7:
        with transaction():
            random_change(course, learner, chance, now)
    else:
        with transaction():
            zone = chance.choice(["Pacific/Auckland", "America/Los_Angeles", "Europe/Berlin"])
            db.session.get_one(User, learner.id).time_zone = zone


def _touch_last_answer(learner, chance, now, *, undone):
    """Undo one of the last answers or give it another grade, where that can still be done."""
    last = select(Review.id).order_by(Review.answered_at.desc()).limit(3)
    found = list(db.session.scalars(last))
    if not found:
        return
    review_id = chance.choice(found)
    with suppress(Conflict, Invalid), transaction():
        if undone:
            undo_answer(review_id, actor=learner, now=now)
        else:
            adjust_grade(review_id, chance.choice([3, 4, 5]), actor=learner, now=now)


@pytest.mark.parametrize("seed", range(4, 7))
def test_whatever_is_done_in_whatever_order(app, at, seed):
    chance = random.Random(seed)
    clock = at("2026-03-20 22:00")
    learner = make_user(time_zone="Europe/Berlin")
    course = make_course(questions=4)
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    batches: list[UUID] = []
    for _ in range(80):
        clock.advance(minutes=chance.choice([0, 1, 1, 30, 700, 1440]))
        learner = db.session.get_one(User, learner.id)
        with transaction():
            one_step(learner, chance, clock.now())
        clock.advance(seconds=chance.choice([0, 1]))
        for _ in range(chance.randrange(3)):
            wander(learner, course, chance, clock, batches)
            clock.advance(seconds=chance.choice([0, 1]))
            assert differences() == []
