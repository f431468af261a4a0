"""The day on a learner's own clock."""

from __future__ import annotations

from datetime import date, datetime

from app.accounts.models import User
from app.domain.scheduling.planning.learner_day import learner_day


def today_of(learner: User, now: datetime) -> date:
    """Return the learner's day at a moment, by their time zone and turning hour."""
    return learner_day(now, learner.time_zone, learner.day_turns_at_hour)
