"""Storing what an answer makes of its card: short writes that refuse a card which has moved on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    CursorResult,
    Table,
    bindparam,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from app.cards.models import Enrolment, Review, recall_of
from app.cards.queries.reviews import lock_learner
from app.cards.queries.states import STATE_FIELDS
from app.cards.service.states import CARDS, MOVED_ON, bound, first_version, store_state
from app.db import db
from app.domain.errors import Conflict
from app.domain.grades import UNGRADED
from app.domain.scheduling.log.state import CardState
from app.study.models import StudySession
from app.study.queries.sessions import find_open_session

_ENROLMENTS = cast(Table, Enrolment.__table__)
_INSERT_REVIEW = cast(Table, Review.__table__).insert()
_INSERT_SESSION = cast(Table, StudySession.__table__).insert()


_CARD_FIELDS = ("learner_id", "question_id", "course_id", "version", *STATE_FIELDS)
# Only while the schedule is the one that the card was made by: a change of it takes all cards
# with it, and this one was not there to be taken.
_INSERT_CARD = (
    CARDS.insert()
    .from_select(
        _CARD_FIELDS,
        select(*(bound(CARDS.c[name]) for name in _CARD_FIELDS))
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

    ``version`` is that of the card which it was worked out from, None where there was none; it is
    stored only if the card still has it. One that ``waits`` for its learner's grade is stored
    without moving the card.
    """

    review: dict[str, Any]
    version: int | None
    after: CardState
    begins_session: bool
    one_course: bool
    introduced_up_to: int | None
    schedule_number: int
    waits: bool = False


def store_answer(prepared: PreparedAnswer) -> None:
    """Append the review and move the card, if the card is still as the answer was worked out from.

    Raises:
        Conflict: it is not; another answer or another grade was stored meanwhile, or it was moved.
    """
    review = prepared.review
    try:
        if not prepared.waits:
            review = {**review, "card_version": _store_card(prepared)}
        if prepared.begins_session:
            review["session_id"] = _begin_session(prepared)
        db.session.execute(_INSERT_REVIEW, review)
    except IntegrityError as error:
        raise Conflict(MOVED_ON) from error


def store_graded(prepared: PreparedAnswer) -> None:
    """Let the review of an answer that has waited for its learner's grade count, and move the card.

    Raises:
        Conflict: the card is not as the answer was worked out from, or it counts already.
    """
    review = dict(prepared.review)
    review["waited_days"], review["interval_days"] = recall_of(review)
    learner_id, review_id = review.pop("learner_id"), review.pop("id")
    del review["session_id"]  # It stays in the session that it was given in.
    try:
        review["card_version"] = _store_card(prepared)
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


def _store_card(prepared: PreparedAnswer) -> int:
    """Store what an answer makes of its card, and return the version that it leaves."""
    if prepared.version is None:
        return _insert_card(prepared)
    review = prepared.review
    return store_state(
        review["learner_id"], review["question_id"], prepared.version, prepared.after
    )


def _begin_session(prepared: PreparedAnswer) -> UUID:
    """Begin the session, or find the one that another first answer has begun meanwhile."""
    review = prepared.review
    course_id = review["course_id"] if prepared.one_course else None
    lock_learner(review["learner_id"])
    begun = find_open_session(review["learner_id"], review["learner_on"], course_id)
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


def _insert_card(prepared: PreparedAnswer) -> int:
    """Store the card of a question met for the first time, and the place reached in the course.

    Returns the card's version.
    """
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
    version = first_version(review["id"])
    others = {"version": version, "by_schedule": prepared.schedule_number}
    result = db.session.execute(_INSERT_CARD, {**keys, **values, **others})
    if cast(CursorResult[Any], result).rowcount != 1:
        raise Conflict(MOVED_ON)
    return version
