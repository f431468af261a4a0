"""Reads of a learner's reviews, and of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func, select

from app.accounts.models import User
from app.cards.models import Card, Review
from app.cards.queries.preferences import MOST_SECONDS, counted_milliseconds
from app.db import db
from app.domain.errors import NotFound
from app.domain.grades import median_milliseconds

MEDIAN_WINDOW = 50

_reviews = Review.__table__.c


def find_review(learner_id: int, review_id: UUID) -> Review | None:
    """Return a review of the learner's own, or None."""
    return db.session.get(Review, (learner_id, review_id))


def get_review(learner_id: int, review_id: UUID) -> Review:
    """Return a review of the learner's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    review = find_review(learner_id, review_id)
    if review is None:
        raise NotFound("There is no such answer of yours.")
    return review


def was_moved_for_exam(learner_id: int, question_id: int) -> bool:
    """Tell whether an exam chose the day at the last review of a card that stands."""
    moved_for = db.session.scalar(
        select(_reviews.moved_for)
        .where(
            _reviews.learner_id == learner_id,
            _reviews.question_id == question_id,
            _reviews.kind == "review",
            _reviews.undone_at.is_(None),
        )
        .order_by(_reviews.number.desc())
        .limit(1)
    )
    return moved_for == "exam"


def list_written_since(learner_id: int) -> Sequence[tuple[Review, Card]]:
    """Return the answers of a learner's last day that are their cards' last, with these cards.

    But for those whose cards have not been written since.
    """
    last_day = (
        select(func.max(_reviews.learner_on))
        .where(_reviews.learner_id == learner_id, _reviews.undone_at.is_(None))
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Review, Card)
        .join(
            Card,
            (Card.learner_id == Review.learner_id)
            & (Card.question_id == Review.question_id)
            & (Card.answers == Review.number),
        )
        .where(
            Review.learner_id == learner_id,
            Review.learner_on == last_day,
            Review.undone_at.is_(None),
            Review.card_version.is_distinct_from(Card.version),
        )
        .execution_options(populate_existing=True)
    )
    return [(review, card) for review, card in rows]


def lock_learner(learner_id: int) -> None:
    """Let what must happen once for a learner happen one at a time, until the transaction ends."""
    db.session.execute(select(User.id).where(User.id == learner_id).with_for_update(key_share=True))


# Over the table, not the mapped class: part of every answer, and the mapper would cost most of it.
_RIGHT_TIMES = (
    select(_reviews.milliseconds)
    .where(
        _reviews.learner_id == bindparam("learner_id"),
        _reviews.question_type == bindparam("question_type"),
        _reviews.correct,
        _reviews.milliseconds > 0,  # without scripts nobody took the time
        _reviews.undone_at.is_(None),
    )
    .order_by(_reviews.answered_at.desc())
    .limit(MEDIAN_WINDOW)
)


def list_right_times(learner_id: int, question_type: str) -> Sequence[int]:
    """Return milliseconds of the learner's last 50 right answers to a type, newest first."""
    return db.session.scalars(
        _RIGHT_TIMES, {"learner_id": learner_id, "question_type": question_type}
    ).all()


def find_median_time(learner_id: int) -> float | None:
    """Return the median milliseconds of the learner's last 50 right answers of any type."""
    times = db.session.scalars(
        select(counted_milliseconds(learner_id))
        .where(
            Review.learner_id == learner_id,
            Review.correct,
            Review.milliseconds > 0,
            Review.undone_at.is_(None),
        )
        .order_by(Review.id.desc())
        .limit(MEDIAN_WINDOW)
    ).all()
    return median_milliseconds(times, MOST_SECONDS * 1000)


def count_recalls_today(learner_id: int, today: date) -> dict[int, int]:
    """Return how many cards met before the learner reviewed today, by course."""
    rows = db.session.execute(
        select(Review.course_id, func.count())
        .where(
            Review.learner_id == learner_id,
            Review.learner_on == today,
            Review.waited_days.is_not(None),
            Review.undone_at.is_(None),
        )
        .group_by(Review.course_id)
    )
    return {course_id: count for course_id, count in rows}


def stream_cards(batch: int = 2000) -> Iterator[Card]:
    """Yield every card, by learner and question, a batch in memory at a time."""
    yield from db.session.scalars(
        select(Card).order_by(Card.learner_id, Card.question_id).execution_options(yield_per=batch)
    )


def stream_reviews(batch: int = 2000) -> Iterator[Review]:
    """Yield every review that stands, by learner, question and number, a batch at a time."""
    yield from db.session.scalars(
        select(Review)
        .where(Review.undone_at.is_(None))
        .order_by(Review.learner_id, Review.question_id, Review.number)
        .execution_options(yield_per=batch)
    )
