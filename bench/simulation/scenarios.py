"""Odd weeks before an exam, which the services and the domain alone must follow to the same answers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from multiprocessing.pool import Pool
from typing import Final

from app.domain.scheduling.memory.scheduler import SM2, Schedule
from bench.simulation.habits import HABITS
from bench.simulation.learners import EXAM_DAY
from bench.simulation.policies import Policy
from bench.simulation.worlds import WORLDS
from bench.simulation.years import Year, is_same_through_services

SCENARIOS: Final = 30
QUESTIONS: Final = 300
DAYS_AFTER_EXAM: Final = 3


def odd_weeks(seed: int, questions: int = QUESTIONS) -> Year:
    """Return the weeks of one learner, drawn by a seed: when they begin, what they take, who they are."""
    draw = random.Random(f"scenario {seed}")
    schedule = draw.choice(
        (SM2, SM2, Schedule("fsrs", draw.choice((0.8, 0.9, 0.97)))),
    )
    return Year(
        world=draw.choice(WORLDS),
        learner=seed + 1,
        questions=questions,
        policy=Policy(
            "SM-2" if schedule == SM2 else "FSRS default",
            plans=draw.random() < 0.8,
            schedule=schedule,
            new_a_day=draw.choice((2, 10, 20, 40)),
        ),
        habit=draw.choice(list(HABITS)),
        begins=EXAM_DAY - draw.randint(8, 35),
        ends=EXAM_DAY + DAYS_AFTER_EXAM,
    )


def differing(pool: Pool, scenarios: int, questions: int) -> Iterator[int]:
    """Yield the seeds of those scenarios in which the services ask or answer anything else."""
    weeks = [odd_weeks(seed, questions) for seed in range(scenarios)]
    same = pool.map(is_same_through_services, weeks, chunksize=1)
    yield from (seed for seed, equal in enumerate(same) if not equal)
