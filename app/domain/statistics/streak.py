"""Days of study in a row, without nagging.

Today is never held against the learner: a streak stands until the day is over. And one missed day
a week does not break it (nor does it count): among any seven days in a row, six are enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_ONE_DAY: Final = timedelta(days=1)
_ONE_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Streak:
    """Days studied in the streak that still stands, in the longest ever, and whether today is."""

    current: int
    longest: int
    studied_today: bool


def streak(days_studied: Collection[date], today: date) -> Streak:
    """Return the learner's streak, in days studied.

    A day after ``today`` is one that the learner lived before travelling west; it counts.
    """
    days = sorted(set(days_studied))
    longest = max(_lengths(days), default=0)
    if not days:
        return Streak(0, 0, studied_today=False)
    last = max(today, days[-1])
    # A day that is not over yet is taken as studied, and then not counted.
    unfinished = last not in days
    current = _last(_lengths([*days, last] if unfinished else days)) - unfinished
    return Streak(current, longest, studied_today=today in days)


def _last(lengths: Iterator[int]) -> int:
    *_, last = lengths
    return last


def _lengths(days: Sequence[date]) -> Iterator[int]:
    """Yield, for each day studied, the length of the longest streak that ends on it."""
    first = 0  # place of the streak's first day
    missed: date | None = None  # the last forgiven day within the streak
    after_missed = 0  # place of the first day after it
    for place, day in enumerate(days):
        missing = (day - days[place - 1]).days - 1 if place else 0
        if missing > 1:
            first, missed = place, None
        elif missing == 1:
            if missed is not None and day - _ONE_DAY - missed < _ONE_WEEK:
                first = after_missed
            missed, after_missed = day - _ONE_DAY, place
        yield place - first + 1
