"""A simulated learner: what they answer, how long it takes, and what is left in the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from app.domain.scheduling.forecasts.fitting import Log
from app.domain.scheduling.forecasts.memory_trace import trace_of
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.log.state import Kind
from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.memory.scheduler import rating_of
from bench.simulation.habits import HABITS, STEADY, HabitName
from bench.simulation.worlds import WorldName, memories

DAYS: Final = 365
EXAM_DAY: Final = 180
MONTH_DAYS: Final = 30
FIRST_ON: Final = date(2026, 1, 1)
EXAM_ON: Final = FIRST_ON + timedelta(days=EXAM_DAY)

WRONG, UNSURE, RIGHT = 2, 3, 4
SECONDS: Final = {WRONG: 32, UNSURE: 18, RIGHT: 12}
DRILL_SECONDS: Final = 12
# Answers to one question on one day lie so far apart.
APART_SECONDS: Final = 300
NOON_SECOND: Final = 12 * 3600
# The weaker a memory that is recalled, the more often its owner is unsure.
UNSURE_SHARE: Final = 0.7
_RECALLS, _DOUBTS = 0x1D872B41, 0x7F4A7C15


def day_on(day: int) -> date:
    """Return the date of a day of the simulation."""
    return FIRST_ON + timedelta(days=day)


def day_of(on: date) -> int:
    """Return the day of the simulation that a date is."""
    return (on - FIRST_ON).days


def moment_on(day: int, second: int = 0) -> datetime:
    """Return a moment of a day, noon and so many seconds."""
    return datetime.combine(day_on(day), time(12), UTC) + timedelta(seconds=second)


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: the day, what it was in the schedule, and its grade."""

    day: int
    kind: Kind
    grade: int


class Learner:
    """One learner with the true memories of all questions, which the app never sees."""

    def __init__(
        self, world: WorldName, number: int, questions: int, habit: HabitName = STEADY
    ) -> None:
        self.number = number
        self.habit = HABITS[habit]
        self.questions = questions
        self.seconds = 0
        self.memories = memories(world, number, questions)
        self.log: list[list[Given]] = [[] for _ in range(questions)]

    def answer(self, question: int, day: int, kind: Kind) -> int:
        """Answer a question (from 0), learn from it, and return the grade."""
        memory, given = self.memories[question], self.log[question]
        today = sum(one.day == day for one in given[-40:])
        second = NOON_SECOND + APART_SECONDS * today
        recall = memory.recall(day, second)
        seed = fuzz.seed_of(self.number, question)
        recalled = fuzz.share(seed ^ _RECALLS, len(given)) < recall
        doubts = fuzz.share(seed ^ _DOUBTS, len(given)) < UNSURE_SHARE * (1 - recall)
        known = (UNSURE if doubts else RIGHT) if recalled else WRONG
        memory.study(day, second, rating_of(known))
        grade = self._grade(known, self.habit.answers_right(recalled, seed, len(given)))
        given.append(Given(day, kind, grade))
        self.seconds += SECONDS[grade] if kind == "review" else DRILL_SECONDS
        return grade

    def _grade(self, known: int, is_right: bool) -> int:
        """Return the grade of an answer by somebody who knows so much; who guesses is unsure."""
        if not is_right:
            return WRONG
        return RIGHT if self.habit.is_sure else max(known, UNSURE)

    def comes(self, day: int) -> bool:
        """Tell whether the learner studies on a day."""
        return self.habit.comes(self.number, day, day_on(day), EXAM_ON)

    def peak_day(self) -> float:
        """Return how many times the mean day of the month before the exam its fullest day asks."""
        days = Counter(
            one.day
            for given in self.log
            for one in given
            if one.kind == "review" and 0 < EXAM_DAY - one.day <= MONTH_DAYS
        )
        return max(days.values()) * MONTH_DAYS / days.total() if days else 0.0

    def retained(self, day: int) -> float:
        """Return the mean true chance of a right answer to each question; 0 for one never met."""
        known = (
            self.habit.right(memory.recall(day, 0))
            for memory, given in zip(self.memories, self.log, strict=True)
            if given
        )
        return sum(known) / self.questions

    def answers_before(self, day: int) -> list[list[Answered]]:
        """Return the log of each question as it was on the morning of a day."""
        return [[answered(one) for one in given if one.day < day] for given in self.log]

    def uncorrected(self, day: int) -> float:
        """Return what FSRS alone expects of ``retained``, by its published weights."""
        traces = [trace_of(log) for log in self.answers_before(day)]
        return sum(one.recall_on(day_on(day)) for one in traces if one) / self.questions

    def add_to(self, log: Log) -> None:
        """Add the whole log to one that weights are fitted to."""
        for given in self.log:
            log.add_card(answered(one) for one in given)

    def reviewed(self) -> tuple[int, int]:
        """Return how many reviews of questions met before there were, and how many recalled."""
        repeated = [one for given in self.log for one in given[1:] if one.kind == "review"]
        return len(repeated), sum(one.grade >= UNSURE for one in repeated)


def answered(one: Given) -> Answered:
    """Return an answer as the log has it."""
    on = day_on(one.day)
    return Answered(one.kind, one.grade, one.grade >= 3, on, moment_on(one.day))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a year came to: true and predicted recall (0 to 1), and hours of study until then.

    ``week_before`` and ``predicted`` are what the exam's page shows a week before and on the
    morning; ``uncorrected`` is what FSRS says alone on the morning. ``peak_day`` is the fullest
    day of the month before the exam, in days of its mean.
    """

    exam: float
    week_before: float
    predicted: float
    uncorrected: float
    exam_hours: float
    year: float
    year_hours: float
    recalled: float
    answers: int
    peak_day: float
