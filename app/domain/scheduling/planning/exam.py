"""Planning for a day on which it counts.

Until three weeks before the day a card may fall to 80 % before it is asked again, or to what its
learner wants to recall if that is more. In the last three weeks every card gets a day on which asking
it adds most to recall on the day, per second of study. Nearly all would have the last days for that:
each day takes a share of the cards, and those that find it full come earlier. In simulation that is
worth more than any choice between schedulers (``make simulate``). From the day itself on, cards are
due when their scheduler says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from app.domain.scheduling.forecasts.foresight import Trace, worth
from app.domain.scheduling.memory import fsrs

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
# A day of the stretch takes so many times what it would if all cards were spread evenly, and so many
# times that with the cards that are asked once more in it.
STRETCH_DAY_SHARE: Final = 1.25
AGAIN_SHARE: Final = 1.4
# New questions leave this share of the time that is left to repeating, three weeks at most.
REPEATING_SHARE: Final = 1 / 3


@dataclass(frozen=True, slots=True)
class Room:
    """How many cards a day of the stretch takes, and how many are due on each already.

    ``is_limit`` tells that the learner takes no more: a card that finds no room gets no day then,
    and otherwise one of the days with the fewest cards.
    """

    a_day: int
    loads: Mapping[date, int] = field(default_factory=dict)
    is_limit: bool = False

    def of(self, days: Sequence[date]) -> Sequence[date]:
        """Return those of some days that take another card."""
        left = [day for day in days if self.loads.get(day, 0) < self.a_day]
        if left or self.is_limit or not days:
            return left
        fewest = min(self.loads.get(day, 0) for day in days)
        return [day for day in days if self.loads.get(day, 0) == fewest]

    def again(self, days: Sequence[date]) -> Sequence[date]:
        """Return those of some days that take a card which was asked in the stretch already."""
        most = self.a_day if self.is_limit else math.ceil(self.a_day * AGAIN_SHARE)
        return [day for day in days if self.loads.get(day, 0) < most]


def room_for(questions: int, loads: Mapping[date, int], limit: int | None = None) -> Room:
    """Return the room of the days before the exam of a course with so many questions.

    ``limit`` is the most that the learner recalls a day.
    """
    share = max(math.ceil(STRETCH_DAY_SHARE * questions / STRETCH_DAYS), 1)
    if limit is None or limit > share:
        return Room(share, loads)
    return Room(limit, loads, is_limit=True)


def stretch_begins_on(exam_on: date) -> date:
    """Return the first day of the last weeks before an exam."""
    return exam_on - timedelta(days=STRETCH_DAYS)


def days_for(
    trace: Trace,
    due_on: date,
    today: date,
    exam_on: date,
    weights: fsrs.Weights = fsrs.DEFAULT_WEIGHTS,
    *,
    room: Room | None = None,
    is_free: Callable[[date], bool] = lambda day: True,
    wanted_recall: float = 0.0,
) -> Sequence[date]:
    """Return the days that serve the exam best for a card answered today, earliest first.

    ``due_on`` is the scheduler's own day. Nothing is returned where that day may stay: it lies in
    the last weeks, or before them and the card would not last; or asking again gains too little.
    ``is_free`` tells on which days the learner studies at all; where that is no day of the last
    weeks, the last one before them is taken. ``wanted_recall`` is what the learner wants to recall.
    """
    begins_on = stretch_begins_on(exam_on)
    first = max(begins_on, today + timedelta(days=1))
    if first >= exam_on or (begins_on <= due_on < exam_on and is_free(due_on)):
        return ()
    if due_on < first and trace.recall_on(first, weights) < max(ENOUGH_RECALL, wanted_recall):
        return ()
    days = (
        _days_between(first, exam_on, is_free)
        or _days_between(today + timedelta(days=1), first, is_free)[-1:]
    )
    if room is not None:
        days = room.of(days) if today < begins_on else room.again(days)
    worths = [worth(trace, day, exam_on, weights) for day in days]
    best = max(worths, default=0.0)
    if not days or (today >= begins_on and best < WORTH_ASKING_AGAIN):
        return ()
    return [
        day for day, value in zip(days, worths, strict=True) if value >= best * NEARLY_BEST
    ] or days


def _days_between(first: date, before: date, is_free: Callable[[date], bool]) -> Sequence[date]:
    days = [first + timedelta(days=place) for place in range((before - first).days)]
    return [day for day in days if is_free(day)]


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
    """Return the plan for questions not met by this morning; None from the day of the exam on.

    They are spread over the days until the last weeks, which belong to repeating. Once less than nine
    weeks are left, a third of the time belongs to it, so that no day has a pile of them.
    """
    if today >= exam_on:
        return None
    left = (exam_on - today).days
    # The eve is for repeating, unless it has come.
    repeating = min(STRETCH_DAYS, max(math.floor(left * REPEATING_SHARE), 1), left - 1)
    by_on = exam_on - timedelta(days=repeating + 1)
    enough = -(-unmet // ((by_on - today).days + 1))
    return NewPlan(max(chosen, min(enough, MOST_NEW_A_DAY)), enough, by_on)
