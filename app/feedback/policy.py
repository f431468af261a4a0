"""Who may read a report."""

from __future__ import annotations

from app.accounts.models import User
from app.feedback.models import Report


def can_read_report(user: User, report: Report) -> bool:
    """Return whether the person may read a report and take part in its thread."""
    return user.id == report.learner_id or user.is_educator
