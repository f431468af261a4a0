"""What learners are like besides their memory: when they come, how they answer, what they take a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.domain.scheduling.memory import fuzz

HabitName = str
STEADY: Final[HabitName] = "steady"
# One of four choices is right.
LUCK: Final = 0.25
# Who is careless gets so many wrong of what they know.
CARELESS_SLIPS: Final = 0.05
_COMES, _SLIPS, _GUESSES = 0x2C1B3C6D, 0x297A2D39, 0x1B56C4E9


@dataclass(frozen=True, slots=True)
class Habit:
    """How a learner studies.

    ``attendance`` is the share of days on which they come, at random; ``misses_last`` is how many days
    before the exam they miss, 1 being the eve. ``guesses`` is the share (0 to 1) of what they do not
    recall that they answer right all the same, and ``slips`` that of what they recall and answer
    wrong. ``is_sure`` tells that they never say they are unsure.
    """

    attendance: float = 1.0
    misses_last: int = 0
    guesses: float = 0.0
    slips: float = 0.0
    is_sure: bool = False

    def comes(self, learner: int, days_to_exam: int, day: int) -> bool:
        """Tell whether a learner studies on a day."""
        if 0 < days_to_exam <= self.misses_last:
            return False
        return fuzz.share(fuzz.seed_of(learner, 0) ^ _COMES, day) < self.attendance

    def answers_right(self, recalled: bool, seed: int, number: int) -> bool:
        """Tell whether an answer of a card is right, by what the memory had; ``number`` is from 0."""
        if recalled:
            return fuzz.share(seed ^ _SLIPS, number) >= self.slips
        return fuzz.share(seed ^ _GUESSES, number) < self.guesses

    def right(self, recall: float) -> float:
        """Return the probability (0 to 1) of a right answer to what is recalled with this one."""
        return recall * (1 - self.slips) + (1 - recall) * self.guesses


HABITS: Final[dict[HabitName, Habit]] = {
    STEADY: Habit(),
    "misses the eve": Habit(misses_last=1),
    "misses the last two days": Habit(misses_last=2),
    "misses one day in five": Habit(attendance=0.8),
    "guesses": Habit(guesses=LUCK),
    "is never unsure": Habit(is_sure=True),
    "is careless": Habit(guesses=LUCK, slips=CARELESS_SLIPS, is_sure=True),
    "all of it": Habit(
        attendance=0.8, misses_last=2, guesses=LUCK, slips=CARELESS_SLIPS, is_sure=True
    ),
}
