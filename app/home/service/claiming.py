"""One at a time: a job is claimed before it runs, in one short write that locks its row."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.accounts.service.rows import insert_if_missing
from app.db import db
from app.home.models import JobRun
from app.home.queries import jobs as queries
from app.web.jobs import Job

# Whoever was killed while running a job holds it up no longer than this.
CLAIMED_FOR = timedelta(minutes=15)


def claim(job: Job, *, now: datetime, even_if_early: bool = False) -> bool:
    """Take a job on, unless somebody runs it or (by default) it ran lately; tell whether it is ours.

    Jobs are safe to run twice: a claim saves work, and correctness does not rest on it.
    """
    insert_if_missing(JobRun, name=job.name, outcome="")
    run = queries.lock_run(job.name)
    if queries.is_busy(run, now) or not (even_if_early or queries.may_run(job, run, now)):
        return False
    run.started_at, run.busy_until = now, now + CLAIMED_FOR
    db.session.flush()
    return True


def finish(job: Job, *, outcome: str, now: datetime) -> None:
    """Say what a job came to, and give it back."""
    run = queries.lock_run(job.name)
    run.finished_at, run.busy_until, run.outcome = now, None, outcome
    db.session.flush()
