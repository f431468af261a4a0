"""Days on a calendar: weeks of a year with how busy each day was, and steps of a longer time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Final, Literal

StepSize = Literal["day", "week", "month"]
LEVELS: Final = 4
_ONE_DAY: Final = timedelta(days=1)
_ONE_WEEK: Final = timedelta(days=7)
# Up to so many days are shown one by one, up to so many in weeks; longer times in months.
MOST_DAYS: Final = 31
MOST_DAYS_IN_WEEKS: Final = 120


@dataclass(frozen=True, slots=True)
class Square:
    """One day of the calendar; ``level`` is 0 (nothing) to 4 (as on the learner's busy days)."""

    on: date
    count: int
    level: int


def bounds_of_levels(counts: Mapping[date, int]) -> tuple[int, ...]:
    """Return the most that a day of each level but the last has; none without any busy day.

    Levels are quarters of a busy day of this learner's own: the one that nine of ten days of study
    do not exceed, so that a single day of catching up does not pale all others.
    """
    active = sorted(count for count in counts.values() if count > 0)
    if not active:
        return ()
    busy = active[ceil(0.9 * len(active)) - 1]
    return tuple(ceil(busy * quarter / LEVELS) for quarter in range(1, LEVELS))


def weeks_of(counts: Mapping[date, int], first: date, last: date) -> list[list[Square | None]]:
    """Return the weeks, Monday first, from ``first`` to ``last``; days outside them are None."""
    bounds = bounds_of_levels({on: n for on, n in counts.items() if first <= on <= last})
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while monday <= last:
        days = [monday + timedelta(days=offset) for offset in range(7)]
        weeks.append(
            [_square(on, counts.get(on, 0), bounds) if first <= on <= last else None for on in days]
        )
        monday += _ONE_WEEK
    return weeks


def _square(on: date, count: int, bounds: tuple[int, ...]) -> Square:
    return Square(on, count, 1 + sum(count > bound for bound in bounds) if count else 0)


@dataclass(frozen=True, slots=True)
class Step:
    """Days from ``first`` to ``last``, both among them."""

    first: date
    last: date


def step_size(first: date, last: date) -> StepSize:
    """Return the steps in which a time can be read."""
    days = (last - first).days + 1
    if days <= MOST_DAYS:
        return "day"
    return "week" if days <= MOST_DAYS_IN_WEEKS else "month"


def steps(first: date, last: date) -> list[Step]:
    """Return a time in steps: days, or weeks from Monday, or months, whichever can be read.

    The first and the last step are cut off at the ends of the time.
    """
    size = step_size(first, last)
    found = []
    begin = first
    while begin <= last:
        end = _end_of_step(begin, size)
        found.append(Step(begin, min(end, last)))
        begin = end + _ONE_DAY
    return found


def _end_of_step(begin: date, size: StepSize) -> date:
    if size == "day":
        return begin
    if size == "week":
        return begin + timedelta(days=6 - begin.weekday())
    return (begin.replace(day=1) + timedelta(days=31)).replace(day=1) - _ONE_DAY
