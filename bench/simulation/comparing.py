"""The tables of coming back to a backlog: the orders, and the pace of new questions meanwhile."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.pool import Pool
from statistics import mean, stdev
from typing import Final

from app.domain.scheduling.memory.scheduler import Schedule
from app.domain.scheduling.queue.backlog import NEW_SHARE
from bench.simulation.orders import ORDERS
from bench.simulation.policies import Policy
from bench.simulation.returning import Absence, Returned, Way, come_back
from bench.simulation.worlds import WorldName

POLICIES: Final = (
    Policy("SM-2", plans=False),
    Policy("FSRS default", plans=False, schedule=Schedule("fsrs")),
)
BY_ORDER: Final = [Way(order) for order in ORDERS]
BY_SHARE: Final = [Way(), *(Way(new_share=share) for share in (0.0, 0.5, 1.0))]
# In so many days all questions of the course are met, which is before the learner leaves, so that the
# orders do not differ by what is new; a course of so many more leaves new ones for the time after.
MET_IN_DAYS: Final = 90
MORE_QUESTIONS: Final = 5 / 3
_COLUMNS: Final[Sequence[tuple[str, Callable[[Returned], float]]]] = (
    ("end", lambda one: one.end),
    ("30 days", lambda one: one.soon),
    ("90 days", lambda one: one.later),
    ("mean of 90", lambda one: one.on_mean),
    ("day 365", lambda one: one.last),
)


def compare_ways(pool: Pool, world: WorldName, *, learners: int, questions: int) -> None:
    """Print what the ways of working through a backlog come to in one world."""
    for usual in POLICIES:
        policy = replace(usual, new_a_day=max(questions // MET_IN_DAYS, 1))
        for ways, size in ((BY_ORDER, questions), (BY_SHARE, round(questions * MORE_QUESTIONS))):
            absences = [Absence(world, one, size, policy) for one in range(1, learners + 1)]
            found = pool.map(functools.partial(come_back, ways=ways), absences, chunksize=1)
            print_ways(
                f"{world}, {policy.name}, {size} questions, {policy.new_a_day} new a day",
                ways,
                found,
            )


def print_ways(title: str, ways: Sequence[Way], found: Sequence[Sequence[Returned]]) -> None:
    """Print one line for each way; differences are to the first, over the same learners."""
    print(
        f"\nA backlog after six weeks away ({title}): retained in per cent,"
        f"\nand points more than {_name(ways[0], ways)}, with their standard error\n"
    )
    print(f"{'':22}{'told':>5}{'took':>6}{'h 30':>7}{'h':>7}", end="")
    print("".join(f"{name:>19}" for name, _ in _COLUMNS))
    for place, way in enumerate(ways):
        own, base = [one[place] for one in found], [one[0] for one in found]
        print(
            f"{_name(way, ways):22}{mean(one.told for one in own):>5.1f}"
            f"{mean(one.took for one in own):>6.1f}{mean(one.soon_hours for one in own):>7.1f}"
            f"{mean(one.hours for one in own):>7.1f}"
            + "".join(f"{_cell(own, base, of):>19}" for _, of in _COLUMNS),
            flush=True,
        )


def difference(
    own: Sequence[Returned], base: Sequence[Returned], of: Callable[[Returned], float]
) -> tuple[float, float]:
    """Return the mean difference of the same learners, and its standard error."""
    each = [of(one) - of(other) for one, other in zip(own, base, strict=True)]
    return mean(each), stdev(each) / len(each) ** 0.5 if len(each) > 1 else 0.0


def _cell(
    own: Sequence[Returned], base: Sequence[Returned], of: Callable[[Returned], float]
) -> str:
    value = f"{mean(of(one) for one in own) * 100:.1f}"
    if own == base:
        return value + " " * 11
    more, error = difference(own, base, of)
    return f"{value} {more * 100:+5.1f} ±{error * 100:.1f}"


def _name(way: Way, ways: Sequence[Way]) -> str:
    if ways is BY_SHARE:
        return f"new at {way.new_share:.0%}" + (" (app)" if way.new_share == NEW_SHARE else "")
    return way.order
