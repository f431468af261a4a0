"""Answers that educators should look at: contested ones, and errors made with certainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.bank.models import Course, Question
from app.cards.models import OBJECTION, Review
from app.db import db
from app.web.pages.paging import PAGE_SIZE, Page


@dataclass(frozen=True, slots=True)
class Objection:
    """One such answer. It names the question and the answer, not the learner."""

    question_id: int
    question_slug: str
    course_slug: str
    course_title: str
    revision_number: int
    response: dict[str, object]
    reason: str
    answered_at: datetime


def list_objections(page: int) -> Page[Objection]:
    """Return one page of the objections, newest first."""
    total = db.session.scalar(select(func.count()).select_from(Review).where(OBJECTION)) or 0
    rows = db.session.execute(
        select(
            Review.question_id,
            Question.slug.label("question_slug"),
            Course.slug.label("course_slug"),
            Course.title.label("course_title"),
            Review.revision_number,
            Review.response,
            Review.grade_reason.label("reason"),
            Review.answered_at,
        )
        .join(Question, Question.id == Review.question_id)
        .join(Course, Course.id == Review.course_id)
        .where(OBJECTION)
        .order_by(Review.answered_at.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    items: Sequence[Objection] = [Objection(**row) for row in rows.mappings()]
    return Page(items, page, total)
