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

from app.domain.scheduling.forecasts.memory_trace import Trace, worths
from app.domain.scheduling.memory import fsrs

# The days before the exam in which every card is asked.
STRETCH_DAYS: Final = 21
# A card expected to be recalled at least so well when the stretch begins waits for it.
ENOUGH_RECALL: Final = 0.82
# Asked in the stretch already, a card is asked once more where a second of it gains so much recall
# (2.4 points for an answer of twelve seconds) and a day has room; where it gains 8.4, on a day that
# is full too.
WORTH_ASKING_AGAIN: Final = 0.002
WORTH_A_FULL_DAY: Final = 0.007
# Days nearly as good as the best one are as good, which keeps the cards from falling on one day.
NEARLY_BEST: Final = 0.9
MOST_NEW_A_DAY: Final = 200
# A day of the stretch takes so many times what it would if all cards were spread evenly, and so many
# times that with the cards that are asked once more in it.
STRETCH_DAY_SHARE: Final = 1.25
AGAIN_SHARE: Final = 1.5
# New questions leave this share of the time that is left to repeating, three weeks at most.
REPEATING_SHARE: Final = 1 / 3


@dataclass(frozen=True, slots=True)
class Room:
    """How many cards a day of the stretch takes, and how many are due on each already.

    ``limit`` is the most that the learner takes a day, None without one: a card that finds no room
    gets no day then, and otherwise one of the days with the fewest cards.
    """

    a_day: int
    loads: Mapping[date, int] = field(default_factory=dict)
    limit: int | None = None

    def takes(self, day: date, *, again: bool = False) -> bool:
        """Tell whether a day takes another card, ``again`` one that was asked in the stretch."""
        return self.loads.get(day, 0) < (self.most_again if again else self.a_day)

    def of(self, days: Sequence[date], earlier: Sequence[date]) -> Sequence[date]:
        """Return those of some days that take another card, or of ``earlier`` ones if none does."""
        most = self.a_day
        return (
            self._under(days, most) or self._under(earlier, most) or self.emptiest(days or earlier)
        )

    def again(self, days: Sequence[date]) -> Sequence[date]:
        """Return those of some days that take a card which was asked in the stretch already."""
        return self._under(days, self.most_again)

    def emptiest(self, days: Sequence[date]) -> Sequence[date]:
        """Return the days with the fewest cards, of those that the learner's limit leaves room on."""
        loads = self.loads
        possible = [day for day in days if self.limit is None or loads.get(day, 0) < self.limit]
        fewest = min((loads.get(day, 0) for day in possible), default=0)
        return [day for day in possible if loads.get(day, 0) == fewest]

    def _under(self, days: Sequence[date], most: int) -> Sequence[date]:
        loads = self.loads
        return [day for day in days if loads.get(day, 0) < most]

    @property
    def most_again(self) -> int:
        """Return how many cards a day takes, with those that were asked in the stretch already."""
        most = math.ceil(self.a_day * AGAIN_SHARE)
        return most if self.limit is None else min(most, self.limit)


_UNLIMITED: Final = Room(MOST_NEW_A_DAY * STRETCH_DAYS)


def room_for(questions: int, loads: Mapping[date, int], limit: int | None = None) -> Room:
    """Return the room of the days before the exam of a course with so many questions.

    ``limit`` is the most that the learner recalls a day.
    """
    share = max(math.ceil(STRETCH_DAY_SHARE * questions / STRETCH_DAYS), 1)
    return Room(share if limit is None else min(share, limit), loads, limit)


def with_waiting(loads: Mapping[date, int], today: date, limit: int) -> Mapping[date, int]:
    """Return the loads of the days to come with what waits already: today's limit leaves it over.

    Each day takes no more than ``limit`` of it.
    """
    spread = {day: load for day, load in loads.items() if day > today}
    left = sum(loads.values()) - sum(spread.values()) - limit
    day = today
    while left > 0 and limit > 0 and day < date.max:
        day += timedelta(days=1)
        taken = min(max(limit - spread.get(day, 0), 0), left)
        spread[day] = spread.get(day, 0) + taken
        left -= taken
    return spread


def stretch_begins_on(exam_on: date) -> date:
    """Return the first day of the last weeks before an exam."""
    return exam_on - timedelta(days=STRETCH_DAYS)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days on which a card may be asked before an exam, seen from a day.

    ``days`` are those of the last weeks, ``earlier`` those of the weeks before them; days on which
    nothing is studied are not among them. The last weeks begin on ``begins_on``, ``first`` is the
    first day of them to come.
    """

    exam_on: date
    begins_on: date
    first: date
    days: Sequence[date]
    earlier: Sequence[date]

    def has_asked(self, answered_on: date) -> bool:
        """Tell whether a card that was answered last on a day has been asked in the last weeks."""
        return answered_on >= self.begins_on


def stretch_of(exam_on: date, today: date, is_free: Callable[[date], bool]) -> Stretch:
    """Return the days before an exam on which the learner studies, as ``is_free`` tells."""
    begins_on, tomorrow = stretch_begins_on(exam_on), today + timedelta(days=1)
    first = max(begins_on, tomorrow)
    before = max(tomorrow, stretch_begins_on(begins_on))
    return Stretch(
        exam_on=exam_on,
        begins_on=begins_on,
        first=first,
        days=_days_between(first, exam_on, is_free),
        earlier=_days_between(before, begins_on, is_free),
    )


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
    the last weeks and has room, or before them and the card would not last, or after the exam and
    asking again gains too little. A card on a full day that is not worth it waits for the exam's.
    ``is_free`` tells on which days the learner studies at all; where the last weeks have no room, the
    weeks before them have. ``wanted_recall`` is what the learner wants to recall. A longest interval
    is no matter here: an exam may hold a card beyond it.
    """
    stretch = stretch_of(exam_on, today, is_free)
    room = room or _UNLIMITED
    if may_stay(due_on, stretch, room, today):
        return ()
    return days_in(stretch, trace, due_on, weights, room=room, wanted_recall=wanted_recall)


def may_stay(due_on: date, stretch: Stretch, room: Room, answered_on: date) -> bool:
    """Tell whether a card may stay on a day of its own: it lies in the last weeks and has room."""
    if not stretch.first <= due_on < stretch.exam_on or due_on not in stretch.days:
        return False
    return room.takes(due_on, again=stretch.has_asked(answered_on))


def days_in(
    stretch: Stretch,
    trace: Trace,
    due_on: date,
    weights: fsrs.Weights,
    *,
    room: Room,
    wanted_recall: float,
) -> Sequence[date]:
    """Return what ``days_for`` does, of a card that may not stay."""
    first = stretch.first
    if first >= stretch.exam_on:
        return ()
    if due_on < first and trace.recall_on(first, weights) < max(ENOUGH_RECALL, wanted_recall):
        return ()
    if stretch.has_asked(trace.answered_on):
        return _days_again(stretch, trace, due_on, weights, room)
    days = room.of(stretch.days, stretch.earlier)
    _, nearly = _nearly_best(trace, days, stretch.exam_on, weights)
    return nearly or tuple(days)


def _days_again(
    stretch: Stretch, trace: Trace, due_on: date, weights: fsrs.Weights, room: Room
) -> Sequence[date]:
    """Return the days for a card that was asked in the stretch, or that of the exam for none."""
    is_due = due_on < stretch.exam_on
    days = room.again(stretch.days)
    if is_due and not days:
        best, _ = _nearly_best(trace, stretch.days, stretch.exam_on, weights)
        days = room.emptiest(stretch.days) if best >= WORTH_A_FULL_DAY else ()
    best, nearly = _nearly_best(trace, days, stretch.exam_on, weights)
    if best >= WORTH_ASKING_AGAIN:
        return nearly
    return (stretch.exam_on,) if is_due else ()


def _nearly_best(
    trace: Trace, days: Sequence[date], exam_on: date, weights: fsrs.Weights
) -> tuple[float, Sequence[date]]:
    """Return what asking is worth on the best of some days, and those nearly as good.

    What asking is worth rises towards the best day and falls from there: whoever comes from the
    last one, which is the best of most cards, need not look further than where it has fallen.
    """
    backwards = days[::-1]
    best, found = 0.0, []
    for day, value in zip(backwards, worths(trace, backwards, exam_on, weights), strict=False):
        best = max(best, value)
        if value < best * NEARLY_BEST:
            break
        found.append((day, value))
    return best, [day for day, value in reversed(found) if value >= best * NEARLY_BEST]


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
