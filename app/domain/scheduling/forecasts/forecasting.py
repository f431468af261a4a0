"""What the schedulers would have forecast of each review, from what a card's log held before it.

Forecast are the reviews given on a later day than the one before: answers of the same day are part of
learning, and practice is outside the schedule. FSRS states a probability of recall. SM-2 does not; as
is usual, its intervals are read as the days after which 90 % are recalled (J. Ye and others,
*srs-benchmark*): 0.9 to the power of days waited by interval.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.grades import PASSING_GRADE
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.memory import fsrs, fuzz, sm2
from app.domain.scheduling.memory.scheduler import rating_of

RECALL_AT_INTERVAL: Final = 0.9
# A learner's reviews in so many parts, by time; the first has nothing behind it to learn from.
PARTS: Final = 5


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was forecast of one review, and what came of it."""

    answered_at: datetime
    recalled: bool
    sm2: float
    fsrs: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A forecast that counts, beside that of the learner's own average until then."""

    forecast: Forecast
    average: float


def forecasts_of(
    answers: Iterable[Answered], weights: fsrs.Weights = fsrs.DEFAULT_WEIGHTS
) -> Iterator[Forecast]:
    """Yield a forecast for each review of a card's log, oldest first, that can be forecast."""
    memory: fsrs.FsrsMemory | None = None
    schedule = sm2.Sm2Memory()
    reviewed_on = 0
    for answer in answers:
        if answer.kind == "practice":
            continue
        rating = rating_of(answer.grade)
        if memory is None:
            memory = fsrs.first(rating, weights)
            schedule = sm2.review(schedule, answer.grade)
        elif answer.kind == "drill":
            memory = fsrs.review(memory, rating, 0, weights)
            # A log that another scheduler made may drill what SM-2 would not.
            schedule = sm2.drill(schedule, answer.grade) if schedule.drill else schedule
            continue
        else:
            days = answer.today.toordinal() - reviewed_on
            if days > 0:
                yield Forecast(
                    answer.answered_at,
                    answer.grade >= PASSING_GRADE,
                    _usual_reading(days, schedule.interval_days),
                    fsrs.retrievability(days, memory.stability, weights),
                )
            memory = fsrs.review(memory, rating, days, weights)
            schedule = sm2.review(schedule, answer.grade)
        reviewed_on = answer.today.toordinal()


def scored(forecasts: Iterable[Forecast]) -> Iterator[Scored]:
    """Yield what counts of a learner's forecasts: all but the first fifth, by time.

    Whatever learns from the past is fitted to the parts before and scored on the next; so is the
    average, the share recalled in all parts before.
    """
    in_order = sorted(forecasts, key=lambda one: one.answered_at)
    ends = [len(in_order) * part // PARTS for part in range(PARTS + 1)]
    for begin, end in itertools.pairwise(ends[1:]):
        behind = in_order[:begin]
        # Without anything behind, one half is what is known.
        average = sum(one.recalled for one in behind) / begin if begin else 0.5
        for one in in_order[begin:end]:
            yield Scored(one, average)


def _usual_reading(days: int, interval_days: int) -> float:
    return math.pow(RECALL_AT_INTERVAL, days / min(interval_days, fuzz.LONGEST_INTERVAL_DAYS))
