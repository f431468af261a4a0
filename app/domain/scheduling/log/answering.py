"""What an answer does to a card, over learner days.

Old state and answer in, new state out; ``replaying.replay`` over the log gives the stored card exactly.

The learner's day can go back: who studies in Auckland and flies to Los Angeles lives a date twice.
Such a card was reviewed "tomorrow". It is not due, as ``due_on`` lies after ``reviewed_on``, so an
answer is practice; and a drill opened on the later date is still open, as its day is not over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain.grades import PASSING_GRADE, check_grade
from app.domain.scheduling.log.state import CardState, Kind
from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.memory.scheduler import SCHEDULERS, SM2, Memory, Schedule


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of the log, as far as folding needs it.

    ``moved_to`` is the day that was chosen for the card instead of the scheduler's own, and
    ``for_exam`` tells that an exam ahead chose it.
    """

    kind: Kind
    grade: int
    correct: bool
    today: date
    answered_at: datetime
    moved_to: date | None = None
    for_exam: bool = False


@dataclass(frozen=True, slots=True)
class Rescheduled:
    """A change of the schedule: from here on the card is as if it had always been so.

    Unless ``moves_due``, the day on which the card is due stays as it was.
    """

    schedule: Schedule
    moves_due: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A day that a card was given outside of an answer.

    With ``resets`` the card begins anew as well, on that day: as if it had never been answered, but
    for the count of its answers, the day on which it was met and the moment of the last one.
    ``for_exam`` tells that it was given for an exam.
    """

    due_on: date
    resets: bool = False
    for_exam: bool = False


Event = Answered | Rescheduled | Moved


def kind_of_answer(state: CardState | None, today: date) -> Kind:
    """Return what an answer given today is.

    The first answer ever and the first on or after the due day are the review. While a drill is
    open, and until its day is over, answers belong to the drill. All others are practice.
    """
    if state is None:
        return "review"
    if state.drill and state.drill_on is not None and state.drill_on >= today:
        return "drill"
    if state.due_on <= today and state.reviewed_on != today:
        return "review"
    return "practice"


def answer(
    state: CardState | None,
    *,
    kind: Kind,
    grade: int,
    correct: bool,
    today: date,
    answered_at: datetime,
    schedule: Schedule = SM2,
    seed: int = 0,
    moved_to: date | None = None,
) -> CardState:
    """Return the card after an answer; None is a card that does not exist yet.

    ``schedule`` is the one that the card has been scheduled by so far, ``seed`` the card's own (see
    ``fuzz.seed_of``). ``moved_to`` is the day to make it due on instead of the scheduler's; only it
    may lie further off than the schedule's longest interval.
    ``kind`` is what ``kind_of_answer`` said then. A review moves the schedule; a drill can only close
    the drill; practice leaves the schedule alone. Raises ``ValueError`` for a grade not 0 to 5, a
    first answer that is not a review, and a drill where none is open.
    """
    check_grade(grade)
    if state is None:
        if kind != "review":
            raise ValueError(f"the first answer is a review, not {kind}")
        state = _unanswered(schedule, today, answered_at)
    elif kind == "practice":
        return _practised(state, answered_at, correct=correct)
    scheduler, memory = SCHEDULERS[schedule.scheduler], _memory(state)
    if kind == "drill":
        memory = scheduler.drill(memory, schedule, grade=grade)
        return _after(state, memory, answered_at, correct=correct)
    memory = scheduler.review(
        memory,
        schedule,
        grade=grade,
        days=(today - state.reviewed_on).days,
        chance=fuzz.share(seed, state.answers),
    )
    interval_days = min(memory.interval_days, schedule.most_days)
    return _after(
        state,
        memory,
        answered_at,
        correct=correct,
        interval_days=interval_days,
        reviewed_on=today,
        due_on=days_after(today, interval_days) if moved_to is None else moved_to,
        grade=grade,
    )


def _practised(state: CardState, answered_at: datetime, *, correct: bool) -> CardState:
    return replace(
        state,
        answers=state.answers + 1,
        answered_at=answered_at,
        right_in_a_row=state.right_in_a_row + 1 if correct else 0,
    )


def _unanswered(schedule: Schedule, today: date, answered_at: datetime) -> CardState:
    start = Memory()
    return CardState(
        answers=0,
        scheduler=schedule.scheduler,
        ease_hundredths=start.ease_hundredths,
        repetition=start.repetition,
        interval_days=start.interval_days,
        drill=start.drill,
        drill_on=None,
        due_on=today,
        introduced_on=today,
        reviewed_on=today,
        answered_at=answered_at,
        lapses=0,
        right_in_a_row=0,
    )


def _memory(state: CardState) -> Memory:
    return Memory(
        state.ease_hundredths,
        state.repetition,
        state.interval_days,
        state.drill,
        state.stability,
        state.difficulty,
    )


def _after(
    state: CardState,
    memory: Memory,
    answered_at: datetime,
    *,
    correct: bool,
    interval_days: int | None = None,
    reviewed_on: date | None = None,
    due_on: date | None = None,
    grade: int = PASSING_GRADE,
) -> CardState:
    """Return the state with a memory; the interval, days and ``grade`` are given for a review only.

    Written out: a million answers are folded when a large course changes its schedule, and
    ``replace`` takes longer than everything else together.
    """
    lapsed = grade < PASSING_GRADE and state.repetition > 0
    drill_on = state.drill_on if reviewed_on is None else reviewed_on
    return CardState(
        state.answers + 1,
        state.scheduler,
        memory.ease_hundredths,
        memory.repetition,
        state.interval_days if interval_days is None else interval_days,
        memory.drill,
        drill_on if memory.drill else None,
        state.due_on if due_on is None else due_on,
        state.introduced_on,
        state.reviewed_on if reviewed_on is None else reviewed_on,
        answered_at,
        state.lapses + lapsed,
        state.right_in_a_row + 1 if correct else 0,
        memory.stability,
        memory.difficulty,
    )


def days_after(day: date, days: int) -> date:
    """Return the date so many days later, or the last date there is."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def moved(state: CardState, move: Moved) -> CardState:
    """Return the card after a move."""
    if not move.resets:
        return replace(state, due_on=move.due_on)
    start = Memory()
    return replace(
        state,
        ease_hundredths=start.ease_hundredths,
        repetition=start.repetition,
        interval_days=start.interval_days,
        drill=start.drill,
        drill_on=None,
        due_on=move.due_on,
        lapses=0,
        right_in_a_row=0,
        stability=start.stability,
        difficulty=start.difficulty,
    )


def outcomes(
    state: CardState | None,
    *,
    kind: Kind,
    grades: Iterable[int],
    correct: bool,
    today: date,
    answered_at: datetime,
    schedule: Schedule = SM2,
    seed: int = 0,
) -> dict[int, CardState]:
    """Return what each grade would lead to, so that a button can show its interval."""
    return {
        grade: answer(
            state,
            kind=kind,
            grade=grade,
            correct=correct,
            today=today,
            answered_at=answered_at,
            schedule=schedule,
            seed=seed,
        )
        for grade in grades
    }
