"""Whether a learner's limit and pauses leave room for what the exams ahead ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.scheduling.planning.demand import (
    Demand,
    PauseCost,
    costs_of_pause,
    count_unasked,
    enough_a_day,
)
from app.domain.scheduling.planning.load import Pause
from app.planning.queries.due_days import get_habits, get_wishes
from app.planning.queries.exams import list_demands


def list_costs_of_pause(learner_id: int, pause: Pause, today: date) -> list[PauseCost]:
    """Return the exams ahead that a pause to be made is a matter of."""
    if pause.last_on < max(pause.first_on, today):
        return []
    demands = list_demands(learner_id, today)
    if not demands:
        return []
    wishes = get_wishes(learner_id, demands[0].course_id, today)
    habits = get_habits(learner_id, wishes, today)
    return costs_of_pause(pause, demands, habits, wishes.reviews_per_day)


@dataclass(frozen=True, slots=True)
class Shortage:
    """What a learner's limit leaves unasked before exams, by course, and the limit that would do.

    ``enough`` is None where no limit would.
    """

    limit: int
    demands: Mapping[int, Demand]
    unasked: Mapping[int, int]
    enough: int | None


def find_shortage(learner_id: int, limit: int | None, today: date) -> Shortage | None:
    """Return what the limit leaves unasked before the exams ahead, None if nothing."""
    demands = list_demands(learner_id, today) if limit is not None else []
    if limit is None or not demands:
        return None
    wishes = get_wishes(learner_id, demands[0].course_id, today)
    is_free = get_habits(learner_id, wishes, today).takes_work
    unasked = count_unasked(demands, limit, is_free)
    if not unasked:
        return None
    by_course = {one.course_id: one for one in demands}
    return Shortage(limit, by_course, unasked, enough_a_day(demands, is_free))
