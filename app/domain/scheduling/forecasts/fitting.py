"""Finding the weights of FSRS that would have forecast a log best.

The weights are the most probable ones: those that make what happened likely, held near the
published ones as far as the log says little (a normal prior). They are found by Fisher scoring with
Levenberg's damping: the slope of every forecast by every weight tells how far to go, and a step that
does not help is made shorter. The slopes are differences, as the formulas have corners (clamps, the
lesser of two) where a derivative says nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.scheduling.forecasts.side_by_side import Batch, Floats
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.memory.scheduler import rating_of
from app.domain.statistics.forecast import Figures, Forecasts

# The last fifth is kept to measure by.
FITTED_SHARE: Final = 0.8
MOST_STEPS: Final = 30
# A step that changes less than this per review is the last.
_SMALL_GAIN: Final = 1e-6
_CARDS_AT_ONCE: Final = 4096
_DIFFERENCE: Final = 1e-5
_DECIMALS: Final = 4

# Where a weight may lie, and how far from the published one it is expected to lie (a standard
# deviation over learners): both as FSRS's makers publish them. The first four, stabilities, are
# measured by their logarithm, and their spread is our judgment.
_BOUNDS: Final = (
    *((0.001, 100.0, 1.2), (0.001, 100.0, 1.2), (0.001, 100.0, 1.2), (0.001, 100.0, 1.2)),
    *((1.0, 10.0, 0.57), (0.001, 4.0, 0.28), (0.001, 4.0, 0.6), (0.001, 0.75, 0.12)),
    *((0.0, 4.5, 0.39), (0.0, 0.8, 0.18), (0.001, 3.5, 0.33)),
    *((0.001, 5.0, 0.3), (0.001, 0.25, 0.09), (0.001, 0.9, 0.16), (0.0, 4.0, 0.57)),
    *((0.0, 1.0, 0.25), (1.0, 6.0, 1.03)),
    *((0.0, 2.0, 0.31), (0.0, 2.0, 0.32), (0.0, 0.8, 0.14)),
    (0.1, 0.8, 0.27),
)
_LOGARITHMIC: Final = 4
_LOW, _HIGH, _SPREAD = (np.array(column) for column in zip(*_BOUNDS, strict=True))


class Log:
    """The answers that weights are fitted to, packed: some twenty bytes each."""

    def __init__(self) -> None:
        self._days = array("i")
        self._ratings = array("b")
        self._moments = array("d")
        self._cards = array("q", [0])
        # Reviews on a later day than the one before: what there is to forecast.
        self.reviews = 0

    def add_card(self, answers: Iterable[Answered]) -> None:
        """Add the log of one card, oldest answer first."""
        reviewed_on: int | None = None
        for answer in answers:
            if answer.kind == "practice":
                continue
            on = answer.today.toordinal()
            days = 0
            if answer.kind == "review":
                days = 0 if reviewed_on is None else max(on - reviewed_on, 0)
                reviewed_on = on
            self.reviews += days > 0
            self._days.append(days)
            self._ratings.append(rating_of(answer.grade))
            self._moments.append(answer.answered_at.timestamp())
        if len(self._days) > self._cards[-1]:
            self._cards.append(len(self._days))

    def batches(self) -> list[Batch]:
        """Return the cards, longest logs first, in groups that are folded together."""
        ends = np.array(self._cards, dtype=np.int64)
        begins, lengths = ends[:-1], np.diff(ends)
        order = np.argsort(-lengths, kind="stable")
        columns = (
            np.array(self._days, dtype=np.float64),
            np.array(self._ratings, dtype=np.int64),
            np.array(self._moments, dtype=np.float64),
        )
        return [
            Batch(begins[chosen], lengths[chosen], *columns)
            for chosen in np.split(order, range(_CARDS_AT_ONCE, len(order), _CARDS_AT_ONCE))
            if len(chosen)
        ]


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights that were fitted to the first four fifths of a log, and how they do on the last.

    ``before`` are the figures of the weights in use until now, over the same reviews.
    """

    weights: tuple[float, ...]
    fitted_to: int
    before: Figures
    after: Figures

    @property
    def is_better(self) -> bool:
        """Return whether the new weights forecast the last fifth better (by log loss)."""
        before, after = self.before.log_loss, self.after.log_loss
        return before is not None and after is not None and after < before


def fit(
    log: Log,
    weights_in_use: fsrs.Weights = fsrs.DEFAULT_WEIGHTS,
    on_progress: Callable[[float], None] = lambda share: None,
) -> Fit:
    """Fit weights to the first four fifths of a log, by time, and measure them on the last.

    ``on_progress`` hears the share of the work that is done, 0 to 1; what it raises ends the fit.
    Raises ``ValueError`` for a log without a review to forecast.
    """
    if not log.reviews:
        raise ValueError("there is no review to forecast")
    batches = log.batches()
    moments = np.sort(np.concatenate([batch.moments for batch in batches]))
    # Reviews of one moment stay together.
    turn = float(moments[int(len(moments) * FITTED_SHARE)])
    weights = _search(batches, turn, on_progress)
    return Fit(
        weights=weights,
        fitted_to=int(np.searchsorted(moments, turn)),
        before=_measured(batches, turn, weights_in_use),
        after=_measured(batches, turn, weights),
    )


def _measured(batches: Sequence[Batch], turn: float, weights: fsrs.Weights) -> Figures:
    forecasts = Forecasts()
    for batch in batches:
        last = batch.moments >= turn
        row = batch.forecasts(np.array([weights], dtype=np.float64))[0]
        for probability, recalled in zip(
            row[last].tolist(), batch.recalled[last].tolist(), strict=True
        ):
            forecasts.add(probability, recalled)
    return forecasts.figures


def _search(
    batches: Sequence[Batch], turn: float, on_progress: Callable[[float], None]
) -> tuple[float, ...]:
    """Return the most probable weights, rounded as they are kept."""
    published = _to_scale(np.array(fsrs.DEFAULT_WEIGHTS))
    place, damping = published, 1e-3
    reviews = sum(int((batch.moments < turn).sum()) for batch in batches)
    cost, slope, curve = _look_around(batches, turn, place, published)
    for step in range(MOST_STEPS):
        on_progress(step / MOST_STEPS)
        tried = _moved(place, slope, curve, ~_pushes_out(place, slope), damping)
        found = _look_around(batches, turn, tried, published)
        gained = cost - found[0]
        if gained > 0:
            place, (cost, slope, curve) = tried, found
            damping = max(damping / 5.0, 1e-7)
        else:
            damping *= 10.0
        if abs(gained) <= _SMALL_GAIN * reviews:
            break
    on_progress(1.0)
    return tuple(round(float(value), _DECIMALS) for value in _from_scale(place))


def _to_scale(weights: Floats) -> Floats:
    scaled = weights.copy()
    scaled[:_LOGARITHMIC] = np.log(scaled[:_LOGARITHMIC])
    return scaled


def _from_scale(place: Floats) -> Floats:
    weights = place.copy()
    weights[..., :_LOGARITHMIC] = np.exp(weights[..., :_LOGARITHMIC])
    return weights


def _look_around(
    batches: Sequence[Batch], turn: float, place: Floats, published: Floats
) -> tuple[float, Floats, Floats]:
    """Return the cost of a place (what is least likely costs most), its slope and its curvature.

    Fisher's information stands for the curvature: it needs first differences only.
    """
    away = (place - published) / _SPREAD
    cost = float(away @ away) / 2.0
    slope = away / _SPREAD
    curve = np.diag(1.0 / _SPREAD**2)
    around = _from_scale(np.vstack([place, place + _DIFFERENCE * np.eye(len(place))]))
    for batch in batches:
        early = batch.moments < turn
        forecasts = batch.forecasts(around)[:, early]
        here, recalled = forecasts[0], batch.recalled[early]
        cost -= float(np.log(np.where(recalled, here, 1.0 - here)).sum())
        slopes = (forecasts[1:] - here) / _DIFFERENCE
        certainty = 1.0 / (here * (1.0 - here))
        slope = slope + slopes @ ((here - recalled) * certainty)
        curve = curve + (slopes * certainty) @ slopes.T
    return cost, slope, curve


def _pushes_out(place: Floats, slope: Floats) -> NDArray[np.bool_]:
    """Return which weights are at their bounds and would leave them."""
    low, high = _to_scale(_LOW), _to_scale(_HIGH)
    return ((place <= low) & (slope > 0)) | ((place >= high) & (slope < 0))


def _moved(
    place: Floats, slope: Floats, curve: Floats, free: NDArray[np.bool_], damping: float
) -> Floats:
    """Return the place one step further down, inside the bounds."""
    chosen = np.flatnonzero(free)
    part = curve[np.ix_(chosen, chosen)]
    step = np.zeros_like(place)
    step[chosen] = np.linalg.solve(part + damping * np.diag(np.diag(part)), -slope[chosen])
    moved = np.clip(place + step, _to_scale(_LOW), _to_scale(_HIGH))
    # A better first answer never leaves less behind.
    moved[:_LOGARITHMIC] = np.maximum.accumulate(moved[:_LOGARITHMIC])
    return moved
