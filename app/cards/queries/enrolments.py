"""Who takes a course."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import User
from app.cards.models import Enrolment
from app.db import db


def list_takers(course_id: int) -> Sequence[User]:
    """Return who takes a course now, but for those who left Myelin."""
    return db.session.scalars(
        select(User)
        .join(Enrolment, Enrolment.learner_id == User.id)
        .where(
            Enrolment.course_id == course_id,
            Enrolment.left_at.is_(None),
            User.closed_at.is_(None),
            User.leaves_at.is_(None),
        )
        .order_by(User.id)
    ).all()
