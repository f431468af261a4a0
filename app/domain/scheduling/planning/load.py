"""How a learner's days share the work: the least loaded day, easy days and pauses.

A due day may move inside the window of chance (``fuzz.window``) only, where recall hardly changes:
evening the load out costs nothing of what is retained. A pause moves no card by itself; days
that are chosen while it is known keep clear of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.domain.scheduling.memory import fuzz

EVERY_DAY: Final = (100,) * 7
# The chance by which a day is picked is another than the scheduler's own.
_SALT: Final = 0x5DEECE66D


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which nothing is asked, both ends among them."""

    first_on: date
    last_on: date

    def covers(self, day: date) -> bool:
        """Tell whether a day is part of the pause."""
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True, slots=True)
class Habits:
    """How a learner's work is to be spread.

    ``weekdays`` are shares of a usual day from Monday to Sunday, in per cent.
    """

    smooths: bool = False
    weekdays: tuple[int, ...] = EVERY_DAY
    pauses: tuple[Pause, ...] = ()

    @property
    def balances(self) -> bool:
        """Tell whether the load of the days decides among them."""
        return self.smooths or any(share != 100 for share in self.weekdays)

    def takes_work(self, day: date) -> bool:
        """Tell whether the learner studies on a day: no pause covers it, and it is not kept free."""
        return self.weekdays[day.weekday()] > 0 and self.pause_on(day) is None

    def pause_on(self, day: date) -> Pause | None:
        """Return the pause that a day is part of, or None."""
        return next((pause for pause in self.pauses if pause.covers(day)), None)


def free_days(
    due_on: date,
    today: date,
    habits: Habits,
    interval_days: float | None = None,
    most_days: int = fuzz.LONGEST_INTERVAL_DAYS,
) -> Sequence[date]:
    """Return the days that a card answered today may as well be due on, earliest first.

    That is ``due_on`` alone, unless the load decides or the day lies in a pause. A card whose
    window a pause covers whole comes in the first days after it. ``interval_days`` is what the
    window lies around where chance has moved ``due_on`` in it already. No day is further off than
    ``most_days`` (or ``due_on``, where that is): what would have to wait longer for the end of a pause
    stays due on ``due_on``, which asks nothing before that end either.
    """
    if not habits.balances and habits.pause_on(due_on) is None:
        return (due_on,)
    wait = (due_on - today).days
    most_days = max(most_days, wait)
    earliest, latest = fuzz.window(wait if interval_days is None else interval_days, most_days)
    if not earliest <= wait <= latest:
        earliest, latest = fuzz.window(wait, most_days)
    days = [today + timedelta(days=wait) for wait in range(earliest, latest + 1)]
    free = [day for day in days if habits.pause_on(day) is None]
    if free:
        return free
    after = _day_after_pauses(days[-1], habits)
    # As many days as the window has: they share what has waited, unless another pause begins.
    spread = [after + timedelta(days=place) for place in range(len(days))]
    in_time = [day for day in spread if (day - today).days <= most_days]
    return [day for day in in_time if habits.pause_on(day) is None] or (due_on,)


def _day_after_pauses(day: date, habits: Habits) -> date:
    while (pause := habits.pause_on(day)) is not None:
        day = pause.last_on + timedelta(days=1)
    return day


def pick_day(
    days: Sequence[date], loads: Mapping[date, int], habits: Habits, chance: float
) -> date:
    """Return the least loaded of some days by what each may carry; ``chance`` breaks a tie.

    ``loads`` are the cards due already. A weekday with a share of 0 is taken when there is no
    other.
    """
    if habits.balances:
        lightest = min(_strain(day, loads, habits) for day in days)
        days = [day for day in days if _strain(day, loads, habits) == lightest]
    return days[math.floor(chance * len(days))]


def chance_of_day(seed: int, number: int) -> float:
    """Return the chance (0 to 1, 1 excluded) of the day picked at a card's answer, from 1."""
    return fuzz.share(seed ^ _SALT, number)


def _strain(day: date, loads: Mapping[date, int], habits: Habits) -> float:
    share = habits.weekdays[day.weekday()]
    return (loads.get(day, 0) + 1) / share if share else math.inf
