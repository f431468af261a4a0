"""A day of study, at whichever desk."""

from __future__ import annotations

import math
from datetime import date
from typing import Protocol

from app.domain.scheduling.planning import exam
from bench.simulation.learners import EXAM_ON, Learner, day_on
from bench.simulation.policies import Policy


class Desk(Protocol):
    """Where a learner studies: at the domain alone, or at the services."""

    learner: Learner
    policy: Policy

    def study_spaced(self, day: int) -> None:
        """Answer all that is due on a day and what is new, drills among it."""

    def foresee(self, day: int) -> float:
        """Return what the exam's page says on a morning that will be known on the day."""

    def take_new(self, day: int) -> list[int]:
        """Return the questions to meet on a day."""

    def due_on(self, question: int) -> date:
        """Return when a question that was met is due."""

    def answer_to_the_end(self, question: int, day: int) -> None:
        """Answer a question, and what it is drilled for."""

    def give(self, question: int, day: int) -> None:
        """Answer a question once."""


def study_day(desk: Desk, day: int) -> None:
    """Let the learner study as their policy has it."""
    if not desk.policy.massed:
        desk.study_spaced(day)
        return
    for question in _asked_before_exam(desk, day):
        desk.answer_to_the_end(question, day)
    for question in desk.take_new(day):
        desk.answer_to_the_end(question, day)
        while len(desk.learner.log[question]) < desk.policy.massed:
            desk.give(question, day)


def _asked_before_exam(desk: Desk, day: int) -> list[int]:
    """Return what a learner without spacing repeats: before the exam, what the planner asks.

    All questions once, spread over the last weeks, and those again that it gives another day then.
    """
    begins_on = exam.stretch_begins_on(EXAM_ON)
    today = day_on(day)
    if not desk.policy.plans or not begins_on <= today < EXAM_ON:
        return []
    first_day = day - (today - begins_on).days
    met = [number for number, given in enumerate(desk.learner.log) if given]
    asked = [number for number in met if desk.learner.log[number][-1].day >= first_day]
    left = [number for number in met if desk.learner.log[number][-1].day < first_day]
    share = math.ceil(len(left) / (EXAM_ON - today).days)
    return [number for number in asked if desk.due_on(number) == today] + left[:share]
