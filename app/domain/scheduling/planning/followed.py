"""What is followed through the days to come: courses, their questions, and what each day asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from app.domain.scheduling.forecasts.memory_trace import Trace
from app.domain.scheduling.log import answering
from app.domain.scheduling.log.state import CardState, Kind
from app.domain.scheduling.memory.scheduler import SM2, Schedule
from app.domain.scheduling.queue.backlog import Backlog
from app.domain.scheduling.queue.day import DayPlan


@dataclass(frozen=True, slots=True)
class CourseAhead:
    """A course that is studied; ``questions`` counts those that it asks, met or not."""

    course_id: int
    questions: int
    schedule: Schedule = SM2
    exam_on: date | None = None

    def has_exam_after(self, today: date) -> bool:
        """Tell whether the exam is still ahead."""
        return self.exam_on is not None and today < self.exam_on


@dataclass(slots=True)
class Followed:
    """A question that is followed: its card as it stands, None until it is met.

    ``seed`` is the card's own, ``trace`` FSRS's memory by the schedule, known where an exam is
    ahead. Before ``asked_from`` it is set aside. ``start_factor`` is what the schedule's pooled
    start says of the question.
    """

    question_id: int
    course: CourseAhead
    seed: int
    state: CardState | None = None
    trace: Trace | None = None
    asked_from: date = date.min
    start_factor: float = 1.0

    @property
    def schedule(self) -> Schedule:
        """Return how its card is scheduled."""
        if self.start_factor == 1.0:  # as for nearly all
            return self.course.schedule
        return replace(self.course.schedule, start_factor=self.start_factor)

    def is_drilled(self, today: date) -> bool:
        """Tell whether an answer of today belongs to an open drill."""
        return answering.kind_of_answer(self.state, today) == "drill"

    def is_asked(self, today: date) -> bool:
        """Tell whether it is neither set aside nor reviewed today already."""
        reviewed_on = None if self.state is None else self.state.reviewed_on
        return self.asked_from <= today and reviewed_on != today


@dataclass(frozen=True, slots=True)
class Begun:
    """What was done of the first day already, by course: new questions met, and cards recalled."""

    introduced: Mapping[int, int] = field(default_factory=dict)
    recalled: Mapping[int, int] = field(default_factory=dict)


NOTHING_YET: Final = Begun()


@dataclass(frozen=True, slots=True)
class DayAsked:
    """What a day asked: cards met before, and new questions; drills are not counted.

    ``held_back`` are the cards that waited and were left for another day.
    """

    day: date
    recalls: int = 0
    new: int = 0
    held_back: int = 0
    backlog: Backlog | None = None


Grader = Callable[[Followed, date, Kind], int]
InOrder = Callable[[Sequence[Followed], date, DayPlan], Sequence[Followed]]


def longest_due(cards: Sequence[Followed], today: date, plan: DayPlan) -> Sequence[Followed]:
    """Return cards as they are: in the order in which they fell due."""
    del today, plan
    return cards
