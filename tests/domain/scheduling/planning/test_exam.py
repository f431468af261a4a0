"""Planning for an exam: what is foreseen, on which day a card is asked, how many new ones a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.forecasts.memory_trace import (
    Trace,
    gain,
    seconds,
    trace_of,
    traced,
    worth,
    worths,
)
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.memory.scheduler import Schedule
from app.domain.scheduling.planning import exam

MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EXAM = MONDAY + timedelta(days=100)
BEGINS = MONDAY + timedelta(days=79)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def trace(stability: float, *, difficulty: float = 5.0, on: date = MONDAY) -> Trace:
    return Trace(fsrs.FsrsMemory(stability, difficulty), on)


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


def test_a_third_of_a_short_time_is_left_to_repeating() -> None:
    plan = exam.plan_new(30, 1, day(85), EXAM)
    assert plan is not None
    # 15 days are left, of which five belong to repeating.
    assert (plan.by_on, plan.enough) == (day(94), 3)
    eve = exam.plan_new(7, 1, day(99), EXAM)
    assert eve is not None
    assert (eve.by_on, eve.enough) == (day(99), 7)


@given(st.integers(1, 2000), st.integers(1, 200))
def test_new_questions_are_met_in_time_and_evenly(unmet: int, left: int) -> None:
    """No day has a pile: each takes at most one more than the day before."""
    today, before = EXAM - timedelta(left), None
    first = exam.plan_new(unmet, 0, today, EXAM)
    assert first is not None
    while unmet and today < EXAM:
        plan = exam.plan_new(unmet, 0, today, EXAM)
        assert plan is not None
        assert before is None or plan.a_day <= before + 1
        before = plan.a_day
        unmet -= min(plan.a_day, unmet)
        today += timedelta(1)
    assert unmet == 0 or not first.in_time


def test_a_full_day_takes_no_more_and_the_rest_come_earlier() -> None:
    card = trace(20)
    free = exam.days_for(card, day(130), MONDAY, EXAM, room=exam.room_for(210, {}))
    full = dict.fromkeys(free, 13)  # 1.25 times 210 in 21 days: 12.5
    others = exam.days_for(card, day(130), MONDAY, EXAM, room=exam.room_for(210, full))
    assert others
    assert not set(others) & set(free)


def test_where_all_days_are_full_the_weeks_before_them_take_it() -> None:
    loads = {BEGINS + timedelta(number): 40 + number for number in range(21)}
    earlier = exam.days_for(trace(60), day(130), MONDAY, EXAM, room=exam.room_for(210, loads))
    assert earlier
    assert all(BEGINS - timedelta(21) <= one < BEGINS for one in earlier)
    limited = exam.room_for(210, loads, limit=10)
    assert all(
        one < BEGINS for one in exam.days_for(trace(60), day(130), MONDAY, EXAM, room=limited)
    )


def test_where_those_are_full_too_the_days_with_the_fewest_take_it_but_for_a_limit() -> None:
    loads = {day(number): 40 + number for number in range(58, 100)}
    overfull = exam.days_for(trace(60), day(130), MONDAY, EXAM, room=exam.room_for(210, loads))
    assert list(overfull) == [BEGINS]
    limited = exam.room_for(210, loads, limit=10)
    assert exam.days_for(trace(60), day(130), MONDAY, EXAM, room=limited) == ()


def test_a_limit_is_the_room_of_a_day() -> None:
    loads = {day(number): 4 for number in range(99)}
    limited = exam.room_for(300, loads, limit=4)
    assert list(exam.days_for(trace(60), day(130), MONDAY, EXAM, room=limited)) == [day(99)]
    assert exam.room_for(300, {}, limit=400).a_day == exam.room_for(300, {}).a_day == 18


def test_a_card_leaves_its_own_day_where_that_is_over_the_limit() -> None:
    loads = {day(90): 10}
    room = exam.room_for(300, loads, limit=10)
    moved = exam.days_for(trace(60), day(90), MONDAY, EXAM, room=room)
    assert moved
    assert day(90) not in moved
    assert exam.days_for(trace(60), day(90), MONDAY, EXAM, room=exam.room_for(300, loads)) == ()


def test_what_waits_is_spread_by_the_limit_from_tomorrow_on() -> None:
    loads = {day(-3): 12, day(0): 20, day(1): 6, day(2): 1}
    spread = exam.with_waiting(loads, day(0), 10)
    assert spread == {day(1): 10, day(2): 10, day(3): 9}
    assert exam.with_waiting(loads, day(0), 0) == {day(1): 6, day(2): 1}


@given(
    st.floats(0.01, 1000),
    st.floats(1, 10),
    st.integers(0, 98),
    st.lists(st.integers(1, 99), max_size=30, unique=True),
)
def test_what_asking_is_worth_on_many_days_is_what_it_is_on_each(
    stability: float, difficulty: float, on: int, numbers: list[int]
) -> None:
    """Days before the answer among them, for those who cross the date line."""
    card, days = trace(stability, difficulty=difficulty, on=day(on)), [day(one) for one in numbers]
    assert list(worths(card, days, EXAM)) == pytest.approx(
        [worth(card, one, EXAM) for one in days], rel=1e-9, abs=1e-12
    )


@given(st.floats(0.05, 1000), st.floats(1, 10), st.integers(0, 78))
def test_the_days_picked_are_all_those_within_a_tenth_of_the_best(
    stability: float, difficulty: float, on: int
) -> None:
    """Coming from the last day, none is missed: what asking is worth has one top."""
    card = trace(stability, difficulty=difficulty, on=day(on))
    values = {one: worth(card, one, EXAM) for one in (day(number) for number in range(79, 100))}
    best = max(values.values())
    expected = [one for one, value in values.items() if value >= best * 0.9]
    assert list(exam.days_for(card, day(130), day(on), EXAM)) == (expected or list(values))


def test_a_card_asked_in_the_stretch_already_gets_no_full_day() -> None:
    today = day(85)
    loads = {day(number): 20 for number in range(80, 100)}  # 1.5 times 13: 19.5
    card = trace(2, on=today)
    assert exam.days_for(card, day(130), today, EXAM, room=exam.room_for(210, {}))
    assert exam.days_for(card, day(130), today, EXAM, room=exam.room_for(210, loads)) == ()


def test_a_card_due_on_a_full_day_takes_one_of_the_emptiest_if_it_is_worth_it() -> None:
    today = day(85)
    loads = {day(number): 20 + number % 3 for number in range(80, 100)}
    room = exam.room_for(210, loads)
    emptiest = {day(number) for number in range(86, 100) if number % 3 == 0}
    # Just forgotten and drilled, a card of a day's stability is worth a full day.
    days = exam.days_for(trace(1, on=today), today + timedelta(1), today, EXAM, room=room)
    assert days
    assert set(days) <= emptiest


def test_a_card_due_on_a_full_day_waits_for_the_exam_if_it_is_not_worth_it() -> None:
    today = day(85)
    loads = {day(number): 20 for number in range(80, 100)}
    room = exam.room_for(210, loads)
    strong = trace(500, on=today)
    assert exam.days_for(strong, today + timedelta(6), today, EXAM, room=room) == (EXAM,)
    limited = exam.room_for(210, loads, limit=20)
    weak = trace(1, on=today)
    assert exam.days_for(weak, today + timedelta(1), today, EXAM, room=limited) == (EXAM,)


def test_a_card_not_asked_in_the_last_weeks_leaves_a_day_that_has_its_share() -> None:
    loads = {day(90): 13}
    moved = exam.days_for(trace(60), day(90), MONDAY, EXAM, room=exam.room_for(210, loads))
    assert moved
    assert day(90) not in moved
    # One that was asked in them may stay until the day has half as many again.
    today = day(85)
    again = trace(2, on=today)
    assert exam.days_for(again, day(90), today, EXAM, room=exam.room_for(210, loads)) == ()


def test_days_on_which_nothing_is_studied_are_left_out() -> None:
    assert all(
        one < day(95)
        for one in exam.days_for(
            trace(3), day(130), MONDAY, EXAM, is_free=lambda one: one < day(95)
        )
    )
    # A card whose own day is no day of study gets another one.
    moved = exam.days_for(trace(60), day(97), MONDAY, EXAM, is_free=lambda one: one < day(95))
    assert moved


def test_where_all_the_last_weeks_are_away_days_before_them_are_taken() -> None:
    days = exam.days_for(trace(60), day(130), MONDAY, EXAM, is_free=lambda one: one < day(70))
    assert days
    assert all(day(58) <= one < day(70) for one in days)
    assert exam.days_for(trace(60), day(130), MONDAY, EXAM, is_free=lambda one: False) == ()


def test_only_fsrs_has_a_wish_for_recall() -> None:
    assert Schedule("sm2", 0.95).wanted_recall == 0
    assert Schedule("fsrs", 0.95).wanted_recall == 0.95


def test_a_wish_for_more_recall_than_the_plans_stands() -> None:
    lasting = trace(79 * 2.0)  # recalled with 94 % when the last weeks begin
    assert exam.days_for(lasting, day(60), MONDAY, EXAM, wanted_recall=0.9)
    assert exam.days_for(lasting, day(60), MONDAY, EXAM, wanted_recall=0.97) == ()


def test_more_than_can_be_met_is_said() -> None:
    plan = exam.plan_new(1000, 10, day(98), EXAM)
    assert plan is not None
    assert (plan.enough, plan.a_day, plan.in_time) == (1000, 200, False)


def test_on_the_day_itself_there_is_no_plan_any_more() -> None:
    assert exam.plan_new(30, 1, EXAM, EXAM) is None


def test_all_met_needs_nothing() -> None:
    plan = exam.plan_new(0, 0, MONDAY, EXAM)
    assert plan is not None
    assert (plan.enough, plan.a_day, plan.in_time) == (0, 0, True)


def test_a_card_not_asked_in_the_last_weeks_yet_is_once_even_where_it_gains_little() -> None:
    """Whether a date is set a day before they begin or a day after makes no difference."""
    known = trace(500, on=day(60))
    assert exam.days_for(known, day(400), day(78), EXAM)
    assert exam.days_for(known, day(400), day(79), EXAM)
    assert exam.days_for(trace(500, on=day(79)), day(400), day(79), EXAM) == ()
