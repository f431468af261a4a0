"""Questions that keep slipping, counted over learners and naming none."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select

from app.bank.models import Course, Question, Revision
from app.cards.models import LEECH, Card, Enrolment
from app.db import db
from app.web.pages.paging import PAGE_SIZE, Page


@dataclass(frozen=True, slots=True)
class Leech:
    """A question that is a leech to so many learners; ``lapses`` is the most of any of them."""

    question_slug: str
    stem: str
    course_slug: str
    course_title: str
    learners: int
    lapses: int


def _is_asked() -> ColumnElement[bool]:
    return and_(
        Question.published_number.is_not(None),
        Question.retired_at.is_(None),
        Course.retired_at.is_(None),
        Enrolment.left_at.is_(None),
    )


def list_leeches(page: int) -> Page[Leech]:
    """Return one page of the questions that are asked and are leeches, to most learners first."""
    leeches = (
        select(
            Card.question_id, func.count().label("learners"), func.max(Card.lapses).label("lapses")
        )
        .join(Question, Question.id == Card.question_id)
        .join(Course, Course.id == Card.course_id)
        .join(
            Enrolment,
            and_(Enrolment.learner_id == Card.learner_id, Enrolment.course_id == Card.course_id),
        )
        .where(LEECH, _is_asked())
        .group_by(Card.question_id)
        .subquery()
    )
    total = db.session.scalar(select(func.count()).select_from(leeches)) or 0
    rows = db.session.execute(
        select(
            Question.slug.label("question_slug"),
            func.coalesce(Revision.content["stem"].as_string(), "").label("stem"),
            Course.slug.label("course_slug"),
            Course.title.label("course_title"),
            leeches.c.learners,
            leeches.c.lapses,
        )
        .select_from(leeches)
        .join(Question, Question.id == leeches.c.question_id)
        .join(Course, Course.id == Question.course_id)
        .join(
            Revision,
            and_(Revision.question_id == Question.id, Revision.number == Question.published_number),
        )
        .order_by(leeches.c.learners.desc(), leeches.c.lapses.desc(), Question.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return Page([Leech(**row) for row in rows.mappings()], page, total)
