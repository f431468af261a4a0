"""FSRS-6: the memory of a card as stability and difficulty.

J. Ye and others, *Free Spaced Repetition Scheduler*, version 6 (open-spaced-repetition; 21 weights).
Stability is the number of days after which recall has fallen to 90 %, difficulty a number from 1 to
10. Elapsed time is counted in learner days: whole spans of 24 hours would take an evening and the
next morning for one day, and give a card far less than it has earned.

Where the published programs differ, this follows the one most in use (fsrs-rs): a same-day answer of
*hard* or better never lowers stability.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

# 1 again, 2 hard, 3 good, 4 easy.
Rating = Literal[1, 2, 3, 4]
Weights = Sequence[float]

AGAIN: Final = 1
HARD: Final = 2
EASY: Final = 4
DEFAULT_WEIGHTS: Final[tuple[float, ...]] = (
    *(0.212, 1.2931, 2.3065, 8.2956),
    *(6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729),
    *(0.5425, 0.0912, 0.0658, 0.1542),
)
LOWEST_STABILITY: Final = 0.001
HIGHEST_STABILITY: Final = 36_500.0
LOWEST_DIFFICULTY: Final = 1.0
HIGHEST_DIFFICULTY: Final = 10.0
# What stability is defined by: recall after so many days as it counts.
RECALL_AT_STABILITY: Final = 0.9


@dataclass(frozen=True, slots=True)
class FsrsMemory:
    """What FSRS knows of a card: stability in days, difficulty from 1 to 10."""

    stability: float
    difficulty: float


def first(
    rating: Rating, weights: Weights = DEFAULT_WEIGHTS, start_factor: float = 1.0
) -> FsrsMemory:
    """Return the memory after the first answer.

    ``start_factor`` multiplies its stability: what is known of the question beforehand.
    """
    return FsrsMemory(
        _clamped_stability(weights[rating - 1] * start_factor),
        _clamped_difficulty(_first_difficulty(rating, weights)),
    )


def retrievability(days: float, stability: float, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """Return the probability of recall so many days after the last answer."""
    return math.pow(1.0 + _factor(weights) * max(days, 0.0) / stability, -weights[20])


def interval_days(stability: float, retention: float, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """Return after how many days recall falls to the desired retention (0 to 1, both excluded)."""
    return stability / _factor(weights) * (math.pow(retention, -1.0 / weights[20]) - 1.0)


def review(
    memory: FsrsMemory, rating: Rating, days: int, weights: Weights = DEFAULT_WEIGHTS
) -> FsrsMemory:
    """Return the memory after an answer given so many learner days after the one before it."""
    return FsrsMemory(
        *_stepped(
            memory.stability, memory.difficulty, rating, days, weights, _values(tuple(weights))
        )
    )


class Follower:
    """Follows many logs with the same weights: what begins alike is worked out once.

    It gives what ``first`` and then ``review`` give. Most cards of a course begin alike, and a plan
    for an exam follows the logs of all of them.
    """

    def __init__(self, weights: Weights = DEFAULT_WEIGHTS) -> None:
        self._weights = weights
        self._values = _values(tuple(weights))
        # By the factor of their first stability.
        self._begins: dict[float, dict[tuple[Rating, int], _Node]] = {}

    def follow(
        self, history: Iterable[tuple[Rating, int]], start_factor: float = 1.0
    ) -> FsrsMemory | None:
        """Return the memory after some answers, each with the days since the one before it."""
        nodes, last = self._begins.setdefault(start_factor, {}), None
        for answer in history:
            node = nodes.get(answer)
            if node is None:
                node = nodes[answer] = self._next(last, *answer, start_factor)
            nodes, last = node.nodes, node
        return None if last is None else FsrsMemory(last.stability, last.difficulty)

    def _next(self, last: _Node | None, rating: Rating, days: int, start_factor: float) -> _Node:
        if last is None:
            memory = first(rating, self._weights, start_factor)
            return _Node(memory.stability, memory.difficulty)
        return _Node(
            *_stepped(last.stability, last.difficulty, rating, days, self._weights, self._values)
        )


@dataclass(slots=True)
class _Node:
    """The memory after some answers, and those after one answer more."""

    stability: float
    difficulty: float
    nodes: dict[tuple[Rating, int], _Node] = field(default_factory=dict)


def if_asked(
    memory: FsrsMemory, waits: Iterable[int], until: int, weights: Weights = DEFAULT_WEIGHTS
) -> Iterator[tuple[float, float]]:
    """Yield what being asked after so many days does, for each of some numbers of days.

    That is the recall then, and the recall expected ``until`` days after the last answer: after a
    good answer, or one that was forgotten and drilled. ``waits`` are from 1 to ``until``. The
    formulas are those of ``review`` and ``retrievability``, with what no day changes taken out.
    """
    stability, difficulty = memory.stability, memory.difficulty
    values = _values(tuple(weights))
    pow_, exp, expm1 = math.pow, math.exp, math.expm1
    curve, decay = values.factor, -weights[20]
    growth = values.growth * (11.0 - difficulty) * pow_(stability, -weights[9])
    growing, losing, again = weights[10], weights[14], -weights[19]
    left_over = (
        weights[11] * pow_(difficulty, -weights[12]) * (pow_(stability + 1.0, weights[13]) - 1.0)
    )
    most_left = stability / values.same_day
    for wait in waits:
        recall = pow_(1.0 + curve * wait / stability, decay)
        forgotten = 1.0 - recall
        right = stability * (1.0 + growth * expm1(growing * forgotten))
        wrong = left_over * exp(losing * forgotten)
        # Written out: ``min`` and ``max`` would take a third of the time.
        if right > HIGHEST_STABILITY:  # noqa: PLR1730
            right = HIGHEST_STABILITY
        if wrong > most_left:  # noqa: PLR1730
            wrong = most_left
        if wrong < LOWEST_STABILITY:  # noqa: PLR1730
            wrong = LOWEST_STABILITY
        change = values.same_day * pow_(wrong, again)
        drilled = wrong * change if change > 1.0 else wrong
        left = curve * (until - wait)
        known = recall * pow_(1.0 + left / right, decay)
        known += forgotten * pow_(1.0 + left / drilled, decay)
        yield recall, known


@dataclass(frozen=True, slots=True)
class _Values:
    """What weights alone decide; ``same_day`` is what a good answer of the same day multiplies by."""

    factor: float
    easy: float
    growth: float
    same_day: float


@lru_cache(maxsize=256)
def _values(weights: tuple[float, ...]) -> _Values:
    return _Values(
        factor=_factor(weights),
        easy=_first_difficulty(EASY, weights),
        growth=math.exp(weights[8]),
        same_day=math.exp(weights[17] * weights[18]),
    )


def _factor(weights: Weights) -> float:
    return math.pow(RECALL_AT_STABILITY, -1.0 / weights[20]) - 1.0


def _first_difficulty(rating: int, weights: Weights) -> float:
    return weights[4] - math.exp(weights[5] * (rating - 1)) + 1.0


def _stepped(
    stability: float, difficulty: float, rating: int, days: int, weights: Weights, values: _Values
) -> tuple[float, float]:
    """Return stability and difficulty after an answer."""
    if days <= 0:
        after = _same_day(stability, rating, weights)
    else:
        recall = math.pow(1.0 + values.factor * days / stability, -weights[20])
        if rating == AGAIN:
            after = _forgotten(stability, difficulty, 1.0 - recall, weights, values)
        else:
            after = _recalled(stability, difficulty, rating, 1.0 - recall, weights, values)
    # The difficulty is damped near 10 and drawn a little towards that of an easy card.
    moved = difficulty - (HIGHEST_DIFFICULTY - difficulty) * weights[6] * (rating - 3) / 9.0
    return (
        _clamped_stability(after),
        _clamped_difficulty(weights[7] * values.easy + (1.0 - weights[7]) * moved),
    )


def _same_day(stability: float, rating: int, weights: Weights) -> float:
    change = math.exp(weights[17] * (rating - 3 + weights[18])) * math.pow(stability, -weights[19])
    return stability * (max(change, 1.0) if rating >= HARD else change)


def _recalled(
    stability: float,
    difficulty: float,
    rating: int,
    forgotten: float,
    weights: Weights,
    values: _Values,
) -> float:
    growth = (
        values.growth
        * (11.0 - difficulty)
        * math.pow(stability, -weights[9])
        * math.expm1(weights[10] * forgotten)
    )
    if rating == HARD:
        growth *= weights[15]
    elif rating == EASY:
        growth *= weights[16]
    return stability * (1.0 + growth)


def _forgotten(
    stability: float, difficulty: float, forgotten: float, weights: Weights, values: _Values
) -> float:
    left = (
        weights[11]
        * math.pow(difficulty, -weights[12])
        * (math.pow(stability + 1.0, weights[13]) - 1.0)
        * math.exp(weights[14] * forgotten)
    )
    # Forgetting leaves no more than two bad same-day answers would.
    return min(left, stability / values.same_day)


def _clamped_stability(stability: float) -> float:
    if LOWEST_STABILITY <= stability <= HIGHEST_STABILITY:
        return stability  # as nearly always
    return LOWEST_STABILITY if stability < LOWEST_STABILITY else HIGHEST_STABILITY


def _clamped_difficulty(difficulty: float) -> float:
    return min(max(difficulty, LOWEST_DIFFICULTY), HIGHEST_DIFFICULTY)
