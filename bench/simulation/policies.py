"""The ways of studying that are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from app.domain.scheduling.memory.scheduler import SM2, Schedule
from app.domain.scheduling.planning.days_ahead import NO_HABITS
from app.domain.scheduling.planning.load import Habits
from app.domain.scheduling.queue.day import Limits

PolicyName = Literal["no spacing", "SM-2", "FSRS default", "FSRS optimised"]
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
