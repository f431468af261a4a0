"""The window of chance: where it begins and ends, and that it is used evenly."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.memory.fuzz import fuzzed, seed_of, share, window

ALMOST_ONE = 1 - 2**-53


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0.3, (1, 1)),
        (1, (1, 1)),
        (2.4, (2, 2)),
        (3, (2, 4)),
        (7, (5, 9)),
        (10, (8, 12)),
        (30, (27, 33)),
        (90, (84, 96)),
    ],
)
def test_the_window_of_some_intervals(days: float, expected: tuple[int, int]) -> None:
    assert window(days) == expected
    assert (fuzzed(days, 0.0), fuzzed(days, ALMOST_ONE)) == expected


@given(st.floats(0, 1e9), st.floats(0, ALMOST_ONE))
def test_chance_never_leaves_the_window(days: float, chance: float) -> None:
    earliest, latest = window(days)
    assert 1 <= earliest <= fuzzed(days, chance) <= latest <= 36_500


@given(st.floats(0, 1e9), st.integers(1, 36_500), st.floats(0, ALMOST_ONE))
def test_a_window_ends_at_the_most_days(days: float, most: int, chance: float) -> None:
    earliest, latest = window(days, most)
    assert 1 <= earliest <= fuzzed(days, chance, most) <= latest <= most
    assert latest == min(window(min(days, most))[1], most)
    assert earliest == window(min(days, most))[0]


def test_every_day_of_the_window_is_as_likely() -> None:
    seed = seed_of(7, 4711)
    days = Counter(fuzzed(30, share(seed, answers)) for answers in range(7000))
    assert set(days) == set(range(27, 34))
    # 1,000 are expected of each, with a standard deviation of 29.
    assert all(850 < count < 1150 for count in days.values())


def test_cards_and_reviews_have_chances_of_their_own() -> None:
    assert share(seed_of(1, 2), 3) == share(seed_of(1, 2), 3)
    chances = {
        share(seed_of(learner, question), answers)
        for learner in range(10)
        for question in range(10)
        for answers in range(10)
    }
    assert len(chances) == 1000
    assert all(0 <= chance < 1 for chance in chances)
