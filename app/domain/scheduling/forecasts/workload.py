"""How much work a schedule asks for in a year.

A small cohort of cards is followed for a year with answers left to chance as FSRS expects them, and
counted. The memory is FSRS's under either scheduler, so that the two can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from app.domain.scheduling.memory import fsrs, fuzz, sm2
from app.domain.scheduling.memory.scheduler import Schedule

# So many cards give the mean to within a few per cent.
CARDS: Final = 500
YEAR_DAYS: Final = 365
# Of recalled answers: how many are hard, and how many easy.
HARD_SHARE: Final = 0.1
EASY_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class YearOfWork:
    """What one card comes to in its first year: answers given, and recall on the last day."""

    answers: float
    recall: float


@lru_cache(maxsize=256)
def first_year(schedule: Schedule, start_factors: tuple[float, ...] = (1.0,)) -> YearOfWork:
    """Return the mean over many cards, all met on the first day of the year.

    ``start_factors`` are what the schedule's pooled start says of the questions of a course; they
    are dealt out among the cards, so that these are spread as the course is.
    """
    spread = sorted(start_factors)
    followed = [
        _follow(
            replace(schedule, start_factor=spread[card * len(spread) // CARDS]),
            fuzz.seed_of(0, card),
        )
        for card in range(CARDS)
    ]
    return YearOfWork(
        answers=sum(answers for answers, _ in followed) / CARDS,
        recall=sum(recall for _, recall in followed) / CARDS,
    )


def _follow(schedule: Schedule, seed: int) -> tuple[int, float]:
    """Return the answers to one card in a year, and the probability of recall at its end."""
    rating: fsrs.Rating = 3
    memory = fsrs.first(rating, schedule.weights, schedule.start_factor)
    other = sm2.review(sm2.Sm2Memory(), _grade(rating))
    day, answers = 0, 1
    while (waits := _interval(schedule, memory, other)) + day <= YEAR_DAYS:
        day += waits
        recall = fsrs.retrievability(waits, memory.stability, schedule.weights)
        rating = _answer(recall, fuzz.share(seed, answers))
        memory = fsrs.review(memory, rating, waits, schedule.weights)
        other = sm2.review(other, _grade(rating))
        answers += 1
        if rating == fsrs.AGAIN:  # drilled until it is known
            memory = fsrs.review(memory, 3, 0, schedule.weights)
            other = sm2.drill(other, _grade(3))
            answers += 1
    return answers, fsrs.retrievability(YEAR_DAYS - day, memory.stability, schedule.weights)


def _interval(schedule: Schedule, memory: fsrs.FsrsMemory, other: sm2.Sm2Memory) -> int:
    # SM-2's own interval may go on without the limit: once beyond, it stays so until it begins anew.
    if schedule.scheduler == "sm2":
        return min(other.interval_days, schedule.most_days)
    wanted = fsrs.interval_days(memory.stability, schedule.desired_retention, schedule.weights)
    return min(max(1, round(wanted)), schedule.most_days)


def _answer(recall: float, chance: float) -> fsrs.Rating:
    if chance >= recall:
        return 1
    place = chance / recall
    if place < HARD_SHARE:
        return 2
    return 4 if place >= 1 - EASY_SHARE else 3


def _grade(rating: fsrs.Rating) -> int:
    return {1: 2, 2: 3, 3: 4, 4: 5}[rating]
