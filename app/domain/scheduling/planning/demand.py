"""What the last weeks before an exam ask of a learner, and whether limit and pauses leave room for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.scheduling.planning import exam
from app.domain.scheduling.planning.load import Habits, Pause


@dataclass(frozen=True, slots=True)
class Demand:
    """The questions that are still to be asked once in the last weeks before a course's exam.

    ``of`` counts all questions of the course, ``first_on`` is the first of these days to come.
    """

    course_id: int
    title: str
    exam_on: date
    first_on: date
    questions: int
    of: int


def count_unasked(
    demands: Sequence[Demand], limit: int, is_free: Callable[[date], bool]
) -> Mapping[int, int]:
    """Return by course how many questions go unasked in the last weeks with a limit of reviews a day.

    The exam that is nearest has the first claim on a day, as in the queue. Each question takes one
    answer: those that are asked once more take days that have room, so that a limit leaves none for
    them before all have been asked. Only courses that lack something are in it.
    """
    left = {one.course_id: one.questions for one in demands}
    nearest = sorted(demands, key=lambda one: one.exam_on)
    day = min((one.first_on for one in demands), default=date.max)
    last = max((one.exam_on for one in demands), default=date.min)
    while day < last:
        room = limit if is_free(day) else 0
        for one in nearest:
            if one.first_on <= day < one.exam_on:
                taken = min(room, left[one.course_id])
                left[one.course_id] -= taken
                room -= taken
        day += timedelta(days=1)
    return {course_id: unasked for course_id, unasked in left.items() if unasked}


def enough_a_day(demands: Sequence[Demand], is_free: Callable[[date], bool]) -> int | None:
    """Return the smallest limit of reviews a day with which no question goes unasked.

    None where no limit would do, since an exam has no day left before it.
    """
    low, high = 0, sum(one.questions for one in demands)
    if count_unasked(demands, high, is_free):
        return None
    while low < high:
        middle = (low + high) // 2
        if count_unasked(demands, middle, is_free):
            low = middle + 1
        else:
            high = middle
    return low


@dataclass(frozen=True, slots=True)
class PauseCost:
    """What a pause takes from the last weeks before an exam.

    ``days`` are left of them, in which ``fits`` of the questions can be asked.
    """

    demand: Demand
    covers_exam: bool
    days: int
    fits: int


def costs_of_pause(
    pause: Pause, demands: Sequence[Demand], habits: Habits, limit: int | None
) -> list[PauseCost]:
    """Return the exams that a pause is a matter of: it covers their day, or takes too many before.

    ``habits`` are those without the pause. Too many are taken where the days that are left cannot
    take the questions, even if each takes as much as any day of the last weeks does.
    """
    costs = []
    for one in demands:
        free = [day for day in _days(one) if habits.takes_work(day)]
        left = [day for day in free if not pause.covers(day)]
        most = exam.room_for(one.of, {}, limit).most_again
        fits = min(one.questions, most * len(left))
        covers_exam = pause.covers(one.exam_on)
        if covers_exam or (len(left) < len(free) and fits < one.questions):
            costs.append(PauseCost(one, covers_exam, len(left), fits))
    return costs


def _days(demand: Demand) -> list[date]:
    span = range((demand.exam_on - demand.first_on).days)
    return [demand.first_on + timedelta(days=place) for place in span]
