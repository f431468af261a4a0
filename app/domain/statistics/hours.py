"""Hours of the learner's own clock, from moments in UTC: where the hour itself was not kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

HOURS: Final = 24
# All clocks of today differ from UTC by a multiple of so many minutes.
SLOT_MINUTES: Final = 15
SLOTS: Final = HOURS * 60 // SLOT_MINUTES
_ONE_DAY: Final = timedelta(days=1)
_ONE_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Offset:
    """From ``since`` on, clocks are so many slots (quarters of an hour) ahead of UTC."""

    since: datetime
    slots: int


def offsets(time_zone: str, first: datetime, last: datetime) -> list[Offset]:
    """Return how far a zone's clocks were ahead of UTC from ``first`` to ``last``, in order.

    ``time_zone`` is a known IANA name. The moments are aware; a change is found to the minute.
    """
    zone = ZoneInfo(time_zone)
    found = [Offset(first, _slots(first, zone))]
    before = first
    while before < last:
        after = min(before + _ONE_DAY, last)
        if _slots(after, zone) != found[-1].slots:
            change = _change_between(before, after, zone)
            found.append(Offset(change, _slots(change, zone)))
        before = after
    return found


def _slots(moment: datetime, zone: ZoneInfo) -> int:
    ahead = moment.astimezone(zone).utcoffset() or timedelta()
    return round(ahead / timedelta(minutes=SLOT_MINUTES))


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    low, high = 0, round((after - before) / _ONE_MINUTE)
    while high - low > 1:
        middle = (low + high) // 2
        if _slots(before + middle * _ONE_MINUTE, zone) == _slots(before, zone):
            low = middle
        else:
            high = middle
    return before + high * _ONE_MINUTE


def local_hour(slot: int, ahead: int) -> int:
    """Return the hour, 0 to 23, of a slot of the UTC day for clocks so many slots ahead."""
    return (slot + ahead) % SLOTS // (SLOTS // HOURS)


def hours_from(first_hour: int) -> Iterable[int]:
    """Return the hours of a day in the order in which the learner lives them."""
    return [(first_hour + hour) % HOURS for hour in range(HOURS)]
