"""What can be expected of an exam: the days until then are followed, and answered as is expected.

Nobody knows which cards will be forgotten. So many are as the forecast says: chances are summed from
one answer to the next, and each time the sum passes a whole number an answer is recalled (systematic
sampling). That is the same every time, and its mean strays far less than chance would.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.grades import PASSING_GRADE
from app.domain.scheduling.forecasts.correction import Correction, Record, expected_on
from app.domain.scheduling.forecasts.memory_trace import Trace, traced
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.log.state import CardState, Kind
from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.planning.days_ahead import (
    DaysAhead,
)
from app.domain.scheduling.planning.followed import (
    DayAsked,
    Followed,
    Grader,
)
from app.domain.scheduling.queue.ordering import predicted_recall

# Until a learner's own answers say more: so many first answers and drills are recalled. In a real log
# of 12,580 reviews (that of py-fsrs's tests) 28 in 100 first answers are.
_RECALLED: Final[Mapping[str, float]] = {"first": 0.28, "drill": 0.9}
# That counts as so many answers.
_WORTH: Final = 10
# Grades, until a learner's own say more: those not recalled, and those that are.
_GRADES: Final[Mapping[bool, Mapping[int, int]]] = {False: {2: 1}, True: {3: 1, 4: 8, 5: 1}}


class _Chances:
    """Deals out what happens so that it happens as often as it is expected to."""

    def __init__(self) -> None:
        self._sums = dict.fromkeys(("first", "review", "drill"), 0.5)
        self._dealt: dict[tuple[str, bool], Counter[int]] = {}

    def happens(self, what: str, chance: float) -> bool:
        before = self._sums[what]
        self._sums[what] = before + chance
        return math.floor(before + chance) > math.floor(before)

    def grade(self, what: str, recalled: bool, counts: Mapping[int, int]) -> int:
        """Return the grade that has been given least for its share."""
        dealt = self._dealt.setdefault((what, recalled), Counter())
        number = dealt.total() + 1
        total = sum(counts.values())
        grade = max(counts, key=lambda one: counts[one] * number / total - dealt[one])
        dealt[grade] += 1
        return grade


class Expectation:
    """What a learner's log of a course lets one expect of their answers.

    Memory is FSRS's by some weights, corrected by what came of its forecasts; first answers, drills
    and grades are as they have been.
    """

    def __init__(self, weights: fsrs.Weights = fsrs.DEFAULT_WEIGHTS) -> None:
        self.weights = weights
        self._record = Record(weights)
        self._traces: dict[int, Trace] = {}
        self._grades = {
            (what, recalled): Counter(grades)
            for what in ("first", "review", "drill")
            for recalled, grades in _GRADES.items()
        }
        self._answers = Counter[str]()
        self._recalled = Counter[str]()

    def read(self, question_id: int, log: Sequence[Answered]) -> Trace | None:
        """Take in the log of a card, oldest answer first, and return what FSRS makes of it."""
        trace = self._record.follow(log)
        if trace is not None:
            self._traces[question_id] = trace
        for place, row in enumerate(log):
            if row.kind != "practice":
                what, recalled = ("review" if place else "first", row.grade >= PASSING_GRADE)
                what = "drill" if row.kind == "drill" else what
                self._grades[what, recalled][row.grade] += 1
                self._answers[what] += 1
                self._recalled[what] += recalled
        return trace

    def correction(self) -> Correction:
        """Return how FSRS's forecast is corrected."""
        return self._record.correction()

    def answers(self, course_id: int, exam_on: date) -> ExpectedAnswers:
        """Return the answers that are expected to the questions of a course from here on."""
        shares = {
            what: (self._recalled[what] + _WORTH * share) / (self._answers[what] + _WORTH)
            for what, share in _RECALLED.items()
        }
        memory = _Memory(exam_on, dict(self._traces), self.correction(), self.weights)
        return ExpectedAnswers(course_id, memory, shares, self._grades)


@dataclass(frozen=True, slots=True)
class _Memory:
    exam_on: date
    traces: dict[int, Trace]
    correction: Correction
    weights: fsrs.Weights

    def answered(self, question: Followed, grade: int, today: date) -> None:
        if not self._is_followed(question):
            before = self.traces.get(question.question_id)
            self.traces[question.question_id] = traced(before, grade, today, self.weights)

    def recall_on(self, day: date, question: Followed) -> float:
        trace = self.traces.get(question.question_id)
        if self._is_followed(question):
            trace = question.trace
        if trace is None:
            return 0.0
        return expected_on(day, trace, self.correction, self.weights)

    def _is_followed(self, question: Followed) -> bool:
        """Tell whether the plan follows this very memory of a question."""
        course = question.course
        is_same = course.schedule.weights == self.weights and question.start_factor == 1.0
        return course.exam_on == self.exam_on and is_same


class ExpectedAnswers:
    """Answers as is expected, and keeps what is remembered and how much was asked of the course."""

    def __init__(
        self,
        course_id: int,
        memory: _Memory,
        shares: Mapping[str, float],
        grades: Mapping[tuple[str, bool], Mapping[int, int]],
    ) -> None:
        self._course_id = course_id
        self._memory = memory
        self._shares = shares
        self._grades = grades
        self._chances = _Chances()
        self.recalls: Counter[date] = Counter()
        self.new: Counter[date] = Counter()

    def answer(self, question: Followed, today: date, kind: Kind) -> int:
        """Return the grade of an answer that is given as expected."""
        is_own = question.course.course_id == self._course_id
        if question.state is None:
            what, chance = "first", self._shares["first"]
        elif kind == "drill":
            what, chance = "drill", self._shares["drill"]
        elif is_own:
            what, chance = "review", self.recall_on(today, question)
        else:
            what, chance = "review", _by_interval(question.state, today)
        recalled = self._chances.happens(what, chance)
        grade = self._chances.grade(what, recalled, self._grades[what, recalled])
        if is_own:
            self._memory.answered(question, grade, today)
            self.new[today] += what == "first"
            self.recalls[today] += what == "review"
        return grade

    def recall_on(self, day: date, question: Followed) -> float:
        """Return the probability that a question is known on a day; 0 if it was never met."""
        return self._memory.recall_on(day, question)


def _by_interval(state: CardState, today: date) -> float:
    """Return the recall of a card of another course, of which only what a day takes matters."""
    days = (today - state.reviewed_on).days
    return predicted_recall(days, state.interval_days, state.stability)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is expected of an exam, by question of its course, and what the days until then ask.

    ``idle`` is the probability that a question is known without any more study, ``studied`` with
    what the days ask. ``waiting`` are the cards that are due and not asked by then, ``unmet`` the
    questions not met.
    """

    idle: Mapping[int, float]
    studied: Mapping[int, float]
    days: Sequence[DayAsked]
    waiting: int
    unmet: int
    is_corrected: bool


def foresee(
    days: Callable[[Grader], DaysAhead],
    expectation: Expectation,
    course_id: int,
    exam_on: date,
) -> Foreseen:
    """Return what is expected of an exam if a learner studies as planned until its eve.

    ``days`` are those ahead of the learner, for whoever gives the grades.
    """
    learner = expectation.answers(course_id, exam_on)
    ahead = days(learner.answer)
    own = [one for one in ahead.questions if one.course.course_id == course_id]
    idle = {one.question_id: learner.recall_on(exam_on, one) for one in own}
    asked = ahead.follow_until(exam_on)
    return Foreseen(
        idle=idle,
        studied={one.question_id: learner.recall_on(exam_on, one) for one in own},
        days=[DayAsked(one.day, learner.recalls[one.day], learner.new[one.day]) for one in asked],
        waiting=sum(one.state is not None and one.state.due_on < exam_on for one in own),
        unmet=sum(one.state is None for one in own),
        is_corrected=expectation.correction() != Correction(),
    )
