"""The calendar of a year and the steps of longer times, on dates that a calendar confirms."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.statistics.calendar import Square, Step, bounds_of_levels, steps, weeks_of

MONDAY = date(2026, 3, 2)


def test_levels_are_quarters_of_a_busy_day() -> None:
    counts = {MONDAY + timedelta(days=n): 40 for n in range(9)}
    # The tenth day, of 400, is the one in ten that does not count.
    counts[MONDAY + timedelta(days=9)] = 400
    assert bounds_of_levels(counts) == (10, 20, 30)
    assert bounds_of_levels({MONDAY: 0}) == ()
    # One answer in all: a busy day, of this learner.
    assert bounds_of_levels({MONDAY: 1}) == (1, 1, 1)


def test_weeks_begin_on_monday_and_end_with_the_time() -> None:
    wednesday, next_tuesday = date(2026, 3, 4), date(2026, 3, 10)
    counts = {wednesday: 40, date(2026, 3, 8): 10, date(2026, 3, 9): 11, date(2026, 3, 3): 99}
    first, second = weeks_of(counts, wednesday, next_tuesday)
    assert first == [
        None,
        None,
        Square(wednesday, 40, 4),
        Square(date(2026, 3, 5), 0, 0),
        Square(date(2026, 3, 6), 0, 0),
        Square(date(2026, 3, 7), 0, 0),
        Square(date(2026, 3, 8), 10, 1),
    ]
    assert second == [
        Square(date(2026, 3, 9), 11, 2),
        Square(next_tuesday, 0, 0),
        *[None] * 5,
    ]


def test_a_day_of_one_answer_is_shown() -> None:
    ((square, *_),) = weeks_of({MONDAY: 1}, MONDAY, MONDAY)
    assert square == Square(MONDAY, 1, 1)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ((2026, 3, 4), (2026, 3, 4), [((2026, 3, 4), (2026, 3, 4))]),
        # 32 days, from a Wednesday: in weeks, cut off at both ends.
        (
            (2026, 3, 4),
            (2026, 4, 4),
            [
                ((2026, 3, 4), (2026, 3, 8)),
                ((2026, 3, 9), (2026, 3, 15)),
                ((2026, 3, 16), (2026, 3, 22)),
                ((2026, 3, 23), (2026, 3, 29)),
                ((2026, 3, 30), (2026, 4, 4)),
            ],
        ),
        # More than 120 days: in months.
        (
            (2026, 1, 30),
            (2026, 6, 2),
            [
                ((2026, 1, 30), (2026, 1, 31)),
                ((2026, 2, 1), (2026, 2, 28)),
                ((2026, 3, 1), (2026, 3, 31)),
                ((2026, 4, 1), (2026, 4, 30)),
                ((2026, 5, 1), (2026, 5, 31)),
                ((2026, 6, 1), (2026, 6, 2)),
            ],
        ),
    ],
)
def test_steps(
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    expected: list[tuple[tuple[int, int, int], tuple[int, int, int]]],
) -> None:
    assert steps(date(*first), date(*last)) == [
        Step(date(*begin), date(*end)) for begin, end in expected
    ]


def test_a_month_is_shown_day_by_day() -> None:
    days = steps(MONDAY, MONDAY + timedelta(days=30))
    assert len(days) == 31
    assert all(step.first == step.last for step in days)


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(0, 2000))
def test_steps_leave_no_day_out(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    found = steps(first, last)
    assert found[0].first == first
    assert found[-1].last == last
    for before, after in pairwise(found):
        assert before.last + timedelta(days=1) == after.first
