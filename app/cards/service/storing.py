"""Storing the state of a card, unless the card has moved on."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    CursorResult,
    Double,
    Table,
    bindparam,
    update,
)
from sqlalchemy import cast as sql_cast

from app.cards.models import Card
from app.cards.queries.states import STATE_FIELDS
from app.db import db
from app.domain.errors import Conflict
from app.domain.scheduling.log.state import CardState

MOVED_ON = (
    "You answered this card somewhere else after you opened this page. Here is its current state."
)

# What two states of a card differ in, whether by another answer or by another grade of the same.
TOLD_APART_BY = (
    "version",
    "scheduler",
    "stability",
    "ease_hundredths",
    "repetition",
    "interval_days",
    "drill",
    "due_on",
    "lapses",
    "right_in_a_row",
)

# Built once: answering is the busiest write there is.
CARDS = cast(Table, Card.__table__)


def bound(column: Column[Any]) -> ColumnElement[Any]:
    """Return a column's value to come, of a type that PostgreSQL cannot mistake."""
    value: ColumnElement[Any] = bindparam(column.name, type_=column.type)
    return sql_cast(value, Double) if isinstance(column.type, Double) else value


_UPDATE_CARD = (
    update(CARDS)
    .where(
        CARDS.c.learner_id == bindparam("of_learner"),
        CARDS.c.question_id == bindparam("of_question"),
        *(CARDS.c[name].is_not_distinct_from(bindparam(f"from_{name}")) for name in TOLD_APART_BY),
    )
    .values({name: bindparam(name) for name in STATE_FIELDS})
)


def move_card(learner_id: int, question_id: int, before: CardState, after: CardState) -> None:
    """Move a card from one state to another.

    Raises:
        Conflict: the card is not in the first state any more.
    """
    values = {name: getattr(after, name) for name in STATE_FIELDS}
    standing = {f"from_{name}": getattr(before, name) for name in TOLD_APART_BY}
    keys = {"of_learner": learner_id, "of_question": question_id}
    result = db.session.execute(_UPDATE_CARD, {**keys, **standing, **values})
    if cast(CursorResult[Any], result).rowcount != 1:
        raise Conflict(MOVED_ON)
