"""Coming back to more than a couple of days' work.

What has waited longest comes first: in simulation (``make simulate``) no other order keeps more over the
three months after coming back. The rest is spread, at half as much again as a usual day. New questions
go on at a quarter of their pace, which keeps the days short; stopping them altogether leaves less
known for weeks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

# More than so many usual days' work is a backlog. Who studies daily hardly ever comes to it.
USUAL_DAYS: Final = 2
# While it lasts, a day takes so much of a usual one.
DAY_SHARE: Final = 1.5
# New questions go on at this share of their pace.
NEW_SHARE: Final = 0.25
# So many days with answers, however long ago, say what a usual day is.
USUAL_OVER_DAYS: Final = 60
# Who has hardly begun has no usual day yet, and whoever met many questions at once has as many due
# a day later without having missed anything.
LEAST_USUAL: Final = 30
# So many cards are no backlog, whatever is usual.
FEW: Final = USUAL_DAYS * LEAST_USUAL
# When today's part of the smallest backlog is done, so many wait.
LEAST_LEFT: Final = round(LEAST_USUAL * (USUAL_DAYS - DAY_SHARE))
# So much of a usual day's work falls due each day meanwhile, in simulation: few cards are left that
# do not wait, and those just answered begin to come back.
FALLS_DUE_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits, how much of it is left for today, and how many days it will take in all.

    ``a_day`` is what a whole day takes. ``days`` counts until a day takes all that waits, today and
    what will fall due meanwhile included; it is None where that day does not come at this pace.
    """

    waiting: int
    today: int
    a_day: int
    days: int | None


def usual_day(recalls: Sequence[int]) -> float:
    """Return how many cards a usual day takes, from those of some days with answers.

    It is the middle one of them, which the long days of a backlog move little: their mean would
    grow from day to day, and with it what a day takes.
    """
    return max(median(recalls) if recalls else 0.0, float(LEAST_USUAL))


def find_backlog(
    waiting: int, done_today: int, usual: float, most_a_day: int | None = None
) -> Backlog | None:
    """Return the backlog that so many due cards make, None where they are a few days' work.

    ``done_today`` counts those recalled today already, so that today's part does not grow while
    one works through it. ``most_a_day`` is the learner's own limit.
    """
    total = waiting + done_today
    if total <= USUAL_DAYS * usual:
        return None
    a_day = math.ceil(DAY_SHARE * usual)
    if most_a_day is not None:
        a_day = min(a_day, most_a_day)
    return Backlog(
        waiting=waiting,
        today=min(waiting, max(0, a_day - done_today)),
        a_day=a_day,
        days=_days(total, a_day, usual),
    )


def _days(total: int, a_day: int, usual: float) -> int | None:
    """Return after how many days no more than a few days' work is left, and one more for that."""
    less_a_day = a_day - FALLS_DUE_SHARE * usual
    if less_a_day <= 0:
        return None
    return math.ceil((total - USUAL_DAYS * usual) / less_a_day) + 1


def throttled(new_per_day: int, share: float = NEW_SHARE) -> int:
    """Return how many new questions a day go on while there is a backlog."""
    return math.ceil(new_per_day * share)


def latest_recalls(recalls: Sequence[int], before: Callable[[], Sequence[int]]) -> Sequence[int]:
    """Return the recalls of the last days with answers, latest first."""
    latest = recalls[: -USUAL_OVER_DAYS - 1 : -1]
    return latest if len(latest) == USUAL_OVER_DAYS else [*latest, *before()][:USUAL_OVER_DAYS]
