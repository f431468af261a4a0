"""Storing the days that many cards of a course are given for an exam: a few statements for all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Date,
    Insert,
    Integer,
    Table,
    any_,
    bindparam,
    false,
    func,
    insert,
    literal,
    select,
    update,
)

from app.cards.models import Card, CardMove, Enrolment
from app.cards.service.folding import MOMENT
from app.cards.service.states import CARDS, NEXT_VERSION, note_returns
from app.db import db, new_id

_MOVES = cast(Table, CardMove.__table__)


@dataclass(slots=True)
class Given:
    """The day of a card; ``takes_back`` the moves it had for an exam, ``needs_move`` for another.

    ``is_late`` tells that it was answered since.
    """

    question_id: int
    due_on: date
    was_due_on: date
    is_late: bool
    takes_back: bool
    needs_move: bool


def store_days(enrolment: Enrolment, given: Iterable[Given], *, now: datetime) -> int:
    """Store the days of locked cards of a locked enrolment; return how many got another one.

    ``now`` is after all that happened to them but for answers.
    """
    cards = list(given)
    _take_back(enrolment, [one.question_id for one in cards if one.takes_back], now)
    moved = [one for one in cards if one.due_on != one.was_due_on]
    if moved:
        _move(enrolment, moved)
    _note(enrolment, [one for one in cards if one.needs_move], now)
    if moved:
        note_returns(enrolment.learner_id)
    return len(moved)


def _take_back(enrolment: Enrolment, question_ids: Sequence[int], now: datetime) -> None:
    if not question_ids:
        return
    db.session.execute(
        update(_MOVES)
        .where(
            _MOVES.c.learner_id == enrolment.learner_id,
            _among(_MOVES.c.question_id, question_ids),
            _MOVES.c.why == "exam",
            _MOVES.c.undone_at.is_(None),
        )
        .values(undone_at=now)
    )


def _move(enrolment: Enrolment, cards: Sequence[Given]) -> None:
    of_learner = CARDS.c.learner_id == enrolment.learner_id
    if _is_sqlite():
        statement = update(CARDS).where(of_learner, CARDS.c.question_id == bindparam("question"))
        db.session.connection().execute(
            statement.values(due_on=bindparam("day"), version=NEXT_VERSION),
            [{"question": one.question_id, "day": one.due_on} for one in cards],
        )
        return
    # One by one, a thousand cards would take PostgreSQL three times as long.
    days = func.unnest(
        literal([one.question_id for one in cards], ARRAY(Integer)),
        literal([one.due_on for one in cards], ARRAY(Date)),
    ).table_valued("question_id", "day", name="days")
    days = days.render_derived()
    db.session.execute(
        update(CARDS)
        .where(of_learner, CARDS.c.question_id == days.c.question_id)
        .values(due_on=days.c.day, version=NEXT_VERSION)
    )


def _note(enrolment: Enrolment, cards: Sequence[Given], now: datetime) -> None:
    """Note the days in the log. The cards have them: one statement copies them from there.

    A card that was answered since ``now`` is moved after that answer.
    """
    batch_id = new_id()
    for one in cards:
        if one.is_late:
            card = db.session.get_one(Card, (enrolment.learner_id, one.question_id))
            made_at = card.answered_at + MOMENT
            db.session.execute(_noted(enrolment, [one.question_id], batch_id, made_at))
    others = [one.question_id for one in cards if not one.is_late]
    if others:
        db.session.execute(_noted(enrolment, others, batch_id, now))


def _noted(
    enrolment: Enrolment, question_ids: Sequence[int], batch_id: UUID, made_at: datetime
) -> Insert:
    values: dict[str, ColumnElement[Any]] = {
        "learner_id": CARDS.c.learner_id,
        "question_id": CARDS.c.question_id,
        "batch_id": literal(batch_id, _MOVES.c.batch_id.type),
        "course_id": CARDS.c.course_id,
        "why": literal("exam", _MOVES.c.why.type),
        "resets": false(),
        "due_on": CARDS.c.due_on,
        "made_at": literal(made_at, _MOVES.c.made_at.type),
    }
    cards = select(*values.values()).where(
        CARDS.c.learner_id == enrolment.learner_id, _among(CARDS.c.question_id, question_ids)
    )
    return insert(_MOVES).from_select(list(values), cards)


def _among(column: Column[Any], question_ids: Sequence[int]) -> ColumnElement[bool]:
    """Tell whether a column is one of many questions: a single value, however many they are."""
    if _is_sqlite():
        each = func.json_each(json.dumps(question_ids)).table_valued("value")
        return column.in_(select(each.c.value))
    return column == any_(literal(question_ids, ARRAY(Integer)))


def _is_sqlite() -> bool:
    return bool(db.engine.dialect.name == "sqlite")
