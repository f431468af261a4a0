"""A year of study by the domain alone: what the services do, without a database.

``tests/bench`` and every run of the simulation hold it against the services, answer by answer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.domain.scheduling.forecasts.foresight import Trace, traced
from app.domain.scheduling.log.answering import answer, kind_of_answer
from app.domain.scheduling.log.state import CardState, Kind
from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.planning import exam
from app.domain.scheduling.planning.backlog import NEW_SHARE, USUAL_OVER_DAYS, Backlog
from app.domain.scheduling.planning.day import (
    DayPlan,
    DayState,
    ExamAhead,
    Limits,
    Recalls,
    plan_day,
)
from app.domain.scheduling.planning.load import Habits, chance_of_day, pick_day
from bench.simulation.learners import EXAM_ON, Learner, day_on, moment_on
from bench.simulation.policies import Policy

# Ids in the database: the first question has 1.
FIRST_ID = 1


class FastDesk:
    """One learner's cards, moved by the domain's own functions.

    ``new_share`` is the pace of new questions while there is a backlog.
    """

    new_share = NEW_SHARE

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
        self._loads: Counter[date] = Counter()
        self._met = 0
        self._recalls: list[int] = []
        self.backlog: Backlog | None = None

    def study_spaced(self, day: int) -> None:
        """Answer what the app would ask of what is due, in its order, and what is new."""
        today = day_on(day)
        waiting = sorted(
            (due_on, question)
            for due_on in [one for one in self._due if one <= today]
            for question in self._due.pop(due_on)
        )
        plan = self._plan(len(waiting), today)
        self.backlog = plan.backlog
        asked: Sequence[int] = [question for _, question in waiting]
        if self.backlog is not None:
            asked = self.in_order(asked, day, self.backlog)
        asked = asked[: plan.recalls]
        taken = set(asked)
        for due_on, question in waiting:
            if question not in taken:
                self._due[due_on].append(question)
        if asked:
            self._recalls.append(len(asked))
        for question in [*asked, *self._meet(plan.new)]:
            self.sit(question, day)

    def _plan(self, waiting: int, today: date) -> DayPlan:
        recalls, near, exams = Recalls(waiting), Recalls(), []
        if self.policy.plans and today < EXAM_ON:
            exams = [ExamAhead(1, EXAM_ON, self.learner.questions, self._met)]
            if exams[0].is_near(today):
                recalls, near = near, recalls
        return plan_day(
            DayState(recalls, near, exams),
            Limits(self.policy.new_a_day),
            today,
            lambda: self._recalls[-USUAL_OVER_DAYS:],
            new_share=self.new_share,
        )

    def in_order(self, questions: Sequence[int], day: int, backlog: Backlog) -> Sequence[int]:
        """Return the questions of a backlog in the order in which they are asked."""
        del day, backlog
        return questions

    def due_on(self, question: int) -> date:
        """Return when a question that was met is due."""
        state = self._states[question]
        assert state is not None
        return state.due_on

    def take_new(self, day: int) -> list[int]:
        """Return the questions to meet on a day."""
        return self._meet(self._plan(0, day_on(day)).new)

    def _meet(self, most: int) -> list[int]:
        first, self._met = self._met, min(self._met + most, self.learner.questions)
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
        after = self._planned(question, kind, grade, after, today)
        if before is not None:
            self._loads[before.due_on] -= 1
        self._loads[after.due_on] += 1
        self._states[question] = after

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
        loads = self._loads
        if (before := self._states[question]) is not None:
            loads = loads - Counter([before.due_on])
        days = exam.days_for(
            trace,
            after.due_on,
            today,
            EXAM_ON,
            weights,
            room=exam.room_for(self.learner.questions, loads),
            wanted_recall=self.policy.schedule.wanted_recall,
        )
        if not days:
            return after
        chance = chance_of_day(self._seeds[question], after.version)
        return replace(after, due_on=pick_day(days, {}, Habits(), chance))
