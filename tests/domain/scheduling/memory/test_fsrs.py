"""FSRS-6 against the library of those who made it, and against the formulas by hand."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from fsrs import Card, Scheduler
from fsrs import Rating as LibraryRating
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.memory.fsrs import DEFAULT_WEIGHTS, FsrsMemory, Rating

RATINGS: tuple[Rating, ...] = (1, 2, 3, 4)
WAITS = (0, 1, 1, 2, 3, 5, 8, 20, 50, 100, 400)
History = list[tuple[Rating, int]]

memories = st.builds(
    FsrsMemory,
    stability=st.floats(fsrs.LOWEST_STABILITY, fsrs.HIGHEST_STABILITY),
    difficulty=st.floats(fsrs.LOWEST_DIFFICULTY, fsrs.HIGHEST_DIFFICULTY),
)
ratings = st.sampled_from(RATINGS)


def random_history(rng: random.Random) -> History:
    """Return ratings with the days waited before each.

    The library lowers stability after a *hard* answer on the same day; that one case, where the
    published programs differ, is proved by hand below.
    """
    history: History = [(rng.choice(RATINGS), 0)]
    for _ in range(rng.randint(0, 20)):
        days = rng.choice(WAITS)
        history.append((rng.choice((1, 3, 4)) if days == 0 else rng.choice(RATINGS), days))
    return history


def remembered(history: History, weights: fsrs.Weights) -> FsrsMemory:
    (rating, _), *rest = history
    memory = fsrs.first(rating, weights)
    for rating, days in rest:
        memory = fsrs.review(memory, rating, days, weights)
    return memory


def by_the_library(history: History, weights: fsrs.Weights) -> FsrsMemory:
    scheduler = Scheduler(
        parameters=weights, enable_fuzzing=False, learning_steps=(), relearning_steps=()
    )
    card = Card(card_id=1)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for rating, days in history:
        now += timedelta(days=days)
        card, _ = scheduler.review_card(card, LibraryRating(rating), now)
    assert card.stability is not None
    assert card.difficulty is not None
    return FsrsMemory(card.stability, card.difficulty)


@pytest.mark.parametrize("fitted", [False, True], ids=["default weights", "other weights"])
def test_a_thousand_random_histories_as_the_library_has_them(*, fitted: bool) -> None:
    rng = random.Random(20260101)
    for _ in range(1000):
        weights = (
            tuple(weight * rng.uniform(1.0, 1.2) for weight in DEFAULT_WEIGHTS)
            if fitted
            else DEFAULT_WEIGHTS
        )
        history = random_history(rng)
        expected = by_the_library(history, weights)
        memory = remembered(history, weights)
        assert memory.stability == pytest.approx(expected.stability, rel=1e-9), history
        assert memory.difficulty == pytest.approx(expected.difficulty, rel=1e-9), history


@given(ratings, st.floats(0.25, 4.0))
def test_a_start_factor_multiplies_the_first_stability_alone(rating: Rating, factor: float) -> None:
    usual, started = fsrs.first(rating), fsrs.first(rating, start_factor=factor)
    assert started.stability == usual.stability * factor
    assert started.difficulty == usual.difficulty
    assert fsrs.first(rating, start_factor=1.0) == usual
    first_weights = (weight * factor for weight in DEFAULT_WEIGHTS[:4])
    assert started == fsrs.first(rating, (*first_weights, *DEFAULT_WEIGHTS[4:]))


def test_one_follower_follows_cards_with_many_start_factors() -> None:
    follower = fsrs.Follower()
    history: list[tuple[Rating, int]] = [(1, 0), (3, 0), (3, 4), (1, 9)]
    for factor in (1.0, 0.25, 4.0, 0.25, 1.0):
        memory = fsrs.first(1, start_factor=factor)
        for rating, days in history[1:]:
            memory = fsrs.review(memory, rating, days)
        assert follower.follow(history, factor) == memory


def test_the_next_morning_is_another_day() -> None:
    """Learner days, not spans of 24 hours: evening and next morning earn a whole night."""
    first = fsrs.first(3)
    assert first.stability == 2.3065
    assert fsrs.review(first, 3, 1).stability > 3 * fsrs.review(first, 3, 0).stability


def test_a_hard_answer_on_the_same_day_lowers_nothing() -> None:
    first = fsrs.first(3)
    change = math.exp(0.5425 * (2 - 3 + 0.0912)) * first.stability**-0.1542
    assert change < 1
    assert fsrs.review(first, 2, 0).stability == first.stability


def test_stability_is_the_time_until_recall_is_ninety_per_cent() -> None:
    assert fsrs.retrievability(0, 12.5) == 1
    assert fsrs.retrievability(12.5, 12.5) == pytest.approx(0.9)
    assert fsrs.interval_days(12.5, 0.9) == pytest.approx(12.5)


@given(st.floats(0.01, 36_500), st.floats(0.5, 0.99))
def test_the_interval_is_where_recall_meets_what_is_desired(
    stability: float, retention: float
) -> None:
    days = fsrs.interval_days(stability, retention)
    assert fsrs.retrievability(days, stability) == pytest.approx(retention, rel=1e-9)


@given(memories, ratings, st.integers(0, 40_000))
def test_a_memory_stays_within_its_bounds(memory: FsrsMemory, rating: Rating, days: int) -> None:
    after = fsrs.review(memory, rating, days)
    assert fsrs.LOWEST_STABILITY <= after.stability <= fsrs.HIGHEST_STABILITY
    assert fsrs.LOWEST_DIFFICULTY <= after.difficulty <= fsrs.HIGHEST_DIFFICULTY


@given(memories, st.integers(0, 40_000))
def test_a_better_answer_never_leaves_less(memory: FsrsMemory, days: int) -> None:
    after = [fsrs.review(memory, rating, days) for rating in RATINGS]
    for worse, better in pairwise(after):
        assert worse.stability <= better.stability * (1 + 1e-12)
        assert worse.difficulty >= better.difficulty


@given(memories, st.integers(1, 40_000))
def test_forgetting_never_adds_and_recalling_never_takes(memory: FsrsMemory, days: int) -> None:
    assert fsrs.review(memory, 1, days).stability <= max(memory.stability, fsrs.LOWEST_STABILITY)
    assert fsrs.review(memory, 3, days).stability >= memory.stability * (1 - 1e-12)


@given(memories, ratings, st.integers(0, 3000), st.integers(0, 3000))
def test_recall_falls_with_time(memory: FsrsMemory, rating: Rating, some: int, more: int) -> None:
    del rating
    early, late = sorted((some, more))
    assert fsrs.retrievability(late, memory.stability) <= fsrs.retrievability(
        early, memory.stability
    )


@given(st.lists(st.lists(st.tuples(ratings, st.integers(0, 9)), min_size=1), max_size=12))
def test_logs_followed_together_are_what_their_answers_give_one_by_one(
    histories: list[History],
) -> None:
    follower = fsrs.Follower()
    assert follower.follow([]) is None
    for history in histories:
        assert follower.follow(history) == remembered(history, DEFAULT_WEIGHTS)


@given(memories, st.integers(1, 300), st.integers(0, 300))
def test_what_asking_does_is_what_the_answers_to_come_would_do(
    memory: FsrsMemory, wait: int, left: int
) -> None:
    recall = fsrs.retrievability(wait, memory.stability)
    right = fsrs.review(memory, 3, wait)
    drilled = fsrs.review(fsrs.review(memory, 1, wait), 3, 0)
    known = recall * fsrs.retrievability(left, right.stability)
    known += (1 - recall) * fsrs.retrievability(left, drilled.stability)
    ((found_recall, found),) = fsrs.if_asked(memory, [wait], wait + left)
    assert found_recall == recall
    assert found == pytest.approx(known, rel=1e-9)


def test_what_being_asked_does_keeps_to_the_longest_memory() -> None:
    """A memory near the most there is grows no further than ``review`` lets it."""
    memory = FsrsMemory(fsrs.HIGHEST_STABILITY * 0.99, 5.0)
    wait, left = 36_500, 100
    recall = fsrs.retrievability(wait, memory.stability)
    right = fsrs.review(memory, 3, wait)
    drilled = fsrs.review(fsrs.review(memory, 1, wait), 3, 0)
    known = recall * fsrs.retrievability(left, right.stability)
    known += (1 - recall) * fsrs.retrievability(left, drilled.stability)
    ((_, found),) = fsrs.if_asked(memory, [wait], wait + left)
    assert right.stability == fsrs.HIGHEST_STABILITY
    assert found == pytest.approx(known, rel=1e-9)
