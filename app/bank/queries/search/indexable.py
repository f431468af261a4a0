"""What the search index is made from, and what it lacks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from app.bank.models import Course, Objective, Question, Revision, SearchText
from app.db import db


@dataclass(frozen=True, slots=True)
class Indexable:
    """A revision that can be found, with what else its place in the index says."""

    question_id: int
    number: int
    content: dict[str, Any]
    level: str
    tags: list[str]
    also: list[str]
    code: str
    claim: str
    language: str
    type: str
    topic_id: int
    course_id: int


def lock_questions(question_ids: Collection[int]) -> Sequence[int]:
    """Make other writers of these questions, and of their places in the index, wait."""
    return db.session.scalars(
        select(Question.id)
        .where(Question.id.in_(question_ids))
        .order_by(Question.id)
        .with_for_update(key_share=True)
    ).all()


def list_indexable(question_ids: Collection[int]) -> list[Indexable]:
    """Return what learners get and what educators edit of each question."""
    rows = db.session.execute(
        select(
            Revision.question_id,
            Revision.number,
            Revision.content,
            Revision.level,
            Revision.tags,
            Revision.also,
            Objective.code,
            Objective.claim,
            Course.language,
            Question.type,
            Question.topic_id,
            Question.course_id,
        )
        .join(Question, _can_be_found())
        .join(Objective, Objective.id == Question.objective_id)
        .join(Course, Course.id == Question.course_id)
        .where(Question.id.in_(question_ids))
        .order_by(Question.id, Revision.number)
    )
    return [Indexable(**row) for row in rows.mappings()]


def _can_be_found() -> Any:
    return and_(
        Question.id == Revision.question_id,
        or_(
            Revision.number == Question.latest_number,
            Revision.number == Question.published_number,
        ),
    )


def list_indexed(question_ids: Collection[int]) -> list[SearchText]:
    """Return what the index has of some questions."""
    return list(
        db.session.scalars(
            select(SearchText)
            .where(SearchText.question_id.in_(question_ids))
            .order_by(SearchText.id)
        )
    )


def list_unindexed(at_most: int) -> Sequence[int]:
    """Return questions of which the index lacks a revision that can be found, at most so many."""
    return db.session.scalars(
        select(Revision.question_id)
        .join(Question, _can_be_found())
        .outerjoin(
            SearchText,
            and_(
                SearchText.question_id == Revision.question_id,
                SearchText.number == Revision.number,
            ),
        )
        .where(SearchText.id.is_(None))
        .distinct()
        .order_by(Revision.question_id)
        .limit(at_most)
    ).all()


def list_ids_after(question_id: int, at_most: int) -> Sequence[int]:
    """Return the ids of the next questions after one, whichever course they are of."""
    return db.session.scalars(
        select(Question.id).where(Question.id > question_id).order_by(Question.id).limit(at_most)
    ).all()


def list_ids_of_course(course_id: int) -> Sequence[int]:
    """Return the ids of a course's questions."""
    return db.session.scalars(
        select(Question.id).where(Question.course_id == course_id).order_by(Question.id)
    ).all()


def list_ids_of_objectives(objective_ids: Collection[int]) -> Sequence[int]:
    """Return the ids of the questions whose own objective is one of these."""
    return db.session.scalars(
        select(Question.id).where(Question.objective_id.in_(objective_ids)).order_by(Question.id)
    ).all()
