"""Days that cards were given outside of an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.bank.models import Question
from app.cards.models import Card, CardMove, Enrolment
from app.db import db
from app.domain.scheduling.log.answering import Moved

_moves = CardMove.__table__.c

# A move with the moment it was made.
Timed = tuple[datetime, Moved]


def map_moves(
    learner_id: int, first_question_id: int, last_question_id: int
) -> Mapping[int, list[Timed]]:
    """Return the moves that stand of the cards between two questions, by question, in order."""
    return _by_question(
        db.session.execute(_between(learner_id, first_question_id, last_question_id))
    )


def _between(learner_id: int, first_question_id: int, last_question_id: int) -> Select[Any]:
    return (
        select(_moves.question_id, _moves.made_at, _moves.due_on, _moves.resets, _moves.why)
        .where(
            _moves.learner_id == learner_id,
            _moves.question_id.between(first_question_id, last_question_id),
            _moves.undone_at.is_(None),
        )
        .order_by(_moves.question_id, _moves.made_at, _moves.batch_id)
    )


def _by_question(rows: Iterable[Any]) -> Mapping[int, list[Timed]]:
    moves: dict[int, list[Timed]] = {}
    for question_id, made_at, due_on, resets, why in rows:
        move = Moved(due_on, resets, for_exam=why == "exam")
        moves.setdefault(question_id, []).append((made_at, move))
    return moves


def map_learners_moves(
    learner_id: int, first_question_id: int, last_question_id: int
) -> Mapping[int, list[Timed]]:
    """Return of ``map_moves`` those that the learner made; they are few."""
    rows = db.session.execute(
        _between(learner_id, first_question_id, last_question_id).where(_moves.why == "learner")
    )
    return _by_question(rows)


def count_exam_moves(
    learner_id: int, first_question_id: int, last_question_id: int
) -> Mapping[int, int]:
    """Return how many moves for an exam stand of the cards between two questions, by question."""
    rows = db.session.execute(
        select(_moves.question_id).where(
            _moves.learner_id == learner_id,
            _moves.question_id.between(first_question_id, last_question_id),
            _moves.why == "exam",
            _moves.undone_at.is_(None),
        )
    )
    return Counter(row.question_id for row in rows.all())


def find_last_move_at(learner_id: int, course_id: int) -> datetime | None:
    """Return when the last move was made that stands of a learner's cards of a course."""
    statement = select(func.max(_moves.made_at)).where(
        _moves.learner_id == learner_id, _moves.course_id == course_id, _moves.undone_at.is_(None)
    )
    made_at: datetime | None = db.session.scalar(statement)
    return made_at


def stream_moves(batch: int = 2000) -> Iterator[CardMove]:
    """Yield every move, undone ones too, by learner, question and time, a batch at a time."""
    yield from db.session.scalars(
        select(CardMove)
        .order_by(CardMove.learner_id, CardMove.question_id, CardMove.made_at, CardMove.batch_id)
        .execution_options(yield_per=batch)
    )


def list_course_ids(learner_id: int, question_ids: Sequence[int]) -> Sequence[int]:
    """Return the courses, in order, that the learner takes and has cards of some questions in."""
    return db.session.scalars(
        select(Card.course_id)
        .distinct()
        .join(
            Enrolment,
            (Enrolment.learner_id == Card.learner_id) & (Enrolment.course_id == Card.course_id),
        )
        .where(
            Card.learner_id == learner_id,
            Card.question_id.in_(question_ids),
            Enrolment.left_at.is_(None),
        )
        .order_by(Card.course_id)
    ).all()


def map_introduction_orders(course_ids: Collection[int]) -> Mapping[int, int]:
    """Return the place of each question of some courses; those that were never published have none."""
    rows = db.session.scalars(
        select(Question.id)
        .where(Question.course_id.in_(course_ids), Question.introduction_order.is_not(None))
        .order_by(Question.course_id, Question.introduction_order)
    )
    return {question_id: place for place, question_id in enumerate(rows)}


@dataclass(frozen=True, slots=True)
class Batch:
    """What a learner did to some cards together."""

    id: UUID
    made_at: datetime
    resets: bool
    cards: int
    first_on: date


def list_batches(learner_id: int, course_id: int, *, most: int) -> list[Batch]:
    """Return what the learner did to cards of a course and did not take back, newest first."""
    rows = db.session.execute(
        select(
            _moves.batch_id.label("id"),
            _moves.made_at,
            _moves.resets,
            func.count().label("cards"),
            func.min(_moves.due_on).label("first_on"),
        )
        .where(
            _moves.learner_id == learner_id,
            _moves.course_id == course_id,
            _moves.why == "learner",
            _moves.undone_at.is_(None),
        )
        .group_by(_moves.batch_id, _moves.made_at, _moves.resets)
        .order_by(_moves.made_at.desc())
        .limit(most)
    )
    return [Batch(**row) for row in rows.mappings()]


def count_beginning_anew(learner_id: int, first_on: date) -> Mapping[date, int]:
    """Return how many cards begin anew on each day from one on."""
    rows = db.session.execute(
        select(Card.due_on, func.count())
        .where(Card.learner_id == learner_id, Card.due_on >= first_on, Card.interval_days == 0)
        .group_by(Card.due_on)
    )
    return {day: count for day, count in rows}
