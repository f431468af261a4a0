"""What a search shows of the questions that it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    select,
)

from app.bank.models import Course, Objective, Question, Revision, Topic
from app.bank.queries.questions import Status, status_from
from app.bank.queries.search.searching import visible_number
from app.db import db
from app.domain.search.texts import Said, said


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """A question as the reader may see it: ``number`` is the revision, ``said`` what that says."""

    id: int
    slug: str
    type: str
    number: int
    status: Status
    level: str
    tags: tuple[str, ...]
    said: Said
    objective: str
    claim: str
    topic_slug: str
    topic_title: str
    course_slug: str
    course_title: str


def list_found(ids: Sequence[int], *, for_educator: bool) -> list[FoundQuestion]:
    """Return what the reader may see of questions, in the order of their ids here."""
    if not ids:
        return []
    number = visible_number(for_educator=for_educator)
    # Columns, not entities: a page is fifty rows of five tables.
    rows = db.session.execute(
        select(
            *(Question.id, Question.slug, Question.type),
            *(Question.latest_number, Question.published_number, Question.retired_at),
            *(Revision.number, Revision.level, Revision.tags, Revision.content),
            *(Objective.code, Objective.claim),
            *(Topic.slug.label("topic_slug"), Topic.title.label("topic_title")),
            *(Course.slug.label("course_slug"), Course.title.label("course_title")),
        )
        .select_from(Question)
        .join(Revision, and_(Revision.question_id == Question.id, Revision.number == number))
        .join(Objective, Objective.id == Question.objective_id)
        .join(Topic, Topic.id == Question.topic_id)
        .join(Course, Course.id == Question.course_id)
        .where(Question.id.in_(ids))
    )
    found = {row.id: _found(row) for row in rows}
    return [found[one] for one in ids if one in found]


def _found(row: Row[Any]) -> FoundQuestion:
    return FoundQuestion(
        id=row.id,
        slug=row.slug,
        type=row.type,
        number=row.number,
        status=status_from(row.latest_number, row.published_number, row.retired_at),
        level=row.level,
        tags=tuple(row.tags),
        said=said(row.content),
        objective=row.code,
        claim=row.claim,
        topic_slug=row.topic_slug,
        topic_title=row.topic_title,
        course_slug=row.course_slug,
        course_title=row.course_title,
    )


def list_visible_ids(ids: Sequence[int], *, for_educator: bool) -> list[int]:
    """Return those of some questions that the reader may find, in the order of their ids."""
    conditions: list[ColumnElement[bool]] = [Course.retired_at.is_(None)]
    if not for_educator:
        conditions += [Question.published_number.is_not(None), Question.retired_at.is_(None)]
    return list(
        db.session.scalars(
            select(Question.id)
            .join(Course, Course.id == Question.course_id)
            .where(Question.id.in_(ids), *conditions)
            .order_by(Question.id)
        )
    )
