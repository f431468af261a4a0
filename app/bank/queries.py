"""Reads of the question bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from app.bank.models import Course, Question, Revision, Topic
from app.db import db
from app.domain.errors import NotFound

REVISIONS_KEPT = 4096


@dataclass(frozen=True, slots=True)
class RevisionText:
    """What a question said in one revision; never changes, so it may be kept."""

    question_id: int
    number: int
    slug: str
    type: str
    course_id: int
    content: Mapping[str, Any]
    level: str
    tags: tuple[str, ...]
    section: str


@lru_cache(maxsize=REVISIONS_KEPT)
def _load_revision(_database: str, question_id: int, number: int) -> RevisionText:
    row = db.session.execute(
        select(
            Question.id,
            Revision.number,
            Question.slug,
            Question.type,
            Question.course_id,
            Revision.content,
            Revision.level,
            Revision.tags,
            Revision.section,
        )
        .join(Revision, Revision.question_id == Question.id)
        .where(Question.id == question_id, Revision.number == number)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such question.")
    return RevisionText(*row[:7], tags=tuple(row[7]), section=row[8])


def get_revision(question_id: int, number: int) -> RevisionText:
    """Return one revision's text, from memory once it has been read.

    Raises:
        NotFound: there is no such revision.
    """
    # The database's address is part of the key: tests use many databases in one process.
    return _load_revision(str(db.engine.url), question_id, number)


def get_course(slug: str) -> Course:
    """Return a course that has not been retired.

    Raises:
        NotFound: there is none.
    """
    course = db.session.scalars(
        select(Course).where(Course.slug == slug, Course.retired_at.is_(None))
    ).one_or_none()
    if course is None:
        raise NotFound("There is no such course.")
    return course


def list_courses() -> Sequence[Course]:
    """Return the courses that have not been retired, by title."""
    return db.session.scalars(
        select(Course).where(Course.retired_at.is_(None)).order_by(Course.title)
    ).all()


def list_topics(course_id: int) -> Sequence[Topic]:
    """Return a course's topics in order."""
    return db.session.scalars(
        select(Topic)
        .where(Topic.course_id == course_id, Topic.retired_at.is_(None))
        .order_by(Topic.position)
    ).all()
