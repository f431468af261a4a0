"""The load of the days: the least loaded one, easy days, pauses, and a backlog."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.planning.load import (
    EVERY_DAY,
    Habits,
    Pause,
    chance_of_day,
    free_days,
    pick_day,
)
from app.domain.scheduling.queue.backlog import (
    DAY_SHARE,
    LEAST_LEFT,
    LEAST_USUAL,
    USUAL_DAYS,
    Backlog,
    find_backlog,
    throttled,
    usual_day,
)

MONDAY = date(2026, 3, 2)
WORKDAYS = Habits(weekdays=(100, 100, 100, 100, 100, 0, 0))


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def test_a_day_takes_work_unless_it_is_kept_free_or_in_a_pause() -> None:
    habits = Habits(weekdays=WORKDAYS.weekdays, pauses=(Pause(day(1), day(2)),))
    assert [habits.takes_work(day(number)) for number in range(7)] == [
        *(True, False, False, True, True),
        *(False, False),
    ]


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


@given(habits, st.integers(1, 90), st.integers(1, 90), st.floats(1, 90))
def test_no_day_is_further_off_than_the_most_days(
    habits: Habits, wait: int, most: int, interval: float
) -> None:
    for wanted in (None, interval):
        days = free_days(day(wait), MONDAY, habits, wanted, most)
        assert min(days) > MONDAY
        assert max(days) <= day(max(wait, most))


def test_a_pause_is_waited_for_no_longer_than_the_most_days() -> None:
    away = Habits(pauses=(Pause(day(5), day(20)),))
    assert list(free_days(day(10), MONDAY, away, most_days=22)) == [day(21), day(22)]
    # What cannot come in time stays where it is: the pause asks nothing, and it waits after it.
    assert free_days(day(10), MONDAY, away, most_days=20) == (day(10),)


@pytest.mark.parametrize("waiting", [0, 1, 40])
def test_two_usual_days_of_work_are_no_backlog(waiting: int) -> None:
    assert find_backlog(waiting, 0, usual=20) is None
    assert find_backlog(41, 0, usual=20) is not None


def test_a_usual_day_is_the_middle_one_and_long_days_do_not_move_it() -> None:
    assert usual_day([40] * 30) == 40
    assert usual_day([40] * 30 + [60] * 15) == 40
    assert usual_day([30, 50]) == 40


@pytest.mark.parametrize("recalls", [[], [3, 4, 5]])
def test_who_has_hardly_begun_has_a_usual_day_of_thirty(recalls: list[int]) -> None:
    assert usual_day(recalls) == 30


def test_a_backlog_is_spread_over_days_of_half_as_much_again() -> None:
    # 60 a day, of which 20 fall due meanwhile: 220 over two usual days take six days, and one.
    assert find_backlog(300, 0, usual=40) == Backlog(waiting=300, today=60, a_day=60, days=7)


def test_todays_part_shrinks_while_one_works_through_it() -> None:
    assert find_backlog(270, 30, usual=40) == Backlog(waiting=270, today=30, a_day=60, days=7)
    done = find_backlog(230, 70, usual=40)
    assert done is not None
    assert (done.today, done.days) == (0, 7)


def test_a_limit_of_ones_own_makes_a_backlog_last_longer() -> None:
    # 30 a day, of which 20 fall due meanwhile.
    assert find_backlog(300, 0, usual=40, most_a_day=30) == Backlog(300, 30, 30, days=23)
    assert find_backlog(300, 0, usual=40, most_a_day=100) == find_backlog(300, 0, usual=40)


@pytest.mark.parametrize("limit", [0, 10, 20])
def test_a_limit_may_be_too_low_for_a_backlog_to_end(limit: int) -> None:
    assert find_backlog(300, 0, usual=40, most_a_day=limit) == Backlog(300, limit, limit, None)


@given(st.integers(0, 3000), st.integers(20, 200))
def test_days_foretold_are_those_of_working_it_off(waiting: int, usual: int) -> None:
    found = find_backlog(waiting, 0, usual)
    days, left = 1, float(waiting)
    while left > USUAL_DAYS * usual:
        left -= math.ceil(DAY_SHARE * usual) - usual / 2  # half a usual day falls due meanwhile
        days += 1
    assert (1 if found is None else found.days) == days


def test_so_many_are_left_of_the_smallest_backlog_when_todays_part_is_done() -> None:
    smallest = LEAST_USUAL * USUAL_DAYS + 1
    found = find_backlog(smallest, 0, LEAST_USUAL)
    assert found is not None
    assert smallest - found.a_day >= LEAST_LEFT


def test_new_questions_go_on_at_a_quarter_of_their_pace() -> None:
    assert [throttled(number) for number in (0, 1, 10, 20)] == [0, 1, 3, 5]
    assert [throttled(number, share=0.0) for number in (0, 10)] == [0, 0]


def test_the_days_lie_around_the_interval_wherever_chance_has_put_the_card() -> None:
    earliest, latest = fuzz.window(20)
    around = [MONDAY + timedelta(days=wait) for wait in range(earliest, latest + 1)]
    for due_on in around:
        assert free_days(due_on, MONDAY, Habits(smooths=True), 20) == around
    # Beyond it, as after a longest interval or a worse grade, they lie around the day itself.
    for wait in (earliest - 1, latest + 1):
        first, last = fuzz.window(wait)
        days = [MONDAY + timedelta(days=one) for one in range(first, last + 1)]
        assert free_days(MONDAY + timedelta(days=wait), MONDAY, Habits(smooths=True), 20) == days


def test_without_easy_days_a_week_has_seven_full_ones() -> None:
    assert EVERY_DAY == (100, 100, 100, 100, 100, 100, 100)


def test_a_day_carries_what_is_due_and_the_card_itself_by_its_share() -> None:
    """Monday takes all, Tuesday 40 %: with this card Tuesday's first is as 2.5 on a Monday."""
    habits = Habits(weekdays=(100, 40, 100, 100, 100, 100, 100))
    for due, picked in ((1, day(0)), (2, day(1))):
        assert pick_day([day(0), day(1)], {day(0): due}, habits, 0.5) == picked
    assert pick_day([day(0), day(1)], {day(0): 3, day(1): 1}, habits, 0.5) == day(0)
