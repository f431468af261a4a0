"""How much of what came up was recalled."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.grades import PASSING_GRADE


def recall_share(grades: Mapping[int, int]) -> float | None:
    """Return the share, 0 to 1, of reviews graded 3 or more; None without any review.

    ``grades`` counts reviews by grade. Leave out drills and practice, and each card's first answer:
    what was never learned cannot be recalled.
    """
    reviews = sum(grades.values())
    if reviews == 0:
        return None
    return sum(count for grade, count in grades.items() if grade >= PASSING_GRADE) / reviews
