"""Weights are found again from what they made, and folding side by side is folding."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from app.domain.scheduling.forecasts import fitting
from app.domain.scheduling.forecasts.fitting import MOST_STEPS, Log, fit
from app.domain.scheduling.forecasts.forecasting import forecasts_of
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.memory import fsrs
from app.domain.statistics.forecast import Forecasts

BEGINS = datetime(2026, 1, 1, 12, tzinfo=UTC)
GRADES = {1: 1, 2: 3, 3: 4, 4: 5}


def made_by(weights, cards, seed, *, recall_only=False):
    """Return logs of learners whose memory is FSRS with some weights, scheduled by the published."""
    chance = random.Random(seed)
    return [_card(weights, chance, recall_only) for _ in range(cards)]


def _card(weights, chance, recall_only):
    moment = BEGINS + timedelta(days=chance.randrange(200), seconds=chance.randrange(3600))
    rating: Any = chance.choices((1, 2, 3, 4), (25, 10, 55, 10))[0]
    truth, known = fsrs.first(rating, weights), fsrs.first(rating)
    log = [_answered("review", rating, moment)]
    for _ in range(chance.randrange(2, 12)):
        if rating == 1:
            log.append(_answered("drill", 3, moment + timedelta(minutes=5)))
            truth, known = fsrs.review(truth, 3, 0, weights), fsrs.review(known, 3, 0)
        days = max(1, round(fsrs.interval_days(known.stability, 0.85) * chance.uniform(0.6, 1.6)))
        moment += timedelta(days=days)
        if moment > BEGINS + timedelta(days=400):
            break
        recalled = chance.random() < fsrs.retrievability(days, truth.stability, weights)
        rating = chance.choices((2, 3, 4), (15, 70, 15))[0] if recalled else 1
        log.append(_answered("review", rating, moment))
        truth = fsrs.review(truth, rating, days, weights)
        known = fsrs.review(known, rating, days)
    return log


def _answered(kind, rating, moment):
    grade = GRADES[rating]
    return Answered(kind, grade, grade >= 3, moment.date(), moment)


def packed(cards):
    log = Log()
    for card in cards:
        log.add_card(card)
    return log


# A learner whose memories last about a third as long, and fade faster after a lapse.
FORGETFUL = (
    *(0.08, 0.4, 0.8, 3.0),
    *(6.9, 0.9, 2.4, 0.01, 1.0, 0.35, 0.7),
    *(0.9, 0.06, 0.2, 1.2, 0.7, 1.5),
    *(0.4, 0.2, 0.1, 0.45),
)


def test_folding_side_by_side_is_folding():
    cards = made_by(FORGETFUL, 300, seed=1)
    for weights in (fsrs.DEFAULT_WEIGHTS, FORGETFUL):
        expected = sorted(
            (one.answered_at.timestamp(), one.recalled, one.fsrs)
            for card in cards
            for one in forecasts_of(card, weights)
        )
        found: list[Any] = []
        for batch in packed(cards).batches():
            row = batch.forecasts(np.array([weights]))[0]
            found += zip(batch.moments.tolist(), batch.recalled.tolist(), row.tolist(), strict=True)
        found.sort()
        assert len(found) == len(expected) > 1000
        for one, other in zip(found, expected, strict=True):
            assert one[:2] == other[:2]
            assert one[2] == pytest.approx(max(other[2], 0.001), abs=1e-9)


def test_known_weights_are_recovered_well_enough_to_forecast_what_was_held_out():
    cards = made_by(FORGETFUL, 1200, seed=2)
    found = fit(packed(cards))
    assert found.is_better
    # Against the truth itself over the same last fifth: nothing can do better but by chance.
    every = sorted(
        (one for card in cards for one in forecasts_of(card, FORGETFUL)),
        key=lambda one: one.answered_at,
    )
    held_out = every[found.fitted_to :]
    truth = Forecasts((one.fsrs, one.recalled) for one in held_out).figures
    assert found.after.reviews == len(held_out) == truth.reviews
    published = found.before.log_loss - truth.log_loss
    left = found.after.log_loss - truth.log_loss
    assert published > 0.05
    assert left < published / 10
    assert found.after.rmse < found.before.rmse


def test_where_the_published_weights_are_right_a_fit_changes_little():
    cards = made_by(fsrs.DEFAULT_WEIGHTS, 600, seed=3)
    found = fit(packed(cards))
    assert found.after.log_loss == pytest.approx(found.before.log_loss, abs=0.01)


def test_before_are_the_weights_in_use():
    cards = made_by(FORGETFUL, 300, seed=4)
    log = packed(cards)
    assert fit(log, FORGETFUL).before.log_loss < fit(log).before.log_loss
    assert fit(log, FORGETFUL).weights == fit(log).weights


def test_a_fit_is_of_the_log_alone():
    cards = made_by(FORGETFUL, 200, seed=5)
    assert fit(packed(cards)) == fit(packed(cards))
    assert fit(packed(cards[::-1])).weights == pytest.approx(fit(packed(cards)).weights, abs=1e-3)


def test_little_to_go_by_leaves_weights_near_the_published():
    found = fit(packed(made_by(FORGETFUL, 4, seed=6)))
    assert found.weights[4:] == pytest.approx(fsrs.DEFAULT_WEIGHTS[4:], abs=0.4)
    assert sorted(found.weights[:4]) == list(found.weights[:4])


def test_a_learner_who_recalls_everything_stays_within_bounds():
    cards = made_by(FORGETFUL, 200, seed=7)
    always = [
        [Answered(one.kind, 4, True, one.today, one.answered_at) for one in card] for card in cards
    ]
    found = fit(packed(always))
    assert all(0 <= weight <= 100 for weight in found.weights)
    assert found.after.auc is None
    assert found.is_better


def test_practice_and_logs_without_reviews_are_left_out():
    log = Log()
    log.add_card([])
    log.add_card([_answered("review", 3, BEGINS), _answered("practice", 1, BEGINS)])
    assert log.reviews == 0
    with pytest.raises(ValueError, match="no review"):
        fit(log)


def test_progress_is_told_and_can_end_the_fit():
    heard: list[float] = []
    log = packed(made_by(FORGETFUL, 100, seed=8))
    fit(log, on_progress=heard.append)
    assert heard == sorted(heard)
    assert heard[0] == 0
    assert heard[-1] == 1
    assert len(heard) <= MOST_STEPS + 1

    def stop(share):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        fit(log, on_progress=stop)


def test_a_search_that_goes_on_for_long_is_ended(monkeypatch):
    monkeypatch.setattr(fitting, "MOST_STEPS", 1)
    cards = made_by(FORGETFUL, 200, seed=9)
    assert fit(packed(cards)).weights != fsrs.DEFAULT_WEIGHTS
