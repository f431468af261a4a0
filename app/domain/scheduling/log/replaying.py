"""The fold of a card's log: answers, changes of its schedule and moves, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.domain.scheduling.log.answering import Answered, Event, Moved, Rescheduled, answer, moved
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory.scheduler import SM2, Schedule


def replay(log: Iterable[Event], *, schedule: Schedule = SM2, seed: int = 0) -> CardState | None:
    """Return the card that a log, oldest first, leads to; None for a log without answers.

    A move before the first answer moves nothing: its answer was undone.

    ``schedule`` is the one at the beginning of the log.
    """
    rows = list(log)
    # What was before a change that gives every card a new day leaves no trace but its answers.
    begin = max(
        (place for place, row in enumerate(rows) if isinstance(row, Rescheduled) and row.moves_due),
        default=-1,
    )
    past = [row for row in rows[: begin + 1] if not isinstance(row, Rescheduled)]
    state: CardState | None = None
    if begin >= 0 and isinstance(change := rows[begin], Rescheduled):
        schedule = change.schedule
        state = _rescheduled(state, past, change, seed)
    for row in rows[begin + 1 :]:
        if isinstance(row, Rescheduled):
            schedule = row.schedule
            state = _rescheduled(state, past, row, seed)
        else:
            past.append(row)
            state = _folded(state, row, schedule, seed)
    return state


def without_exam_days(log: Iterable[Event]) -> Iterator[Event]:
    """Yield a log as if there had never been an exam: its replay is due on the card's own day."""
    for row in log:
        if isinstance(row, Answered) and row.for_exam:
            yield replace(row, moved_to=None, for_exam=False)
        elif not (isinstance(row, Moved) and row.for_exam):
            yield row


def _folded(
    state: CardState | None, row: Answered | Moved, schedule: Schedule, seed: int
) -> CardState | None:
    if isinstance(row, Moved):
        return None if state is None else moved(state, row)
    return answer(
        state,
        kind=row.kind,
        grade=row.grade,
        correct=row.correct,
        today=row.today,
        answered_at=row.answered_at,
        schedule=schedule,
        seed=seed,
        moved_to=row.moved_to,
    )


def _rescheduled(
    state: CardState | None, past: Iterable[Answered | Moved], change: Rescheduled, seed: int
) -> CardState | None:
    """Return the card as if it had always been scheduled by a change, due as ``state`` is, or on a new day."""
    always: CardState | None = None
    for row in _without_chosen_days(past):
        always = _folded(always, row, change.schedule, seed)
    if state is None or always is None or change.moves_due:
        return always
    return replace(always, due_on=state.due_on)


def _without_chosen_days(past: Iterable[Answered | Moved]) -> Iterator[Answered | Moved]:
    """Yield the rows without days that were chosen: under another schedule they say nothing."""
    for row in past:
        if isinstance(row, Answered):
            yield row if row.moved_to is None else replace(row, moved_to=None)
        elif row.resets:
            yield row
