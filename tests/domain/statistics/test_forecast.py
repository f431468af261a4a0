"""Figures of forecasts, worked out by hand, and what must hold of any."""

from __future__ import annotations

import itertools
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.statistics.forecast import HIGHEST, LOWEST, Figures, Forecasts

PAIRS = st.lists(
    st.tuples(st.floats(0, 1).map(lambda value: round(value, 3)), st.booleans()), max_size=60
)


def test_without_reviews_there_are_no_figures():
    assert Forecasts().figures == Figures(0, 0, None, None, None)
    assert Forecasts().bins() == []


def test_log_loss_of_four_reviews():
    forecasts = Forecasts([(0.9, True), (0.8, True), (0.6, False), (0.5, True)])
    # -(ln .9 + ln .8 + ln .4 + ln .5) / 4 = (.105361 + .223144 + .916291 + .693147) / 4
    assert forecasts.log_loss == pytest.approx(0.484486, abs=1e-6)


def test_one_half_for_ever_is_the_logarithm_of_two():
    forecasts = Forecasts([(0.5, True), (0.5, False), (0.5, False)])
    assert forecasts.log_loss == pytest.approx(0.693147, abs=1e-6)


def test_nobody_is_infinitely_sure():
    # ln .001 = -6.907755
    assert Forecasts([(0.0, True)]).log_loss == pytest.approx(6.907755, abs=1e-6)
    assert Forecasts([(1.0, False)]).log_loss == pytest.approx(6.907755, abs=1e-6)


def test_auc_counts_pairs():
    # Recalled .9 .6 .4, forgotten .5 .4: .9 beats both, .6 beats both, .4 ties one: 4.5 of 6.
    forecasts = Forecasts([(0.9, True), (0.6, True), (0.4, True), (0.5, False), (0.4, False)])
    assert forecasts.auc == pytest.approx(0.75)


def test_auc_needs_both_outcomes():
    assert Forecasts([(0.9, True), (0.6, True)]).auc is None
    assert Forecasts([(0.9, False)]).auc is None


def test_bins_hold_the_same_number_each():
    pairs = [(0.1, False), (0.3, True), (0.5, False), (0.7, True), (0.8, True), (0.9, False)]
    low, middle, high = Forecasts(pairs).bins(3)
    assert [low.forecast, middle.forecast, high.forecast] == pytest.approx([0.2, 0.6, 0.85])
    assert [low.share, middle.share, high.share] == [0.5, 0.5, 0.5]
    assert {low.reviews, middle.reviews, high.reviews} == {2}


def test_equal_forecasts_are_shared_out_whatever_their_order():
    # Six of .9, three of them recalled, and two of .1, forgotten: of four groups of two, one is
    # that of .1 and each of the others holds two of .9 with one recalled.
    pairs = [(0.9, True)] * 3 + [(0.9, False)] * 3 + [(0.1, False)] * 2
    for order in (pairs, pairs[::-1]):
        bins = Forecasts(order).bins(4)
        assert [one.forecast for one in bins] == [
            pytest.approx(value) for value in (0.1, *[0.9] * 3)
        ]
        assert [one.share for one in bins] == pytest.approx([0.0, 0.5, 0.5, 0.5])


def test_calibration_error_by_hand():
    # Ten forecasts of .8 with six recalled, ten of .4 with six recalled: each of the twenty
    # groups is one review; the low ten are off by .2, the high ten by .2 as well.
    pairs = [(0.8, place < 6) for place in range(10)] + [(0.4, place < 6) for place in range(10)]
    assert Forecasts(pairs).rmse == pytest.approx(0.2)
    # Off by .3 in a quarter, right in the others: sqrt(.09 / 4).
    pairs = [(0.5, place < 16) for place in range(20)] + [(0.75, place < 45) for place in range(60)]
    assert Forecasts(pairs).rmse == pytest.approx(0.15)


def test_true_probabilities_are_calibrated():
    chance = random.Random(7)
    truths = [chance.uniform(0.05, 0.99) for _ in range(40_000)]
    figures = Forecasts((truth, chance.random() < truth) for truth in truths).figures
    # By chance alone a group of 2,000 is off by sqrt(p (1 - p) / 2000), about .009.
    assert figures.rmse < 0.015
    shifted = Forecasts((truth / 2, chance.random() < truth) for truth in truths).figures
    assert shifted.rmse > 0.2


def test_figures_survive_json():
    figures = Forecasts([(0.9, True), (0.6, False)]).figures
    assert Figures.from_json(figures.to_json()) == figures


@settings(max_examples=60)
@given(PAIRS)
def test_what_holds_of_any_forecasts(pairs):
    forecasts = Forecasts(pairs)
    assert forecasts.tally.total == len(pairs)
    assert forecasts.tally.hits == sum(recalled for _, recalled in pairs)
    bins = forecasts.bins()
    assert len(bins) == min(20, len(pairs))
    assert sum(one.reviews for one in bins) == pytest.approx(len(pairs))
    assert sum(one.recalled for one in bins) == pytest.approx(forecasts.tally.hits)
    means = [one.forecast for one in bins]
    assert all(low <= high + 1e-9 for low, high in itertools.pairwise(means))
    if pairs:
        assert 0 <= forecasts.rmse <= 1
        assert -math.log(HIGHEST) - 1e-9 <= forecasts.log_loss <= -math.log(LOWEST) + 1e-9


@settings(max_examples=60)
@given(PAIRS)
def test_auc_is_that_of_all_pairs(pairs):
    recalled = [min(max(p, LOWEST), HIGHEST) for p, was in pairs if was]
    forgotten = [min(max(p, LOWEST), HIGHEST) for p, was in pairs if not was]
    auc = Forecasts(pairs).auc
    if not recalled or not forgotten:
        assert auc is None
        return
    wins = sum((a > b) + (a == b) / 2 for a in recalled for b in forgotten)
    assert auc == pytest.approx(wins / (len(recalled) * len(forgotten)))


@settings(max_examples=30)
@given(PAIRS, st.randoms(use_true_random=False))
def test_order_makes_no_difference(pairs, chance):
    shuffled = list(pairs)
    chance.shuffle(shuffled)
    first, second = Forecasts(pairs).figures, Forecasts(shuffled).figures
    for name in ("log_loss", "rmse", "auc"):
        one, other = getattr(first, name), getattr(second, name)
        assert one is other is None or one == pytest.approx(other, abs=1e-9)
