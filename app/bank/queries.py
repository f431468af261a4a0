"""Reads of the question bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.bank.models import Course, Question, Revision, Topic
from app.db import db
from app.domain.errors import NotFound

REVISIONS_KEPT = 4096
TEXTS = "myelin_revision_texts"


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


def _load_revision(question_id: int, number: int) -> RevisionText:
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
    # Kept by the app, so that every app remembers the texts of its own database only.
    load = current_app.extensions.get(TEXTS)
    if load is None:
        load = current_app.extensions[TEXTS] = lru_cache(REVISIONS_KEPT)(_load_revision)
    text: RevisionText = load(question_id, number)
    return text


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
