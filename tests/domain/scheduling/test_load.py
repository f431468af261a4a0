"""The load of the days: the least loaded one, easy days, pauses, and a backlog."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling import fuzz
from app.domain.scheduling.backlog import find_backlog, throttled
from app.domain.scheduling.load import Habits, Pause, chance_of_day, free_days, pick_day

MONDAY = date(2026, 3, 2)
WORKDAYS = Habits(weekdays=(100, 100, 100, 100, 100, 0, 0))


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def test_without_wishes_the_day_stays() -> None:
    assert free_days(day(10), MONDAY, Habits()) == (day(10),)
    assert pick_day([day(10)], {}, Habits(), 0.99) == day(10)


def test_smoothing_chooses_inside_the_window_of_chance() -> None:
    days = free_days(day(10), MONDAY, Habits(smooths=True))
    assert list(days) == [day(number) for number in range(8, 13)]


def test_the_window_lies_around_the_interval_before_chance_moved_it() -> None:
    smooth = Habits(smooths=True)
    days = [day(number) for number in range(8, 13)]
    assert list(free_days(day(12), MONDAY, smooth, 10.0)) == days
    # Unless the day was moved out of it, to keep better answers waiting longer.
    assert list(free_days(day(10), MONDAY, smooth, 3.0)) == days


def test_the_least_loaded_day_wins_and_chance_breaks_a_tie() -> None:
    days = [day(8), day(9), day(10)]
    loads = {day(8): 5, day(9): 3, day(10): 3}
    smooth = Habits(smooths=True)
    assert pick_day(days, loads, smooth, 0.0) == day(9)
    assert pick_day(days, loads, smooth, 0.99) == day(10)


def test_chance_alone_decides_where_the_load_does_not() -> None:
    days = [day(8), day(9)]
    loads = {day(8): 5}
    assert pick_day(days, loads, Habits(), 0.0) == day(8)
    assert pick_day(days, loads, Habits(), 0.5) == day(9)


def test_the_chance_of_a_day_is_the_cards_own_and_not_the_schedulers() -> None:
    assert 0 <= chance_of_day(7, 1) < 1
    assert chance_of_day(7, 1) == chance_of_day(7, 1)
    assert len({chance_of_day(7, 1), chance_of_day(7, 2), chance_of_day(8, 1)}) == 3
    assert chance_of_day(7, 1) != fuzz.share(7, 1)


def test_an_easy_day_carries_its_share() -> None:
    halved = Habits(weekdays=(50, 100, 100, 100, 100, 100, 100))
    monday, tuesday = day(7), day(8)
    assert pick_day([monday, tuesday], {monday: 1, tuesday: 2}, halved, 0.0) == tuesday
    assert pick_day([monday, tuesday], {monday: 0, tuesday: 2}, halved, 0.0) == monday


def test_a_free_day_is_taken_only_when_there_is_no_other() -> None:
    saturday, sunday = day(12), day(13)
    assert pick_day([saturday, day(14)], {day(14): 99}, WORKDAYS, 0.0) == day(14)
    assert pick_day([saturday, sunday], {}, WORKDAYS, 0.0) == saturday
    assert free_days(day(1), MONDAY, WORKDAYS) == [day(1)]  # an interval of a day cannot move


def test_a_day_in_a_pause_moves_to_one_beside_it() -> None:
    away = Habits(pauses=(Pause(day(10), day(20)),))
    assert list(free_days(day(10), MONDAY, away)) == [day(8), day(9)]


def test_a_pause_over_the_whole_window_is_waited_for_and_shared() -> None:
    away = Habits(pauses=(Pause(day(5), day(20)), Pause(day(21), day(22)), Pause(day(25), day(30))))
    assert list(free_days(day(10), MONDAY, away)) == [day(23), day(24)]


def test_a_day_outside_a_pause_stays() -> None:
    away = Habits(pauses=(Pause(day(11), day(20)),))
    assert free_days(day(10), MONDAY, away) == (day(10),)


habits = st.builds(
    Habits,
    smooths=st.booleans(),
    weekdays=st.tuples(*[st.integers(0, 100)] * 7),
    pauses=st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 30)).map(
            lambda ends: Pause(day(ends[0]), day(ends[0] + ends[1]))
        ),
        max_size=3,
    ).map(tuple),
)


@given(habits, st.integers(1, 90), st.floats(0, 1, exclude_max=True))
def test_a_moved_day_is_in_the_window_or_after_a_pause(
    habits: Habits, interval: int, chance: float
) -> None:
    days = free_days(day(interval), MONDAY, habits)
    chosen = pick_day(days, {}, habits, chance)
    earliest, latest = fuzz.window(interval)
    assert habits.pause_on(chosen) is None
    assert chosen >= day(earliest)
    assert chosen <= day(latest) or habits.pause_on(day(interval)) is not None


@pytest.mark.parametrize("waiting", [0, 1, 60])
def test_a_few_days_of_work_are_no_backlog(waiting: int) -> None:
    assert find_backlog(waiting, 0, usual_a_day=5) is None
    assert find_backlog(waiting, 0, usual_a_day=20) is None


def test_a_backlog_is_spread_over_days_of_half_as_much_again() -> None:
    found = find_backlog(300, 0, usual_a_day=40)
    assert found is not None
    assert (found.waiting, found.today, found.days) == (300, 60, 5)


def test_todays_part_shrinks_while_one_works_through_it() -> None:
    found = find_backlog(270, 30, usual_a_day=40)
    assert found is not None
    assert (found.today, found.days) == (30, 5)
    done = find_backlog(230, 70, usual_a_day=40)
    assert done is not None
    assert done.today == 0


def test_new_questions_go_on_at_a_quarter_of_their_pace() -> None:
    assert [throttled(number) for number in (0, 1, 10, 20)] == [0, 1, 3, 5]
