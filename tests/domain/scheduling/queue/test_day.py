"""What a day asks: never more than the limit, and what is planned for an exam whatever else is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.queue.day import DayState, ExamAhead, Limits, Recalls, plan_day

TODAY = date(2026, 3, 2)
recalls = st.builds(Recalls, st.integers(0, 500), st.integers(0, 100))
limits = st.none() | st.integers(0, 100)


def usual() -> Sequence[int]:
    return [30] * 20


@given(recalls, recalls, limits, st.integers(0, 20))
def test_no_day_asks_more_than_the_limit(
    others: Recalls, near: Recalls, limit: int | None, more: int
) -> None:
    state = DayState(others, near)
    plan = plan_day(state, Limits(10, limit, more_reviews=more), TODAY, usual)
    assert 0 <= plan.recalls <= others.waiting + near.waiting
    if limit is not None:
        assert plan.recalls <= max(0, limit + more - others.done - near.done)


@given(recalls, recalls, limits)
def test_a_planned_card_is_asked_whatever_else_is_due(
    others: Recalls, near: Recalls, limit: int | None
) -> None:
    """The queue asks those first; so many that all of them come, but for the learner's own limit."""
    plan = plan_day(DayState(others, near), Limits(10, limit), TODAY, usual)
    room = near.waiting if limit is None else max(0, limit - others.done - near.done)
    assert plan.recalls >= min(near.waiting, room)


def asked(waiting: int, done: int, limits: Limits, recalled: int = 30) -> tuple[int, bool]:
    """Return how many are asked yet, and whether so many are a backlog."""
    plan = plan_day(DayState(Recalls(waiting, done)), limits, TODAY, lambda: [recalled] * 20)
    return plan.recalls, plan.backlog is not None


def test_more_than_two_usual_days_are_spread_at_half_as_much_again() -> None:
    free = Limits(10)
    # Sixty are no backlog. Today's part counts what was done, and does not grow with it.
    assert asked(60, 0, free) == (60, False)
    assert asked(61, 0, free) == (45, True)
    assert asked(1, 59, free) == (1, False)
    assert asked(51, 10, free) == (35, True)
    assert asked(20, 41, free) == (4, True)
    assert asked(20, 46, free) == (0, True)
    # The least that is no backlog is so for everybody, and more for those who do more.
    assert asked(61, 0, free, recalled=10) == (45, True)
    assert asked(80, 0, free, recalled=40) == (80, False)
    assert asked(81, 0, free, recalled=40) == (60, True)


def test_what_a_learner_adds_is_asked_beyond_the_limit_and_beyond_a_backlogs_part() -> None:
    assert asked(30, 10, Limits(10, 25)) == (15, False)
    assert asked(30, 10, Limits(10, 25, more_reviews=5)) == (20, False)
    assert asked(100, 10, Limits(10, more_reviews=20)) == (55, True)
    assert asked(100, 10, Limits(10, 200, more_reviews=20)) == (55, True)
    assert asked(100, 10, Limits(10, 20, more_reviews=20)) == (30, True)


def test_new_questions_are_the_learners_pace_or_what_an_exam_needs() -> None:
    def new(limits: Limits, state: DayState) -> tuple[int, bool]:
        plan = plan_day(state, limits, TODAY, usual)
        return plan.new, plan.slows_new

    late = Recalls(61)
    assert new(Limits(10), DayState(Recalls())) == (10, False)
    assert new(Limits(10, more_new=5), DayState(Recalls(), introduced={1: 3, 2: 4})) == (8, False)
    assert new(Limits(10), DayState(Recalls(), introduced={1: 11})) == (0, False)
    # A quarter of the pace while there is a backlog.
    assert new(Limits(10), DayState(late)) == (3, True)
    assert new(Limits(10, more_new=5), DayState(late, introduced={1: 2})) == (6, True)
    exams = [
        ExamAhead(1, TODAY + timedelta(24), 160, 0),
        ExamAhead(2, TODAY + timedelta(24), 16, 0),
    ]
    # Of 24 days the last eight belong to repeating: ten a day of one course, one of the other.
    assert new(Limits(10), DayState(late, exams=exams)) == (11, False)
    assert new(Limits(12), DayState(late, exams=exams)) == (11, True)


def test_what_an_exam_needs_a_day_does_not_shrink_while_one_works_through_it() -> None:
    exam_on = TODAY + timedelta(days=24)
    for met in (0, 4, 10):
        exams = [ExamAhead(1, exam_on, 160, met)]
        state = DayState(Recalls(), exams=exams, introduced={1: met})
        plan = plan_day(state, Limits(3), TODAY, usual)
        assert plan.needed == {1: 10}
        assert plan.new == 10 - met
    # Of sixteen days, one takes what is over; and no day what was met, or withdrawn after it.
    for met, a_day in ((99, 4), (96, 4), (95, 5), (160, 0), (161, 0)):
        found = ExamAhead(1, exam_on, 160, met).plan(0, TODAY)
        assert found is not None
        assert found.a_day == a_day
        plan = plan_day(
            DayState(Recalls(), exams=[ExamAhead(1, exam_on, 160, met)]), Limits(3), TODAY, usual
        )
        assert plan.needed == {1: a_day}


@given(st.integers(1, 2000), st.integers(1, 120), st.integers(0, 50))
def test_every_question_is_met_before_the_date_if_a_day_takes_them(
    questions: int, left: int, chosen: int
) -> None:
    met, exam_on = 0, TODAY + timedelta(days=left)
    in_time = ExamAhead(1, exam_on, questions, 0).plan(0, TODAY)
    for number in range(left):
        today = TODAY + timedelta(days=number)
        exams = [ExamAhead(1, exam_on, questions, met)]
        plan = plan_day(DayState(Recalls(), exams=exams), Limits(chosen), today, usual)
        met += min(plan.new, questions - met)
    assert in_time is not None
    assert met == questions or not in_time.in_time


def test_an_exam_is_near_in_its_last_three_weeks() -> None:
    near = [
        left for left in range(-5, 60) if ExamAhead(1, TODAY + timedelta(left), 9, 0).is_near(TODAY)
    ]
    assert near == list(range(1, 22))
