"""Which courses a learner studies, and which of their questions are asked at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    select,
)

from app.bank.models import Course, Question
from app.cards.models import Enrolment, StudyNote
from app.db import db

_questions = Question.__table__.c
_notes = StudyNote.__table__.c


@dataclass(frozen=True, slots=True)
class Scope:
    """One course that a learner studies, and how far new questions have been introduced."""

    course_id: int
    slug: str
    title: str
    introduced_up_to: int


def list_scopes(learner_id: int, slug: str | None = None) -> list[Scope]:
    """Return the open courses that the learner is enrolled in (only ``slug`` when given)."""
    statement = (
        select(Course.id.label("course_id"), Course.slug, Course.title, Enrolment.introduced_up_to)
        .join(Enrolment, Enrolment.course_id == Course.id)
        .where(
            Enrolment.learner_id == learner_id,
            Enrolment.left_at.is_(None),
            Course.retired_at.is_(None),
        )
        .order_by(Course.title)
    )
    if slug is not None:
        statement = statement.where(Course.slug == slug)
    return [Scope(**row) for row in db.session.execute(statement).mappings()]


def is_asked(
    learner_id: int | BindParameter[int], today: date | BindParameter[date]
) -> ColumnElement[bool]:
    """Tell whether a question is asked at all: published, and not set aside by the learner."""
    return and_(
        Question.published_number.is_not(None),
        Question.retired_at.is_(None),
        ~is_aside(learner_id, today),
    )


def is_aside(
    learner_id: int | BindParameter[int], today: date | BindParameter[date]
) -> ColumnElement[bool]:
    """Tell whether the learner has set a question aside, for today or until further notice."""
    return (
        select(_notes.question_id)
        .where(
            _notes.learner_id == learner_id,
            _notes.question_id == _questions.id,
            _notes.suspended_at.is_not(None) | (_notes.buried_on >= today),
        )
        .exists()
    )
