"""Spans and medians of cards, counted by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.statistics.spread import DAY_EDGES, EASE_EDGES, Span, middle, spread


def test_cards_are_counted_between_edges() -> None:
    counts = {1: 3, 6: 2, 7: 5, 20: 1, 21: 4, 364: 1, 365: 6, 36_500: 1}
    assert spread(counts, DAY_EDGES) == [
        Span(0, 2, 3),
        Span(2, 7, 2),
        Span(7, 21, 6),
        Span(21, 60, 4),
        Span(60, 180, 0),
        Span(180, 365, 1),
        Span(365, None, 7),
    ]


def test_the_floor_of_the_ease_is_in_the_first_span() -> None:
    assert spread({130: 1, 149: 1, 150: 1}, EASE_EDGES)[:2] == [
        Span(130, 150, 2),
        Span(150, 170, 1),
    ]


@given(st.dictionaries(st.integers(-5, 500), st.integers(0, 9)))
def test_no_card_is_lost(counts: dict[int, int]) -> None:
    assert sum(span.count for span in spread(counts, DAY_EDGES)) == sum(counts.values())


def test_the_middle() -> None:
    assert middle({}) is None
    assert middle({5: 0}) is None
    assert middle({7: 1}) == 7
    # 1 1 1 6 6 15: the third of six is the least that half do not exceed.
    assert middle({15: 1, 1: 3, 6: 2}) == 1
    # 1 1 6 6 15: the third of five.
    assert middle({15: 1, 1: 2, 6: 2}) == 6
