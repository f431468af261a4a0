"""When to remind a learner: once a learner day, at an hour on their own clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from app.domain.scheduling.planning.learner_day import day_begins_at, learner_day

# Whoever wants to hear at seven does not want to at midnight, because a server was down.
LATE: Final = timedelta(hours=3)
_ONE_DAY: Final = timedelta(days=1)


def reminder_at(day: date, hour: int, time_zone: str, turns_at_hour: int) -> datetime:
    """Return the UTC moment at which to remind of a learner day.

    It is the first at which the learner's clock has reached the hour. An hour before the one at
    which the day turns comes at its end, on the date after it. Where clocks leap over the hour it
    is the leap, where they show it twice the first time. Raises as ``learner_day`` does.
    """
    on_the_calendar = day if hour >= turns_at_hour else day + _ONE_DAY
    return day_begins_at(on_the_calendar, time_zone, hour)


def day_to_remind_of(
    now: datetime, *, hour: int, time_zone: str, turns_at_hour: int
) -> date | None:
    """Return the learner day to remind of now, None outside the three hours from the hour on."""
    day = learner_day(now, time_zone, turns_at_hour)
    at = reminder_at(day, hour, time_zone, turns_at_hour)
    return day if at <= now < at + LATE else None
