"""What one learner day asks: how many due cards, and how many new questions.

The queue asks what this says; the simulation and the forecast of an exam follow it from day to day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.scheduling.planning import exam
from app.domain.scheduling.queue.backlog import (
    FEW,
    NEW_SHARE,
    Backlog,
    find_backlog,
    throttled,
    usual_day,
)


@dataclass(frozen=True, slots=True)
class ExamAhead:
    """An exam to come: its day, the questions of its course, and how many the learner has met."""

    course_id: int
    exam_on: date
    questions: int
    met: int

    def plan(self, chosen: int, today: date, introduced: int = 0) -> exam.NewPlan | None:
        """Return the plan for the questions not met by this morning.

        ``introduced`` counts those of the course that were met today: a day's part does not shrink
        while one works through it.
        """
        unmet = max(self.questions - self.met + introduced, 0)
        return exam.plan_new(unmet, chosen, today, self.exam_on)

    def is_near(self, today: date) -> bool:
        """Tell whether these are its last weeks."""
        return exam.stretch_begins_on(self.exam_on) <= today < self.exam_on


@dataclass(frozen=True, slots=True)
class Limits:
    """What a learner takes a day; ``reviews`` is None without a limit.

    ``more_new`` and ``more_reviews`` are what the learner has added for this one day.
    """

    new: int
    reviews: int | None = None
    more_new: int = 0
    more_reviews: int = 0


@dataclass(frozen=True, slots=True)
class Recalls:
    """Cards met before, drills not among them: how many wait, and how many were recalled today."""

    waiting: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True)
class DayState:
    """What a day is planned from.

    ``before_exam`` are the cards of courses whose exam is near, ``others`` all the rest.
    ``introduced`` counts the new questions met today, by course.
    """

    others: Recalls
    before_exam: Recalls = Recalls()
    exams: Sequence[ExamAhead] = ()
    introduced: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """How many waiting cards are asked yet today, and how many new questions may be met yet.

    ``backlog`` is set while more than a few days' work waits, and ``slows_new`` where fewer new
    questions come for its sake; ``needed`` are the new questions a day that an exam ahead asks
    for, by course.
    """

    recalls: int
    new: int
    backlog: Backlog | None
    slows_new: bool
    needed: Mapping[int, int]


def plan_day(
    state: DayState,
    limits: Limits,
    today: date,
    recalls_of_days: Callable[[], Sequence[int]],
    *,
    new_share: float = NEW_SHARE,
) -> DayPlan:
    """Return what is asked of a learner yet today.

    ``recalls_of_days`` gives how many cards were recalled on each of the last days with answers;
    it is asked for only where so much waits that it matters. Before an exam much is due on
    purpose: its cards are no backlog, and only the learner's own limit holds them back. While there
    is a backlog, new questions go on at ``new_share`` of their pace.
    """
    others, near = state.others, state.before_exam
    backlog = None
    if others.waiting + others.done > FEW:
        usual = usual_day(recalls_of_days())
        backlog = find_backlog(others.waiting, others.done, usual, limits.reviews)
    asked = others.waiting
    if backlog is not None:
        asked = min(asked, max(0, backlog.a_day + limits.more_reviews - others.done))
    asked += near.waiting
    if limits.reviews is not None:
        left = limits.reviews + limits.more_reviews - others.done - near.done
        asked = min(asked, max(0, left))
    needed = needed_new(state.exams, state.introduced, today)
    usual_new = limits.new if backlog is None else throttled(limits.new, new_share)
    new_today = max(usual_new, sum(needed.values()))
    return DayPlan(
        recalls=asked,
        new=max(0, new_today + limits.more_new - sum(state.introduced.values())),
        backlog=backlog,
        slows_new=new_today < limits.new,
        needed=needed,
    )


def needed_new(
    exams: Sequence[ExamAhead], introduced: Mapping[int, int], today: date
) -> Mapping[int, int]:
    """Return by course how many new questions it takes today to meet all before the exam.

    ``introduced`` counts those met today already, by course; they are part of it.
    """
    plans = {one.course_id: one.plan(0, today, introduced.get(one.course_id, 0)) for one in exams}
    return {course_id: plan.a_day for course_id, plan in plans.items() if plan is not None}
