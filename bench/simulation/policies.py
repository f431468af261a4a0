"""The ways of studying that are compared, each with the knob that makes it cost more or less."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from app.domain.scheduling.memory.scheduler import SM2, Schedule
from app.domain.scheduling.planning.day import Limits
from app.domain.scheduling.planning.days_ahead import NO_HABITS
from app.domain.scheduling.planning.load import Habits

PolicyName = Literal["no spacing", "SM-2", "FSRS default", "FSRS optimised"]
NAMES: Final[tuple[PolicyName, ...]] = ("no spacing", "SM-2", "FSRS default", "FSRS optimised")
USUAL_NEW_A_DAY: Final = 10


@dataclass(frozen=True, slots=True)
class Policy:
    """A way of studying.

    ``massed`` is how often a question is answered on the day it is met and never again (unless a
    planner asks for it before the exam); 0 leaves it to the scheduler. ``reviews_a_day`` is the
    learner's limit, None without one; ``habits`` are easy days and pauses, known from the first day.
    """

    name: PolicyName
    plans: bool
    schedule: Schedule = SM2
    new_a_day: int = USUAL_NEW_A_DAY
    massed: int = 0
    reviews_a_day: int | None = None
    habits: Habits = NO_HABITS

    @property
    def limits(self) -> Limits:
        """Return what the learner takes a day."""
        return Limits(self.new_a_day, self.reviews_a_day)


def sweep(
    name: PolicyName, *, plans: bool, weights: tuple[float, ...], quick: bool
) -> list[Policy]:
    """Return a policy at some settings of its knob, cheapest first.

    No spacing: answers on the first day. SM-2 has no knob but how fast questions are met. FSRS: the
    desired retention.
    """
    policy = Policy(name, plans)
    if name == "no spacing":
        return [replace(policy, massed=times) for times in ((4, 14) if quick else (2, 6, 12, 18))]
    if name == "SM-2":
        paces = (4, 10) if quick else (4, 5, 7, 10, 20)
        return [replace(policy, new_a_day=pace) for pace in paces]
    fsrs = Schedule("fsrs", 0.9, weights) if name == "FSRS optimised" else Schedule("fsrs")
    wanted = (0.75, 0.85) if quick else (0.7, 0.75, 0.8, 0.85, 0.9)
    return [
        replace(policy, schedule=replace(fsrs, desired_retention=retention)) for retention in wanted
    ]
