"""The log as forecasts are made from it, learner by learner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy import and_, func, select

from app.cards.models import RECALL, Enrolment, Review
from app.db import db
from app.domain.scheduling.log.answering import Answered

_reviews = Review.__table__.c


def list_learners(course_id: int | None) -> Sequence[int]:
    """Return the ids of everybody who ever took a course (None: any)."""
    learners = select(Enrolment.learner_id).distinct().order_by(Enrolment.learner_id)
    if course_id is not None:
        learners = learners.where(Enrolment.course_id == course_id)
    return db.session.scalars(learners).all()


def stream_logs(learner_id: int, course_id: int | None) -> Iterator[list[Answered]]:
    """Yield the log of each of a learner's cards, of a course or of all; practice is left out.

    Nothing may be written before it has come to its end.
    """
    return (answers for _, answers in stream_cards(learner_id, course_id))


def stream_cards(learner_id: int, course_id: int | None) -> Iterator[tuple[int, list[Answered]]]:
    """Yield what ``stream_logs`` does, each log with the id of its question."""
    answers = (
        select(
            _reviews.question_id,
            _reviews.kind,
            _reviews.grade,
            _reviews.correct,
            _reviews.learner_on,
            _reviews.answered_at,
        )
        .where(
            _reviews.learner_id == learner_id,
            _reviews.undone_at.is_(None),
            _reviews.kind != "practice",
        )
        .order_by(_reviews.question_id, _reviews.number)
        .execution_options(yield_per=5000)
    )
    if course_id is not None:
        answers = answers.where(_reviews.course_id == course_id)
    for question_id, rows in groupby(
        db.session.execute(answers), key=lambda row: int(row.question_id)
    ):
        yield (
            question_id,
            [
                Answered(row.kind, row.grade, row.correct, row.learner_on, row.answered_at)
                for row in rows
            ],
        )


def count_own_recalls(learner_id: int, course_id: int) -> int:
    """Return how many of a learner's reviews of a course can be forecast."""
    return (
        db.session.scalar(
            select(func.count()).where(
                RECALL,
                Review.learner_id == learner_id,
                Review.course_id == course_id,
                Review.waited_days > 0,
            )
        )
        or 0
    )


def count_pooled_recalls(course_id: int, at_most: int) -> int:
    """Return how many reviews of a course can be forecast, counting no further than needed."""
    some = (
        select(Review.waited_days)
        .join(
            Enrolment,
            and_(Enrolment.learner_id == Review.learner_id, Enrolment.course_id == course_id),
        )
        .where(RECALL, Review.course_id == course_id, Review.waited_days > 0)
        .limit(at_most)
        .subquery()
    )
    return db.session.scalar(select(func.count()).select_from(some)) or 0
