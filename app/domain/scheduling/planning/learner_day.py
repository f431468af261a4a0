"""The learner's day: which date a moment belongs to, for this person, where they live now.

Due dates, daily limits, streaks and drills all count in these days, so there is no other place that
turns a moment into a date. See docs/decisions/0002-learner-day.md.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from app.domain.errors import Invalid

_ONE_DAY: Final = timedelta(days=1)
_ONE_SECOND: Final = timedelta(seconds=1)


def learner_day(moment: datetime, time_zone: str, turns_at_hour: int) -> date:
    """Return the date on the learner's wall clock, or the day before until the turning hour.

    ``time_zone`` is an IANA name, ``turns_at_hour`` 0 to 23. Raises ``Invalid`` for an unknown zone
    and ``ValueError`` for an hour off the clock or a moment without a time zone.
    """
    _check_hour(turns_at_hour)
    local = _on_the_clock(moment, time_zone)
    today = local.date()
    return today - _ONE_DAY if local.hour < turns_at_hour else today


def clock_hour(moment: datetime, time_zone: str) -> int:
    """Return the hour, 0 to 23, that the learner's clock shows at a moment.

    Raises ``Invalid`` for an unknown zone and ``ValueError`` for a moment without a time zone.
    """
    return _on_the_clock(moment, time_zone).hour


def hours_from(turns_at_hour: int) -> list[int]:
    """Return the hours of the clock, 0 to 23, in the order in which a learner day has them."""
    return [*range(turns_at_hour, 24), *range(turns_at_hour)]


def day_begins_at(day: date, time_zone: str, turns_at_hour: int) -> datetime:
    """Return the first moment, in UTC, that belongs to a learner day.

    Where clocks go back over the turning hour that is its first passing; where they leap over it,
    the leap. A day that a zone left out altogether begins (and ends) where the next one begins.
    Raises as ``learner_day`` does.
    """
    _check_hour(turns_at_hour)
    zone = _zone(time_zone)
    wall = datetime.combine(day, time(turns_at_hour))
    begin = wall.replace(tzinfo=zone).astimezone(UTC)
    if begin.astimezone(zone).replace(tzinfo=None) == wall:
        return begin
    # The clock never showed that time: read with the offset from before the leap it gives a moment
    # after it, read with the offset from after (fold=1) a moment before.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _leap_between(before, begin, wall, zone)


def _leap_between(before: datetime, after: datetime, wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first whole second at which the zone's clock has passed ``wall``."""
    low, high = 0, (after - before) // _ONE_SECOND
    while high - low > 1:
        middle = (low + high) // 2
        shown = (before + middle * _ONE_SECOND).astimezone(zone).replace(tzinfo=None)
        if shown < wall:
            low = middle
        else:
            high = middle
    return before + high * _ONE_SECOND


def _on_the_clock(moment: datetime, time_zone: str) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(_zone(time_zone))


def _check_hour(hour: int) -> None:
    if not 0 <= hour <= 23:
        raise ValueError(f"the day turns at an hour from 0 to 23, not {hour}")


@lru_cache(maxsize=1024)  # more than there are zones; ZoneInfo's own strong cache holds eight
def _zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name, read from disk once."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown; not a name; a folder of zones
        raise Invalid(f"There is no time zone called “{name}”.", field="time_zone") from error
