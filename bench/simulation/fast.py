"""A year of study by the domain alone: what the services do, without a database.

``tests/simulation`` and every run of the simulation hold it against the services, answer by answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType

from app.domain.scheduling.log.state import Kind
from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.planning.days_ahead import (
    DaysAhead,
)
from app.domain.scheduling.planning.followed import (
    CourseAhead,
    Followed,
)
from app.domain.scheduling.planning.outlook import Expectation, foresee
from app.domain.scheduling.queue.backlog import Backlog
from app.domain.scheduling.queue.day import DayPlan
from bench.simulation.learners import EXAM_ON, FIRST_ON, Learner, day_of, day_on
from bench.simulation.policies import Policy

# Ids in the database: the first question has 1.
FIRST_ID = 1


class FastDesk:
    """One learner's days as the domain follows them; the learner's true memory answers."""

    def __init__(
        self,
        learner: Learner,
        policy: Policy,
        start_factors: Mapping[int, float] = MappingProxyType({}),
    ) -> None:
        """Begin; ``start_factors`` are the pooled start's, by question (from 0)."""
        self.learner = learner
        self.policy = policy
        course = CourseAhead(
            1, learner.questions, policy.schedule, EXAM_ON if policy.plans else None
        )
        self.cards = [
            Followed(
                number,
                course,
                fuzz.seed_of(learner.number, number),
                start_factor=start_factors.get(number - FIRST_ID, 1.0),
            )
            for number in range(FIRST_ID, FIRST_ID + learner.questions)
        ]
        self.days = DaysAhead(
            [course],
            self.cards,
            FIRST_ON,
            policy.limits,
            self._answer,
            habits=policy.habits,
            in_order=self._in_order,
        )
        self.backlog: Backlog | None = None

    def _answer(self, card: Followed, today: date, kind: Kind) -> int:
        return self.learner.answer(card.question_id - FIRST_ID, day_of(today), kind)

    def study_spaced(self, day: int) -> None:
        """Answer what the app would ask of what is due, in its order, and what is new."""
        self.backlog = self.days.follow(day_on(day)).backlog

    def _in_order(
        self, cards: Sequence[Followed], today: date, plan: DayPlan
    ) -> Sequence[Followed]:
        return cards if plan.backlog is None else self.in_order(cards, today, plan.backlog)

    def in_order(
        self, cards: Sequence[Followed], today: date, backlog: Backlog
    ) -> Sequence[Followed]:
        """Return the cards of a backlog in the order in which they are asked."""
        del today, backlog
        return cards

    def foresee(self, day: int) -> float:
        """Return what the exam's page says on a morning that will be known on the day."""
        expectation = Expectation()
        for card, given in zip(self.cards, self.learner.answers_before(day), strict=True):
            expectation.read(card.question_id, given)
        foreseen = foresee(partial(self.days.copy, day_on(day)), expectation, 1, EXAM_ON)
        return sum(foreseen.studied.values()) / self.learner.questions

    def due_on(self, question: int) -> date:
        """Return when a question that was met is due."""
        state = self.cards[question].state
        assert state is not None
        return state.due_on

    def take_new(self, day: int) -> list[int]:
        """Return the questions to meet on a day."""
        today = day_on(day)
        met = self.days.meet(self.days.plan(today).new, today)
        return [card.question_id - FIRST_ID for card in met]

    def answer_to_the_end(self, question: int, day: int) -> None:
        """Answer a question, and what it is drilled for."""
        self.days.answer_to_the_end(self.cards[question], day_on(day))

    def give(self, question: int, day: int) -> None:
        """Answer a question once."""
        self.days.give(self.cards[question], day_on(day))
