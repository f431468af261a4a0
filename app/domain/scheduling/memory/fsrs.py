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
from collections.abc import Sequence
from dataclasses import dataclass
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
class Memory:
    """What FSRS knows of a card: stability in days, difficulty from 1 to 10."""

    stability: float
    difficulty: float


def first(rating: Rating, weights: Weights = DEFAULT_WEIGHTS) -> Memory:
    """Return the memory after the first answer."""
    return Memory(
        _clamped_stability(weights[rating - 1]),
        _clamped_difficulty(_first_difficulty(rating, weights)),
    )


def retrievability(days: float, stability: float, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """Return the probability of recall so many days after the last answer."""
    return math.pow(1.0 + _factor(weights) * max(days, 0.0) / stability, -weights[20])


def interval_days(stability: float, retention: float, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """Return after how many days recall falls to the desired retention (0 to 1, both excluded)."""
    return stability / _factor(weights) * (math.pow(retention, -1.0 / weights[20]) - 1.0)


def review(memory: Memory, rating: Rating, days: int, weights: Weights = DEFAULT_WEIGHTS) -> Memory:
    """Return the memory after an answer given so many learner days after the one before it."""
    if days <= 0:
        stability = _same_day(memory.stability, rating, weights)
    elif rating == AGAIN:
        stability = _forgotten(memory, days, weights)
    else:
        stability = _recalled(memory, rating, days, weights)
    return Memory(
        _clamped_stability(stability), _next_difficulty(memory.difficulty, rating, weights)
    )


def _factor(weights: Weights) -> float:
    return math.pow(RECALL_AT_STABILITY, -1.0 / weights[20]) - 1.0


def _first_difficulty(rating: int, weights: Weights) -> float:
    return weights[4] - math.exp(weights[5] * (rating - 1)) + 1.0


def _next_difficulty(difficulty: float, rating: int, weights: Weights) -> float:
    """Return the difficulty, damped near 10 and drawn a little towards that of an easy card."""
    moved = difficulty - (HIGHEST_DIFFICULTY - difficulty) * weights[6] * (rating - 3) / 9.0
    easy = _first_difficulty(EASY, weights)
    return _clamped_difficulty(weights[7] * easy + (1.0 - weights[7]) * moved)


def _same_day(stability: float, rating: int, weights: Weights) -> float:
    change = math.exp(weights[17] * (rating - 3 + weights[18])) * math.pow(stability, -weights[19])
    return stability * (max(change, 1.0) if rating >= HARD else change)


def _recalled(memory: Memory, rating: int, days: int, weights: Weights) -> float:
    forgotten = 1.0 - retrievability(days, memory.stability, weights)
    growth = (
        math.exp(weights[8])
        * (11.0 - memory.difficulty)
        * math.pow(memory.stability, -weights[9])
        * math.expm1(weights[10] * forgotten)
    )
    if rating == HARD:
        growth *= weights[15]
    elif rating == EASY:
        growth *= weights[16]
    return memory.stability * (1.0 + growth)


def _forgotten(memory: Memory, days: int, weights: Weights) -> float:
    forgotten = 1.0 - retrievability(days, memory.stability, weights)
    left = (
        weights[11]
        * math.pow(memory.difficulty, -weights[12])
        * (math.pow(memory.stability + 1.0, weights[13]) - 1.0)
        * math.exp(weights[14] * forgotten)
    )
    # Forgetting leaves no more than two bad same-day answers would.
    return min(left, memory.stability / math.exp(weights[17] * weights[18]))


def _clamped_stability(stability: float) -> float:
    return min(max(stability, LOWEST_STABILITY), HIGHEST_STABILITY)


def _clamped_difficulty(difficulty: float) -> float:
    return min(max(difficulty, LOWEST_DIFFICULTY), HIGHEST_DIFFICULTY)
