"""The figures of item analysis, against a small class worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.statistics.items import (
    FirstAnswer,
    ItemStatistics,
    Takers,
    discrimination_word,
    halves,
    item_statistics,
    rest_share,
)

# Six learners: what they took, and what they did on everything else.
CLASS = [
    FirstAnswer(1.0, ("1",), 4_000, 0.9),
    FirstAnswer(1.0, ("1",), 6_000, 0.8),
    FirstAnswer(0.0, ("2",), 0, 0.7),
    FirstAnswer(1.0, ("1",), 8_000, 0.5),
    FirstAnswer(0.0, ("2",), 2_000, 0.4),
    FirstAnswer(0.0, (), 10_000, 0.3),
]


def test_a_class_of_six() -> None:
    found = item_statistics(CLASS)
    assert (found.answers, found.right, found.facility) == (6, 3, 0.5)
    # The median of 0.9 0.8 0.7 0.5 0.4 0.3 is 0.6: three above, three below.
    assert (found.stronger, found.weaker) == (3, 3)
    assert found.choices == {"": Takers(1, 0, 1), "1": Takers(3, 2, 1), "2": Takers(2, 1, 1)}
    # The mean of the five times that were taken.
    assert found.mean_milliseconds == 6_000
    # Wilson: (0.5 + 3.8415/12 ± 1.96 √(0.25/6 + 3.8415/144)) / (1 + 3.8415/6)
    assert found.facility_interval == pytest.approx((0.1876, 0.8124), abs=5e-5)


def test_discrimination_is_the_correlation_with_everything_else() -> None:
    # Mean rest 0.6; of those right 2.2/3. Point-biserial: the difference of the means of right
    # and wrong (0.7333 - 0.4667) times √(p q), divided by the standard deviation of the rest.
    deviation = math.sqrt((0.09 + 0.04 + 0.01 + 0.01 + 0.04 + 0.09) / 6)
    expected = (2.2 / 3 - 1.4 / 3) * 0.5 / deviation
    assert item_statistics(CLASS).discrimination == pytest.approx(expected)


def test_part_marks_are_not_right() -> None:
    found = item_statistics([FirstAnswer(0.75), FirstAnswer(1.0)])
    assert (found.right, found.facility) == (1, 0.5)


def test_several_choices_of_one_answer_count_each() -> None:
    found = item_statistics([FirstAnswer(1.0, ("1", "3")), FirstAnswer(0.5, ("1",))])
    assert found.choices == {"1": Takers(2), "3": Takers(1)}


def test_nothing_is_known_without_answers() -> None:
    assert item_statistics([]) == ItemStatistics()


def test_whoever_did_nothing_else_is_in_no_half_and_correlates_with_nothing() -> None:
    found = item_statistics([FirstAnswer(1.0, ("1",)), FirstAnswer(0.0, ("2",), 0, 0.5)])
    assert found.discrimination is None
    assert (found.stronger, found.weaker, found.answers) == (0, 0, 2)


def test_those_in_the_middle_are_in_neither_half() -> None:
    stronger, weaker = halves([FirstAnswer(1.0, rest=rest) for rest in (0.2, 0.5, 0.5, 0.9)])
    assert [answer.rest for answer in stronger] == [0.9]
    assert [answer.rest for answer in weaker] == [0.2]


def test_the_rest_leaves_one_answer_out() -> None:
    # Shares 1, 0.5 and 0 add up to 1.5; without the 0.5 the mean of the other two is 0.5.
    assert rest_share(1.5, 3, 0.5) == 0.5
    assert rest_share(1.0, 1, 1.0) is None


@pytest.mark.parametrize(
    ("index", "word"),
    [
        (None, ""),
        (0.4, "very good"),
        (0.39, "good"),
        (0.3, "good"),
        (0.2, "fair"),
        (0.19, "poor"),
        (0.0, "poor"),
        (-0.01, "negative"),
    ],
)
def test_discrimination_has_words(index: float | None, word: str) -> None:
    assert discrimination_word(index) == word


ANSWERS = st.lists(
    st.builds(
        FirstAnswer,
        share=st.floats(0, 1),
        chosen=st.lists(st.sampled_from(["1", "2", "3"]), unique=True).map(tuple),
        milliseconds=st.integers(0, 3_600_000),
        rest=st.none() | st.floats(0, 1),
    ),
    max_size=60,
)


@given(ANSWERS)
def test_figures_stay_within_their_bounds(answers: list[FirstAnswer]) -> None:
    found = item_statistics(answers)
    low, high = found.facility_interval
    assert 0 <= low <= found.facility <= high <= 1 or not answers
    assert found.discrimination is None or -1 <= found.discrimination <= 1
    assert found.stronger + found.weaker <= found.answers == len(answers)
    for takers in found.choices.values():
        assert takers.stronger + takers.weaker <= takers.answers <= found.answers
        assert takers.stronger <= found.stronger
        assert takers.weaker <= found.weaker


@given(st.lists(st.floats(0, 1), min_size=2, max_size=200))
def test_the_rest_is_a_share_whatever_is_added_up(shares: list[float]) -> None:
    rest = rest_share(sum(shares), len(shares), shares[0])
    assert rest is not None
    assert 0 <= rest <= 1
