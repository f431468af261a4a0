"""Who may do what with the bank: educators and admins write it together."""

from __future__ import annotations

from app.accounts.models import User
from app.bank.models import Course, Question


def can_edit_course(user: User, course: Course) -> bool:
    """Tell whether a person may change a course, its topics and objectives, and add questions."""
    return user.is_educator and course.retired_at is None


def can_edit_question(user: User, question: Question) -> bool:
    """Tell whether a person may write a new revision of a question (retired: restore it first)."""
    return user.is_educator and question.retired_at is None


def can_publish_question(user: User, question: Question) -> bool:
    """Tell whether a person may give learners the latest revision."""
    return can_edit_question(user, question) and (
        question.published_number != question.latest_number
    )


def can_retire_question(user: User, question: Question) -> bool:
    """Tell whether a person may take a question away from learners."""
    return user.is_educator and question.retired_at is None


def can_restore_question(user: User, question: Question) -> bool:
    """Tell whether a person may give a retired question back."""
    return user.is_educator and question.retired_at is not None
