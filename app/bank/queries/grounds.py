"""What a question rests on: its objective and its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.bank.models import Course, Objective, Question, Topic
from app.db import db
from app.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class Ground:
    """What a question rests on: its objective and source, as shown after answering."""

    code: str
    claim: str
    evidence: str
    section: str
    topic_title: str
    topic_slug: str
    course_title: str
    course_slug: str
    source: str


def get_ground(question_id: int) -> Ground:
    """Return the objective, topic and course behind a question.

    Raises:
        NotFound: there is no such question.
    """
    rows = db.session.execute(
        select(
            Objective.code,
            Objective.claim,
            Objective.evidence,
            Objective.section,
            Topic.title.label("topic_title"),
            Topic.slug.label("topic_slug"),
            Course.title.label("course_title"),
            Course.slug.label("course_slug"),
            Course.source,
        )
        .select_from(Question)
        .join(Objective, Objective.id == Question.objective_id)
        .join(Topic, Topic.id == Question.topic_id)
        .join(Course, Course.id == Question.course_id)
        .where(Question.id == question_id)
    )
    row = rows.mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such question.")
    return Ground(**row)


def list_joined(course_id: int, codes: Sequence[str]) -> Sequence[Objective]:
    """Return the open objectives that a question joins to its own, in the order of their codes."""
    if not codes:
        return ()
    return db.session.scalars(
        select(Objective)
        .where(
            Objective.course_id == course_id,
            Objective.code.in_(codes),
            Objective.retired_at.is_(None),
        )
        .order_by(Objective.code)
    ).all()
