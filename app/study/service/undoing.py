"""Undoing the last answers, one at a time and exactly."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, update

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.bank.models import Question
from app.cards.models import Card, Enrolment, Review
from app.cards.queries.reviews import get_review, was_moved_for_exam
from app.cards.queries.schedules import lock_enrolment
from app.cards.service.folding import refold_cards
from app.cards.service.states import store_state
from app.db import db
from app.domain.errors import Conflict
from app.domain.scheduling.log.state import CardState

TOO_LATE = "This answer can no longer be undone: {}."


def undo_answer(review_id: UUID, *, actor: User, now: datetime) -> Review:
    """Take an answer back: its card is as it was before, and the answer stays in the log, marked.

    Undoing it twice is undoing it once. What was undone is asked again like anything else.

    Raises:
        NotFound: the review is not the learner's own.
        Conflict: it is not of today, or its card is not as the answer left it.
    """
    review = get_review(actor.id, review_id)
    db.session.refresh(review, with_for_update=True)
    if review.undone_at is not None:
        return review
    if review.learner_on != today_of(actor, now):
        raise Conflict(TOO_LATE.format("a new day has started"))
    review.undone_at = now
    db.session.flush()
    try:
        if review.state_before is None:
            _forget_card(review)
        else:
            before = CardState.from_json(review.state_before)
            store_state(actor.id, review.question_id, review.card_version, before)
    except Conflict:
        raise Conflict(TOO_LATE.format("its card has moved on since")) from None
    # Days given before the answer may have been taken back since, or given after it to and fro.
    refold_cards(actor.id, review.course_id, [review.question_id])
    # The answer before it may have been given a day for a date that is another by now.
    if was_moved_for_exam(actor.id, review.question_id):
        db.session.execute(
            update(Enrolment)
            .where(Enrolment.learner_id == actor.id, Enrolment.course_id == review.course_id)
            .values(plan_is_stale=True)
        )
    return review


def _forget_card(review: Review) -> None:
    """Make the question one that was never met, to be introduced in its turn.

    Raises:
        Conflict: it is not as the answer left it.
    """
    # Before the card, as whatever moves cards does: else two could wait for each other.
    lock_enrolment(review.learner_id, review.course_id)
    result = db.session.execute(
        delete(Card).where(
            Card.learner_id == review.learner_id,
            Card.question_id == review.question_id,
            Card.version == review.card_version,
        )
    )
    if cast(CursorResult[Any], result).rowcount != 1:
        raise Conflict("moved on")
    order = db.session.get_one(Question, review.question_id).introduction_order
    if order is not None:
        db.session.execute(
            update(Enrolment)
            .where(
                Enrolment.learner_id == review.learner_id,
                Enrolment.course_id == review.course_id,
                Enrolment.introduced_up_to >= order,
            )
            .values(introduced_up_to=order - 1)
        )
