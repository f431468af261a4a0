"""Storing what an answer makes of its card: short writes that refuse a card which has moved on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    CursorResult,
    Double,
    Table,
    bindparam,
    select,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.exc import IntegrityError

from app.db import db
from app.domain.errors import Conflict
from app.domain.grades import UNGRADED
from app.domain.scheduling.log.state import CardState
from app.study.models import Card, Enrolment, Review, StudySession
from app.study.models.log import recall_of
from app.study.queries import log
from app.study.queries.situation import STATE_FIELDS

MOVED_ON = (
    "This card has been answered elsewhere since the page was opened. Here is where it stands."
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
_CARDS = cast(Table, Card.__table__)
_ENROLMENTS = cast(Table, Enrolment.__table__)
_INSERT_REVIEW = cast(Table, Review.__table__).insert()
_INSERT_SESSION = cast(Table, StudySession.__table__).insert()


def _bound(column: Column[Any]) -> ColumnElement[Any]:
    """Return a column's value to come, of a type that PostgreSQL cannot mistake."""
    value: ColumnElement[Any] = bindparam(column.name, type_=column.type)
    return sql_cast(value, Double) if isinstance(column.type, Double) else value


_CARD_FIELDS = ("learner_id", "question_id", "course_id", *STATE_FIELDS)
# Only while the schedule is the one that the card was made by: a change of it takes all cards
# with it, and this one was not there to be taken.
_INSERT_CARD = (
    _CARDS.insert()
    .from_select(
        _CARD_FIELDS,
        select(*(_bound(_CARDS.c[name]) for name in _CARD_FIELDS))
        .select_from(_ENROLMENTS)
        .where(
            _ENROLMENTS.c.learner_id == bindparam("learner_id"),
            _ENROLMENTS.c.course_id == bindparam("course_id"),
            _ENROLMENTS.c.schedule_number == bindparam("by_schedule"),
        )
        .with_for_update(read=True),
    )
    .execution_options(preserve_rowcount=True)
)
_UPDATE_CARD = (
    update(_CARDS)
    .where(
        _CARDS.c.learner_id == bindparam("of_learner"),
        _CARDS.c.question_id == bindparam("of_question"),
        *(_CARDS.c[name].is_not_distinct_from(bindparam(f"from_{name}")) for name in TOLD_APART_BY),
    )
    .values({name: bindparam(name) for name in STATE_FIELDS})
)
_ADVANCE = (
    update(_ENROLMENTS)
    .where(
        _ENROLMENTS.c.learner_id == bindparam("of_learner"),
        _ENROLMENTS.c.course_id == bindparam("of_course"),
        _ENROLMENTS.c.introduced_up_to < bindparam("place"),
    )
    .values(introduced_up_to=bindparam("place"))
)


@dataclass(frozen=True, slots=True)
class PreparedAnswer:
    """An answer marked and graded on what was read, ready to be stored in one short write.

    ``before`` is the card that it was reckoned from; it is stored only if the card still is so. One
    that ``waits`` for its learner's grade is stored without moving the card.
    """

    review: dict[str, Any]
    before: CardState | None
    after: CardState
    begins_session: bool
    one_course: bool
    introduced_up_to: int | None
    schedule_number: int
    waits: bool = False


def store_answer(prepared: PreparedAnswer) -> None:
    """Append the review and move the card, if the card is still as the answer was reckoned from.

    Raises:
        Conflict: it is not; another answer or another grade was stored meanwhile.
    """
    review = prepared.review
    try:
        if not prepared.waits:
            _store_card(prepared)
        if prepared.begins_session:
            review = {**review, "session_id": _begin_session(prepared)}
        db.session.execute(_INSERT_REVIEW, review)
    except IntegrityError as error:
        raise Conflict(MOVED_ON) from error


def store_graded(prepared: PreparedAnswer) -> None:
    """Let the review of an answer that has waited for its learner's grade count, and move the card.

    Raises:
        Conflict: the card is not as the answer was reckoned from, or it counts already.
    """
    review = dict(prepared.review)
    review["waited_days"], review["interval_days"] = recall_of(review)
    learner_id, review_id = review.pop("learner_id"), review.pop("id")
    del review["session_id"]  # It stays in the session that it was given in.
    try:
        _store_card(prepared)
        result = db.session.execute(
            update(Review)
            .where(
                Review.learner_id == learner_id,
                Review.id == review_id,
                Review.automatic_reason == UNGRADED,
                Review.undone_at.is_not(None),
            )
            .values(review)
        )
    except IntegrityError as error:
        raise Conflict(MOVED_ON) from error
    if cast(CursorResult[Any], result).rowcount != 1:
        raise Conflict(MOVED_ON)


def _store_card(prepared: PreparedAnswer) -> None:
    review = prepared.review
    if prepared.before is None:
        _insert_card(prepared)
    else:
        move_card(review["learner_id"], review["question_id"], prepared.before, prepared.after)


def _begin_session(prepared: PreparedAnswer) -> UUID:
    """Begin the session, or find the one that another first answer has begun meanwhile."""
    review = prepared.review
    course_id = review["course_id"] if prepared.one_course else None
    log.lock_learner(review["learner_id"])
    begun = log.find_open_session(review["learner_id"], review["learner_on"], course_id)
    if begun is not None:
        return begun.id
    values = {
        "learner_id": review["learner_id"],
        "id": review["session_id"],
        "course_id": course_id,
        "learner_on": review["learner_on"],
        "started_at": review["answered_at"],
    }
    db.session.execute(_INSERT_SESSION, values)
    return cast(UUID, review["session_id"])


def _insert_card(prepared: PreparedAnswer) -> None:
    """Store the card of a question met for the first time, and the place reached in the course."""
    review = prepared.review
    if prepared.introduced_up_to is not None:
        db.session.execute(
            _ADVANCE,
            {
                "of_learner": review["learner_id"],
                "of_course": review["course_id"],
                "place": prepared.introduced_up_to,
            },
        )
    values = {name: getattr(prepared.after, name) for name in STATE_FIELDS}
    keys = {name: review[name] for name in ("learner_id", "question_id", "course_id")}
    by_schedule = {"by_schedule": prepared.schedule_number}
    result = db.session.execute(_INSERT_CARD, {**keys, **values, **by_schedule})
    if cast(CursorResult[Any], result).rowcount != 1:
        raise Conflict(MOVED_ON)


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
