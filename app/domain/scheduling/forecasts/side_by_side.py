"""What FSRS forecasts of many cards for many weights.

All cards are folded side by side with NumPy, one answer after another, for all weights at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.domain.scheduling.memory import fsrs
from app.domain.statistics.forecast import HIGHEST, LOWEST

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class _Step:
    """The n-th answers of the cards that have one: the first so many cards of a batch."""

    def __init__(self, days: Floats, ratings: Ints) -> None:
        self.cards = len(days)
        self.days = days
        self.ratings = ratings
        self.later = np.flatnonzero(days > 0)
        self.same_day = np.flatnonzero(days == 0)
        self.forgotten = np.flatnonzero((days > 0) & (ratings == fsrs.AGAIN))
        self.recalled = np.flatnonzero((days > 0) & (ratings > fsrs.AGAIN))


class Batch:
    """Cards that are folded side by side, and the reviews to forecast in the order of folding."""

    def __init__(
        self, begins: Ints, lengths: Ints, days: Floats, ratings: Ints, moments: Floats
    ) -> None:
        self.steps: list[_Step] = []
        found_moments, found_ratings = [], []
        for place in range(int(lengths[0])):
            rows = begins[: int(np.searchsorted(-lengths, -place))] + place
            step = _Step(days[rows], ratings[rows])
            self.steps.append(step)
            found_moments.append(moments[rows][step.later])
            found_ratings.append(step.ratings[step.later])
        self.moments = np.concatenate(found_moments)
        self.recalled = np.concatenate(found_ratings) > fsrs.AGAIN

    def forecasts(self, weights: Floats) -> Floats:
        """Return the forecasts of the reviews, one row for each row of ``weights``."""
        w = weights.T[:, :, None]
        first = self.steps[0]
        stability = _held(weights[:, first.ratings - 1])
        difficulty = np.clip(_first_difficulty(first.ratings, w), 1.0, 10.0)
        found = [np.empty((len(weights), 0))]
        for step in self.steps[1:]:
            stability, difficulty = stability[:, : step.cards], difficulty[:, : step.cards]
            recall = _recall(step.days[step.later], stability[:, step.later], w)
            found.append(recall)
            stability = _next_stability(step, stability, difficulty, recall, w)
            difficulty = _next_difficulty(step.ratings, difficulty, w)
        return np.clip(np.concatenate(found, axis=1), LOWEST, HIGHEST)


def _held(stability: Floats) -> Floats:
    return np.clip(stability, fsrs.LOWEST_STABILITY, fsrs.HIGHEST_STABILITY)


def _first_difficulty(rating: Ints | int, w: Floats) -> Floats:
    difficulty: Floats = w[4] - np.exp(w[5] * (rating - 1)) + 1.0
    return difficulty


def _next_difficulty(ratings: Ints, difficulty: Floats, w: Floats) -> Floats:
    moved = difficulty - (10.0 - difficulty) * w[6] * (ratings - 3) / 9.0
    drawn: Floats = w[7] * _first_difficulty(fsrs.EASY, w) + (1.0 - w[7]) * moved
    return np.clip(drawn, 1.0, 10.0)


def _recall(days: Floats, stability: Floats, w: Floats) -> Floats:
    factor = np.power(fsrs.RECALL_AT_STABILITY, -1.0 / w[20]) - 1.0
    recall: Floats = np.power(1.0 + factor * days / stability, -w[20])
    return recall


def _next_stability(
    step: _Step, stability: Floats, difficulty: Floats, recall: Floats, w: Floats
) -> Floats:
    """Return the stabilities after the answers; ``recall`` is that of ``step.later``."""
    after = stability.copy()
    every = np.empty_like(stability)
    every[:, step.later] = recall
    if len(step.recalled):
        s, d, r = (part[:, step.recalled] for part in (stability, difficulty, every))
        rating = step.ratings[step.recalled]
        growth = np.exp(w[8]) * (11.0 - d) * np.power(s, -w[9]) * np.expm1(w[10] * (1.0 - r))
        growth = growth * np.where(rating == fsrs.HARD, w[15], 1.0)
        after[:, step.recalled] = s * (1.0 + growth * np.where(rating == fsrs.EASY, w[16], 1.0))
    if len(step.forgotten):
        s, d, r = (part[:, step.forgotten] for part in (stability, difficulty, every))
        left = w[11] * np.power(d, -w[12]) * (np.power(s + 1.0, w[13]) - 1.0)
        left = left * np.exp(w[14] * (1.0 - r))
        after[:, step.forgotten] = np.minimum(left, s / np.exp(w[17] * w[18]))
    if len(step.same_day):
        s, rating = stability[:, step.same_day], step.ratings[step.same_day]
        change = np.exp(w[17] * (rating - 3 + w[18])) * np.power(s, -w[19])
        after[:, step.same_day] = s * np.where(rating >= fsrs.HARD, np.maximum(change, 1.0), change)
    return _held(after)
