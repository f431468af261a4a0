"""What statistics are about: whose, of which course, since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.bank.models import Course, Question
from app.cards.models import Card, CoursePlan, Enrolment, Review, ScheduleChange, StudyNote
from app.db import db

# Where a course has no plan of its own.
USUAL_RETENTION_PERCENT = 90


@dataclass(frozen=True, slots=True)
class StatisticsScope:
    """One learner's answers since a day (of all time: None), of one course (of all: None)."""

    learner_id: int
    since: date | None = None
    course_id: int | None = None

    @property
    def of_reviews(self) -> ColumnElement[bool]:
        """Return which answers belong to it; one that was undone belongs to none."""
        conditions = [Review.learner_id == self.learner_id, Review.undone_at.is_(None)]
        if self.since is not None:
            conditions.append(Review.learner_on >= self.since)
        if self.course_id is not None:
            conditions.append(Review.course_id == self.course_id)
        return and_(*conditions)

    @property
    def of_cards(self) -> ColumnElement[bool]:
        """Return which cards belong to it, whenever they were met: those that may still be asked.

        For a select that joins their questions, courses and enrolments.
        """
        return and_(
            Card.learner_id == self.learner_id,
            *self._of_course(Card.course_id),
            *is_studied(),
        )

    @property
    def of_enrolments(self) -> ColumnElement[bool]:
        """Return which courses in force and questions that may be asked belong to it."""
        return and_(
            Enrolment.learner_id == self.learner_id,
            *self._of_course(Enrolment.course_id),
            *is_studied(),
        )

    def _of_course(self, column: InstrumentedAttribute[int]) -> list[ColumnElement[bool]]:
        return [] if self.course_id is None else [column == self.course_id]


def is_studied() -> tuple[ColumnElement[bool], ...]:
    """Return that the course is in force for the learner, and the question is still asked."""
    return (
        Enrolment.left_at.is_(None),
        Course.retired_at.is_(None),
        Question.retired_at.is_(None),
        Question.published_number.is_not(None),
    )


def is_suspended() -> ColumnElement[bool]:
    """Return that the learner has set the question of a card aside until further notice."""
    return (
        select(StudyNote.question_id)
        .where(
            StudyNote.learner_id == Card.learner_id,
            StudyNote.question_id == Card.question_id,
            StudyNote.suspended_at.is_not(None),
        )
        .exists()
    )


def list_courses(learner_id: int) -> Sequence[tuple[int, str, str]]:
    """Return id, slug and title of every course that the learner has taken, by title."""
    rows = db.session.execute(
        select(Course.id, Course.slug, Course.title)
        .join(Enrolment, Enrolment.course_id == Course.id)
        .where(Enrolment.learner_id == learner_id)
        .order_by(Course.title)
    )
    return [(row.id, row.slug, row.title) for row in rows]


def find_first_day(learner_id: int) -> date | None:
    """Return the first learner day with an answer, or None."""
    return db.session.scalar(
        select(func.min(Review.learner_on)).where(
            Review.learner_id == learner_id, Review.undone_at.is_(None)
        )
    )


def list_desired_retention(scope: StatisticsScope) -> list[float]:
    """Return the shares, 0 to 1, that the learner's courses aim at, each once, lowest first.

    A change that the learner made goes before the course's plan, and that before what is usual.
    """
    percent = func.coalesce(
        ScheduleChange.desired_retention_percent,
        CoursePlan.desired_retention_percent,
        USUAL_RETENTION_PERCENT,
    )
    statement = (
        select(percent)
        .select_from(Enrolment)
        .outerjoin(
            ScheduleChange,
            (ScheduleChange.learner_id == Enrolment.learner_id)
            & (ScheduleChange.course_id == Enrolment.course_id)
            & (ScheduleChange.number == Enrolment.schedule_number),
        )
        .outerjoin(CoursePlan, CoursePlan.course_id == Enrolment.course_id)
        .where(Enrolment.learner_id == scope.learner_id)
        .distinct()
    )
    if scope.course_id is None:
        statement = statement.where(Enrolment.left_at.is_(None))
    else:
        statement = statement.where(Enrolment.course_id == scope.course_id)
    found = sorted(db.session.scalars(statement))
    return [percents / 100 for percents in found] or [USUAL_RETENTION_PERCENT / 100]
