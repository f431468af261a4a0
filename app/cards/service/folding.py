"""Making cards what their logs say: answers, changes of the schedule, and days given otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import merge
from typing import Final

from sqlalchemy import bindparam, update

from app.cards.models import Card, CardMove, Enrolment, ScheduleChange
from app.cards.queries import moves
from app.cards.queries.answers import map_answers, map_answers_to
from app.cards.queries.schedules import (
    Starts,
    list_cards_after,
    list_changes,
    lock_cards,
    map_starts,
    schedule_of,
)
from app.cards.queries.states import STATE_FIELDS, state_of
from app.cards.service.states import CARDS, NEXT_VERSION, note_returns
from app.db import db
from app.domain.errors import Conflict
from app.domain.scheduling.log.answering import Answered, Event, Moved, Rescheduled
from app.domain.scheduling.log.replaying import replay
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory import fuzz

NOT_FOLDED = "A card does not match its answers. Ask an admin to verify the log."

# Cards in memory at a time, however many a course has.
BATCH = 1000

_UPDATE_CARDS = (
    update(CARDS)
    .where(
        CARDS.c.learner_id == bindparam("of_learner"),
        CARDS.c.question_id == bindparam("of_question"),
    )
    .values({name: bindparam(name) for name in STATE_FIELDS} | {"version": NEXT_VERSION})
)

# What happened at the moment of an answer happened before it.
MOMENT: Final = timedelta(microseconds=1)
# What happened to a card beside answers, with its moment; None comes after everything.
Timed = tuple[datetime | None, Rescheduled | Moved]


def refold_course(enrolment: Enrolment) -> None:
    """Make every card of an enrolment the fold of its log.

    Every card is written, even one that stays as it is, so that an answer which was worked out
    under another schedule is refused.
    """
    learner_id, course_id = enrolment.learner_id, enrolment.course_id
    changes = standing(list_changes(learner_id, course_id))
    for cards, states in folded(learner_id, course_id, changes, lock=True):
        _store(zip(cards, states, strict=True))
        _let_go(cards)
    note_returns(learner_id)


def refold_cards(learner_id: int, course_id: int, question_ids: Sequence[int]) -> None:
    """Make some cards the fold of their logs; where none is, or it is so already, nothing happens."""
    changes: list[Timed] | None = None
    starts: Starts = {}
    for first in range(0, len(question_ids), BATCH):
        some = question_ids[first : first + BATCH]
        cards = lock_cards(learner_id, course_id, some)
        if changes is None:
            changes = standing(list_changes(learner_id, course_id))
            starts = read_starts(course_id, changes)
        answers = map_answers_to(learner_id, some)
        given = moves.map_moves(learner_id, min(some), max(some))
        states = [
            _fold(card, answers, with_start(changes, starts, card.question_id), given)
            for card in cards
        ]
        folded_so = zip(cards, states, strict=True)
        _store((card, state) for card, state in folded_so if state_of(card) != state)
        _let_go(cards)
    note_returns(learner_id)


def standing(changes: Iterable[ScheduleChange]) -> list[Timed]:
    """Return the changes that were not undone, as folding needs them."""
    return [
        (change.made_at, Rescheduled(schedule_of(change), change.moves_due))
        for change in changes
        if change.undone_at is None
    ]


def read_starts(course_id: int, changes: Iterable[Timed]) -> Starts:
    """Return the pooled starts that changes of a schedule name: a look-up, if any does."""
    return map_starts(
        course_id,
        (event.schedule.pooled_start for _, event in changes if isinstance(event, Rescheduled)),
    )


def with_start(changes: Sequence[Timed], starts: Starts, question_id: int) -> Sequence[Timed]:
    """Return changes of the schedule as they are for one question."""
    if not starts:
        return changes
    return [(moment, _started(event, starts, question_id)) for moment, event in changes]


def _started(event: Rescheduled | Moved, starts: Starts, question_id: int) -> Rescheduled | Moved:
    if isinstance(event, Moved) or event.schedule.pooled_start is None:
        return event
    factor = starts[event.schedule.pooled_start].get(question_id, 1.0)
    return replace(event, schedule=replace(event.schedule, start_factor=factor))


def given_days(rows: Iterable[CardMove]) -> list[Timed]:
    """Return the moves of a card that were not undone, as folding needs them."""
    return [
        (row.made_at, Moved(row.due_on, row.resets, for_exam=row.why == "exam"))
        for row in rows
        if row.undone_at is None
    ]


def with_events(
    answers: Sequence[Answered], changes: Sequence[Timed], given: Sequence[Timed] = ()
) -> Iterator[Event]:
    """Yield the log of a card: its answers, with all else where it happened.

    ``changes`` and ``given`` are each in the order of their time.
    """
    waiting = list(merge(changes, given, key=_moment)) if given else list(changes)
    for answer in answers:
        while waiting and waiting[0][0] is not None and waiting[0][0] <= answer.answered_at:
            yield waiting.pop(0)[1]
        yield answer
    for _, event in waiting:
        yield event


def _moment(timed: Timed) -> tuple[bool, datetime | None]:
    return timed[0] is None, timed[0]


def folded(
    learner_id: int, course_id: int, changes: Sequence[Timed], *, lock: bool = False
) -> Iterator[tuple[Sequence[Card], list[CardState]]]:
    """Yield the learner's cards of a course with what their logs make of them, in batches."""
    last = 0
    starts = read_starts(course_id, changes)
    while cards := list_cards_after(learner_id, course_id, last, most=BATCH, lock=lock):
        first, last = cards[0].question_id, cards[-1].question_id
        answers = map_answers(learner_id, first, last)
        given = moves.map_moves(learner_id, first, last)
        yield (
            cards,
            [
                _fold(card, answers, with_start(changes, starts, card.question_id), given)
                for card in cards
            ],
        )


def _fold(
    card: Card,
    answers: Mapping[int, Sequence[Answered]],
    changes: Sequence[Timed],
    given: Mapping[int, Sequence[moves.Timed]],
) -> CardState:
    log = with_events(answers.get(card.question_id, ()), changes, given.get(card.question_id, ()))
    try:
        state = replay(log, seed=fuzz.seed_of(card.learner_id, card.question_id))
    except ValueError as error:
        raise Conflict(NOT_FOLDED) from error
    if state is None:
        raise Conflict(NOT_FOLDED)
    return state


def _store(cards: Iterable[tuple[Card, CardState]]) -> None:
    values = [
        {name: getattr(state, name) for name in STATE_FIELDS}
        | {"of_learner": card.learner_id, "of_question": card.question_id}
        for card, state in cards
    ]
    if values:
        db.session.execute(_UPDATE_CARDS, values)


def _let_go(cards: Iterable[Card]) -> None:
    """Forget cards that were read: their rows were written past them, and a course has many."""
    for card in cards:
        db.session.expunge(card)
