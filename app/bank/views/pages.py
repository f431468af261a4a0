"""What the bank's pages share."""

from __future__ import annotations

from flask_login import current_user

from app.bank import policy
from app.bank.models import Course
from app.bank.queries import get_course
from app.domain.errors import NotFound


def open_course(slug: str) -> Course:
    """Return a course that the signed-in person may edit.

    Raises:
        NotFound: there is none.
    """
    course = get_course(slug)
    if not policy.can_edit_course(current_user, course):
        raise NotFound("There is no such course.")
    return course
