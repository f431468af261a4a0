"""What educators plan for everybody who studies a course."""

from __future__ import annotations

from datetime import date

from app.accounts.service.rows import insert_if_missing
from app.bank.models import Course
from app.cards.models import CoursePlan
from app.db import db


def plan_course(
    course: Course,
    *,
    scheduler: str,
    desired_retention_percent: int,
    exam_on: date | None,
    longest_days: int | None,
) -> CoursePlan:
    """Store a course's plan; who takes the course already keeps their own schedule."""
    values = {
        "scheduler": scheduler,
        "desired_retention_percent": desired_retention_percent,
        "exam_on": exam_on,
        "longest_days": longest_days,
    }
    insert_if_missing(CoursePlan, course_id=course.id, **values)
    plan = db.session.merge(CoursePlan(course_id=course.id, **values))
    db.session.flush()
    return plan
