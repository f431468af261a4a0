"""The exams ahead of a learner, and what they ask of the days before them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from app.bank.models import Course, Question
from app.cards.models import Card, CoursePlan, Enrolment, Review
from app.db import db
from app.domain.scheduling.planning.demand import Demand
from app.domain.scheduling.planning.exam import stretch_begins_on
from app.domain.scheduling.queue.backlog import USUAL_OVER_DAYS
from app.domain.scheduling.queue.day import ExamAhead


def list_exams(learner_id: int, course_ids: Sequence[int], today: date) -> list[ExamAhead]:
    """Return the exams ahead of some courses."""
    asked = (Question.published_number.is_not(None), Question.retired_at.is_(None))
    questions = (
        select(func.count())
        .select_from(Question)
        .where(Question.course_id == CoursePlan.course_id, *asked)
        .correlate(CoursePlan)
        .scalar_subquery()
    )
    met = (
        select(func.count())
        .select_from(Card)
        .join(Question, Question.id == Card.question_id)
        .where(Card.learner_id == learner_id, Card.course_id == CoursePlan.course_id, *asked)
        .correlate(CoursePlan)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            CoursePlan.course_id, CoursePlan.exam_on, questions.label("questions"), met.label("met")
        )
        .where(CoursePlan.course_id.in_(course_ids), CoursePlan.exam_on > today)
        .order_by(CoursePlan.exam_on)
    )
    return [
        ExamAhead(row.course_id, row.exam_on, row.questions, row.met)
        for row in rows
        if row.exam_on is not None
    ]


def list_demands(learner_id: int, today: date) -> list[Demand]:
    """Return what the exams ahead of a learner's courses ask in their last weeks, nearest first."""
    titles = {
        row.id: row.title
        for row in db.session.execute(
            select(Course.id, Course.title)
            .join(Enrolment, Enrolment.course_id == Course.id)
            .where(
                Enrolment.learner_id == learner_id,
                Enrolment.left_at.is_(None),
                Course.retired_at.is_(None),
            )
        )
    }
    demands = []
    for one in list_exams(learner_id, list(titles), today):
        begins_on = stretch_begins_on(one.exam_on)
        asked = _count_asked(learner_id, one.course_id, begins_on) if begins_on <= today else 0
        demands.append(
            Demand(
                course_id=one.course_id,
                title=titles[one.course_id],
                exam_on=one.exam_on,
                first_on=max(begins_on, today),
                questions=max(one.questions - asked, 0),
                of=one.questions,
            )
        )
    return demands


def _count_asked(learner_id: int, course_id: int, begins_on: date) -> int:
    """Return how many questions of a course were asked since a day."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Card)
            .join(Question, Question.id == Card.question_id)
            .where(
                Card.learner_id == learner_id,
                Card.course_id == course_id,
                Card.reviewed_on >= begins_on,
                Question.published_number.is_not(None),
                Question.retired_at.is_(None),
            )
        )
        or 0
    )


def list_recalls_of_days(learner_id: int, today: date) -> Sequence[int]:
    """Return how many cards met before were reviewed on each of the last days with answers."""
    return db.session.scalars(
        select(func.count())
        .where(
            Review.learner_id == learner_id,
            Review.learner_on < today,
            Review.waited_days.is_not(None),
            Review.undone_at.is_(None),
        )
        .group_by(Review.learner_on)
        .order_by(Review.learner_on.desc())
        .limit(USUAL_OVER_DAYS)
    ).all()
