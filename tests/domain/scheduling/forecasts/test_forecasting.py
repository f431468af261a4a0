"""What the schedulers forecast of a card's reviews, worked out from their formulas."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.scheduling.forecasts.forecasting import Forecast, forecasts_of, scored
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.log.replaying import replay
from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.memory.scheduler import Schedule

MONDAY = date(2026, 3, 2)


def answered(day, grade, kind="review"):
    on = MONDAY + timedelta(days=day)
    moment = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return Answered(kind, grade, grade >= 3, on, moment)


def test_a_first_answer_cannot_be_forecast():
    assert list(forecasts_of([])) == []
    assert list(forecasts_of([answered(0, 4)])) == []


def test_sm2_is_read_as_nine_tenths_at_its_interval():
    # Good answers: intervals of 1, 6 and 15 days (6 x 2.5).
    log = [answered(0, 4), answered(1, 4), answered(13, 4), answered(28, 1)]
    found = list(forecasts_of(log))
    # On its day, then 12 days of 6, then 15 of 15.
    assert [one.sm2 for one in found] == pytest.approx([0.9, 0.81, 0.9])
    assert [one.recalled for one in found] == [True, True, False]


def test_fsrs_forecasts_by_folding():
    log = [answered(0, 4), answered(2, 1), answered(2, 4, "drill"), answered(5, 5)]
    first = fsrs.first(3)
    lapsed = fsrs.review(fsrs.review(first, 1, 2), 3, 0)
    assert [one.fsrs for one in forecasts_of(log)] == [
        fsrs.retrievability(2, first.stability),
        fsrs.retrievability(3, lapsed.stability),
    ]


def test_drills_and_practice_are_not_forecast_and_practice_changes_nothing():
    plain = [answered(0, 4), answered(1, 4)]
    practised = [answered(0, 4), answered(0, 1, "practice"), answered(1, 4)]
    assert list(forecasts_of(practised)) == list(forecasts_of(plain))


def test_a_review_on_the_day_of_the_last_is_not_forecast():
    # The same date, lived twice on the way west.
    log = [answered(0, 4), answered(0, 4), answered(1, 4)]
    (found,) = forecasts_of(log)
    assert found.answered_at == log[2].answered_at


def test_other_weights_give_other_forecasts():
    weights = list(fsrs.DEFAULT_WEIGHTS)
    weights[2] *= 4
    log = [answered(0, 4), answered(4, 4)]
    (usual,), (other,) = forecasts_of(log), forecasts_of(log, weights)
    assert other.fsrs > usual.fsrs
    assert other.sm2 == usual.sm2


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5)), min_size=1, max_size=12),
    st.sampled_from(["sm2", "fsrs"]),
)
def test_forecasts_are_those_of_the_cards_own_fold(steps, scheduler):
    """Whoever made the log, its replay under FSRS is what is forecast from."""
    log: list[Answered] = []
    day = 0
    for place, (days, grade) in enumerate(steps):
        day += days if place else 0
        state = replay(log, schedule=Schedule(scheduler)) if log else None
        if state is None or (state.reviewed_on < answered(day, grade).today and not state.drill):
            kind = "review"
        elif state.drill and state.drill_on == answered(day, grade).today:
            kind = "drill"
        elif state.reviewed_on < answered(day, grade).today:
            kind = "review"
        else:
            kind = "practice"
        log.append(answered(day, grade, kind))
    expected = []
    for place, answer in enumerate(log):
        if place and answer.kind == "review":
            before = replay(log[:place], schedule=Schedule("fsrs"))
            waited = (answer.today - before.reviewed_on).days
            expected.append(fsrs.retrievability(waited, before.stability))
    found = list(forecasts_of(log))
    assert [one.fsrs for one in found] == expected
    assert all(0 <= one.sm2 < 1 for one in found)


def forecast(day, recalled):
    return Forecast(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day), recalled, 0.9, 0.8)


def test_the_first_fifth_is_what_the_average_begins_with():
    # Ten reviews, two in a part; given out of order. Recalled: - + | + + | - - | + + | - +
    outcomes = [False, True, True, True, False, False, True, True, False, True]
    forecasts = [forecast(day, recalled) for day, recalled in enumerate(outcomes)]
    found = list(scored(forecasts[5:] + forecasts[:5]))
    assert [one.forecast for one in found] == forecasts[2:]
    assert [one.average for one in found] == pytest.approx(
        [1 / 2, 1 / 2, 3 / 4, 3 / 4, 3 / 6, 3 / 6, 5 / 8, 5 / 8]
    )


def test_a_log_of_few_reviews_has_empty_parts():
    assert list(scored([])) == []
    assert [one.average for one in scored([forecast(0, True), forecast(1, False)])] == [0.5, 1.0]
