"""What the forecasts room does in its own time: it starts the worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.forecasts.jobs import worker as the_worker
from app.web.jobs import Job


def measure(now: datetime) -> str:
    """Start a process that does what somebody asked for and takes long: fits, checks and such.

    Nobody waits for it: the next reminder must not be late by the length of a fit.
    """
    worker = the_worker.start_worker(now)
    if worker is None:
        return ""
    the_worker.look_after(worker)
    return "begun"


def measure_to_the_end(now: datetime) -> str:
    """Do the same and wait until nothing is left to do."""
    worker = the_worker.start_worker(now)
    if worker is None:
        return ""
    return "done" if worker.wait() == 0 else "ended early"


JOBS = (
    Job(
        "measure",
        "Compare forecasts, fit weights, pool starts, calculate exams, check courses",
        # Somebody waits for it: whenever it is asked for, the page calls ``run_soon``.
        timedelta(0),
        measure,
        measure_to_the_end,
    ),
)
