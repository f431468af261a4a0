"""How a figure of many cards is spread: how many lie in each span, and the one in the middle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

# Days: tomorrow, within the week, three weeks (where a card becomes mature), two months, half a
# year, a year.
DAY_EDGES: Final = (0, 2, 7, 21, 60, 180, 365)
# SM-2's ease in hundredths, from its floor of 1.30; every card begins at 2.50.
EASE_EDGES: Final = (130, 150, 170, 190, 210, 230, 250, 270, 290)
# FSRS's difficulty, from 1 to 10.
DIFFICULTY_EDGES: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9)


@dataclass(frozen=True, slots=True)
class Span:
    """So many cards from ``low`` to below ``high`` (None: or more)."""

    low: int
    high: int | None
    count: int


def spread(counts: Mapping[int, int], edges: Sequence[int]) -> list[Span]:
    """Return how many cards lie in each span between ascending edges.

    ``counts`` are cards by value; what lies below the first edge counts in the first span.
    """
    highs: list[int | None] = [*edges[1:], None]
    return [
        Span(
            low,
            high,
            sum(
                count
                for value, count in counts.items()
                if (value >= low or low == edges[0]) and (high is None or value < high)
            ),
        )
        for low, high in zip(edges, highs, strict=True)
    ]


def middle(counts: Mapping[int, int]) -> int | None:
    """Return the median value: the least that at least half of the cards do not exceed.

    None without any card.
    """
    total = sum(counts.values())
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if total and 2 * passed >= total:
            return value
    return None
