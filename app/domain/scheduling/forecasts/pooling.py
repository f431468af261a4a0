"""A pooled start: how well a question stuck with others says how well it will stick with the next.

FSRS gives every question the same first stability, by the first answer alone. Here each question
has a factor on it, one for all answers: more than 1 where most people still knew it at the first
recall, less where most had lost it. A first recall is the first review on a later day than the first
answer; FSRS's own curve, by given weights, says how likely it was.

The factors are the most probable ones (empirical Bayes). Their logarithms are held near 0 by a normal
prior, whose spread is estimated from the same recalls (R. DerSimonian and N. Laird, *Meta-analysis in
clinical trials*, 1986): where questions differ no more than chance would have them, it is 0, and so
is every logarithm. Learners differ too, and the weights may be wrong for all of them; both are
estimated beside the factors, so that they are not taken for questions, and then left out.

Factors are kept only if they forecast the first recalls of learners better who had no part in them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.scheduling.forecasts.first_recalls import FirstRecalls, Floats, Ints, Table
from app.domain.scheduling.memory import fsrs
from app.domain.statistics.forecast import Figures, Forecasts

# With fewer learners or first recalls nothing is tried.
ENOUGH_LEARNERS: Final = 20
ENOUGH_RECALLS: Final = 500
# A question has a factor only where it is a statistic of so many learners.
FEWEST_LEARNERS: Final = 5
LOWEST_FACTOR: Final = 0.25
HIGHEST_FACTOR: Final = 4.0
# Learners are dealt into so many groups; each is forecast from all others.
FOLDS: Final = 5
# So many standard errors are clear.
_CLEARLY: Final = 3.0
_DECIMALS: Final = 3
# How far the weights may be off for a rating, as the variance of a logarithm.
_OFF: Final = 9.0
# Where a curve is hopelessly off, no logarithm is far enough.
_FARTHEST: Final = math.log(100.0)
_LONGEST_STEP: Final = 1.0
_SMALL_STEP: Final = 1e-4
_MOST_ROUNDS: Final = 100


@dataclass(frozen=True, slots=True)
class Pooled:
    """Factors by question, and how first recalls of held-out learners are forecast by them.

    ``before`` are the figures without them; both are those of no recall where there was too little
    to try. Only if ``is_kept`` are the factors worth anything. A question without one has 1.
    """

    learners: int
    recalls: int
    before: Figures
    after: Figures
    is_kept: bool
    factors: Mapping[int, float] = field(default_factory=dict)


def pool(
    recalls: FirstRecalls,
    weights: fsrs.Weights = fsrs.DEFAULT_WEIGHTS,
    on_progress: Callable[[float], None] = lambda share: None,
) -> Pooled:
    """Return the factors of questions, kept if they clearly forecast other learners better.

    ``on_progress`` hears the share of the work that is done, 0 to 1; what it raises ends it.
    """
    table = recalls.table()
    if table.learner_count < ENOUGH_LEARNERS or len(recalls) < ENOUGH_RECALLS:
        nothing = Forecasts().figures
        return Pooled(table.learner_count, len(recalls), nothing, nothing, is_kept=False)
    logarithms, offsets = np.zeros(len(recalls)), np.zeros(len(recalls))
    for fold in range(FOLDS):
        on_progress(fold / (FOLDS + 1))
        held_out = table.learners % FOLDS == fold
        factors, of_ratings = _factors(table.those(~held_out), weights)
        logarithms[held_out] = np.log(factors)[table.questions[held_out]]
        offsets[held_out] = of_ratings[table.ratings[held_out, 0] - 1]
    without, _ = table.forecasts(np.zeros(len(recalls)), weights)
    forecast, _ = table.forecasts(logarithms, weights)
    on_progress(FOLDS / (FOLDS + 1))
    # What weights that are right on the whole would say: a fit mends those, factors are not to.
    fitted, _ = table.forecasts(offsets, weights)
    forecast_by_both, _ = table.forecasts(offsets + logarithms, weights)
    is_better = _is_better(table, without, forecast) and _is_better(table, fitted, forecast_by_both)
    final, _ = _factors(table, weights)
    on_progress(1.0)
    factors_by_question = {
        int(question): float(factor)
        for question, factor in zip(table.question_ids, final, strict=True)
        if factor != 1.0
    }
    return Pooled(
        learners=table.learner_count,
        recalls=len(recalls),
        before=_figures(without, table.recalled),
        after=_figures(forecast, table.recalled),
        is_kept=bool(factors_by_question) and is_better,
        factors=factors_by_question,
    )


def _figures(forecasts: Floats, recalled: NDArray[np.bool_]) -> Figures:
    return Forecasts(zip(forecasts.tolist(), recalled.tolist(), strict=True)).figures


def _is_better(table: Table, without: Floats, forecast: Floats) -> bool:
    """Tell whether learners gain by the forecasts, clearly more than chance would have it.

    What a learner recalled hangs together, so learners are compared and not recalls.
    """
    right = table.recalled
    gains = np.log(np.where(right, forecast, 1.0 - forecast))
    gains -= np.log(np.where(right, without, 1.0 - without))
    of_learners = np.bincount(table.learners, gains, minlength=table.learner_count)
    error = float(of_learners.std(ddof=1)) / math.sqrt(table.learner_count)
    return float(of_learners.mean()) > _CLEARLY * error


class _Effects:
    """What one kind of thing does to first stabilities: a logarithm for each, near 0."""

    def __init__(self, places: Ints, count: int, variance: float | None = None) -> None:
        self._places = places
        self._count = count
        # Unless it is known, it is estimated.
        self._known_variance = variance
        self.values = np.zeros(count)

    @property
    def of_recalls(self) -> Floats:
        """Return the logarithm for each recall."""
        return self.values[self._places]

    def move(self, score: Floats, information: Floats, bound: float) -> float:
        """Move to the most probable values as it looks from here; return the longest step.

        ``score`` and ``information`` are the recalls' slopes and curvatures of the log likelihood.
        """
        known = self._summed(information)
        wanted = self._summed(score) + known * self.values
        variance = self._known_variance
        if variance is None:
            variance = _variance(wanted, known)
        goal = np.clip(variance * wanted / (1.0 + variance * known), -bound, bound)
        step = np.clip(goal - self.values, -_LONGEST_STEP, _LONGEST_STEP)
        self.values = self.values + step
        return float(np.abs(step).max())

    def _summed(self, amounts: Floats) -> Floats:
        return np.bincount(self._places, amounts, minlength=self._count).astype(np.float64)


def _variance(wanted: Floats, known: Floats) -> float:
    """Return how far values spread beyond chance: DerSimonian and Laird's estimate, 0 or more.

    Each value is ``wanted / known``, with an error of variance ``1 / known``.
    """
    some = known > 0.0
    wanted, known = wanted[some], known[some]
    total = float(known.sum())
    spread = float((wanted**2 / known).sum()) - float(wanted.sum()) ** 2 / total
    room = total - float((known**2).sum()) / total
    return max((spread - (len(known) - 1)) / room, 0.0) if room > 0.0 else 0.0


def _factors(table: Table, weights: fsrs.Weights) -> tuple[Floats, Floats]:
    """Return the most probable factor of each question, rounded as it is kept.

    Beside them, the logarithm by which the weights are off for each of the four ratings.
    """
    bound = math.log(HIGHEST_FACTOR)
    questions = _Effects(table.questions, len(table.question_ids))
    learners = _Effects(table.learners, table.learner_count)
    ratings = _Effects(table.ratings[:, 0] - 1, 4, _OFF)
    for _ in range(_MOST_ROUNDS):
        longest = 0.0
        for effects in (ratings, learners, questions):
            logarithms = questions.of_recalls + learners.of_recalls + ratings.of_recalls
            recall, slope = table.forecasts(logarithms, weights)
            certainty = slope / (recall * (1.0 - recall))
            score, information = (table.recalled - recall) * certainty, slope * certainty
            step = effects.move(score, information, bound if effects is questions else _FARTHEST)
            longest = max(longest, step)
        # What all recalls have in common is not the questions'.
        questions.values = questions.values - questions.of_recalls.mean()
        if longest <= _SMALL_STEP:
            break
    pairs = np.unique(np.column_stack([table.questions, table.learners]), axis=0)
    learned_from = np.bincount(pairs[:, 0], minlength=len(table.question_ids))
    found = np.where(learned_from >= FEWEST_LEARNERS, questions.values, 0.0)
    factors: Floats = np.round(np.exp(found), _DECIMALS).astype(np.float64)
    factors = np.clip(factors, LOWEST_FACTOR, HIGHEST_FACTOR)
    return factors, ratings.values
