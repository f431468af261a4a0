"""A year of study by the domain alone: what the services do, without a database.

``tests/bench`` and every run of the simulation hold it against the services, answer by answer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

from app.domain.scheduling import exam, fuzz
from app.domain.scheduling.answering import answer, kind_of_answer
from app.domain.scheduling.foresight import Trace, traced
from app.domain.scheduling.load import Habits, chance_of_day, pick_day
from app.domain.scheduling.state import CardState, Kind
from bench.simulation.learners import EXAM_ON, Learner, day_on, moment_on
from bench.simulation.policies import Policy

# Ids in the database: the first question has 1.
FIRST_ID = 1


class FastDesk:
    """One learner's cards, moved by the domain's own functions."""

    def __init__(self, learner: Learner, policy: Policy) -> None:
        self.learner = learner
        self.policy = policy
        self._states: list[CardState | None] = [None] * learner.questions
        self._traces: list[Trace | None] = [None] * learner.questions
        self._seeds = [
            fuzz.seed_of(learner.number, question + FIRST_ID)
            for question in range(learner.questions)
        ]
        self._due: dict[date, list[int]] = defaultdict(list)
        self._met = 0

    def study_spaced(self, day: int) -> None:
        """Answer what is due on a day and what is new."""
        for question in [*self._due.pop(day_on(day), []), *self.take_new(day)]:
            self.sit(question, day)

    def due_on(self, question: int) -> date:
        """Return when a question that was met is due."""
        state = self._states[question]
        assert state is not None
        return state.due_on

    def take_new(self, day: int) -> list[int]:
        """Return the questions to meet on a day."""
        wanted = self.policy.new_a_day
        if self.policy.plans:
            unmet = self.learner.questions - self._met
            plan = exam.plan_new(unmet, wanted, day_on(day), EXAM_ON)
            wanted = wanted if plan is None else plan.a_day
        first, self._met = self._met, min(self._met + wanted, self.learner.questions)
        return list(range(first, self._met))

    def sit(self, question: int, day: int) -> None:
        """Answer a question, and what it is drilled for."""
        self.give(question, day)
        while self._drills(question):
            self.give(question, day)
        self._due[self.due_on(question)].append(question)

    def _drills(self, question: int) -> bool:
        state = self._states[question]
        return state is not None and bool(state.drill)

    def give(self, question: int, day: int) -> None:
        """Answer a question once."""
        before, today = self._states[question], day_on(day)
        kind = kind_of_answer(before, today)
        grade = self.learner.answer(question, day, kind)
        after = answer(
            before,
            kind=kind,
            grade=grade,
            correct=grade >= 3,
            today=today,
            answered_at=moment_on(day),
            schedule=self.policy.schedule,
            seed=self._seeds[question],
        )
        self._states[question] = self._planned(question, kind, grade, after, today)

    def _planned(
        self, question: int, kind: Kind, grade: int, after: CardState, today: date
    ) -> CardState:
        if not self.policy.plans or today >= EXAM_ON:
            return after
        weights = self.policy.schedule.weights
        trace = traced(self._traces[question], grade, today, weights)
        self._traces[question] = trace
        if kind != "review":
            return after
        days = exam.days_for(trace, after.due_on, today, EXAM_ON, weights)
        if not days:
            return after
        chance = chance_of_day(self._seeds[question], after.version)
        return replace(after, due_on=pick_day(days, {}, Habits(), chance))
