"""Questions of a course, for the table and for one page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.bank.models import Objective, Question, Revision, Topic
from app.db import db
from app.domain.errors import NotFound
from app.web.pages.paging import PAGE_SIZE, Page

Status = Literal["draft", "published", "changed", "retired"]
STATUSES: dict[str, str] = {
    "draft": "Draft",
    "published": "Published",
    "changed": "Published, newer draft",
    "retired": "Retired",
}
STEM_START = 400


@dataclass(frozen=True, slots=True)
class QuestionFilter:
    """What the table shows; '' means no limit (but retired questions only when asked for)."""

    topic: str = ""
    type: str = ""
    status: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One line of the table; ``stem`` is its first 400 characters of Markdown."""

    slug: str
    stem: str
    type: str
    objective: str
    topic: str
    status: Status
    latest_number: int
    published_number: int | None


def status_of(question: Question) -> Status:
    """Return where a question stands between its author and the learners."""
    return status_from(question.latest_number, question.published_number, question.retired_at)


def status_from(latest: int, published: int | None, retired_at: datetime | None) -> Status:
    """Return the same from the three columns that it rests on."""
    if retired_at is not None:
        return "retired"
    if published is None:
        return "draft"
    return "published" if published == latest else "changed"


def list_questions(course_id: int, wanted: QuestionFilter, number: int) -> Page[QuestionRow]:
    """Return one page of a course's questions in authored order."""
    total = db.session.scalar(_matching(select(func.count()), course_id, wanted)) or 0
    columns = select(
        Question,
        Objective.code.label("objective"),
        Topic.title.label("topic"),
        func.substr(_stem(), 1, STEM_START).label("stem"),
    )
    rows = db.session.execute(
        _matching(columns, course_id, wanted)
        .order_by(Topic.position, Topic.id, Question.position, Question.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page([_row(row) for row in rows], number, total)


def _matching(statement: Select[Any], course_id: int, wanted: QuestionFilter) -> Select[Any]:
    statement = (
        statement.select_from(Question)
        .join(Objective, Objective.id == Question.objective_id)
        .join(Topic, Topic.id == Question.topic_id)
        .join(
            Revision,
            (Revision.question_id == Question.id) & (Revision.number == Question.latest_number),
        )
        .where(Question.course_id == course_id, *_in_status(wanted.status))
    )
    if wanted.topic:
        statement = statement.where(Topic.slug == wanted.topic)
    if wanted.type:
        statement = statement.where(Question.type == wanted.type)
    if wanted.text:
        statement = statement.where(
            or_(
                _stem().icontains(wanted.text, autoescape=True),
                Question.slug.icontains(wanted.text, autoescape=True),
                Objective.code.icontains(wanted.text, autoescape=True),
            )
        )
    return statement


def _in_status(status: str) -> list[ColumnElement[bool]]:
    if status == "retired":
        return [Question.retired_at.is_not(None)]
    conditions: list[ColumnElement[bool]] = [Question.retired_at.is_(None)]
    if status == "draft":
        conditions.append(Question.published_number.is_(None))
    if status == "published":
        conditions.append(Question.published_number == Question.latest_number)
    if status == "changed":
        conditions.append(Question.published_number < Question.latest_number)
    return conditions


def _stem() -> ColumnElement[str]:
    # A draft may have none yet.
    return func.coalesce(Revision.content["stem"].as_string(), "")


def _row(row: Any) -> QuestionRow:
    question: Question = row.Question
    return QuestionRow(
        slug=question.slug,
        stem=row.stem,
        type=question.type,
        objective=row.objective,
        topic=row.topic,
        status=status_of(question),
        latest_number=question.latest_number,
        published_number=question.published_number,
    )


def get_question(course_id: int, slug: str) -> Question:
    """Return a question of a course with its objective and topic.

    Raises:
        NotFound: the course has none of this slug.
    """
    question = db.session.scalar(
        select(Question)
        .options(joinedload(Question.objective).joinedload(Objective.topic))
        .where(Question.course_id == course_id, Question.slug == slug)
    )
    if question is None:
        raise NotFound("There is no such question.")
    return question


def list_by_id(question_ids: Collection[int]) -> Sequence[Question]:
    """Return the questions of these ids, course by course."""
    return db.session.scalars(
        select(Question)
        .where(Question.id.in_(question_ids))
        .order_by(Question.course_id, Question.id)
    ).all()


def lock_question(question_id: int) -> Question:
    """Return a question as it is now and make other writers of it wait."""
    return db.session.scalars(
        select(Question)
        .where(Question.id == question_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def list_slugs(course_id: int, start: str) -> set[str]:
    """Return the question slugs of a course that begin with a text."""
    return set(
        db.session.scalars(
            select(Question.slug).where(
                Question.course_id == course_id, Question.slug.startswith(start, autoescape=True)
            )
        )
    )


def list_first_revisions(
    course_id: int, author_id: int, slugs: Collection[str]
) -> list[tuple[Question, Revision]]:
    """Return the questions that a person made under some slugs, with what they said at first."""
    if not slugs:
        return []
    rows = db.session.execute(
        select(Question, Revision)
        .join(Revision, (Revision.question_id == Question.id) & (Revision.number == 1))
        .where(
            Question.course_id == course_id,
            Question.slug.in_(slugs),
            Question.created_by == author_id,
        )
    )
    return [(question, revision) for question, revision in rows]


def get_revision_row(question_id: int, number: int) -> Revision:
    """Return one revision, which must exist."""
    return db.session.scalars(
        select(Revision).where(Revision.question_id == question_id, Revision.number == number)
    ).one()


def last_introduction(course_id: int) -> int:
    """Return the highest introduction order given out in a course, 0 when none was."""
    return (
        db.session.scalar(
            select(func.max(Question.introduction_order)).where(Question.course_id == course_id)
        )
        or 0
    )


def last_question_position(topic_id: int) -> int:
    """Return the highest position among a topic's questions, 0 without any."""
    return (
        db.session.scalar(select(func.max(Question.position)).where(Question.topic_id == topic_id))
        or 0
    )
