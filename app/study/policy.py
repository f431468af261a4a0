"""Who may study what."""

from __future__ import annotations

from app.accounts.models import User
from app.bank.models import Course
from app.study.models import Report


def can_enrol_in_course(user: User, course: Course) -> bool:
    """Return whether the person may take a course: it is open and the account is."""
    return user.closed_at is None and course.retired_at is None


def can_read_report(user: User, report: Report) -> bool:
    """Return whether the person may read a report and take part in its thread."""
    return user.id == report.learner_id or user.is_educator
