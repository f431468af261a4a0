"""How a learner's own answers correct FSRS's forecast.

FSRS's curve is that of many people; where somebody's memory follows another, its forecast is off by
several points. What came of its forecasts in the learner's own log, of late above all, says by how
much: a logistic regression of recall on the forecast's logit and the logarithm of the days waited, held near "as
forecast" by a normal prior, so that a short log changes little.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.grades import PASSING_GRADE
from app.domain.scheduling.forecasts.fitting import FITTED_SHARE
from app.domain.scheduling.forecasts.memory_trace import Trace, traced
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.memory import fsrs

Floats = NDArray[np.float64]

# Fewer answers on later days say too little.
ENOUGH_ANSWERS: Final = 200
# Forecasts are held inside these, where their logits are worth learning from.
_LOWEST, _HIGHEST = 0.02, 0.995
# How firmly slope and wait are held near "as forecast": the precision of the prior. The offset is
# held by one.
_FIRMNESS: Final = 10.0
# Chance in the forecast flattens the slope (regression dilution), and where all cards are asked at
# one forecast there is none to see: it is never taken for flatter than this, nor waiting for good.
_LEAST_SLOPE: Final = 0.4
_FIXED: Final = 1e6
# Answers that were forecast alike and waited alike count as one kind: so many kinds per unit.
_KINDS: Final = 4
# What came of a forecast counts half as much after so many days: cards are older by then, and so is
# their owner.
_HALF_LIFE_DAYS: Final = 120
# So many standard errors are clear.
_CLEARLY: Final = 4.0
# Newton's steps; after a handful nothing moves any more.
_STEPS: Final = 20


@dataclass(frozen=True, slots=True)
class Correction:
    """Corrects a forecast: logit of recall = offset + slope logit(forecast) + wait ln(days)."""

    offset: float = 0.0
    slope: float = 1.0
    wait: float = 0.0

    def of(self, forecast: float, days: int) -> float:
        """Return the corrected probability of recall so many days (1 or more) after an answer."""
        if self == Correction():
            return forecast
        logit = self.offset + self.slope * _logit(forecast) + self.wait * math.log(max(days, 1))
        return 1.0 / (1.0 + math.exp(-logit))


class Record:
    """What came of the forecasts of a learner's log."""

    def __init__(self, weights: fsrs.Weights = fsrs.DEFAULT_WEIGHTS) -> None:
        self._weights = weights
        # By kind, weighted by their age: answers, recalled ones, sums of the logits and of the logarithms.
        self._kinds: dict[tuple[int, int], list[float]] = defaultdict(lambda: [0.0] * 4)
        self._held_out: list[tuple[float, int, bool]] = []
        self._first_on: date | None = None
        self._last_on = date.min
        self.answers = 0

    def follow(self, log: Iterable[Answered], until: datetime | None = None) -> Trace | None:
        """Take in the log of a card, oldest answer first, and return what FSRS makes of it.

        What came of forecasts from the moment ``until`` on is held out, to measure by.
        """
        trace: Trace | None = None
        for row in log:
            if trace is not None and row.today > trace.answered_on:
                days = (row.today - trace.answered_on).days
                forecast = trace.recall_on(row.today, self._weights)
                recalled = row.grade >= PASSING_GRADE
                if until is None or row.answered_at < until:
                    self._add(forecast, days, row.today, recalled=recalled)
                else:
                    self._held_out.append((forecast, days, recalled))
            trace = traced(trace, row.grade, row.today, self._weights)
        return trace

    def _add(self, forecast: float, days: int, on: date, *, recalled: bool) -> None:
        logit, wait = _logit(forecast), math.log(days)
        kind = self._kinds[round(logit * _KINDS), round(wait * _KINDS)]
        weight = self._weight(on)
        self._last_on = max(self._last_on, on)
        for place, value in enumerate((1.0, float(recalled), logit, wait)):
            kind[place] += value * weight
        self.answers += 1

    def _weight(self, on: date) -> float:
        """Return what an answer of a day counts, in those of the first day that was taken in."""
        self._first_on = self._first_on or on
        return float(2.0 ** ((on - self._first_on).days / _HALF_LIFE_DAYS))

    def correction(self) -> Correction:
        """Return the most probable correction; none for a short record."""
        if self.answers < ENOUGH_ANSWERS:
            return Correction()
        kinds = np.array(list(self._kinds.values())) / self._weight(self._last_on)
        counts, recalled = kinds[:, 0], kinds[:, 1]
        features = np.column_stack([np.ones(len(kinds)), kinds[:, 2:] / counts[:, None]])
        expected = np.array([0.0, 1.0, 0.0])
        held = np.array([1.0, _FIRMNESS, _FIRMNESS])
        found = _fitted(features, counts, recalled, expected, held)
        if found[1] < _LEAST_SLOPE:
            expected[1], held[1] = _LEAST_SLOPE, _FIXED
            found = _fitted(features, counts, recalled, expected, held)
        if found[2] > 0.0:
            expected[2], held[2] = 0.0, _FIXED
            found = _fitted(features, counts, recalled, expected, held)
        return Correction(*(float(value) for value in found))

    def held_out_losses(self) -> Floats:
        """Return the log loss of each corrected forecast that was held out, in the order of the log."""
        correction, losses = self.correction(), []
        for forecast, days, recalled in self._held_out:
            chance = min(max(correction.of(forecast, days), _LOWEST), _HIGHEST)
            losses.append(-math.log(chance if recalled else 1.0 - chance))
        return np.array(losses)


def forecasts_better(cards: Sequence[Sequence[Answered]], weights: fsrs.Weights) -> bool:
    """Tell whether weights fitted to a learner's cards clearly forecast better than the published.

    Both are corrected by the first four fifths of the reviews, by time, to which weights are
    fitted, and measured on the last, which neither has seen. An exam is asked after other waits
    than reviews: in simulation, weights that did only a little better foretold it worse.
    """
    moments = sorted(
        row.answered_at
        for log in cards
        for before, row in itertools.pairwise(log)
        if row.kind == "review" and row.today > before.today
    )
    if not moments:
        return False
    turn = moments[int(len(moments) * FITTED_SHARE)]
    published, fitted = Record(), Record(weights)
    for log in cards:
        published.follow(log, turn)
        fitted.follow(log, turn)
    gains = published.held_out_losses() - fitted.held_out_losses()
    return bool(gains.sum() > _CLEARLY * math.sqrt(float((gains**2).sum())))


def _fitted(
    features: Floats, counts: Floats, recalled: Floats, expected: Floats, held: Floats
) -> Floats:
    """Return the most probable coefficients by Newton's method; ``held`` are prior precisions."""
    found = expected.copy()
    for _ in range(_STEPS):
        likely = 1.0 / (1.0 + np.exp(-(features @ found)))
        slope = features.T @ (recalled - counts * likely) - held * (found - expected)
        certainty = counts * likely * (1.0 - likely)
        step = np.linalg.solve((features.T * certainty) @ features + np.diag(held), slope)
        found = found + np.clip(step, -1.0, 1.0)  # far from the top Newton would leap past it
    return found


def expected_on(
    day: date, trace: Trace, correction: Correction, weights: fsrs.Weights = fsrs.DEFAULT_WEIGHTS
) -> float:
    """Return the corrected probability of recall on a day without any answer until then."""
    forecast = trace.recall_on(day, weights)
    return correction.of(forecast, (day - trace.answered_on).days)


def _logit(share: float) -> float:
    held = min(max(share, _LOWEST), _HIGHEST)
    return math.log(held / (1.0 - held))
