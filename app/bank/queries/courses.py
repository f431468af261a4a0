"""Courses, their topics and objectives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.bank.models import Course, Objective, Question, Topic
from app.db import db
from app.domain.errors import NotFound

Row = TypeVar("Row", Course, Topic, Objective)


@dataclass(frozen=True, slots=True)
class CourseSummary:
    """A course with how much is in it."""

    course: Course
    topics: int
    questions: int
    drafts: int


@dataclass(frozen=True, slots=True)
class ObjectiveSummary:
    """An objective with the number of its questions that learners get, and of its drafts."""

    objective: Objective
    questions: int
    drafts: int


@dataclass(frozen=True, slots=True)
class TopicOutline:
    """A topic with its objectives in order."""

    topic: Topic
    objectives: tuple[ObjectiveSummary, ...]


def get_course(slug: str) -> Course:
    """Return a course by its slug.

    Raises:
        NotFound: there is none.
    """
    course = db.session.scalar(select(Course).where(Course.slug == slug))
    if course is None:
        raise NotFound("There is no such course.")
    return course


def get_course_row(course_id: int) -> Course:
    """Return a course by its number, which is known to be there."""
    return db.session.get_one(Course, course_id)


def list_course_names() -> list[str]:
    """Return the slugs and titles of all courses, retired ones too."""
    rows = db.session.execute(select(Course.slug, Course.title).order_by(Course.id))
    return [name for row in rows for name in (row.slug, row.title)]


def find_course(slug: str) -> Course | None:
    """Return a course by its slug, if there is one."""
    return db.session.scalar(select(Course).where(Course.slug == slug))


def lock_course(course_id: int) -> Course:
    """Return a course and make other writers of its questions wait until this one is done."""
    return db.session.scalars(
        select(Course).where(Course.id == course_id).with_for_update(key_share=True)
    ).one()


def list_courses() -> Sequence[Course]:
    """Return the open courses by title."""
    return db.session.scalars(
        select(Course).where(Course.retired_at.is_(None)).order_by(Course.title, Course.id)
    ).all()


def list_course_summaries() -> list[CourseSummary]:
    """Return all open courses with their sizes, by title."""
    live = Question.retired_at.is_(None)
    counts = {
        row.course_id: row
        for row in db.session.execute(
            select(
                Question.course_id,
                func.count(Question.published_number).label("questions"),
                (func.count() - func.count(Question.published_number)).label("drafts"),
            )
            .where(live)
            .group_by(Question.course_id)
        )
    }
    topics = {
        course_id: count
        for course_id, count in db.session.execute(
            select(Topic.course_id, func.count())
            .where(Topic.retired_at.is_(None))
            .group_by(Topic.course_id)
        )
    }
    return [
        CourseSummary(
            course,
            topics=topics.get(course.id, 0),
            questions=counts[course.id].questions if course.id in counts else 0,
            drafts=counts[course.id].drafts if course.id in counts else 0,
        )
        for course in list_courses()
    ]


def list_topics(course_id: int) -> Sequence[Topic]:
    """Return the open topics of a course in order."""
    return db.session.scalars(
        select(Topic)
        .where(Topic.course_id == course_id, Topic.retired_at.is_(None))
        .order_by(Topic.position, Topic.id)
    ).all()


def get_topic(course_id: int, slug: str) -> Topic:
    """Return an open topic of a course by its slug.

    Raises:
        NotFound: the course has none.
    """
    topic = find_topic(course_id, slug)
    if topic is None or topic.retired_at is not None:
        raise NotFound("There is no such topic.")
    return topic


def find_topic(course_id: int, slug: str) -> Topic | None:
    """Return a topic of a course, retired or not, if there is one."""
    return db.session.scalar(select(Topic).where(Topic.course_id == course_id, Topic.slug == slug))


def list_objectives(course_id: int) -> Sequence[Objective]:
    """Return the open objectives of a course, topic by topic in order."""
    return db.session.scalars(
        select(Objective)
        .join(Topic, Topic.id == Objective.topic_id)
        .where(Objective.course_id == course_id, Objective.retired_at.is_(None))
        .order_by(Topic.position, Topic.id, Objective.position, Objective.id)
    ).all()


def list_topic_objectives(topic_id: int) -> Sequence[Objective]:
    """Return the open objectives of a topic in order."""
    return db.session.scalars(
        select(Objective)
        .where(Objective.topic_id == topic_id, Objective.retired_at.is_(None))
        .order_by(Objective.position, Objective.id)
    ).all()


def get_objective(course_id: int, code: str) -> Objective:
    """Return an open objective of a course by its code.

    Raises:
        NotFound: the course has none.
    """
    objective = find_objective(course_id, code)
    if objective is None or objective.retired_at is not None:
        raise NotFound("There is no such objective.")
    return objective


def find_objective(course_id: int, code: str) -> Objective | None:
    """Return an objective of a course, retired or not, if there is one."""
    return db.session.scalar(
        select(Objective).where(Objective.course_id == course_id, Objective.code == code)
    )


def list_objectives_by_code(course_id: int, codes: Sequence[str]) -> list[Objective]:
    """Return the objectives of a course, retired ones too, in the order of their codes here."""
    # No code has other characters, and PostgreSQL refuses to look for some of them.
    codes = [code for code in codes if code.isascii() and code.isprintable()]
    if not codes:
        return []
    found = db.session.scalars(
        select(Objective).where(Objective.course_id == course_id, Objective.code.in_(codes))
    )
    by_code = {one.code: one for one in found}
    return [by_code[code] for code in dict.fromkeys(codes) if code in by_code]


def lock_row(row: Row) -> Row:
    """Return a course, topic or objective as it is now and make other writers of it wait."""
    table = type(row)
    return db.session.scalars(
        select(table)
        .where(table.id == row.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def get_objective_row(objective_id: int) -> Objective:
    """Return an objective, retired or not, with its topic; it must exist."""
    return db.session.scalars(
        select(Objective).options(joinedload(Objective.topic)).where(Objective.id == objective_id)
    ).one()


def last_position(column_of: type[Topic | Objective], parent_id: int) -> int:
    """Return the highest position among a course's topics or a topic's objectives, 0 without."""
    parent = Topic.course_id if column_of is Topic else Objective.topic_id
    return (
        db.session.scalar(
            select(func.coalesce(func.max(column_of.position), 0)).where(parent == parent_id)
        )
        or 0
    )


def list_outline(course_id: int) -> list[TopicOutline]:
    """Return a course's topics with their objectives and the questions that test each."""
    counted = (
        select(
            Question.objective_id,
            func.count(Question.published_number).label("questions"),
            (func.count() - func.count(Question.published_number)).label("drafts"),
        )
        .where(Question.course_id == course_id, Question.retired_at.is_(None))
        .group_by(Question.objective_id)
    )
    counts = {row.objective_id: (row.questions, row.drafts) for row in db.session.execute(counted)}
    by_topic: dict[int, list[ObjectiveSummary]] = {}
    for objective in list_objectives(course_id):
        questions, drafts = counts.get(objective.id, (0, 0))
        summary = ObjectiveSummary(objective, questions, drafts)
        by_topic.setdefault(objective.topic_id, []).append(summary)
    return [
        TopicOutline(topic, tuple(by_topic.get(topic.id, ()))) for topic in list_topics(course_id)
    ]
