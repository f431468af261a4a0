"""A learner's pauses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from app.db import db
from app.domain.scheduling.planning.load import Pause
from app.planning.models import StudyPause


def find_pause(learner_id: int, today: date) -> Pause | None:
    """Return the pause that lasts today, or None."""
    row = db.session.execute(
        select(StudyPause.first_on, StudyPause.last_on).where(
            StudyPause.learner_id == learner_id,
            StudyPause.first_on <= today,
            StudyPause.last_on >= today,
        )
    ).first()
    return None if row is None else Pause(row.first_on, row.last_on)


def lock_pauses(learner_id: int, first_on: date, last_on: date) -> Sequence[StudyPause]:
    """Return the pauses that touch a span of days, locked."""
    return db.session.scalars(
        select(StudyPause)
        .where(
            StudyPause.learner_id == learner_id,
            StudyPause.first_on <= last_on,
            StudyPause.last_on >= first_on,
        )
        .with_for_update()
    ).all()


def count_pauses(learner_id: int, today: date) -> int:
    """Return how many of a learner's pauses are not over."""
    ahead = select(func.count()).where(
        StudyPause.learner_id == learner_id, StudyPause.last_on >= today
    )
    return db.session.scalar(ahead) or 0
