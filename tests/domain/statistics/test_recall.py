"""Tallies, the spans of the forgetting curve and what stands out, worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.statistics.chance import Z_95
from app.domain.statistics.recall import Tally, recall_by_wait, stands_out, together


def test_a_share_of_nothing_is_none() -> None:
    assert Tally().share is None
    assert Tally().bounds() == (None, None)
    assert not Tally().is_enough


def test_tallies_add_up() -> None:
    assert together([Tally(1, 2), Tally(3, 4), Tally()]) == Tally(4, 6)
    assert together([]) == Tally()
    assert Tally(3, 4).share == 0.75


def test_bounds_are_wilsons() -> None:
    # Newcombe 1998, table I, method 3.
    assert Tally(81, 263).bounds() == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_twenty_are_enough() -> None:
    assert not Tally(19, 19).is_enough
    assert Tally(0, 20).is_enough


def test_waits_are_gathered_in_spans_that_double() -> None:
    days = (0, 1, 2, 3, 4, 7, 8, 14, 15, 30, 31, 60, 61, 120, 121, 240, 241, 3000)
    waits = recall_by_wait({day: Tally(1, 2) for day in days})
    assert [(wait.first, wait.last) for wait in waits] == [
        *((1, 1), (2, 3), (4, 7), (8, 14), (15, 30), (31, 60), (61, 120), (121, 240)),
        (241, None),
    ]
    assert [wait.tally for wait in waits] == [Tally(2, 4)] * 9


@given(st.dictionaries(st.integers(0, 40_000), st.just(Tally(1, 1))))
def test_no_wait_is_lost(tallies: dict[int, Tally]) -> None:
    assert together(wait.tally for wait in recall_by_wait(tallies)) == together(tallies.values())


def test_what_is_clearly_better_than_the_rest_stands_out() -> None:
    # 98 of 100: Wilson's lower bound is 0.930, above the 0.80 of the others.
    assert stands_out({8: Tally(98, 100), 9: Tally(80, 100)}, Z_95) == 8
    # 90 of 100: from 0.826; the others' 0.85 could be as good.
    assert stands_out({8: Tally(90, 100), 9: Tally(85, 100)}, Z_95) is None
    # Nineteen right out of nineteen are too few to say so.
    assert stands_out({8: Tally(19, 19), 9: Tally(50, 100)}, Z_95) is None
    # There has to be something to compare with.
    assert stands_out({8: Tally(100, 100)}, Z_95) is None
    assert stands_out({}, Z_95) is None
