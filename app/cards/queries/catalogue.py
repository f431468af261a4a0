"""Reads of the course catalogue, as one learner sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Subquery, func, select

from app.bank.models import Course, Question
from app.cards.models import Card, Enrolment
from app.cards.queries.scopes import is_aside
from app.db import db


@dataclass(frozen=True, slots=True)
class CatalogueCourse:
    """A course in the catalogue: its size, and how far the learner has got."""

    course: Course
    questions: int
    enrolled: bool
    met: int
    due: int


def find_enrolment(learner_id: int, course_id: int) -> Enrolment | None:
    """Return the learner's enrolment that is in force, or None."""
    enrolment = db.session.get(Enrolment, (learner_id, course_id))
    return enrolment if enrolment is not None and enrolment.left_at is None else None


def count_questions_by_topic(course_id: int) -> dict[int, int]:
    """Return how many questions learners can meet, by topic."""
    rows = db.session.execute(
        select(Question.topic_id, func.count())
        .where(
            Question.course_id == course_id,
            Question.published_number.is_not(None),
            Question.retired_at.is_(None),
        )
        .group_by(Question.topic_id)
    )
    return {topic_id: count for topic_id, count in rows}


def _own_cards(learner_id: int, today: date) -> Subquery:
    """Count a learner's cards of each course, and those that are due."""
    return (
        select(
            Card.course_id,
            func.count().label("met"),
            func.count()
            .filter(Card.due_on <= today, Card.reviewed_on != today, ~is_aside(learner_id, today))
            .label("due"),
        )
        .join(Question, Question.id == Card.question_id)
        .where(
            Card.learner_id == learner_id,
            Question.published_number.is_not(None),
            Question.retired_at.is_(None),
        )
        .group_by(Card.course_id)
        .subquery()
    )


def list_catalogue(learner_id: int, today: date) -> Sequence[CatalogueCourse]:
    """Return the open courses: those the learner is enrolled in first, then by title."""
    questions = (
        select(Question.course_id, func.count().label("total"))
        .where(Question.published_number.is_not(None), Question.retired_at.is_(None))
        .group_by(Question.course_id)
        .subquery()
    )
    cards = _own_cards(learner_id, today)
    enrolled = (Enrolment.learner_id.is_not(None) & Enrolment.left_at.is_(None)).label("enrolled")
    rows = db.session.execute(
        select(
            Course,
            func.coalesce(questions.c.total, 0).label("questions"),
            enrolled,
            func.coalesce(cards.c.met, 0).label("met"),
            func.coalesce(cards.c.due, 0).label("due"),
        )
        .outerjoin(questions, questions.c.course_id == Course.id)
        .outerjoin(cards, cards.c.course_id == Course.id)
        .outerjoin(
            Enrolment,
            (Enrolment.course_id == Course.id) & (Enrolment.learner_id == learner_id),
        )
        .where(Course.retired_at.is_(None))
        .order_by(enrolled.desc(), Course.title)
    )
    return [
        CatalogueCourse(
            course=row.Course,
            questions=row.questions,
            enrolled=bool(row.enrolled),
            met=row.met,
            due=row.due,
        )
        for row in rows
    ]
