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
        left for left in range(60) if ExamAhead(1, TODAY + timedelta(left), 9, 0).is_near(TODAY)
    ]
    assert near == list(range(1, 22))
