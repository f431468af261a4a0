"""Intervals and p-values against published tables and sums by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.statistics.chance import Z_99, chi_square_p, even_p, wilson_interval
from app.domain.statistics.correlation import pearson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_is_that_of_the_published_examples(
    successes: int, trials: int, low: float, high: float
) -> None:
    assert wilson_interval(successes, trials) == pytest.approx((low, high), abs=5e-5)


def test_without_a_trial_everything_is_possible() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_an_interval_holds_its_share_and_stays_in_range(trials: int, part: float) -> None:
    successes = round(part * trials)
    low, high = wilson_interval(successes, trials)
    wide_low, wide_high = wilson_interval(successes, trials, Z_99)
    assert 0 <= wide_low <= low <= successes / trials <= high <= wide_high <= 1


@pytest.mark.parametrize(
    ("statistic", "degrees", "p"),
    [
        # The 5 % and 1 % points of every table of the distribution.
        (3.841, 1, 0.05),
        (5.991, 2, 0.05),
        (7.815, 3, 0.05),
        (9.488, 4, 0.05),
        (11.070, 5, 0.05),
        (18.307, 10, 0.05),
        (19.675, 11, 0.05),
        (6.635, 1, 0.01),
        (9.210, 2, 0.01),
        (11.345, 3, 0.01),
        (16.812, 6, 0.01),
    ],
)
def test_chi_square_agrees_with_the_tables(statistic: float, degrees: int, p: float) -> None:
    assert chi_square_p(statistic, degrees) == pytest.approx(p, abs=2e-5)


def test_no_deviation_is_always_within_chance() -> None:
    assert chi_square_p(0, 3) == 1.0


@given(st.floats(0, 3000), st.integers(1, 11))
def test_chi_square_gives_a_probability(statistic: float, degrees: int) -> None:
    assert 0 <= chi_square_p(statistic, degrees) <= 1


@pytest.mark.parametrize(
    ("successes", "trials", "p"),
    [
        (5, 10, 1.0),
        # 2 × (1 + 10) / 1024
        (9, 10, 22 / 1024),
        (1, 10, 22 / 1024),
        # 2 × (1 + 12 + 66) / 4096
        (10, 12, 158 / 4096),
        (0, 0, 1.0),
    ],
)
def test_the_sign_test_counts_the_ways(successes: int, trials: int, p: float) -> None:
    assert even_p(successes, trials) == pytest.approx(p)


@given(st.integers(0, 3000), st.floats(0, 1))
def test_both_sides_count_the_same(trials: int, part: float) -> None:
    successes = round(part * trials)
    assert 0 <= even_p(successes, trials) <= 1
    assert even_p(successes, trials) == even_p(trials - successes, trials)


def test_a_correlation_worked_out_by_hand() -> None:
    # Means 2 and 4; sums of squares 2 and 8; of products -1×-2 + 0×2 + 1×0 = 2.
    assert pearson([(1, 2), (2, 6), (3, 4)]) == pytest.approx(2 / math.sqrt(16))


@pytest.mark.parametrize("pairs", [[], [(1, 1)], [(1, 1), (1, 2)], [(1, 3), (2, 3)]])
def test_what_does_not_vary_does_not_correlate(pairs: list[tuple[float, float]]) -> None:
    assert pearson(pairs) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=40))
def test_a_correlation_stays_in_range(pairs: list[tuple[float, float]]) -> None:
    found = pearson(pairs)
    assert found is None or -1 <= found <= 1
