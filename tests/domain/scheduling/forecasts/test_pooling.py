"""Factors of first stabilities are found again from what they made, and are not found in noise."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from app.domain.scheduling.forecasts import pooling
from app.domain.scheduling.forecasts.first_recalls import (
    FirstRecalls,
)
from app.domain.scheduling.forecasts.pooling import (
    ENOUGH_LEARNERS,
    ENOUGH_RECALLS,
    FEWEST_LEARNERS,
    pool,
)
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.memory.scheduler import rating_of
from app.domain.statistics.forecast import Forecasts

BEGINS = datetime(2026, 1, 1, 12, tzinfo=UTC)
GRADES = {1: 1, 2: 3, 3: 4, 4: 5}


def answered(kind, rating, days=0):
    moment = BEGINS + timedelta(days=days)
    return Answered(kind, GRADES[rating], rating > 1, moment.date(), moment)


def made_by(factors, learners, seed, *, spread=0.3, shift=0.0):
    """Return the logs of learners whose first stabilities the factors multiply.

    The learners' own memories are spread by a factor too, around one of e to the power of ``shift``.
    """
    chance = random.Random(seed)
    return [
        [_card(factor * own, chance) for factor in factors]
        for own in (math.exp(chance.gauss(shift, spread)) for _ in range(learners))
    ]


def _card(factor, chance):
    rating = chance.choices((1, 2, 3, 4), (60, 5, 30, 5))[0]
    truth, known = fsrs.first(rating, start_factor=factor), fsrs.first(rating)
    log = [answered("review", rating)]
    if rating == 1:
        log.append(answered("drill", 3))
        truth, known = fsrs.review(truth, 3, 0), fsrs.review(known, 3, 0)
    days = max(1, round(known.stability * chance.uniform(1.0, 4.0)))
    recalled = chance.random() < fsrs.retrievability(days, truth.stability)
    return [*log, answered("review", 3 if recalled else 1, days)]


def packed(logs, questions=None):
    recalls = FirstRecalls()
    for learner, cards in enumerate(logs):
        for question, log in enumerate(cards[:questions]):
            recalls.add_card(learner, question, log)
    return recalls


def spread_factors(count, spread, seed):
    chance = random.Random(seed)
    return [math.exp(chance.gauss(0, spread)) for _ in range(count)]


def folded(log, factor, weights):
    """Return FSRS's forecast of the last answer of a log, by way of ``fsrs`` alone."""
    memory = fsrs.first(rating_of(log[0].grade), weights, factor)
    for one in log[1:-1]:
        memory = fsrs.review(memory, rating_of(one.grade), 0, weights)
    return fsrs.retrievability((log[-1].today - log[0].today).days, memory.stability, weights)


ODD = (*fsrs.DEFAULT_WEIGHTS[:17], 0.9, 0.4, 0.3, 0.35)
ODD_LOGS = [
    [answered("review", 4), answered("review", 3, 9)],
    [answered("review", 1), answered("drill", 1), answered("drill", 3), answered("review", 1, 2)],
    [answered("review", 2), answered("drill", 2), answered("drill", 4), answered("review", 3, 5)],
    [answered("review", 4), answered("drill", 1), answered("drill", 1), answered("review", 3, 1)],
]


@pytest.mark.parametrize("weights", [fsrs.DEFAULT_WEIGHTS, ODD])
@pytest.mark.parametrize("factor", [0.25, 0.8, 1.0, 4.0])
def test_forecasts_are_those_of_folding(weights, factor):
    logs = [*ODD_LOGS, *made_by([1.0] * 40, 1, seed=1)[0]]
    table = packed([logs]).table()
    logarithms = np.full(len(logs), math.log(factor))
    found, slope = table.forecasts(logarithms, weights)
    expected = [min(max(folded(log, factor, weights), 0.001), 0.999) for log in logs]
    assert found.tolist() == pytest.approx(expected, abs=1e-9)
    ahead, _ = table.forecasts(logarithms + 1e-6, weights)
    inside = (found > 0.001) & (found < 0.999)
    assert slope[inside].tolist() == pytest.approx(((ahead - found) / 1e-6)[inside], abs=1e-4)


def test_the_first_review_on_a_later_day_counts_and_nothing_after_it():
    recalls = FirstRecalls()
    recalls.add_card(1, 7, [])
    recalls.add_card(1, 8, [answered("review", 1), answered("drill", 3)])
    assert len(recalls) == 0
    recalls.add_card(
        1,
        9,
        [
            answered("review", 1),
            answered("practice", 1),
            answered("drill", 3, 1),  # a drill that went on over the date line
            answered("review", 3, 3),
            answered("review", 1, 9),
        ],
    )
    table = recalls.table()
    assert len(recalls) == 1
    assert table.ratings.tolist() == [[1, 3]]
    assert (table.days.tolist(), table.recalled.tolist()) == ([3.0], [True])


def test_planted_factors_are_found_and_forecast_held_out_learners_better():
    factors = spread_factors(120, 0.7, seed=2)
    logs = made_by(factors, 120, seed=3)
    found = pool(packed(logs))
    assert found.is_kept
    assert (found.learners, found.recalls) == (120, 14400)
    known = [math.log(found.factors.get(place, 1.0)) for place in range(120)]
    assert np.corrcoef(known, np.log(factors))[0, 1] > 0.8
    # Others of the same course, against the truth: what there was to gain is gained for the most part.
    others = made_by(factors, 60, seed=4)
    losses = [
        Forecasts(
            (folded(log, factor, fsrs.DEFAULT_WEIGHTS), log[-1].correct)
            for cards in others
            for log, factor in zip(cards, chosen, strict=True)
        ).log_loss
        for chosen in ([1.0] * 120, [math.exp(one) for one in known], factors)
    ]
    without, pooled, truth = losses
    assert truth < pooled < without
    assert without - pooled > 0.6 * (without - truth)
    assert found.before.log_loss - found.after.log_loss > 0.5 * (without - truth)


@pytest.mark.parametrize("shift", [0.0, -0.7, 0.5])
def test_where_questions_do_not_differ_nothing_is_kept(shift):
    """Also where learners differ, and where the weights are wrong for all of them."""
    for seed in range(4):
        found = pool(packed(made_by([1.0] * 100, 30, seed=seed, shift=shift)))
        assert not found.is_kept
        assert found.after.reviews == found.recalls == 3000


def test_weights_that_are_wrong_for_all_are_not_taken_for_questions():
    factors = spread_factors(100, 0.7, seed=5)
    found = pool(packed(made_by(factors, 60, seed=6, shift=-0.7)))
    assert found.is_kept
    middle = sum(math.log(found.factors.get(place, 1.0)) for place in range(100)) / 100
    assert abs(middle - sum(map(math.log, factors)) / 100) < 0.15


def test_able_learners_who_alone_came_far_do_not_make_a_question_easy():
    """The second half of the course was met by those only who remember four times as long."""
    weak = made_by([1.0] * 60, 30, seed=7, spread=0.0, shift=-0.7)
    able = made_by([1.0] * 120, 30, seed=8, spread=0.0, shift=0.7)
    table = packed([*weak, *able]).table()
    logarithms = np.log(pooling._factors(table, fsrs.DEFAULT_WEIGHTS)[0])
    assert abs(logarithms[60:].mean() - logarithms[:60].mean()) < 0.2


def test_factors_are_bounded_and_rounded():
    never = [[answered("review", 3), answered("review", 1, 1)]] * 20
    ever = [[answered("review", 3), answered("review", 3, 60)]] * 20
    found = pool(packed([never + ever] * 40))
    assert found.is_kept
    assert {found.factors[place] for place in range(20)} == {0.25}
    assert {found.factors[place] for place in range(20, 40)} == {4.0}
    usual = pool(packed(made_by(spread_factors(60, 0.7, seed=9), 40, seed=10)))
    assert all(0.25 <= factor <= 4.0 for factor in usual.factors.values())
    assert all(factor == round(factor, 3) for factor in usual.factors.values())


def test_a_question_of_few_learners_has_no_factor():
    logs = made_by([*[4.0, 0.25] * 30, 0.25], 40, seed=12)
    logs = [cards if place < FEWEST_LEARNERS else cards[:60] for place, cards in enumerate(logs)]
    assert 60 in pool(packed(logs)).factors
    found = pool(packed([logs[0][:60], *logs[1:]]))
    assert found.is_kept
    assert 60 not in found.factors


@pytest.mark.parametrize(
    ("learners", "questions"),
    [(ENOUGH_LEARNERS - 1, 100), (ENOUGH_LEARNERS, ENOUGH_RECALLS // ENOUGH_LEARNERS - 1), (0, 0)],
)
def test_too_little_is_not_tried(learners, questions):
    found = pool(packed(made_by([4.0, 0.25] * 50, learners, seed=13), questions))
    assert (found.learners, found.recalls) == (learners, learners * questions)
    assert not found.is_kept
    assert found.before.log_loss is found.after.log_loss is None


def test_one_question_alone_differs_from_nothing():
    found = pool(packed(made_by([4.0], ENOUGH_RECALLS, seed=14)))
    assert found.after.log_loss == found.before.log_loss
    assert not found.is_kept


def test_the_same_recalls_give_the_same_factors():
    logs = made_by(spread_factors(60, 0.7, seed=15), 40, seed=16)
    assert pool(packed(logs)) == pool(packed(logs))


def test_a_search_that_is_cut_short_is_on_its_way(monkeypatch):
    table = packed(made_by([4.0, 0.25] * 20, 40, seed=17)).table()
    far = np.log(pooling._factors(table, fsrs.DEFAULT_WEIGHTS)[0])
    monkeypatch.setattr(pooling, "_MOST_ROUNDS", 1)
    near = np.log(pooling._factors(table, fsrs.DEFAULT_WEIGHTS)[0])
    assert (np.sign(near) == np.sign(far)).mean() > 0.9


def test_what_listens_can_end_it():
    heard: list[float] = []
    recalls = packed(made_by([1.0] * 30, 20, seed=18))
    pool(recalls, on_progress=heard.append)
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0.0, 1.0)

    def stop(share):
        raise InterruptedError(share)

    with pytest.raises(InterruptedError):
        pool(recalls, on_progress=stop)
