"""The one reader of the clock.

Everything else takes ``now`` as an argument, so that tests and the demo can live on any day.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime


class Clock:
    """Tells the time, shifted by a number of seconds that is 0 outside demos and tests."""

    def __init__(self, shift_seconds: float = 0.0) -> None:
        self.shift_seconds = shift_seconds

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.fromtimestamp(time.time() + self.shift_seconds, tz=UTC)

    def counted(self) -> float:
        """Return the seconds since the machine was started, which nobody can set."""
        # On Linux there is one that goes on while the machine sleeps, as the clock does.
        boot_time = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


clock = Clock(float(os.environ.get("MYELIN_CLOCK_SHIFT_SECONDS", "0")))


def now() -> datetime:
    """Return the present moment in UTC."""
    return clock.now()


def counted() -> float:
    """Return the seconds since the machine was started."""
    return clock.counted()
