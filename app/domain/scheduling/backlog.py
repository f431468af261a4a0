"""Coming back to more than a few days' work.

Which order overdue cards come in hardly matters, as long as the shortest intervals do not come first;
what matters is that new questions go on at a quarter of their pace: stopping them altogether costs
more than it saves in simulation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

# More than so many usual days' work is a backlog.
USUAL_DAYS: Final = 3
# While it lasts, a day takes so much of a usual one.
DAY_SHARE: Final = 1.5
# New questions go on at this share of their pace.
NEW_SHARE: Final = 0.25
# Who has hardly begun has no usual day yet.
LEAST_USUAL: Final = 20


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits, how much of it today takes, and how many days it will take in all."""

    waiting: int
    today: int
    days: int


def find_backlog(waiting: int, done_today: int, usual_a_day: float) -> Backlog | None:
    """Return the backlog that so many due cards make, None where they are a few days' work.

    ``done_today`` counts those recalled today already, so that today's part does not grow while
    one works through it.
    """
    usual = max(usual_a_day, LEAST_USUAL)
    total = waiting + done_today
    if total <= USUAL_DAYS * usual:
        return None
    a_day = math.ceil(DAY_SHARE * usual)
    return Backlog(waiting, min(waiting, max(0, a_day - done_today)), math.ceil(total / a_day))


def throttled(new_per_day: int) -> int:
    """Return how many new questions a day go on while there is a backlog."""
    return math.ceil(new_per_day * NEW_SHARE)
