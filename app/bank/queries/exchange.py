"""The bank in bulk, for comparing with files and for writing files: a few reads a bank."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from app.bank.models import Course, Media, Objective, Question, Revision, Topic
from app.db import db


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question with what it says to learners (as a draft: what it says at all)."""

    question: Question
    content: dict[str, Any]
    level: str
    tags: list[str]
    section: str
    also: list[str]


@dataclass(frozen=True, slots=True)
class StoredCourse:
    """All rows of one course, retired ones too; objectives and topics in authored order."""

    course: Course
    topics: list[Topic]
    objectives: list[Objective]
    questions: list[StoredQuestion]
    media: dict[str, str]
    """The SHA-256 of each picture, by name."""


def list_stored(slugs: Collection[str] | None = None, *, lock: bool = False) -> list[StoredCourse]:
    """Return courses with everything in them, by slug; None means every course.

    ``lock`` makes other writers of these courses' questions wait, but not learners who answer.
    """
    wanted = select(Course).order_by(Course.slug)
    if slugs is not None:
        wanted = wanted.where(Course.slug.in_(slugs))
    if lock:
        wanted = wanted.with_for_update(key_share=True)
    courses = db.session.scalars(wanted).all()
    ids = [course.id for course in courses]
    stored = {course.id: StoredCourse(course, [], [], [], {}) for course in courses}
    topics = select(Topic).where(Topic.course_id.in_(ids)).order_by(Topic.position, Topic.id)
    for topic in db.session.scalars(topics):
        stored[topic.course_id].topics.append(topic)
    objectives = select(Objective).where(Objective.course_id.in_(ids))
    for objective in db.session.scalars(objectives.order_by(Objective.position, Objective.id)):
        stored[objective.course_id].objectives.append(objective)
    for row in db.session.execute(_questions(ids)):
        stored[row.Question.course_id].questions.append(StoredQuestion(*row))
    pictures = select(Media.course_id, Media.name, Media.sha256).where(Media.course_id.in_(ids))
    for picture in db.session.execute(pictures.order_by(Media.name)):
        stored[picture.course_id].media[picture.name] = picture.sha256
    return list(stored.values())


def _questions(course_ids: list[int]) -> Select[Any]:
    shown = func.coalesce(Question.published_number, Question.latest_number)
    return (
        select(
            Question,
            Revision.content,
            Revision.level,
            Revision.tags,
            Revision.section,
            Revision.also,
        )
        .join(Revision, (Revision.question_id == Question.id) & (Revision.number == shown))
        .where(Question.course_id.in_(course_ids))
        .order_by(Question.position, Question.id)
    )


def ids_by_key(table: type[Topic | Objective | Question], course_id: int) -> dict[str, int]:
    """Return the ids of a course's rows by the ids that files use."""
    key = Objective.code if table is Objective else table.__table__.c.slug
    found = select(key, table.id).where(table.course_id == course_id)
    return {name: row_id for name, row_id in db.session.execute(found)}


def list_pictures(course_id: int) -> list[Media]:
    """Return the pictures of a course with their bytes, by name."""
    return list(
        db.session.scalars(select(Media).where(Media.course_id == course_id).order_by(Media.name))
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many objectives have a question that learners get."""

    objectives: int
    covered: int
    questions: int
    uncovered: list[str]
    """Course and code (``b12-and-pain/F01``) of each objective without a question."""


def get_coverage() -> Coverage:
    """Return the coverage over all open courses."""
    counted = (
        select(Course.slug, Objective.code, func.count(Question.id).label("questions"))
        .select_from(Objective)
        .join(Course, Course.id == Objective.course_id)
        .join(Topic, Topic.id == Objective.topic_id)
        .outerjoin(
            Question,
            (Question.objective_id == Objective.id)
            & Question.published_number.is_not(None)
            & Question.retired_at.is_(None),
        )
        .where(Course.retired_at.is_(None), Objective.retired_at.is_(None))
        .group_by(Course.slug, Topic.position, Objective.position, Objective.id, Objective.code)
        .order_by(Course.slug, Topic.position, Objective.position, Objective.id)
    )
    rows = db.session.execute(counted).all()
    return Coverage(
        objectives=len(rows),
        covered=sum(row.questions > 0 for row in rows),
        questions=sum(row.questions for row in rows),
        uncovered=[f"{row.slug}/{row.code}" for row in rows if not row.questions],
    )
