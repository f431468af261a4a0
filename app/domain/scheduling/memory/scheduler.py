"""What a scheduler is, and the ones Myelin has.

A scheduler moves only what it remembers a card by. Days, versions, counts and the cap on
intervals are the same under every scheduler and belong to ``answering``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from app.domain.grades import PASSING_GRADE, check_grade
from app.domain.scheduling.log.state import Drill
from app.domain.scheduling.memory import fsrs, fuzz, sm2

SchedulerName = Literal["sm2", "fsrs"]
LOWEST_RETENTION: Final = 0.70
HIGHEST_RETENTION: Final = 0.97
DEFAULT_RETENTION: Final = 0.90
# What a learner may choose as the longest interval: under a month all cards would come back for ever, a
# course of a thousand at 33 a day; beyond ten years it limits nothing that anybody would see.
LOWEST_LONGEST_DAYS: Final = 30
HIGHEST_LONGEST_DAYS: Final = 3650


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a learner's cards of a course are scheduled.

    ``desired_retention`` (0.70 to 0.97) and ``weights`` are FSRS's; SM-2 has no use for them.
    ``longest_days`` is the longest interval (30 to 3650 days) under either, None without one.
    ``pooled_start`` is the version of the course's pooled starts that is made use of, None without
    one; ``start_factor`` is what that version says of the question at hand.
    """

    scheduler: SchedulerName = "sm2"
    desired_retention: float = DEFAULT_RETENTION
    weights: tuple[float, ...] = fsrs.DEFAULT_WEIGHTS
    longest_days: int | None = None
    pooled_start: int | None = None
    start_factor: float = 1.0

    @property
    def most_days(self) -> int:
        """Return the most days that a review lets a card wait."""
        return fuzz.LONGEST_INTERVAL_DAYS if self.longest_days is None else self.longest_days

    @property
    def wanted_recall(self) -> float:
        """Return the recall that the learner wants at each review, 0 where nothing says it."""
        return self.desired_retention if self.scheduler == "fsrs" else 0.0


SM2: Final = Schedule()


@dataclass(frozen=True, slots=True)
class Memory:
    """What the schedulers remember a card by, with the names and meanings of ``CardState``."""

    ease_hundredths: int = sm2.FIRST_EASE_HUNDREDTHS
    repetition: int = 0
    interval_days: int = 0
    drill: Drill = ""
    stability: float | None = None
    difficulty: float | None = None


class Scheduler(Protocol):
    """Decides how long a card can wait, from its memory and the grade of an answer."""

    def review(
        self, memory: Memory, schedule: Schedule, *, grade: int, days: int, chance: float
    ) -> Memory:
        """Return the memory after a review.

        ``days`` is how long the card really waited, ``chance`` (0 to 1, 1 excluded) decides what is
        left to chance.
        """

    def drill(self, memory: Memory, schedule: Schedule, *, grade: int) -> Memory:
        """Return the memory after an answer to its drill; the interval stays."""


class Sm2:
    """SM-2: its memory is the ease, the repetition and the interval."""

    def review(
        self, memory: Memory, schedule: Schedule, *, grade: int, days: int, chance: float
    ) -> Memory:
        """Return the memory after SM-2's review; a late one counts as on time."""
        del schedule, days, chance
        return _moved_by_sm2(memory, sm2.review(_sm2(memory), grade))

    def drill(self, memory: Memory, schedule: Schedule, *, grade: int) -> Memory:
        """Return the memory after SM-2's drill."""
        del schedule
        return _moved_by_sm2(memory, sm2.drill(_sm2(memory), grade))


def _sm2(memory: Memory) -> sm2.Sm2Memory:
    return sm2.Sm2Memory(
        memory.ease_hundredths, memory.repetition, memory.interval_days, memory.drill
    )


def _moved_by_sm2(memory: Memory, moved: sm2.Sm2Memory) -> Memory:
    return Memory(
        moved.ease_hundredths,
        moved.repetition,
        moved.interval_days,
        moved.drill,
        memory.stability,
        memory.difficulty,
    )


class Fsrs:
    """FSRS: its memory is the stability and the difficulty.

    ``repetition`` counts the reviews recalled since the last lapse, and an answer that was not
    recalled is drilled, as under SM-2. What is answered in a drill counts as FSRS counts any answer
    of the same day.
    """

    def review(
        self, memory: Memory, schedule: Schedule, *, grade: int, days: int, chance: float
    ) -> Memory:
        """Return the memory after FSRS's review."""
        check_grade(grade)
        recalled = grade >= PASSING_GRADE
        rating = rating_of(grade)
        interval_days, moved = _waits(memory, schedule, rating, days, chance)
        return Memory(
            memory.ease_hundredths,
            memory.repetition + 1 if recalled else 0,
            interval_days,
            "" if recalled else "lapse",
            moved.stability,
            moved.difficulty,
        )

    def drill(self, memory: Memory, schedule: Schedule, *, grade: int) -> Memory:
        """Return the memory after an answer to a drill, which recalling closes."""
        check_grade(grade)
        moved = _moved_by_fsrs(memory, rating_of(grade), 0, schedule)
        return Memory(
            memory.ease_hundredths,
            memory.repetition,
            memory.interval_days,
            "" if grade >= PASSING_GRADE else memory.drill,
            moved.stability,
            moved.difficulty,
        )


def _waits(
    memory: Memory, schedule: Schedule, rating: fsrs.Rating, days: int, chance: float
) -> tuple[int, fsrs.FsrsMemory]:
    """Return the days to wait and the memory: longer for each better answer, whatever chance does.

    So that no button promises less than a worse one, the worse passing answers are worked out too.
    """
    waits = 0
    for worse in _WORSE[rating]:
        moved = _moved_by_fsrs(memory, worse, days, schedule)
        waits = max(waits + 1, _fuzzed(moved, schedule, chance))
    moved = _moved_by_fsrs(memory, rating, days, schedule)
    fuzzed = _fuzzed(moved, schedule, chance)
    return (fuzzed if rating == fsrs.AGAIN else max(waits + 1, fuzzed)), moved


# The answers that pass and are worse.
_WORSE: Final[Mapping[fsrs.Rating, tuple[fsrs.Rating, ...]]] = {1: (), 2: (), 3: (2,), 4: (2, 3)}


def _fuzzed(memory: fsrs.FsrsMemory, schedule: Schedule, chance: float) -> int:
    wanted = fsrs.interval_days(memory.stability, schedule.desired_retention, schedule.weights)
    return fuzz.fuzzed(wanted, chance, schedule.most_days)


def _moved_by_fsrs(
    memory: Memory, rating: fsrs.Rating, days: int, schedule: Schedule
) -> fsrs.FsrsMemory:
    if memory.stability is None or memory.difficulty is None:
        return fsrs.first(rating, schedule.weights, schedule.start_factor)
    before = fsrs.FsrsMemory(memory.stability, memory.difficulty)
    return fsrs.review(before, rating, days, schedule.weights)


_RATINGS: Final[tuple[fsrs.Rating, ...]] = (1, 1, 1, 2, 3, 4)


def rating_of(grade: int) -> fsrs.Rating:
    """Return FSRS's rating of a grade: 0 to 2 again, 3 hard, 4 good, 5 easy.

    The grade that stands is all it goes by, not how that came about. A slow right answer is hard
    for FSRS too, and a quick, sure one easy: so the page calls their grades, and whoever sees it
    otherwise chooses another grade. A rating of its own from the time would contradict the button
    that was pressed, and could not be told from the log, which keeps one grade.
    """
    return _RATINGS[grade]


SCHEDULERS: Final[Mapping[SchedulerName, Scheduler]] = {"sm2": Sm2(), "fsrs": Fsrs()}
