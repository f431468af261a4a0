"""What a room does without being asked: a job, and how often it runs.

Each room names its own in ``jobs.py``; the home room runs them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

# Set while somebody waits for a job in this process.
_WANTED = threading.Event()


def run_soon() -> None:
    """Have the jobs of this process looked at now rather than within a minute: somebody waits for one.

    Call it when what is wanted has been committed. Where jobs run in a process of their own, they
    come by the minute all the same.
    """
    _WANTED.set()


def wait_for_turn(seconds: float) -> bool:
    """Wait so long, or until a job is wanted, and say that the jobs go on."""
    _WANTED.wait(seconds)
    _WANTED.clear()
    return False


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is done every so often, and safe to do twice, or in two places at once.

    ``every`` is how long it rests at least; without a rest it is done whenever the jobs are looked at.

    ``run`` gets the present moment and returns in words what it did, '' for nothing. It opens its
    own ``transaction()``, small ones rather than one: whoever studies meanwhile is not to wait.
    What takes longer than a moment goes on in a process of its own, or other jobs would be late;
    ``run_to_the_end`` is the same for somebody who waits for all of it, such as cron.
    """

    name: str
    title: str
    every: timedelta
    run: Callable[[datetime], str]
    run_to_the_end: Callable[[datetime], str] | None = None
