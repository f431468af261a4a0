"""What a learner will still know on a day to come, and what studying a card now adds to that.

The forecast is FSRS's, folded from the card's log, even where SM-2 schedules: SM-2 makes a good
timetable, but the probability usually read into its intervals predicts worse than a constant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.memory.scheduler import rating_of

# Seconds that an answer takes: forgotten (with reading the explanation), recalled, drilled.
FORGOTTEN_SECONDS: Final = 32.0
RECALLED_SECONDS: Final = 12.0
DRILL_SECONDS: Final = 12.0
_GOOD: Final = 3


@dataclass(frozen=True, slots=True)
class Trace:
    """What FSRS makes of a card's log: its memory, and the day of the last answer of any kind."""

    memory: fsrs.FsrsMemory
    answered_on: date

    def recall_on(self, day: date, weights: fsrs.Weights = fsrs.DEFAULT_WEIGHTS) -> float:
        """Return the probability of recall on a day without any answer until then."""
        return fsrs.retrievability(_days(self.answered_on, day), self.memory.stability, weights)


def traced(
    trace: Trace | None,
    grade: int,
    today: date,
    weights: fsrs.Weights = fsrs.DEFAULT_WEIGHTS,
    start_factor: float = 1.0,
) -> Trace:
    """Return the trace after one more answer. Practice and drills leave theirs as well."""
    rating = rating_of(grade)
    if trace is None:
        return Trace(fsrs.first(rating, weights, start_factor), today)
    days = _days(trace.answered_on, today)
    return Trace(fsrs.review(trace.memory, rating, days, weights), max(today, trace.answered_on))


def trace_of(
    log: Iterable[Answered],
    weights: fsrs.Weights = fsrs.DEFAULT_WEIGHTS,
    start_factor: float = 1.0,
) -> Trace | None:
    """Return what FSRS makes of a log, oldest first; None for an empty one."""
    grades = [(row.grade, row.today) for row in log]
    return trace_of_grades(grades, fsrs.Follower(weights), start_factor)


def trace_of_grades(
    grades: Iterable[tuple[int, date]], follower: fsrs.Follower, start_factor: float = 1.0
) -> Trace | None:
    """Return what FSRS makes of grades with the days they were given on, as ``trace_of`` does.

    One ``follower`` is for many cards.
    """
    history: list[tuple[fsrs.Rating, int]] = []
    last = 0
    for grade, on in grades:
        today = on.toordinal()
        # A day lived twice, over the date line, is one day.
        waited = today - last if today > last else 0
        history.append((rating_of(grade), waited if last else 0))
        last += waited
    memory = follower.follow(history, start_factor)
    return None if memory is None else Trace(memory, date.fromordinal(last))


def gain(
    trace: Trace, asked_on: date, exam_on: date, weights: fsrs.Weights = fsrs.DEFAULT_WEIGHTS
) -> float:
    """Return how much being asked on one day is expected to add to recall on the exam day."""
    waited = _days(trace.answered_on, asked_on)
    left = _days(asked_on, exam_on)
    recalls = fsrs.retrievability(waited, trace.memory.stability, weights)
    right = fsrs.review(trace.memory, _GOOD, waited, weights)
    wrong = fsrs.review(trace.memory, fsrs.AGAIN, waited, weights)
    drilled = fsrs.review(wrong, _GOOD, 0, weights)
    asked = recalls * fsrs.retrievability(left, right.stability, weights) + (
        1.0 - recalls
    ) * fsrs.retrievability(left, drilled.stability, weights)
    return asked - trace.recall_on(exam_on, weights)


def seconds(recall: float) -> float:
    """Return how long asking a card takes that is recalled with this probability."""
    return recall * RECALLED_SECONDS + (1.0 - recall) * (FORGOTTEN_SECONDS + DRILL_SECONDS)


def worth(
    trace: Trace, asked_on: date, exam_on: date, weights: fsrs.Weights = fsrs.DEFAULT_WEIGHTS
) -> float:
    """Return the gain in recall on the exam day per second of study."""
    return gain(trace, asked_on, exam_on, weights) / seconds(trace.recall_on(asked_on, weights))


def worths(
    trace: Trace,
    days: Sequence[date],
    exam_on: date,
    weights: fsrs.Weights = fsrs.DEFAULT_WEIGHTS,
) -> Iterator[float]:
    """Yield ``worth`` for each of some days up to the exam's, as they are asked for."""
    answered_on = trace.answered_on.toordinal()
    waits = [day.toordinal() - answered_on for day in days]
    if min(waits, default=1) <= 0:  # over the date line: the day of the answer again
        yield from (worth(trace, day, exam_on, weights) for day in days)
        return
    idle = trace.recall_on(exam_on, weights)
    for recall, known in fsrs.if_asked(
        trace.memory, waits, exam_on.toordinal() - answered_on, weights
    ):
        yield (known - idle) / seconds(recall)


def _days(earlier: date, later: date) -> int:
    return max((later - earlier).days, 0)
