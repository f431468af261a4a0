"""Whether the clock can be believed: it goes as fast as time passes, and has for a while.

A machine also counts the seconds since it was started, whatever its clock is set to. Where the two
part, somebody has set the clock, or it was wrong before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# A clock that is put right within this time has deleted nothing.
LONG_ENOUGH: Final = timedelta(hours=6)
TOLERANCE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Watch:
    """Since when the clock has been steady: what it said then, and the seconds counted then."""

    began_at: datetime
    counted: float


def observe(watch: Watch | None, now: datetime, counted: float) -> Watch:
    """Return the watch as it goes on, or a new one where the clock has leapt or the count started over."""
    if watch is None or counted < watch.counted:
        return Watch(now, counted)
    passed = timedelta(seconds=counted - watch.counted)
    has_leapt = abs((now - watch.began_at) - passed) > TOLERANCE
    return Watch(now, counted) if has_leapt else watch


def is_steady(watch: Watch, counted: float) -> bool:
    """Tell whether the clock has been steady for long enough to delete by it."""
    return timedelta(seconds=counted - watch.counted) >= LONG_ENOUGH
