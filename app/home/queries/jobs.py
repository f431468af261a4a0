"""When jobs ran, and which may run now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.home.models import JobRun
from app.web.jobs import Job


def map_runs() -> dict[str, JobRun]:
    """Return what is known about each job that ever ran, by its name."""
    return {run.name: run for run in db.session.scalars(select(JobRun))}


def find_run(name: str) -> JobRun | None:
    """Return what is known about one job, None if it never ran."""
    return db.session.get(JobRun, name)


def lock_run(name: str) -> JobRun:
    """Return the row of a job, locked; the service has made sure that there is one."""
    return db.session.scalars(select(JobRun).where(JobRun.name == name).with_for_update()).one()


def list_waiting(jobs: Sequence[Job], now: datetime) -> list[Job]:
    """Return the jobs whose time has come again and that nobody is running."""
    runs = map_runs()
    return [job for job in jobs if may_run(job, runs.get(job.name), now)]


def may_run(job: Job, run: JobRun | None, now: datetime) -> bool:
    """Tell whether a job's time has come again and nobody is running it.

    One that was started later than now says that the clock went back; it does not wait for that day.
    """
    if run is None or run.started_at is None or run.started_at > now:
        return True
    return not is_busy(run, now) and run.started_at + job.every <= now


def is_busy(run: JobRun, now: datetime) -> bool:
    """Tell whether somebody is running a job, as far as can be told."""
    is_past = run.started_at is not None and run.started_at <= now
    return is_past and run.busy_until is not None and run.busy_until > now
