"""The grade that learners give to an answer of their own, where nothing marks it.

An answer to such a question is stored when the right one is revealed, but it waits: it counts
nowhere and its card stays as it was, until its learner has graded it. Whoever leaves without a
grade is asked again, as if they had not begun.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.cards.models import Review
from app.cards.queries.reviews import get_review
from app.db import db
from app.domain.errors import Conflict, Invalid
from app.domain.grades import HIGHEST_GRADE, LOWEST_GRADE
from app.study.queries.sessions import find_session_scope, read_custom_scope
from app.study.service.answering import Answer, prepare_answer
from app.study.service.storing_answers import store_graded

TOO_LATE = "This answer was not graded on its day, so it does not count."


def grade_answer(review_id: UUID, grade: int, *, actor: User, now: datetime) -> Review:
    """Grade an answer that waits for it: from now on it counts.

    To grade one that counts already is to adjust its grade; see ``adjusting``. The same grade twice
    is one.

    Raises:
        NotFound: the review is not the learner's own.
        Conflict: the card has been answered since, or the day has turned.
        Invalid: there is no such grade.
    """
    if not LOWEST_GRADE <= grade <= HIGHEST_GRADE:
        raise Invalid("Choose one of the grades.", field="grade")
    review = get_review(actor.id, review_id)
    db.session.refresh(review, with_for_update=True)
    if not review.is_waiting:
        if review.undone_at is None and review.grade == grade:
            return review
        raise Conflict("This answer has been graded already.")
    if review.learner_on != today_of(actor, now):
        raise Conflict(TOO_LATE)
    scope = find_session_scope(actor.id, review.session_id)
    custom_session = read_custom_scope(scope)
    prepared = prepare_answer(
        Answer(
            review_id=review.id,
            question_id=review.question_id,
            revision_number=review.revision_number,
            answers=review.number - 1,
            one_course=scope is not None and custom_session is None,
            response=review.response,
            certainty="",
            milliseconds=review.milliseconds,
            custom_session=custom_session,
            grade=grade,
            has_waited=True,
        ),
        actor=actor,
        now=now,
    )
    if prepared is not None:
        store_graded(prepared)
    db.session.refresh(review)
    return review
