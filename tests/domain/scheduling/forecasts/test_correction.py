"""A learner's own log corrects FSRS's forecast: back to a truth that we made."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.scheduling.forecasts.correction import (
    Correction,
    Record,
    expected_on,
    forecasts_better,
)
from app.domain.scheduling.forecasts.memory_trace import Trace, trace_of
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.memory import fsrs

MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WAITS = (1, 2, 3, 5, 8, 13, 21, 34)


def logs(truth: Correction, cards: int) -> list[list[Answered]]:
    """Return made-up logs of a learner whose recall is the forecast's, corrected by ``truth``."""
    chance = random.Random(7)
    made = []
    for _ in range(cards):
        log, on = [answered(4, MONDAY)], MONDAY
        for _ in range(8):
            trace = trace_of(log)
            assert trace is not None
            wait = chance.choice(WAITS)
            on += timedelta(wait)
            recalled = chance.random() < truth.of(trace.recall_on(on), wait)
            log.append(answered(4 if recalled else 2, on))
        made.append(log)
    return made


def answered(grade: int, on: date) -> Answered:
    return Answered("review", grade, grade >= 3, on, NOON)


def test_a_correction_that_corrects_nothing_is_the_forecast() -> None:
    assert Correction().of(0.999, 3) == 0.999


def test_the_formula() -> None:
    logit = 0.5 + 0.8 * math.log(0.9 / 0.1) - 0.2 * math.log(10)
    assert Correction(0.5, 0.8, -0.2).of(0.9, 10) == pytest.approx(1 / (1 + math.exp(-logit)))
    assert Correction(0.5, 0.8, -0.2).of(0.9, 0) == Correction(0.5, 0.8, -0.2).of(0.9, 1)


@pytest.mark.parametrize(
    "truth", [Correction(), Correction(-0.8, 1.0, 0.0), Correction(0.5, 0.6, -0.3)]
)
def test_the_truth_is_found_again(truth: Correction) -> None:
    record = Record()
    for log in logs(truth, cards=700):
        assert record.follow(log) == trace_of(log)
    found = record.correction()
    for forecast in (0.6, 0.8, 0.9, 0.97):
        for days in (2, 10, 30):
            assert found.of(forecast, days) == pytest.approx(truth.of(forecast, days), abs=0.05)


def test_a_flat_or_rising_record_is_not_taken_at_its_word() -> None:
    record = Record()
    for log in logs(Correction(0.6, 0.0, 0.3), cards=300):
        record.follow(log)
    found = record.correction()
    assert found.slope == pytest.approx(0.4, abs=0.001)
    assert found.wait == pytest.approx(0.0, abs=0.001)


def test_a_short_record_corrects_nothing() -> None:
    record = Record()
    for log in logs(Correction(-2.0, 1.0, 0.0), cards=24):
        record.follow(log)
    assert record.answers == 192
    assert record.correction() == Correction()


def test_answers_of_one_day_are_no_forecasts() -> None:
    record = Record()
    assert record.follow([]) is None
    record.follow([answered(2, MONDAY), answered(4, MONDAY), answered(4, MONDAY - timedelta(1))])
    assert record.answers == 0


def test_what_is_expected_on_a_day() -> None:
    trace = Trace(fsrs.FsrsMemory(30.0, 5.0), MONDAY)
    correction = Correction(-0.5, 1.0, 0.0)
    assert expected_on(MONDAY + timedelta(30), trace, Correction()) == pytest.approx(0.9)
    assert expected_on(MONDAY + timedelta(30), trace, correction) == pytest.approx(
        correction.of(0.9, 30)
    )


def followed(weights: fsrs.Weights, cards: int) -> list[list[Answered]]:
    """Return logs of a learner whose memory is FSRS's by some weights, a card met every day."""
    chance = random.Random(11)
    made = []
    for number in range(cards):
        on = MONDAY + timedelta(number)
        log = [Answered("review", 4, True, on, NOON + timedelta(number))]
        for _ in range(8):
            trace = trace_of(log, weights)
            assert trace is not None
            on += timedelta(chance.choice(WAITS))
            recalled = chance.random() < trace.recall_on(on, weights)
            moment = NOON + timedelta((on - MONDAY).days)
            log.append(Answered("review", 4 if recalled else 2, recalled, on, moment))
        made.append(log)
    return made


# First stabilities of hours, and a curve that is another.
ODD = (*(one / 12 for one in fsrs.DEFAULT_WEIGHTS[:4]), *fsrs.DEFAULT_WEIGHTS[4:20], 0.7)


def test_fitted_weights_forecast_exams_only_where_they_are_clearly_better() -> None:
    assert forecasts_better(followed(ODD, 1200), ODD)
    usual = followed(fsrs.DEFAULT_WEIGHTS, 400)
    assert not forecasts_better(usual, ODD)
    # A little different is no better, nor are the very same.
    near = (*fsrs.DEFAULT_WEIGHTS[:20], fsrs.DEFAULT_WEIGHTS[20] * 1.02)
    assert not forecasts_better(usual, near)
    assert not forecasts_better(usual, fsrs.DEFAULT_WEIGHTS)
    assert not forecasts_better([], ODD)
