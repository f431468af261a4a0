"""Settling the grade of the newest answer to a card, within honest bounds."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.cards.models import Review
from app.cards.queries.reviews import get_review
from app.cards.queries.schedules import get_card_schedule
from app.cards.service.folding import refold_cards
from app.cards.service.states import store_state
from app.db import db
from app.domain import grades
from app.domain.errors import Conflict, Invalid
from app.domain.questions.registry import SELF_GRADED
from app.domain.scheduling.log.state import CardState, Kind
from app.domain.scheduling.planning.due_day import Picked
from app.planning.queries.due_days import Subject, get_wishes
from app.study.service.after_answers import after_answer, moved_for

SETTLED = "This answer's grade is final: the card has moved on since."


def adjust_grade(
    review_id: UUID, grade: int, *, reason: str = "", actor: User, now: datetime
) -> Review:
    """Settle the grade of the newest review of a card within honest bounds.

    The automatic grade stays in the log beside the final one. Setting the grade that already
    stands changes nothing.

    Raises:
        NotFound: the review is not the learner's own.
        Conflict: the card is not as the answer left it, or the day has turned.
        Invalid: the grade is outside the bounds, or a pass after a wrong answer lacks a reason.
    """
    review = get_review(actor.id, review_id)
    if review.grade == grade and review.grade_reason == reason:
        return review
    db.session.refresh(review, with_for_update=True)
    if review.undone_at is not None or review.learner_on != today_of(actor, now):
        raise Conflict(SETTLED)
    if review.kind == "practice":
        raise Invalid("Practice does not change the schedule, so it has no grade to change.")
    _check_bounds(review, grade, reason)
    self_graded = review.question_type in SELF_GRADED
    recalled = grade >= grades.PASSING_GRADE
    correct = recalled if self_graded else review.correct or bool(reason)
    after, picked = _regraded(review, grade, correct=correct)
    try:
        version = store_state(actor.id, review.question_id, review.card_version, after)
    except Conflict:
        raise Conflict(SETTLED) from None
    review.card_version = version
    if self_graded:
        review.correct, review.share = correct, float(correct)
    review.grade = grade
    review.moved_to = picked.day if picked else None
    review.moved_for = moved_for(picked)
    review.grade_reason = reason
    review.adjusted_at = now
    review.state_after = after.to_json()
    db.session.flush()
    # The card may have been moved away and back since: what moved it still counts.
    refold_cards(actor.id, review.course_id, [review.question_id])
    return review


def _regraded(review: Review, grade: int, *, correct: bool) -> tuple[CardState, Picked | None]:
    """Return the card after an answer that has another grade, and the day picked for it."""
    key = (review.learner_id, review.course_id, review.question_id)
    return after_answer(
        Subject(*key, review.number, get_card_schedule(*key)),
        None if review.state_before is None else CardState.from_json(review.state_before),
        get_wishes(review.learner_id, review.course_id, review.learner_on),
        kind=cast(Kind, review.kind),
        grade=grade,
        correct=correct,
        today=review.learner_on,
        answered_at=review.answered_at,
    )


def _check_bounds(review: Review, grade: int, reason: str) -> None:
    self_graded = review.question_type in SELF_GRADED
    if reason:
        if reason not in grades.OVERRIDE_REASONS:
            raise Invalid("Choose one of the reasons.", field="reason")
        allowed = grades.overriding_grades(correct=review.correct, self_graded=self_graded)
    else:
        allowed = grades.allowed_grades(
            correct=review.correct, automatic=review.automatic_grade, self_graded=self_graded
        )
    if grade not in allowed:
        raise Invalid("This grade does not fit the answer.", field="grade")
