"""Whether the limit of a day and pauses leave room for what the last weeks ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.planning.demand import (
    Demand,
    PauseCost,
    costs_of_pause,
    count_unasked,
    enough_a_day,
)
from app.domain.scheduling.planning.load import Habits, Pause

TODAY = date(2026, 3, 2)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def demand(
    questions: int, *, course: int = 1, exam: int = 40, first: int = 19, of: int | None = None
) -> Demand:
    total = questions if of is None else of
    return Demand(course, f"Course {course}", day(exam), day(first), questions, total)


def always(_: date) -> bool:
    return True


def never(_: date) -> bool:
    return False


def test_three_weeks_at_ten_a_day_take_210_of_300_questions() -> None:
    assert count_unasked([demand(300)], 10, always) == {1: 90}
    assert count_unasked([demand(300)], 15, always) == {}
    assert enough_a_day([demand(300)], always) == 15


def test_no_more_go_unasked_than_there_are() -> None:
    assert count_unasked([demand(300)], 0, always) == {1: 300}


def test_nothing_asked_needs_nothing() -> None:
    assert count_unasked([], 0, always) == {}
    assert enough_a_day([], always) == 0
    assert enough_a_day([demand(0)], never) == 0


def test_without_a_day_left_no_limit_is_enough() -> None:
    assert enough_a_day([demand(5)], never) is None


def test_the_nearest_exam_has_the_first_claim() -> None:
    """Its 100 answers take the 20 days from the 9th on at five a day; eleven are left then."""
    first = demand(100, course=2, exam=30, first=9)
    assert count_unasked([demand(100), first], 5, always) == {1: 45}


def is_free_of(free: set[int]) -> Callable[[date], bool]:
    return lambda one: one.weekday() not in free


demands = st.lists(
    st.builds(
        demand,
        st.integers(0, 300),
        course=st.integers(1, 9),
        exam=st.integers(27, 60),
        first=st.integers(0, 20),
    ),
    max_size=3,
    unique_by=lambda one: one.course_id,
)


@given(demands, st.sets(st.integers(0, 6), max_size=6))
def test_the_limit_that_is_enough_is_the_smallest(some: list[Demand], free: set[int]) -> None:
    is_free = is_free_of(free)
    enough = enough_a_day(some, is_free)
    assert enough is not None  # a week has every day of the week
    assert count_unasked(some, enough, is_free) == {}
    assert enough == 0 or count_unasked(some, enough - 1, is_free)


@given(demands, st.integers(0, 50))
def test_a_higher_limit_leaves_no_more_unasked(some: list[Demand], limit: int) -> None:
    fewer = sum(count_unasked(some, limit, always).values())
    assert sum(count_unasked(some, limit + 1, always).values()) <= fewer


def test_a_pause_over_the_exam_has_its_cost() -> None:
    one = demand(200)
    pause = Pause(day(30), day(42))
    # 12 cards a day are 1.25 times an even share, 18 with those asked once more.
    assert costs_of_pause(pause, [one], Habits(), None) == [
        PauseCost(one, covers_exam=True, days=11, fits=198)
    ]
    assert costs_of_pause(pause, [one], Habits(), 5) == [
        PauseCost(one, covers_exam=True, days=11, fits=55)
    ]


def test_a_short_pause_in_the_last_weeks_is_no_matter() -> None:
    assert costs_of_pause(Pause(day(25), day(29)), [demand(200)], Habits(), None) == []
    assert costs_of_pause(Pause(day(2), day(9)), [demand(200)], Habits(), None) == []


def test_a_pause_that_takes_too_many_days_has_its_cost() -> None:
    one = demand(200)
    found = costs_of_pause(Pause(day(25), day(39)), [one], Habits(), None)
    assert found == [PauseCost(one, covers_exam=False, days=6, fits=108)]
    # With a limit that leaves too little anyway, only a pause that takes more of it matters.
    assert costs_of_pause(Pause(day(2), day(9)), [one], Habits(), 3) == []


def test_pauses_that_there_are_count_too() -> None:
    habits = Habits(pauses=(Pause(day(19), day(28)),))
    one = demand(200)
    assert costs_of_pause(Pause(day(30), day(31)), [one], habits, None) == [
        PauseCost(one, covers_exam=False, days=9, fits=162)
    ]
