"""Tasks of the worker (``app.forecasts.jobs.worker``), as short writes: asking, claiming, going on, ending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from app.accounts.models import User
from app.accounts.service.rows import insert_if_missing
from app.bank.models import Course
from app.db import db, new_id
from app.domain.errors import Conflict
from app.forecasts.models import CourseMeasuring, LearnerFit
from app.forecasts.queries.logs import (
    count_pooled_recalls,
)
from app.forecasts.queries.tasks import (
    Kind,
    Task,
    find_claimable,
    find_measuring,
    lock_fit,
    lock_measuring,
)

# A worker that has not been heard of for so long is taken for dead.
SILENCE: Final = timedelta(minutes=10)
# A task that ended so many workers is given to no other one.
MOST_CLAIMS: Final = 3
# Under so many reviews a fit follows chance.
ENOUGH_REVIEWS: Final = 1000


@dataclass(frozen=True, slots=True)
class Claim:
    """A task in the hands of a worker; ``number`` tells it from those before."""

    id: UUID
    learner_id: int | None
    course_id: int
    kind: Kind
    number: int


class TakenAway(Exception):
    """A worker's task was cancelled, or given to another who was thought to be needed."""


def too_few(reviews: int) -> str:
    """Say that there are too few reviews to fit to."""
    return f"There are {reviews:,} reviews to learn from; a fit takes {ENOUGH_REVIEWS:,}."


def ask_for_measuring(course: Course, kind: Kind, *, actor: User, now: datetime) -> bool:
    """Have a course measured in one of the ways there are; False: it is going on already.

    Raises:
        Conflict: there are too few reviews to fit to.
    """
    if kind == "fit":
        reviews = count_pooled_recalls(course.id, ENOUGH_REVIEWS)
        if reviews < ENOUGH_REVIEWS:
            raise Conflict(too_few(reviews))
    key = {"course_id": course.id, "kind": kind}
    return insert_if_missing(
        CourseMeasuring, id=new_id(), asked_by=actor.id, asked_at=now, **key, **NEW_TASK
    )


NEW_TASK: Final = {"status": "waiting", "progress": 0, "claims": 0, "reason": ""}


def cancel_measuring(course: Course, kind: Kind, *, now: datetime) -> None:
    """Have a measuring of a course stopped; one that is over stays as it is."""
    cancel_task(find_measuring(course.id, kind), now)


def cancel_task(task: Task | None, now: datetime) -> None:
    """End a task that somebody takes back; one that is over stays as it is."""
    if task is None:
        return
    db.session.refresh(task, with_for_update=True)
    if task.is_open:
        task.status, task.ended_at = "cancelled", now
        db.session.flush()


def claim_next(*, now: datetime) -> Claim | None:
    """Take on the task that has waited longest, or one whose worker died; None without any."""
    while (task := find_claimable(now - SILENCE, lock=True)) is not None:
        if task.claims < MOST_CLAIMS:
            task.status, task.claimed_at, task.progress = "running", now, 0
            task.claims += 1
            db.session.flush()
            return _claim(task)
        _end(task, "failed", now, reason="It was started three times and never finished.")
    return None


def _claim(task: Task) -> Claim:
    if isinstance(task, LearnerFit):
        return Claim(task.id, task.learner_id, task.course_id, "fit", task.claims)
    return Claim(task.id, None, task.course_id, cast(Kind, task.kind), task.claims)


def go_on(claim: Claim, share: float, *, now: datetime) -> None:
    """Say that a task is being worked on, and how far it is.

    Raises:
        TakenAway: it is not the worker's any more.
    """
    task = _own(claim)
    task.progress, task.claimed_at = round(100 * share), now
    db.session.flush()


def finish(claim: Claim, result: dict[str, Any], *, now: datetime) -> None:
    """Keep what a task came to.

    Raises:
        TakenAway: it is not the worker's any more.
    """
    task = _own(claim)
    task.result, task.progress = result, 100
    _end(task, "done", now)


def give_up(claim: Claim, reason: str, *, now: datetime) -> None:
    """End a task that cannot be done, with the reason in words.

    Raises:
        TakenAway: it is not the worker's any more.
    """
    _end(_own(claim), "failed", now, reason=reason)


def _own(claim: Claim) -> Task:
    task: Task | None
    if claim.learner_id is None:
        task = lock_measuring(claim.course_id, claim.id)
    else:
        task = lock_fit(claim.learner_id, claim.id)
    if task is None or task.status != "running" or task.claims != claim.number:
        raise TakenAway
    return task


def _end(task: Task, status: str, now: datetime, *, reason: str = "") -> None:
    task.status, task.reason, task.ended_at = status, reason, now
    db.session.flush()
