"""How well a forecast of recall matched what happened.

A forecast is a probability given before a review; afterwards it was recalled or not. Three figures
say three things:

- log loss (I. J. Good, *Rational decisions*, 1952): how surprised one was, on average, in nats.
  Lower is better. Whoever always says one half has 0.693.
- calibration error: the reviews in twenty groups of one size, from the lowest forecasts to the
  highest; in each group what was forecast, on average, is compared with the share recalled, and the
  root of the mean square of the differences is taken (after Naeini, Cooper and Hauskrecht,
  *Obtaining well calibrated probabilities using Bayesian binning*, 2015). 0 is perfect.
- AUC (Hanley and McNeil, *The meaning and use of the area under a ROC curve*, 1982): how often,
  of one review that was recalled and one that was not, the former had the higher forecast; equal
  ones count half. 0.5 is chance, 1 is perfect.

Forecasts are counted as they come, in ten thousand cells of equal width, so that a log of any length
takes the same memory. Log loss is exact; the others take forecasts of one cell for equal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from app.domain.statistics.recall import Tally

BINS: Final = 20
# Under so many reviews the figures are mostly chance.
ENOUGH: Final = 300
# Nobody is infinitely sure: forecasts are held to these ends before they are scored. SM-2's usual
# reading of a card that waited for months goes to nothing, and one recall would decide it all.
LOWEST: Final = 0.001
HIGHEST: Final = 0.999
_CELLS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Bin:
    """A group of reviews with like forecasts: their mean, and what was recalled.

    ``reviews`` and ``recalled`` may be broken numbers, as equal forecasts that lie across the ends
    of groups are shared out.
    """

    forecast: float
    recalled: float
    reviews: float

    @property
    def share(self) -> float:
        """Return the share recalled."""
        return self.recalled / self.reviews


@dataclass(frozen=True, slots=True)
class Figures:
    """What forecasts came to; without reviews there is no figure, without both outcomes no AUC."""

    reviews: int
    recalled: int
    log_loss: float | None
    rmse: float | None
    auc: float | None

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "reviews": self.reviews,
            "recalled": self.recalled,
            "log_loss": self.log_loss,
            "rmse": self.rmse,
            "auc": self.auc,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Figures:
        """Return what ``to_json`` gave."""
        return cls(**value)


class Forecasts:
    """Forecasts and what became of them, counted as they come."""

    def __init__(self, pairs: Iterable[tuple[float, bool]] = ()) -> None:
        self._loss = 0.0
        self._reviews = [0] * _CELLS
        self._recalled = [0] * _CELLS
        self._forecast = [0.0] * _CELLS
        for probability, recalled in pairs:
            self.add(probability, recalled)

    def add(self, probability: float, recalled: bool) -> None:
        """Count a forecast (0 to 1) and whether the review was recalled."""
        held = min(max(probability, LOWEST), HIGHEST)
        self._loss -= math.log(held if recalled else 1.0 - held)
        cell = int(held * _CELLS)
        self._reviews[cell] += 1
        self._recalled[cell] += recalled
        self._forecast[cell] += held

    @property
    def tally(self) -> Tally:
        """Return how many were recalled, of how many."""
        return Tally(sum(self._recalled), sum(self._reviews))

    @property
    def log_loss(self) -> float | None:
        """Return the mean logarithmic loss in nats; None without reviews."""
        reviews = self.tally.total
        return self._loss / reviews if reviews else None

    @property
    def rmse(self) -> float | None:
        """Return the calibration error over twenty groups of one size; None without reviews."""
        bins = self.bins(BINS)
        reviews = sum(one.reviews for one in bins)
        if not reviews:
            return None
        squares = sum(one.reviews * (one.forecast - one.share) ** 2 for one in bins)
        return math.sqrt(squares / reviews)

    @property
    def auc(self) -> float | None:
        """Return the area under the ROC curve; None where all or none were recalled."""
        recalled, reviews = self.tally.hits, self.tally.total
        pairs = recalled * (reviews - recalled)
        if not pairs:
            return None
        higher, forgotten_below = 0.0, 0
        for count, hits in zip(self._reviews, self._recalled, strict=True):
            forgotten = count - hits
            higher += hits * (forgotten_below + forgotten / 2)
            forgotten_below += forgotten
        return higher / pairs

    @property
    def figures(self) -> Figures:
        """Return all of it."""
        tally = self.tally
        return Figures(tally.total, tally.hits, self.log_loss, self.rmse, self.auc)

    def bins(self, count: int = BINS) -> list[Bin]:
        """Return the reviews in so many groups of one size, lowest forecasts first.

        Equal forecasts that lie across the end of a group are shared out in proportion, so that the
        order in which they came makes no difference. Fewer reviews than groups make one group each.
        """
        total = self.tally.total
        size = total / max(1, min(count, total))
        bins = []
        for _, parts in groupby(self._parts(size), key=lambda part: part[0]):
            taken = [part[1] for part in parts]
            reviews = sum(one.reviews for one in taken)
            forecast = sum(one.forecast * one.reviews for one in taken) / reviews
            bins.append(Bin(forecast, sum(one.recalled for one in taken), reviews))
        return bins

    def _parts(self, size: float) -> Iterator[tuple[int, Bin]]:
        """Yield the cells, cut at the ends of groups of a size, with the number of the group."""
        number, room = 0, size
        for count, hits, forecasts in zip(
            self._reviews, self._recalled, self._forecast, strict=True
        ):
            left = float(count)
            while left > _CRUMB:
                if room <= _CRUMB:
                    number, room = number + 1, size
                taken = min(left, room)
                yield number, Bin(forecasts / count, hits * taken / count, taken)
                left -= taken
                room -= taken


# What rounding leaves of a review when groups are cut.
_CRUMB: Final = 1e-6
