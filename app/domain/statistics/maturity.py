"""How firmly a question is known, in four words."""

from __future__ import annotations

from typing import Final, Literal

Maturity = Literal["new", "learning", "young", "mature"]
MATURITIES: Final[tuple[Maturity, ...]] = ("new", "learning", "young", "mature")

# Two repetitions end learning: from then on SM-2's intervals grow by the ease.
LEARNED_REPETITIONS: Final = 2
# Three weeks: the line the field draws between a young and a mature card.
MATURE_DAYS: Final = 21


def maturity(
    repetition: int | None, interval_days: int | None = None, drill: str | None = None
) -> Maturity:
    """Return the state of a question for a learner; no repetition (None) means no card.

    Takes the card's fields as an outer join gives them. 'learning' until two repetitions are done
    and while a lapse's drill is open; then 'young', and 'mature' from an interval of 21 days.
    """
    if repetition is None:
        return "new"
    if repetition < LEARNED_REPETITIONS or drill == "lapse":
        return "learning"
    return "mature" if (interval_days or 0) >= MATURE_DAYS else "young"
