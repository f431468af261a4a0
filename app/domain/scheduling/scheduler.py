"""What a scheduler is, and the ones Myelin has.

A scheduler moves only what it remembers of a card by. Days, versions, counts and the cap on
intervals are the same under every scheduler and belong to ``answering``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, Protocol

from app.domain.grades import PASSING_GRADE, check_grade
from app.domain.scheduling import fsrs, fuzz, sm2
from app.domain.scheduling.state import CardState, Drill

SchedulerName = Literal["sm2", "fsrs"]
LOWEST_RETENTION: Final = 0.70
HIGHEST_RETENTION: Final = 0.97
DEFAULT_RETENTION: Final = 0.90


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a learner's cards of a course are scheduled.

    ``desired_retention`` (0.70 to 0.97) and ``weights`` are FSRS's; SM-2 has no use for them.
    """

    scheduler: SchedulerName = "sm2"
    desired_retention: float = DEFAULT_RETENTION
    weights: tuple[float, ...] = fsrs.DEFAULT_WEIGHTS


SM2: Final = Schedule()


class Scheduler(Protocol):
    """Decides how long a card can wait, from its state and the grade of an answer."""

    def review(
        self, state: CardState, schedule: Schedule, *, grade: int, today: date, seed: int
    ) -> CardState:
        """Return the state with its memory, ``interval_days`` and ``drill`` moved on.

        ``today`` less ``state.reviewed_on`` is how long the card really waited; a state of version
        0 is a card that was never answered. ``seed`` is the card's own and decides what is left to
        chance.
        """

    def drill(self, state: CardState, schedule: Schedule, *, grade: int) -> CardState:
        """Return the state after an answer to its drill; the interval stays."""


class Sm2:
    """SM-2 on a card's state: its memory is the ease, the repetition and the interval."""

    def review(
        self, state: CardState, schedule: Schedule, *, grade: int, today: date, seed: int
    ) -> CardState:
        """Return the state after SM-2's review; a late one counts as on time."""
        del schedule, today, seed
        return _with(state, sm2.review(_memory(state), grade))

    def drill(self, state: CardState, schedule: Schedule, *, grade: int) -> CardState:
        """Return the state after SM-2's drill."""
        del schedule
        return _with(state, sm2.drill(_memory(state), grade))


def _memory(state: CardState) -> sm2.Memory:
    return sm2.Memory(state.ease_hundredths, state.repetition, state.interval_days, state.drill)


def _with(state: CardState, memory: sm2.Memory) -> CardState:
    return replace(
        state,
        ease_hundredths=memory.ease_hundredths,
        repetition=memory.repetition,
        interval_days=memory.interval_days,
        drill=memory.drill,
    )


class Fsrs:
    """FSRS on a card's state: its memory is the stability and the difficulty.

    ``repetition`` counts the reviews recalled since the last lapse, and an answer that was not
    recalled is drilled, as under SM-2. What is answered in a drill counts as FSRS counts any answer
    of the same day.
    """

    def review(
        self, state: CardState, schedule: Schedule, *, grade: int, today: date, seed: int
    ) -> CardState:
        """Return the state after FSRS's review."""
        check_grade(grade)
        rating = rating_of(grade)
        memory = _moved(state, rating, (today - state.reviewed_on).days, schedule)
        recalled = grade >= PASSING_GRADE
        lapse: Drill = "lapse"
        return replace(
            state,
            stability=memory.stability,
            difficulty=memory.difficulty,
            repetition=state.repetition + 1 if recalled else 0,
            interval_days=self._interval(state, schedule, rating, today, seed),
            drill="" if recalled else lapse,
        )

    def drill(self, state: CardState, schedule: Schedule, *, grade: int) -> CardState:
        """Return the state after an answer to a drill, which recalling closes."""
        check_grade(grade)
        memory = _moved(state, rating_of(grade), 0, schedule)
        return replace(
            state,
            stability=memory.stability,
            difficulty=memory.difficulty,
            drill="" if grade >= PASSING_GRADE else state.drill,
        )

    def _interval(
        self, state: CardState, schedule: Schedule, rating: fsrs.Rating, today: date, seed: int
    ) -> int:
        """Return the days to wait: longer for each better answer, whatever chance does."""
        days = (today - state.reviewed_on).days
        waits = 0
        for passed in _ratings_up_to(rating):
            stability = _moved(state, passed, days, schedule).stability
            wanted = fsrs.interval_days(stability, schedule.desired_retention, schedule.weights)
            fuzzed = fuzz.fuzzed(wanted, fuzz.share(seed, state.version))
            waits = max(waits + 1, fuzzed) if passed > fsrs.AGAIN else fuzzed
        return waits


def _ratings_up_to(rating: fsrs.Rating) -> tuple[fsrs.Rating, ...]:
    if rating == fsrs.AGAIN:
        return (1,)
    recalled: tuple[fsrs.Rating, ...] = (2, 3, 4)
    return recalled[: rating - fsrs.AGAIN]


def _moved(state: CardState, rating: fsrs.Rating, days: int, schedule: Schedule) -> fsrs.Memory:
    if state.stability is None or state.difficulty is None:
        return fsrs.first(rating, schedule.weights)
    memory = fsrs.Memory(state.stability, state.difficulty)
    return fsrs.review(memory, rating, days, schedule.weights)


def rating_of(grade: int) -> fsrs.Rating:
    """Return the answer button of a grade: 0 to 2 again, 3 hard, 4 good, 5 easy."""
    ratings: tuple[fsrs.Rating, ...] = (1, 1, 1, 2, 3, 4)
    return ratings[grade]


SCHEDULERS: Final[Mapping[SchedulerName, Scheduler]] = {"sm2": Sm2(), "fsrs": Fsrs()}
