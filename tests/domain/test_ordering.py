"""The orders of what waits, and what a card's recall is taken to be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.queue.ordering import (
    ORDERS,
    Waiting,
    in_order,
    key_of,
    predicted_recall,
    through_window,
)
from app.domain.scheduling.queue.picking import Candidate, pick_apart

TODAY = date(2026, 3, 2)


def waiting(question_id, *, place=(0, 0), days=6, interval_days=6, stability=None) -> Waiting:
    return Waiting(
        Candidate(question_id, place[1], question_id), place, days, interval_days, stability
    )


def order_of(cards, order, learner_id=1, today=TODAY) -> list[int]:
    found = in_order(cards, order, learner_id=learner_id, today=today)
    return [one.question_id for one in found]


@pytest.mark.parametrize(
    ("days", "interval_days", "expected"),
    [(0, 6, 1.0), (6, 6, 0.9), (12, 6, 0.81), (3, 6, 0.9**0.5), (1, 0, 0.9), (-1, 6, 1.0)],
)
def test_sm2_recall_is_read_from_its_interval(days, interval_days, expected) -> None:
    assert predicted_recall(days, interval_days, None) == pytest.approx(expected)


def test_recall_with_a_stability_is_fsrs_own() -> None:
    assert predicted_recall(30, 1, 10.0) == fsrs.retrievability(30, 10.0)
    assert predicted_recall(10, 1, 10.0) == pytest.approx(0.9)


def test_the_weakest_come_first_across_schedulers() -> None:
    cards = [
        waiting(1, days=6, interval_days=6),
        waiting(2, days=12, interval_days=6),
        waiting(3, days=10, stability=10.0),
        waiting(4, days=200, stability=10.0),
    ]
    assert order_of(cards, "weakest")[:2] == [4, 2]
    assert set(order_of(cards, "weakest")[2:]) == {1, 3}


def test_topics_come_one_after_another_and_keep_what_was_due_longest() -> None:
    places = [(0, 1), (0, 0), (1, 0), (0, 1), (0, 0)]
    cards = [waiting(number, place=place) for number, place in enumerate(places)]
    assert order_of(cards, "topic") == [1, 4, 0, 3, 2]


def test_random_is_the_same_all_day_and_another_for_others_and_on_other_days() -> None:
    cards = [waiting(number) for number in range(30)]
    once = order_of(cards, "random")
    assert once == order_of(list(reversed(cards)), "random") != list(range(30))
    assert once != order_of(cards, "random", learner_id=2)
    assert once != order_of(cards, "random", today=TODAY + timedelta(days=1))


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=12),
    st.sampled_from(ORDERS),
)
def test_every_order_keeps_every_card(times, order) -> None:
    cards = [
        waiting(number, days=days, interval_days=interval)
        for number, (days, interval) in enumerate(times)
    ]
    assert sorted(order_of(cards, order)) == list(range(len(cards)))


def test_topic_by_topic_keeps_objectives_apart_but_not_topics() -> None:
    same = [Candidate(1, 7, 10), Candidate(2, 7, 11), Candidate(3, 8, 12)]
    last = [Candidate(9, 7, 10)]
    assert pick_apart(same, last) == same[2]
    assert pick_apart(same, last, mixes_topics=False) == same[1]


some = st.lists(st.integers(0, 30), max_size=30).map(
    lambda days: [waiting(number, days=one) for number, one in enumerate(days)]
)


@given(some, st.integers(1, 12))
def test_each_card_is_the_first_of_those_in_the_window(cards, size) -> None:
    key = key_of("weakest", learner_id=1, today=TODAY)
    left = list(range(len(cards)))
    for place in through_window(cards, key, size):
        assert place == min(left[:size], key=lambda one: key(cards[one]))
        left.remove(place)
    assert left == []


@given(some)
def test_a_wide_window_is_the_order_itself(cards) -> None:
    key = key_of("random", learner_id=1, today=TODAY)
    expected = in_order(cards, "random", learner_id=1, today=TODAY)
    assert [cards[one].candidate for one in through_window(cards, key, 30)] == expected
