"""Planning for an exam: what is foreseen, on which day a card is asked, how many new ones a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling import exam, fsrs
from app.domain.scheduling.answering import Answered
from app.domain.scheduling.foresight import Trace, gain, seconds, trace_of, traced, worth

MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EXAM = MONDAY + timedelta(days=100)
BEGINS = MONDAY + timedelta(days=79)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def trace(stability: float, *, difficulty: float = 5.0, on: date = MONDAY) -> Trace:
    return Trace(fsrs.Memory(stability, difficulty), on)


def answered(grade: int, on: date, kind: str = "review") -> Answered:
    return Answered(kind, grade, grade >= 3, on, NOON)  # type: ignore[arg-type]


def test_a_trace_is_what_fsrs_makes_of_all_answers_whatever_scheduled_them() -> None:
    log = [answered(2, day(0)), answered(4, day(0), "drill"), answered(3, day(6), "practice")]
    memory = fsrs.review(fsrs.review(fsrs.first(1), 3, 0), 2, 6)
    assert trace_of(log) == Trace(memory, day(6))
    assert trace_of([]) is None


def test_a_day_lived_twice_is_one_day() -> None:
    first = traced(None, 4, day(1))
    assert traced(first, 4, day(0)) == Trace(fsrs.review(first.memory, 3, 0), day(1))


def test_recall_on_a_day_is_ninety_per_cent_when_stability_has_passed() -> None:
    assert trace(30).recall_on(day(30)) == pytest.approx(0.9)
    assert trace(30).recall_on(day(0)) == 1.0


def test_gain_is_what_asking_adds_on_average() -> None:
    memory = trace(20)
    recalled = fsrs.retrievability(50, 20)
    right = fsrs.review(memory.memory, 3, 50).stability
    wrong = fsrs.review(fsrs.review(memory.memory, 1, 50), 3, 0).stability
    asked = recalled * fsrs.retrievability(50, right) + (1 - recalled) * fsrs.retrievability(
        50, wrong
    )
    assert gain(memory, day(50), day(100)) == pytest.approx(asked - fsrs.retrievability(100, 20))
    assert worth(memory, day(50), day(100)) == pytest.approx(
        gain(memory, day(50), day(100)) / seconds(recalled)
    )


def test_a_forgotten_answer_takes_as_long_as_its_explanation_and_its_drill() -> None:
    assert seconds(1.0) == 12
    assert seconds(0.0) == 44


def test_a_card_due_after_the_exam_gets_a_day_in_the_last_weeks() -> None:
    days = exam.days_for(trace(60), day(130), MONDAY, EXAM)
    assert days
    assert all(BEGINS <= one < EXAM for one in days)
    assert list(days) == sorted(days)


def test_weaker_cards_are_asked_nearer_to_the_day() -> None:
    weak = exam.days_for(trace(3), day(130), MONDAY, EXAM)
    strong = exam.days_for(trace(300), day(130), MONDAY, EXAM)
    assert weak[0] > strong[0]


def test_a_card_due_in_the_last_weeks_keeps_its_day() -> None:
    assert exam.days_for(trace(60), BEGINS, MONDAY, EXAM) == ()
    assert exam.days_for(trace(60), day(99), MONDAY, EXAM) == ()


def test_a_card_due_before_waits_for_the_last_weeks_only_if_it_lasts() -> None:
    lasting, fading = 79 * 2.0, 79 / 4.0
    assert exam.days_for(trace(lasting), day(60), MONDAY, EXAM)
    assert exam.days_for(trace(fading), day(60), MONDAY, EXAM) == ()


def test_in_the_last_weeks_a_card_is_asked_again_where_that_gains_enough() -> None:
    today = day(85)
    shaky = exam.days_for(trace(2, on=today), day(130), today, EXAM)
    assert shaky
    assert all(today < one < EXAM for one in shaky)
    assert exam.days_for(trace(500, on=today), day(130), today, EXAM) == ()


@pytest.mark.parametrize("number", [99, 100, 101, 400])
def test_from_the_eve_of_the_exam_on_the_scheduler_decides(number: int) -> None:
    today = day(number)
    assert exam.days_for(trace(2, on=today), today + timedelta(9), today, EXAM) == ()


@given(
    st.floats(0.01, 1000),
    st.floats(1, 10),
    st.integers(0, 120),
    st.integers(1, 400),
)
def test_chosen_days_lie_between_today_and_the_exam(
    stability: float, difficulty: float, on: int, wait: int
) -> None:
    today = day(on)
    card = trace(stability, difficulty=difficulty, on=today)
    for chosen in exam.days_for(card, today + timedelta(wait), today, EXAM):
        assert max(today + timedelta(1), BEGINS) <= chosen < EXAM


def test_new_questions_are_spread_until_the_last_weeks() -> None:
    plan = exam.plan_new(158, 1, MONDAY, EXAM)
    assert plan is not None
    assert (plan.by_on, plan.enough, plan.a_day, plan.in_time) == (day(78), 2, 2, True)


def test_the_learners_own_number_is_never_lowered() -> None:
    plan = exam.plan_new(158, 10, MONDAY, EXAM)
    assert plan is not None
    assert (plan.enough, plan.a_day) == (2, 10)


def test_in_the_last_weeks_new_questions_take_what_is_left() -> None:
    plan = exam.plan_new(30, 1, day(85), EXAM)
    assert plan is not None
    assert (plan.by_on, plan.enough) == (day(99), 2)


def test_more_than_can_be_met_is_said() -> None:
    plan = exam.plan_new(1000, 10, day(98), EXAM)
    assert plan is not None
    assert (plan.enough, plan.a_day, plan.in_time) == (500, 200, False)


def test_on_the_day_itself_there_is_no_plan_any_more() -> None:
    assert exam.plan_new(30, 1, EXAM, EXAM) is None


def test_all_met_needs_nothing() -> None:
    plan = exam.plan_new(0, 0, MONDAY, EXAM)
    assert plan is not None
    assert (plan.enough, plan.a_day, plan.in_time) == (0, 0, True)
