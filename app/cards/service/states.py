"""Storing the state of a card: every write of one goes by its version, and leaves it another."""

from __future__ import annotations

from typing import Any, Final, cast
from uuid import UUID

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
from app.cards.queries.reviews import list_written_since
from app.cards.queries.states import STATE_FIELDS, state_of
from app.db import db
from app.domain.errors import Conflict
from app.domain.scheduling.log.state import CardState

MOVED_ON = (
    "You answered this card somewhere else after you opened this page. Here is its current state."
)

# Built once: answering is the busiest write there is.
CARDS = cast(Table, Card.__table__)
# For the values of every UPDATE of cards, whatever else it sets.
NEXT_VERSION = CARDS.c.version + 1

_FIRST_VERSIONS: Final = 2**20


def bound(column: Column[Any]) -> ColumnElement[Any]:
    """Return a column's value to come, of a type that PostgreSQL cannot mistake."""
    value: ColumnElement[Any] = bindparam(column.name, type_=column.type)
    return sql_cast(value, Double) if isinstance(column.type, Double) else value


_UPDATE_CARD = (
    update(CARDS)
    .where(
        CARDS.c.learner_id == bindparam("of_learner"),
        CARDS.c.question_id == bindparam("of_question"),
        CARDS.c.version == bindparam("from_version"),
    )
    .values({name: bindparam(name) for name in STATE_FIELDS} | {"version": NEXT_VERSION})
)


def store_state(learner_id: int, question_id: int, version: int | None, state: CardState) -> int:
    """Give a card that is still of a version another state; return the version that it has now.

    None is the version of no card.

    Raises:
        Conflict: the card was written since, or is gone.
    """
    if version is None:
        raise Conflict(MOVED_ON)
    values = {name: getattr(state, name) for name in STATE_FIELDS}
    keys = {"of_learner": learner_id, "of_question": question_id, "from_version": version}
    result = db.session.execute(_UPDATE_CARD, {**keys, **values})
    if cast(CursorResult[Any], result).rowcount != 1:
        raise Conflict(MOVED_ON)
    return version + 1


def first_version(review_id: UUID) -> int:
    """Return the version that a card begins with when a review is the first of it.

    It follows from the review, so that a card whose only answer was undone is not taken for the one
    that the next answer makes.
    """
    return review_id.int % _FIRST_VERSIONS + 1


def note_returns(learner_id: int) -> None:
    """Note which cards are again as their last answer left them, whatever was done in between.

    Such an answer may be undone or given another grade, as if nothing had been done since. Only
    those of the learner's last day are looked at: others are settled in any case.
    """
    for review, card in list_written_since(learner_id):
        if state_of(card) == CardState.from_json(review.state_after):
            review.card_version = card.version
        # Others write past it.
        db.session.expunge(card)
    db.session.flush()
