"""SM-2 by its text: P. A. Wozniak, *Optimization of learning* (1990), chapter 3.2.

Other programs lower the ease on a failure, or multiply by the ease before the review; the text does
neither. Every change of the ease factor is a multiple of 0.02, so it is kept in hundredths and the
ceiling is exact; with floats 50 x 3.00 gives 151. See docs/decisions/0001-sm2-by-the-text.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from app.domain.grades import HIGHEST_GRADE, PASSING_GRADE, check_grade
from app.domain.scheduling.log.state import Drill

FIRST_EASE_HUNDREDTHS: Final = 250
LOWEST_EASE_HUNDREDTHS: Final = 130
FIRST_INTERVAL_DAYS: Final = 1
SECOND_INTERVAL_DAYS: Final = 6
# A review under this grade comes back in the same session, until an answer reaches it.
DRILLED_BELOW: Final = 4


@dataclass(frozen=True, slots=True)
class Sm2Memory:
    """What SM-2 knows of a card: ease factor in hundredths, repetition number, interval, drill."""

    ease_hundredths: int = FIRST_EASE_HUNDREDTHS
    repetition: int = 0
    interval_days: int = 0
    drill: Drill = ""


def review(memory: Sm2Memory, grade: int) -> Sm2Memory:
    """Return the memory after a scheduled review. Raises ``ValueError`` for a grade not 0 to 5."""
    check_grade(grade)
    if grade < PASSING_GRADE:
        return Sm2Memory(memory.ease_hundredths, 0, FIRST_INTERVAL_DAYS, "lapse")
    ease = _ease_after(memory.ease_hundredths, grade)
    repetition = memory.repetition + 1
    return Sm2Memory(
        ease_hundredths=ease,
        repetition=repetition,
        interval_days=_interval(repetition, memory.interval_days, ease),
        drill="hesitation" if grade < DRILLED_BELOW else "",
    )


def drill(memory: Sm2Memory, grade: int) -> Sm2Memory:
    """Return the memory after an answer to an open drill: ease and interval stay as they are.

    Closing a drill that a lapse opened is the first repetition. Raises ``ValueError`` for a grade
    not 0 to 5 and where no drill is open.
    """
    check_grade(grade)
    if not memory.drill:
        raise ValueError("no drill is open")
    if grade < DRILLED_BELOW:
        return memory
    if memory.drill == "lapse":
        return replace(memory, repetition=1, drill="")
    return replace(memory, drill="")


def _ease_after(ease_hundredths: int, grade: int) -> int:
    """Return EF + 0.1 - (5-q)(0.08 + (5-q)0.02), at least 1.3, in hundredths."""
    missing = HIGHEST_GRADE - grade
    return max(LOWEST_EASE_HUNDREDTHS, ease_hundredths + 10 - missing * (8 + 2 * missing))


def _interval(repetition: int, interval_days: int, ease_hundredths: int) -> int:
    """Return the days until the next review: 1, 6, then the last interval times the new ease."""
    if repetition == 1:
        return FIRST_INTERVAL_DAYS
    if repetition == 2:
        return SECOND_INTERVAL_DAYS
    return -(-interval_days * ease_hundredths // 100)  # rounded up
