"""A year of one learner, by the domain alone or through the services."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass, replace
from typing import Final

from bench.simulation.days import Desk, study_day
from bench.simulation.fast import FastDesk
from bench.simulation.habits import HABITS, STEADY, HabitName
from bench.simulation.learners import DAYS, EXAM_DAY, EXAM_ON, Learner, Outcome
from bench.simulation.policies import Policy
from bench.simulation.services import ServiceDesk, empty_app
from bench.simulation.worlds import WorldName

WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Year:
    """Which learner studies how, in which world, from the day ``begins`` to the one before ``ends``."""

    world: WorldName
    learner: int
    questions: int
    policy: Policy
    habit: HabitName = STEADY
    begins: int = 0
    ends: int = DAYS

    def learner_of(self) -> Learner:
        """Return the learner, who has met nothing yet."""
        return Learner(self.world, self.learner, self.questions, self.habit)

    @property
    def wishes(self) -> Policy:
        """Return the policy with what the learner has told the app."""
        habit = HABITS[self.habit]
        return replace(self.policy, reviews_a_day=habit.reviews_a_day, habits=habit.load(EXAM_ON))


def live(year: Year, desk: Desk) -> Outcome:
    """Return what a year at a desk comes to."""
    learner = desk.learner
    exam = week_before = predicted = uncorrected = exam_seconds = 0.0
    for day in range(year.begins, year.ends):
        # In the morning, before anything is studied.
        if day == EXAM_DAY - WEEK:
            week_before = desk.foresee(day)
        if day == EXAM_DAY:
            exam = learner.retained(day)
            predicted = desk.foresee(day)
            uncorrected = learner.uncorrected(day)
            exam_seconds = learner.seconds
        if learner.comes(day):
            study_day(desk, day)
    reviews, recalled = learner.reviewed()
    return Outcome(
        exam=exam,
        week_before=week_before,
        predicted=predicted,
        uncorrected=uncorrected,
        exam_hours=exam_seconds / 3600,
        year=learner.retained(year.ends),
        year_hours=learner.seconds / 3600,
        recalled=recalled / reviews if reviews else 0.0,
        answers=sum(len(given) for given in learner.log),
        peak_day=learner.peak_day(),
    )


def live_fast(year: Year) -> Outcome:
    """Return what a year comes to by the domain alone."""
    return live(year, FastDesk(year.learner_of(), year.wishes))


def live_through_services(year: Year) -> Outcome:
    """Return what the same year comes to through the services; its log is proved in the end."""
    with empty_app():
        desk = ServiceDesk(year.learner_of(), year.wishes)
        outcome = live(year, desk)
        desk.check()
    return outcome


def is_same_through_services(year: Year) -> bool:
    """Tell whether the services come to what the domain alone comes to."""
    with contextlib.redirect_stdout(io.StringIO()):
        return live_through_services(year) == live_fast(year)
