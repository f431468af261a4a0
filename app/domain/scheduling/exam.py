"""Planning for a day on which it counts.

Until three weeks before the day a card may fall to 80 % before it is asked again; in the last three
weeks every card gets a day on which asking it adds most to recall on the day, per second of study.
In simulation that is worth more than any choice between schedulers (``make simulate``). From the day
itself on, cards are due when their scheduler says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.domain.scheduling import fsrs
from app.domain.scheduling.foresight import Trace, worth

# The days before the exam in which every card is asked.
STRETCH_DAYS: Final = 21
# A card expected to be recalled at least so well when the stretch begins waits for it.
ENOUGH_RECALL: Final = 0.80
# Asked in the stretch already, a card is asked once more where a second of it gains so much recall:
# five points for an answer of twelve seconds.
WORTH_ASKING_AGAIN: Final = 0.004
# Days nearly as good as the best one are as good, which keeps the cards from falling on one day.
NEARLY_BEST: Final = 0.9
MOST_NEW_A_DAY: Final = 200


def stretch_begins_on(exam_on: date) -> date:
    """Return the first day of the last weeks before an exam."""
    return exam_on - timedelta(days=STRETCH_DAYS)


def days_for(
    trace: Trace,
    due_on: date,
    today: date,
    exam_on: date,
    weights: fsrs.Weights = fsrs.DEFAULT_WEIGHTS,
) -> Sequence[date]:
    """Return the days that serve the exam best for a card answered today, earliest first.

    ``due_on`` is the scheduler's own day. Nothing is returned where that day may stay: it lies in
    the last weeks, or before them and the card would not last; or asking again gains too little.
    """
    begins_on = stretch_begins_on(exam_on)
    first = max(begins_on, today + timedelta(days=1))
    if first >= exam_on or begins_on <= due_on < exam_on:
        return ()
    if due_on < first and trace.recall_on(first, weights) < ENOUGH_RECALL:
        return ()
    days = [first + timedelta(days=place) for place in range((exam_on - first).days)]
    worths = [worth(trace, day, exam_on, weights) for day in days]
    best = max(worths)
    if today >= begins_on and best < WORTH_ASKING_AGAIN:
        return ()
    return [
        day for day, value in zip(days, worths, strict=True) if value >= best * NEARLY_BEST
    ] or days


@dataclass(frozen=True, slots=True)
class NewPlan:
    """How many new questions a day the plan asks for.

    ``enough`` is the number with which all are met in time, by ``by_on``; the plan never goes below
    what the learner has chosen.
    """

    a_day: int
    enough: int
    by_on: date

    @property
    def in_time(self) -> bool:
        """Tell whether all questions will have been met by then."""
        return self.a_day >= self.enough


def plan_new(unmet: int, chosen: int, today: date, exam_on: date) -> NewPlan | None:
    """Return the plan for questions not met yet; None from the day of the exam on.

    They are spread over the days until the last weeks, which belong to repeating; if that time has
    come, over what is left.
    """
    if today >= exam_on:
        return None
    begins_on = stretch_begins_on(exam_on)
    by_on = (begins_on if begins_on > today else exam_on) - timedelta(days=1)
    enough = -(-unmet // ((by_on - today).days + 1))
    return NewPlan(max(chosen, min(enough, MOST_NEW_A_DAY)), enough, by_on)
