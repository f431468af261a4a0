"""The figures of the progress page, worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.statistics.load import Ahead, ahead, estimated_minutes, forecast
from app.domain.statistics.maturity import MATURITIES, maturity
from app.domain.statistics.streak import Streak, streak

TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ((None,), "new"),
        ((None, None, None), "new"),
        ((0, 1, "lapse"), "learning"),
        ((0, 1, ""), "learning"),
        ((1, 1, ""), "learning"),
        ((1, 1, "hesitation"), "learning"),
        ((2, 6, ""), "young"),
        ((2, 6, "hesitation"), "young"),
        ((3, 20, ""), "young"),
        ((3, 21, ""), "mature"),
        ((9, 400, "hesitation"), "mature"),
        # Under another scheduler a lapse may keep the repetitions: it is learning all the same.
        ((4, 30, "lapse"), "learning"),
    ],
)
def test_maturity(card: tuple[int | None, ...], expected: str) -> None:
    assert maturity(*card) == expected  # type: ignore[arg-type]
    assert expected in MATURITIES


def test_forecast_counts_the_overdue_today_and_drops_what_lies_beyond() -> None:
    due = {
        TODAY - timedelta(days=40): 2,
        TODAY - timedelta(days=1): 3,
        TODAY: 5,
        TODAY + timedelta(days=2): 7,
        TODAY + timedelta(days=3): 11,
    }
    assert forecast(due, TODAY, 3) == [
        (TODAY, 10),
        (date(2026, 4, 1), 0),
        (date(2026, 4, 2), 7),
    ]
    assert forecast({}, TODAY, 2) == [(TODAY, 0), (date(2026, 4, 1), 0)]
    assert forecast(due, TODAY, 0) == []


@pytest.mark.parametrize(
    ("cards", "median_ms", "minutes"),
    [
        (0, None, 0),
        (0, 5_000.0, 0),
        (12, None, 4),  # 12 x (12 + 8) s
        (1, 2_000.0, 1),  # 10 s
        (12, 2_000.0, 2),  # exactly two minutes
        (13, 2_000.0, 3),
    ],
)
def test_estimated_minutes(cards: int, median_ms: float | None, minutes: int) -> None:
    assert estimated_minutes(cards, median_ms) == minutes


def test_what_is_ahead_keeps_the_overdue_apart() -> None:
    due = {
        TODAY - timedelta(days=40): 2,
        TODAY - timedelta(days=1): 3,
        TODAY: 5,
        TODAY + timedelta(days=2): 7,
        TODAY + timedelta(days=6): 1,
        TODAY + timedelta(days=7): 11,
        TODAY + timedelta(days=14): 13,
    }
    assert ahead(due, TODAY, days=3, weeks=2) == Ahead(
        overdue=5,
        days=[(TODAY, 5), (date(2026, 4, 1), 0), (date(2026, 4, 2), 7)],
        # 5 + 7 + 1 within seven days, today among them; the 14th day is beyond the second week.
        weeks=[(TODAY, 13), (date(2026, 4, 7), 11)],
    )
    assert ahead({}, TODAY, days=0, weeks=1) == Ahead(0, [], [(TODAY, 0)])


def studied(pattern: str, last: date = TODAY) -> set[date]:
    """Return the days marked x in a pattern whose last character is ``last``."""
    return {
        last - timedelta(days=back) for back, mark in enumerate(reversed(pattern)) if mark == "x"
    }


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", Streak(0, 0, studied_today=False)),
        ("x", Streak(1, 1, studied_today=True)),
        ("xxx", Streak(3, 3, studied_today=True)),
        # Today is not over: nothing is lost yet.
        ("xxx.", Streak(3, 3, studied_today=False)),
        # One missed day does not break it, and does not count.
        ("xxx.x", Streak(4, 4, studied_today=True)),
        ("xxx..", Streak(3, 3, studied_today=False)),
        # Two in a row do.
        ("xxx..x", Streak(1, 3, studied_today=True)),
        ("xxx...", Streak(0, 3, studied_today=False)),
        # One a week is forgiven: six days between two missed ones.
        ("xx.xxxxxx.x", Streak(9, 9, studied_today=True)),
        # Five days between are too few: the streak begins after the first missed day.
        ("xx.xxxxx.x", Streak(6, 7, studied_today=True)),
        ("xx.xxxxx..", Streak(5, 7, studied_today=False)),
        ("x.x.x.x", Streak(2, 2, studied_today=True)),
        # An old miss before a break is forgotten.
        ("x.x...xxx.xx", Streak(5, 5, studied_today=True)),
    ],
)
def test_streak(pattern: str, expected: Streak) -> None:
    assert streak(studied(pattern), TODAY) == expected


def test_a_day_lived_before_travelling_west_counts() -> None:
    assert streak(studied("xxx"), TODAY - timedelta(days=1)) == Streak(3, 3, studied_today=True)
    assert streak(studied("x.x"), TODAY - timedelta(days=1)) == Streak(2, 2, studied_today=False)


def holds(days: list[date]) -> bool:
    """Return whether days are one streak: no two missed days within any seven."""
    missed = [
        days[0] + timedelta(days=offset)
        for offset in range((days[-1] - days[0]).days)
        if days[0] + timedelta(days=offset) not in days
    ]
    return all((after - before).days >= 7 for before, after in pairwise(missed))


@given(st.lists(st.booleans(), max_size=30))
def test_streaks_are_the_longest_that_hold(marks: list[bool]) -> None:
    days = sorted(studied("".join("x" if mark else "." for mark in marks)))
    lengths = [
        end - start + 1
        for start in range(len(days))
        for end in range(start, len(days))
        if holds(days[start : end + 1])
    ]
    found = streak(days, TODAY)
    assert found.longest == max(lengths, default=0)
    standing = days if TODAY in days else [*days, TODAY]
    reach = max(len(standing) - start for start in range(len(standing)) if holds(standing[start:]))
    assert found.current == reach - (TODAY not in days)
