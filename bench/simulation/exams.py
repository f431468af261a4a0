"""The years before an exam: every arm in every world, and how habits change what the planner brings."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.pool import Pool

from bench.simulation.arms import PLAIN, PLANNED, Arm
from bench.simulation.fits import fitted_weights
from bench.simulation.habits import HabitName
from bench.simulation.learners import DAYS, EXAM_DAY
from bench.simulation.report import Compared, Point, Row, row_of
from bench.simulation.worlds import WorldName
from bench.simulation.years import Year, live_fast

# Learners of one seed have numbers from this many times the seed on.
SEED_STEP = 10_000
PILOTS = 4


@dataclass(frozen=True, slots=True)
class Size:
    """How much is simulated; ``few`` takes two settings of each arm."""

    learners: int
    questions: int
    seed: int = 0
    few: bool = False

    @property
    def numbers(self) -> range:
        """Return the numbers of the learners."""
        first = self.seed * SEED_STEP + 1
        return range(first, first + self.learners)


def live_world(
    pool: Pool, world: WorldName, size: Size, arms: Sequence[Arm], habits: Sequence[HabitName]
) -> Iterator[Row]:
    """Yield the rows of one world: all arms with the first habit, and the planner with the others.

    With the first one the whole year is lived, with the others until the exam.
    """
    weights: tuple[float, ...] = ()
    if any(arm.name == "FSRS optimised" for arm in arms):
        weights = pool.apply(fitted_weights, (world, PILOTS, size.questions, size.seed * SEED_STEP))
    steady: dict[Arm, Compared] = {}
    for habit in habits:
        is_first = habit == habits[0]
        used = arms if is_first else (PLAIN, PLANNED)
        points = _live(pool, world, size, habit, used, weights, whole_year=is_first)
        [plain] = points[PLAIN]
        for arm, own in points.items():
            compared = Compared(own, plain)
            if is_first or arm != PLAIN:
                base = steady.get(arm)
                yield row_of(world, habit, arm, compared, steady=base, whole_year=is_first)
            steady.setdefault(arm, compared)


def _live(
    pool: Pool,
    world: WorldName,
    size: Size,
    habit: HabitName,
    arms: Sequence[Arm],
    weights: tuple[float, ...],
    *,
    whole_year: bool,
) -> dict[Arm, list[Point]]:
    ends = DAYS if whole_year else EXAM_DAY + 1
    policies = {arm: arm.settings(weights, few=size.few or not whole_year) for arm in arms}
    years = [
        Year(world, number, size.questions, policy, habit, ends=ends)
        for some in policies.values()
        for policy in some
        for number in size.numbers
    ]
    outcomes = iter(pool.map(live_fast, years, chunksize=1))
    return {
        arm: [Point(policy, list(itertools.islice(outcomes, size.learners))) for policy in some]
        for arm, some in policies.items()
    }
