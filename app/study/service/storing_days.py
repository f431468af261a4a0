"""Storing the days that many cards of a course are given for an exam: a few statements for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Insert,
    Table,
    and_,
    bindparam,
    false,
    insert,
    literal,
    select,
    update,
)

from app.db import db, new_id
from app.study.models import Card, CardMove, Enrolment
from app.study.service.folding import BATCH

_CARDS = cast(Table, Card.__table__)
_MOVES = cast(Table, CardMove.__table__)
# What happened at the moment of an answer happened before it.
_MOMENT = timedelta(microseconds=1)
_MOVE_CARDS = (
    update(_CARDS)
    .where(
        _CARDS.c.learner_id == bindparam("of_learner"),
        _CARDS.c.question_id == bindparam("of_question"),
    )
    .values(due_on=bindparam("day"))
)


@dataclass(slots=True)
class Given:
    """The day of a card; ``takes_back`` the moves it had for an exam, ``needs_move`` for another."""

    question_id: int
    due_on: date
    was_due_on: date
    answered_at: datetime
    takes_back: bool
    needs_move: bool


def store_days(enrolment: Enrolment, given: Iterable[Given], *, now: datetime) -> int:
    """Store the days of locked cards of a locked enrolment; return how many got another one.

    ``now`` is after all that happened to them but for answers.
    """
    cards = list(given)
    _take_back(enrolment, [one.question_id for one in cards if one.takes_back], now)
    moved = [
        {"of_learner": enrolment.learner_id, "of_question": one.question_id, "day": one.due_on}
        for one in cards
        if one.due_on != one.was_due_on
    ]
    if moved:
        db.session.connection().execute(_MOVE_CARDS, moved)
    _note(enrolment, [one for one in cards if one.needs_move], now)
    return len(moved)


def _take_back(enrolment: Enrolment, question_ids: Sequence[int], now: datetime) -> None:
    for some in _batches(question_ids):
        db.session.execute(
            update(_MOVES)
            .where(
                _MOVES.c.learner_id == enrolment.learner_id,
                _MOVES.c.question_id.between(some[0], some[-1]),
                _MOVES.c.question_id.in_(some),
                _MOVES.c.why == "exam",
                _MOVES.c.undone_at.is_(None),
            )
            .values(undone_at=now)
        )


def _note(enrolment: Enrolment, cards: Sequence[Given], now: datetime) -> None:
    """Note the days in the log. The cards have them: one statement copies them from there.

    A card that was answered since ``now`` is moved after that answer.
    """
    batch_id = new_id()
    late = [one for one in cards if one.answered_at >= now]
    for one in late:
        db.session.execute(
            _noted(enrolment, [one.question_id], batch_id, one.answered_at + _MOMENT)
        )
    others = [one.question_id for one in cards if one.answered_at < now]
    for some in _batches(others):
        db.session.execute(_noted(enrolment, some, batch_id, now))


def _noted(
    enrolment: Enrolment, question_ids: Sequence[int], batch_id: UUID, made_at: datetime
) -> Insert:
    values: dict[str, ColumnElement[Any]] = {
        "learner_id": _CARDS.c.learner_id,
        "question_id": _CARDS.c.question_id,
        "batch_id": literal(batch_id, _MOVES.c.batch_id.type),
        "course_id": _CARDS.c.course_id,
        "why": literal("exam", _MOVES.c.why.type),
        "resets": false(),
        "due_on": _CARDS.c.due_on,
        "made_at": literal(made_at, _MOVES.c.made_at.type),
    }
    cards = select(*values.values()).where(_of(enrolment, question_ids))
    return insert(_MOVES).from_select(list(values), cards)


def _of(enrolment: Enrolment, question_ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(_CARDS.c.learner_id == enrolment.learner_id, _CARDS.c.question_id.in_(question_ids))


def _batches(question_ids: Sequence[int]) -> list[Sequence[int]]:
    return [question_ids[first : first + BATCH] for first in range(0, len(question_ids), BATCH)]
