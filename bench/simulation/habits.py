"""What learners are like besides their memory: when they come, how they answer, what they take a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.planning.load import EVERY_DAY, Habits, Pause

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

    What they have told the app: ``reviews_a_day`` is their limit, ``weekdays`` are the shares of a usual
    day from Monday to Sunday in per cent (they stay away where it is 0), ``pause`` is the first and the
    last day of a pause, counted back from the exam, and ``smooths`` evens the days out.
    """

    attendance: float = 1.0
    misses_last: int = 0
    guesses: float = 0.0
    slips: float = 0.0
    is_sure: bool = False
    reviews_a_day: int | None = None
    weekdays: tuple[int, ...] = EVERY_DAY
    pause: tuple[int, int] | None = None
    smooths: bool = False

    @property
    def comes_always(self) -> bool:
        """Tell whether they come on all days but those that the app knows to be free."""
        return self.attendance == 1.0 and not self.misses_last

    def comes(self, learner: int, day: int, on: date, exam_on: date) -> bool:
        """Tell whether a learner studies on a day of the simulation, which is some date."""
        if 0 < (exam_on - on).days <= self.misses_last or not self.weekdays[on.weekday()]:
            return False
        return fuzz.share(fuzz.seed_of(learner, 0) ^ _COMES, day) < self.attendance

    def load(self, exam_on: date) -> Habits:
        """Return how the app is to spread their work."""
        if self.pause is None:
            return Habits(self.smooths, self.weekdays)
        first_on, last_on = (exam_on - timedelta(days=before) for before in self.pause)
        return Habits(self.smooths, self.weekdays, (Pause(first_on, last_on),))

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
    "takes 20 reviews a day": Habit(reviews_a_day=20),
    "keeps weekends free": Habit(weekdays=(100, 100, 100, 100, 100, 0, 0)),
    "pauses a week": Habit(pause=(14, 8)),
    "evens days out": Habit(smooths=True),
    "all of it": Habit(
        attendance=0.8,
        misses_last=2,
        guesses=LUCK,
        slips=CARELESS_SLIPS,
        is_sure=True,
        reviews_a_day=40,
        pause=(40, 34),
    ),
}
# Those of which reports say what they change.
TOLD: Final[tuple[HabitName, ...]] = tuple(
    name for name in HABITS if name not in ("is never unsure", "evens days out")
)
