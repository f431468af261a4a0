"""Who may take a course."""

from __future__ import annotations

from app.accounts.models import User
from app.bank.models import Course


def can_enrol_in_course(user: User, course: Course) -> bool:
    """Return whether the person may take a course: it is open and the account is."""
    return user.closed_at is None and course.retired_at is None
