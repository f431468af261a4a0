"""The day that a card is made due on, where something speaks for another than the scheduler's own.

What speaks for it: an exam ahead, the load of the days, easy days, pauses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.grades import PASSING_GRADE
from app.domain.scheduling.forecasts.memory_trace import Trace, traced
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.memory.scheduler import Schedule
from app.domain.scheduling.planning import exam
from app.domain.scheduling.planning.load import Habits, free_days, pick_day


@dataclass(frozen=True, slots=True)
class Possible:
    """Days, earliest first, that a card may as well be due on; ``for_exam`` tells who asks for them."""

    days: Sequence[date]
    for_exam: bool = False


@dataclass(frozen=True, slots=True)
class Picked:
    """The day that a card is made due on, and whether the exam chose it."""

    day: date
    for_exam: bool


@dataclass(frozen=True, slots=True)
class BeforeExam:
    """What the exam ahead wants to know of a card: its memory before the answer, and the room."""

    exam_on: date
    room: exam.Room
    trace: Trace | None


def possible_days(
    afters: Mapping[int, CardState],
    today: date,
    schedule: Schedule,
    habits: Habits,
    before: BeforeExam | None = None,
) -> dict[int, Possible]:
    """Return by grade the days that a card reviewed today may as well be due on.

    ``afters`` are the states after the review with each grade. None of the days is further off than
    the schedule's longest interval, unless an exam asks for it: that may hold a card until its last
    weeks.
    """
    possible: dict[int, Possible] = {}
    for grade, after in afters.items():
        free = free_days(
            after.due_on, today, habits, _interval(after, schedule), schedule.most_days
        )
        wanted: Sequence[date] = ()
        if before is not None:
            wanted = _days_for_exam(before, grade, after, today, schedule, habits)
            if after.due_on < before.exam_on:
                free = [day for day in free if day < before.exam_on] or (after.due_on,)
        possible[grade] = Possible(wanted, for_exam=True) if wanted else Possible(free)
    return possible


def _days_for_exam(
    before: BeforeExam,
    grade: int,
    after: CardState,
    today: date,
    schedule: Schedule,
    habits: Habits,
) -> Sequence[date]:
    return exam.days_for(
        traced(before.trace, grade, today, schedule.weights, schedule.start_factor),
        after.due_on,
        today,
        before.exam_on,
        schedule.weights,
        room=before.room,
        is_free=habits.takes_work,
        wanted_recall=schedule.wanted_recall,
    )


def pick_days(
    possible: Mapping[int, Possible],
    loads: Mapping[date, int],
    habits: Habits,
    chance: float,
    *,
    has_exam: bool,
) -> dict[int, Picked]:
    """Return the day picked for each grade.

    A better grade never waits less for the sake of the load; before an exam it may. After a pause
    that leaves it fewer days than a worse grade, it may have to wait as long as that, past its own.
    """
    picked: dict[int, Picked] = {}
    waits: date | None = None
    for grade in sorted(possible):
        days = possible[grade].days
        if not has_exam and grade > PASSING_GRADE and waits is not None:
            days = [day for day in days if day >= waits] or [waits]
        waits = pick_day(days, loads, habits, chance)
        picked[grade] = Picked(waits, possible[grade].for_exam)
    return picked


def _interval(after: CardState, schedule: Schedule) -> float:
    """Return the days that the scheduler wants, before chance."""
    if after.stability is None:
        return float(after.interval_days)
    return fsrs.interval_days(after.stability, schedule.desired_retention, schedule.weights)
