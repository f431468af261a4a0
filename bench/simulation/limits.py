"""What a longest interval brings after a year, and the time it takes, at the usual pace of new questions.

In the second year nothing is new, and the limit alone makes the difference.

SM-2 has no knob by which the two could be compared at the same time of study. So beside each limit
stands FSRS at the desired retention that takes as long.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.pool import Pool
from typing import Final

from app.domain.scheduling.memory.scheduler import Schedule
from bench.simulation.exams import Size
from bench.simulation.intervals import Estimate, estimate
from bench.simulation.learners import DAYS, Outcome
from bench.simulation.policies import Policy
from bench.simulation.report import Point, at_hours
from bench.simulation.worlds import WorldName
from bench.simulation.years import Year, live_fast

LIMITS: Final = (180, 90, 60, 30)
RETENTIONS: Final = (0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95)


@dataclass(frozen=True, slots=True)
class Limited:
    """SM-2 with a longest interval, beside SM-2 without one and the same learners.

    ``year`` is what is known on day 365, ``gain`` how much more that is, ``hours`` how much more time
    the year takes, and ``second`` how much more the year after it; ``fsrs`` is known on day 365 with FSRS without a limit in the same time. All are in
    per cent. ``outside`` tells that FSRS takes as long at no setting, and the nearest one was taken.
    """

    longest_days: int
    year: Estimate
    gain: Estimate
    hours: Estimate
    second: Estimate
    fsrs: float
    outside: bool


def limit_world(pool: Pool, world: WorldName, size: Size) -> tuple[Estimate, Iterator[Limited]]:
    """Return what SM-2 knows without a limit on day 365 in one world, in per cent, and each limit."""
    plain = Policy("SM-2", plans=False)
    limited = [replace(plain, schedule=Schedule(longest_days=limit)) for limit in LIMITS]
    fsrs = [
        Policy("FSRS default", plans=False, schedule=Schedule("fsrs", wanted))
        for wanted in RETENTIONS
    ]
    first = _live(pool, world, size, [plain, *limited, *fsrs], DAYS)
    both = _live(pool, world, size, [plain, *limited], 2 * DAYS)
    begun = _Years(first[plain], both[plain])
    return _estimated(lambda some: first[plain].mean(_year, some) * 100, size), (
        _compared(_Years(first[one], both[one]), begun, [first[other] for other in fsrs], size)
        for one in limited
    )


def _live(
    pool: Pool, world: WorldName, size: Size, policies: Sequence[Policy], ends: int
) -> dict[Policy, Point]:
    years = [
        Year(world, number, size.questions, policy, ends=ends)
        for policy in policies
        for number in size.numbers
    ]
    outcomes = iter(pool.map(live_fast, years, chunksize=1))
    return {
        policy: Point(policy, list(itertools.islice(outcomes, size.learners)))
        for policy in policies
    }


@dataclass(frozen=True, slots=True)
class _Years:
    """What a policy comes to in a year, and in two."""

    first: Point
    both: Point

    def second_hours(self, some: Sequence[int]) -> float:
        return self.both.mean(_hours, some) - self.first.mean(_hours, some)


def _compared(own: _Years, plain: _Years, fsrs: Sequence[Point], size: Size) -> Limited:
    def more(of: Callable[[_Years, Sequence[int]], float]) -> Estimate:
        return _estimated(lambda some: (of(own, some) / of(plain, some) - 1) * 100, size)

    instead = at_hours(fsrs, own.first.mean(_hours), _year, _hours)
    return Limited(
        longest_days=own.first.policy.schedule.most_days,
        year=_estimated(lambda some: own.first.mean(_year, some) * 100, size),
        gain=more(lambda years, some: years.first.mean(_year, some)),
        hours=more(lambda years, some: years.first.mean(_hours, some)),
        second=more(_Years.second_hours),
        fsrs=instead.value * 100,
        outside=instead.outside,
    )


def _estimated(figure: Callable[[Sequence[int]], float], size: Size) -> Estimate:
    return estimate(figure, size.learners)


def print_limits(pool: Pool, world: WorldName, size: Size) -> None:
    """Print a line for each longest interval in one world."""
    plain, limits = limit_world(pool, world, size)
    print(f"\n{world}: SM-2 knows {_cell(plain, '.1f')} % on day 365; with a longest interval of\n")
    print(
        f"{'days':>6}{'knows %':>22}{'that is more by %':>22}{'hours more by %':>22}"
        f"{'and in the next year':>24}{'FSRS':>8}"
    )
    for one in limits:
        print(
            f"{one.longest_days:>6}{_cell(one.year, '.1f'):>22}{_cell(one.gain, '+.1f'):>22}"
            f"{_cell(one.hours, '+.1f'):>22}{_cell(one.second, '+.0f'):>24}{one.fsrs:>7.1f}{'*' if one.outside else ' '}",
            flush=True,
        )


def _cell(found: Estimate, form: str) -> str:
    return f"{found.value:{form}} ({found.low:{form}} {found.high:{form}})"


def _year(outcome: Outcome) -> float:
    return outcome.year


def _hours(outcome: Outcome) -> float:
    return outcome.year_hours
