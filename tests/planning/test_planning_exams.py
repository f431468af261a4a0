"""An exam that is set, moved or given up reaches the cards that were met before."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.cards.models import Card, CardMove, CoursePlan, Enrolment, Review
from app.cards.service.changing_schedules import WantedSchedule, change_schedule, undo_change
from app.cards.service.enrolling import enrol, leave
from app.db import db, new_id, transaction
from app.domain.scheduling.memory.scheduler import Schedule
from app.domain.scheduling.planning.exam import stretch_begins_on
from app.planning.jobs import plan_exams
from app.planning.models import StudyPause
from app.planning.service import planning_exams
from app.planning.service.moving import reschedule_cards, reset_cards, undo_moves
from app.planning.service.planning_exams import plan_exam
from app.planning.service.workload import add_pause, end_pause, save_load
from app.study.service.preferring import change_limit
from app.study.service.undoing import undo_answer
from tests.learning.content import WRITTEN_AT, WRONG
from tests.people import make_user
from tests.planning.test_due_days import BEGIN, TODAY, begin, give, proven, question_ids, wish
from tests.study.test_random_histories import one_step

PLANNED_ON = TODAY + timedelta(25)
PLANNED_AT = BEGIN + timedelta(25)
EXAM = TODAY + timedelta(90)
LATER_EXAM = TODAY + timedelta(150)


def set_exam(course, day: date | None) -> None:
    with transaction():
        db.session.merge(CoursePlan(course_id=course.id, exam_on=day))


def plan(at: datetime = PLANNED_AT) -> str:
    said = plan_exams(at)
    db.session.expire_all()
    return said


def due_on(learner) -> dict[int, date]:
    db.session.expire_all()
    rows = db.session.scalars(select(Card).where(Card.learner_id == learner.id))
    return {card.question_id: card.due_on for card in rows}


@pytest.fixture
def learner(app):
    return make_user(time_zone="UTC", day_turns_at_hour=4)


@pytest.fixture
def course(learner):
    """Return a course of which six questions are well known, one slipped, and one is new."""
    course = begin(learner)
    *known, slipped, _ = question_ids(course)
    for question in known:
        for day in (0, 1, 7, 22):  # due on day 22 + 38 = 60 under SM-2
            give(learner, question, TODAY + timedelta(day))
    give(learner, slipped, TODAY + timedelta(22), WRONG)
    return course


def test_cards_met_before_come_in_the_last_weeks(learner, course) -> None:
    before = due_on(learner)
    *known, slipped, _ = question_ids(course)
    set_exam(course, EXAM)
    assert plan() == "6 cards of 1 learner"
    after = due_on(learner)
    assert all(stretch_begins_on(EXAM) <= after[one] < EXAM for one in known)
    # It waits already, and nobody is to find less to do than before.
    assert after[slipped] == before[slipped] == TODAY + timedelta(23)
    proven()
    assert plan() == ""


def test_without_a_date_the_cards_are_as_they_were(learner, course) -> None:
    before = due_on(learner)
    set_exam(course, EXAM)
    plan()
    assert due_on(learner) != before
    set_exam(course, None)
    assert plan(PLANNED_AT + timedelta(1)) == "6 cards of 1 learner"
    assert due_on(learner) == before
    proven()
    assert plan() == ""


def test_another_date_is_as_if_it_had_been_the_first(learner, course) -> None:
    set_exam(course, LATER_EXAM)
    plan()
    expected = due_on(learner)
    set_exam(course, None)
    plan(PLANNED_AT + timedelta(minutes=1))
    set_exam(course, EXAM)
    plan(PLANNED_AT + timedelta(minutes=2))
    assert due_on(learner) != expected
    set_exam(course, LATER_EXAM)
    plan(PLANNED_AT + timedelta(minutes=3))
    assert due_on(learner) == expected
    proven()


def test_what_was_answered_since_keeps_its_day(learner, course) -> None:
    set_exam(course, EXAM)
    plan()
    question = question_ids(course)[0]
    day = due_on(learner)[question]
    review = give(learner, question, day)
    assert review.kind == "review"
    kept = due_on(learner)[question]
    set_exam(course, None)
    plan(datetime.combine(day, BEGIN.timetz()) + timedelta(hours=1))
    assert due_on(learner)[question] == kept
    proven()


def test_practice_since_keeps_no_day(learner, course) -> None:
    before = due_on(learner)
    question = question_ids(course)[0]
    set_exam(course, EXAM)
    plan()
    review = give(learner, question, PLANNED_ON + timedelta(1))
    assert review.kind == "practice"
    set_exam(course, None)
    plan(PLANNED_AT + timedelta(2))
    assert due_on(learner)[question] == before[question]
    proven()


def test_an_answer_is_undone_after_the_exam_was_given_up(learner, course) -> None:
    before = due_on(learner)
    question = question_ids(course)[0]
    set_exam(course, EXAM)
    plan()
    day = due_on(learner)[question]
    review = give(learner, question, day)
    set_exam(course, None)
    evening = datetime.combine(day, BEGIN.timetz()) + timedelta(hours=1)
    plan(evening)
    with transaction():
        undo_answer(review.id, actor=learner, now=evening)
    assert due_on(learner)[question] == before[question]
    proven()


def test_days_for_an_exam_are_not_the_learners_to_take_back(learner, course) -> None:
    set_exam(course, EXAM)
    plan()
    after = due_on(learner)
    (batch_id,) = db.session.scalars(select(CardMove.batch_id).distinct())
    with transaction():
        assert undo_moves(batch_id, actor=learner, now=PLANNED_AT) == []
    assert due_on(learner) == after
    proven()


def test_pauses_and_easy_days_are_kept_clear(learner, course) -> None:
    away = (EXAM - timedelta(21), EXAM - timedelta(8))
    wish(learner, course, weekday_percents=[100] * 5 + [0, 0])
    with transaction():
        db.session.add(StudyPause(learner_id=learner.id, first_on=away[0], last_on=away[1]))
    set_exam(course, EXAM)
    plan()
    for question in question_ids(course)[:6]:
        day = due_on(learner)[question]
        assert day.weekday() < 5
        assert not away[0] <= day <= away[1]
    proven()


def test_a_short_time_ahead_asks_only_what_gains(learner, course) -> None:
    known = question_ids(course)[:6]
    tomorrow = PLANNED_ON + timedelta(1)
    set_exam(course, tomorrow)  # nothing can be asked between today and tomorrow
    before = due_on(learner)
    assert plan() == "0 cards of 1 learner"
    assert due_on(learner) == before
    set_exam(course, PLANNED_ON + timedelta(30))
    plan(PLANNED_AT + timedelta(minutes=1))
    assert all(due_on(learner)[one] < PLANNED_ON + timedelta(30) for one in known)
    proven()


def test_a_date_that_is_past_moves_nothing(learner, course) -> None:
    before = due_on(learner)
    set_exam(course, PLANNED_ON)
    assert plan() == "0 cards of 1 learner"
    assert due_on(learner) == before
    assert plan() == ""


def test_a_card_that_begins_anew_keeps_its_day(learner, course) -> None:
    first, second, *_ = question_ids(course)
    wish(learner, course, new_per_day=1)
    with transaction():
        reset_cards([first, second], batch_id=new_id(), actor=learner, now=PLANNED_AT)
    set_exam(course, EXAM)
    assert plan(PLANNED_AT + timedelta(minutes=1)) == "4 cards of 1 learner"
    assert due_on(learner)[first] == PLANNED_ON
    assert due_on(learner)[second] == PLANNED_ON + timedelta(1)
    proven()


def test_a_change_of_the_schedule_with_new_days_is_planned_for_again(learner, course) -> None:
    known = question_ids(course)[:6]
    set_exam(course, EXAM)
    plan()
    planned = due_on(learner)
    wanted = WantedSchedule(Schedule("fsrs"), moves_due=True)
    with transaction():
        made = change_schedule(course, wanted, actor=learner, now=PLANNED_AT + timedelta(minutes=1))
    assert plan(PLANNED_AT + timedelta(minutes=2)) != ""
    after = due_on(learner)
    assert all(stretch_begins_on(EXAM) <= after[one] < EXAM for one in known)
    with transaction():
        undo_change(course, made.number, actor=learner, now=PLANNED_AT + timedelta(minutes=3))
    plan(PLANNED_AT + timedelta(minutes=4))
    assert due_on(learner) == planned
    proven()


def test_only_those_who_take_the_course(learner, course) -> None:
    other, gone = make_user(), make_user()
    with transaction():
        enrol(course, actor=other, now=WRITTEN_AT)
        enrol(course, actor=gone, now=WRITTEN_AT)
        leave(course, actor=gone, now=PLANNED_AT)
    set_exam(course, EXAM)
    assert plan() == "6 cards of 2 learners"
    with transaction():
        assert plan_exam(gone, course.id, now=PLANNED_AT) == 0
        enrol(course, actor=gone, now=PLANNED_AT)
    assert plan() == "0 cards of 1 learner"
    moved = db.session.scalars(select(CardMove.learner_id).distinct()).all()
    assert moved == [learner.id]
    planned = db.session.scalars(select(Enrolment.planned_exam_on)).all()
    assert planned == [EXAM] * 3


def test_a_log_that_cannot_be_folded_stops_nobody_else(learner, course, caplog) -> None:
    first = question_ids(course)[0]
    other = make_user(time_zone="UTC", day_turns_at_hour=4)
    with transaction():
        enrol(course, actor=other, now=WRITTEN_AT)
    for day in (0, 1, 7, 22):
        give(other, first, TODAY + timedelta(day))
    with transaction():  # a log with such a move is folded whole
        on = TODAY + timedelta(50)
        reschedule_cards([first], on, batch_id=new_id(), actor=learner, now=PLANNED_AT)
    with transaction():  # no first answer is practice
        broken = select(Review).where(Review.learner_id == learner.id, Review.number == 1)
        for review in db.session.scalars(broken):
            review.kind = "practice"
    before = due_on(learner)
    set_exam(course, EXAM)
    assert plan() == "1 card of 1 learner"
    assert f"no exam was planned for learner {learner.id}" in caplog.text
    assert stretch_begins_on(EXAM) <= due_on(other)[first] < EXAM
    assert due_on(learner) == before


def test_planning_costs_as_many_queries_for_many_cards(
    learner,
    course,
    count_queries,
) -> None:
    costs = []
    for exam_on, others in ((EXAM, 5), (LATER_EXAM, 0)):
        aside = question_ids(course)[:others]
        with transaction():
            for question in aside:
                db.session.get_one(Card, (learner.id, question)).due_on = PLANNED_ON
        set_exam(course, exam_on)
        with transaction():
            db.session.get_one(Enrolment, (learner.id, course.id)).planned_exam_on = None
            for move in db.session.scalars(select(CardMove)):
                db.session.delete(move)
        with count_queries() as statements:
            plan()
        costs.append(len(statements))
        with transaction():
            for question in aside:
                db.session.get_one(Card, (learner.id, question)).due_on = TODAY + timedelta(60)
    assert costs[0] == costs[1]


@pytest.mark.parametrize("seed", range(3))
def test_random_histories_with_exams_fold_from_their_log(app, at, seed) -> None:
    """And whatever was planned before, a date gives the days that it would have given at once."""
    chance = random.Random(seed)
    clock = at("2026-03-20 22:00")
    learner = make_user(time_zone="Europe/Berlin")
    course = begin(learner)
    for _ in range(60):
        clock.advance(minutes=chance.choice([1, 1, 30, 700, 1440, 3 * 1440]))
        with transaction():
            one_step(learner, chance, clock.now())
        if chance.random() < 0.2:
            clock.advance(seconds=1)
            with transaction():
                change_days(learner, chance, clock.now())
        if chance.random() < 0.2:
            ahead = chance.choice([None, 5, 20, 40, 90])
            day = None if ahead is None else clock.now().date() + timedelta(days=ahead)
            set_exam(course, day)
            clock.advance(seconds=1)
            plan(clock.now())
    assert db.session.scalars(select(CardMove)).all()
    proven()
    planned: dict[date | None, dict[int, date]] = {}
    today = clock.now().date()
    dates = [None, today + timedelta(days=15), today + timedelta(days=45)]
    for day in [*dates, *reversed(dates), *chance.choices(dates, k=3)]:
        set_exam(course, day)
        clock.advance(seconds=1)
        plan(clock.now())
        assert planned.setdefault(day, due_on(learner)) == due_on(learner)
    proven()


def change_days(learner, chance: random.Random, now: datetime) -> None:
    """Have the learner pause, come back, keep days easy, or take another number a day."""
    first = now.date() + timedelta(days=chance.randrange(20))
    pick = chance.randrange(4)
    if pick == 0:
        add_pause(first, first + timedelta(days=chance.randrange(12)), actor=learner, now=now)
    elif pick == 1:
        for pause in db.session.scalars(select(StudyPause)).all():
            end_pause(pause.first_on, actor=learner, now=now)
    elif pick == 2:
        shares = [100, *(chance.choice([0, 50, 100]) for _ in range(6))]
        save_load(smooths=False, weekdays=shares, actor=learner, now=now)
    else:
        change_limit(chance.choice([1, 2, 5, 100]), actor=learner, now=now)


def test_a_former_date_leaves_no_trace_where_no_other_wish_is(app, at) -> None:
    """Without a date the cards are due when their answers alone would have them."""
    chance = random.Random(4)
    clock = at("2026-03-20 22:00")
    learner = make_user(time_zone="UTC")
    course = begin(learner)
    for _ in range(40):
        clock.advance(minutes=chance.choice([1, 30, 700, 1440, 3 * 1440]))
        set_exam(course, clock.now().date() + timedelta(days=chance.choice([10, 30, 60])))
        plan(clock.now())
        with transaction():
            one_step(learner, chance, clock.now())
    assert db.session.scalars(select(Review).where(Review.moved_for == "exam")).first()
    clock.advance(seconds=1)
    set_exam(course, None)
    plan(clock.now())
    for card in db.session.scalars(select(Card)):
        assert card.due_on == card.reviewed_on + timedelta(days=card.interval_days)
    proven()


def test_days_are_planned_by_the_job_where_there_are_many_cards(
    learner, course, monkeypatch
) -> None:
    monkeypatch.setattr(planning_exams, "AT_ONCE", 3)
    set_exam(course, EXAM)
    plan()
    before = due_on(learner)
    later = PLANNED_AT + timedelta(minutes=1)
    with transaction():
        add_pause(EXAM - timedelta(10), EXAM - timedelta(1), actor=learner, now=later)
    assert due_on(learner) == before
    assert plan(later) != ""
    assert all(one < EXAM - timedelta(10) for one in due_on(learner).values())
    assert plan(later) == ""
    proven()


def test_moves_of_the_learners_that_are_taken_back_bring_no_former_date_back(
    learner, course
) -> None:
    question = question_ids(course)[0]
    set_exam(course, EXAM)
    plan()
    give(learner, question, TODAY + timedelta(60))
    batch_id = new_id()
    evening = datetime.combine(TODAY + timedelta(60), BEGIN.timetz()) + timedelta(hours=1)
    own = db.session.get_one(Card, (learner.id, question))
    own_on = own.reviewed_on + timedelta(days=own.interval_days)
    with transaction():
        reschedule_cards(
            [question],
            TODAY + timedelta(70),
            batch_id=batch_id,
            actor=learner,
            now=evening + timedelta(seconds=1),
        )
    set_exam(course, None)
    plan(evening + timedelta(seconds=2))
    assert due_on(learner)[question] == TODAY + timedelta(70)
    with transaction():
        undo_moves(batch_id, actor=learner, now=evening + timedelta(seconds=3))
    plan(evening + timedelta(seconds=4))
    assert due_on(learner)[question] == own_on
    proven()
