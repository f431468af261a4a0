"""What the days of a learner's cards of a course are planned from: the cards, and their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.cards.models import Card, CoursePlan, Enrolment, Review
from app.db import db

_cards = Card.__table__.c
_reviews = Review.__table__.c


def lock_met(learner_id: int, course_id: int, now: datetime) -> Sequence[Any]:
    """Return the learner's cards of a course by question, as far as planning needs them; answers wait.

    ``is_late`` tells that one was answered at ``now`` or after it.
    """
    return db.session.execute(
        select(
            _cards.question_id,
            _cards.answers,
            _cards.interval_days,
            _cards.due_on,
            _cards.reviewed_on,
            (_cards.answered_at >= now).label("is_late"),
        )
        .where(_cards.learner_id == learner_id, _cards.course_id == course_id)
        .order_by(_cards.question_id)
        .with_for_update()
    ).all()


def map_chosen(learner_id: int, course_id: int) -> Mapping[int, Any]:
    """Return by question the days that were chosen at the last review of a learner's cards.

    A row has the day (``moved_to``) and what for (``moved_for``). An index has nothing but those.
    """
    rows = db.session.execute(
        select(_reviews.question_id, _reviews.moved_to, _reviews.moved_for)
        .join(
            Card,
            (_cards.learner_id == _reviews.learner_id)
            & (_cards.question_id == _reviews.question_id)
            & (_cards.reviewed_on == _reviews.learner_on),
        )
        .where(
            _reviews.learner_id == learner_id,
            _cards.course_id == course_id,
            _reviews.moved_to.is_not(None),
            _reviews.undone_at.is_(None),
        )
    ).all()
    return {row.question_id: row for row in rows}


def map_grades(
    learner_id: int, first_question_id: int, last_question_id: int
) -> Mapping[int, Sequence[tuple[int, date]]]:
    """Return the grades that stand of the questions between two ids, by question, in order.

    Each with its learner day, and nothing more: a course's log is long.
    """
    rows = db.session.execute(
        select(_reviews.question_id, _reviews.grade, _reviews.learner_on)
        .where(
            _reviews.learner_id == learner_id,
            _reviews.question_id.between(first_question_id, last_question_id),
            _reviews.undone_at.is_(None),
        )
        .order_by(_reviews.question_id, _reviews.number)
    ).all()
    grades: dict[int, list[tuple[int, date]]] = defaultdict(list)
    for question_id, grade, learner_on in rows:
        grades[question_id].append((grade, learner_on))
    return grades


def list_unplanned() -> Sequence[tuple[int, int]]:
    """Return learner and course where the cards were given days for another exam date, or none.

    Those too where what they were planned by has changed.
    """
    rows = db.session.execute(
        select(Enrolment.learner_id, Enrolment.course_id)
        .join(CoursePlan, CoursePlan.course_id == Enrolment.course_id, isouter=True)
        .where(
            Enrolment.left_at.is_(None),
            Enrolment.planned_exam_on.is_distinct_from(CoursePlan.exam_on)
            | Enrolment.plan_is_stale,
        )
        .order_by(Enrolment.course_id, Enrolment.learner_id)
    )
    return [(row.learner_id, row.course_id) for row in rows]


def list_exams_ahead(learner_id: int, today: date) -> Sequence[tuple[int, date]]:
    """Return the courses with an exam ahead that a learner takes, and when it is, the first first."""
    rows = db.session.execute(
        select(CoursePlan.course_id, CoursePlan.exam_on)
        .join(Enrolment, Enrolment.course_id == CoursePlan.course_id)
        .where(
            Enrolment.learner_id == learner_id,
            Enrolment.left_at.is_(None),
            CoursePlan.exam_on > today,
        )
        .order_by(CoursePlan.exam_on, CoursePlan.course_id)
    )
    return [(course_id, exam_on) for course_id, exam_on in rows if exam_on is not None]


def count_cards(learner_id: int, course_ids: Sequence[int]) -> int:
    """Return how many cards a learner has of some courses."""
    return (
        db.session.scalar(
            select(func.count()).where(
                _cards.learner_id == learner_id, _cards.course_id.in_(course_ids)
            )
        )
        or 0
    )
