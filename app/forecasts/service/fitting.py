"""Fitting FSRS's weights to a log in a time of its own: asking, claiming, ending, using.

``app.study.jobs.measuring`` does the work; what stands here are its short writes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from app.accounts.models import User
from app.accounts.service.rows import insert_if_missing
from app.bank.models import Course
from app.cards.models import CoursePlan, ScheduleChange
from app.cards.queries.schedules import get_plan, get_schedule, get_weights
from app.cards.service.changing_schedules import WantedSchedule, change_schedule
from app.db import db, new_id
from app.domain.errors import Conflict, NotFound
from app.domain.scheduling.forecasts.fitting import Log
from app.domain.scheduling.memory import fsrs
from app.domain.statistics.forecast import Figures
from app.forecasts.models import CourseMeasuring, LearnerFit
from app.forecasts.queries.logs import (
    count_own_recalls,
    count_pooled_recalls,
    list_learners,
    stream_logs,
)
from app.forecasts.queries.tasks import (
    Kind,
    Task,
    find_claimable,
    find_fit,
    find_measuring,
    lock_fit,
    lock_measuring,
)

# A worker that has not been heard of for so long is taken for dead.
SILENCE: Final = timedelta(minutes=10)
# What ended so many workers is not given to another.
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


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fit as it was kept; ``reviews`` is what it was fitted to."""

    weights: tuple[float, ...]
    reviews: int
    before: Figures
    after: Figures
    is_better: bool

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Fitted:
        """Return a fit from a task's result."""
        return cls(
            tuple(value["weights"]),
            value["fitted_to"],
            Figures.from_json(value["before"]),
            Figures.from_json(value["after"]),
            value["is_better"],
        )


class TakenAway(Exception):
    """A worker's task was cancelled, or given to another who was thought to be needed."""


def ask_for_fit(course: Course, *, actor: User, now: datetime) -> bool:
    """Have weights fitted to the learner's own reviews of a course; False: it is going on already.

    Raises:
        Conflict: there are too few reviews.
    """
    reviews = count_own_recalls(actor.id, course.id)
    if reviews < ENOUGH_REVIEWS:
        raise Conflict(too_few(reviews))
    key = {"learner_id": actor.id, "course_id": course.id}
    return insert_if_missing(LearnerFit, id=new_id(), asked_at=now, **key, **_NEW)


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
        CourseMeasuring, id=new_id(), asked_by=actor.id, asked_at=now, **key, **_NEW
    )


_NEW: Final = {"status": "waiting", "progress": 0, "claims": 0, "reason": ""}


def too_few(reviews: int) -> str:
    """Say that there are too few reviews to fit to."""
    return f"There are {reviews:,} reviews to learn from; a fit takes {ENOUGH_REVIEWS:,}."


def cancel_fit(course: Course, *, actor: User, now: datetime) -> None:
    """Have a learner's fit stopped; one that is over stays as it is."""
    _cancel(find_fit(actor.id, course.id), now)


def cancel_measuring(course: Course, kind: Kind, *, now: datetime) -> None:
    """Have a measuring of a course stopped; one that is over stays as it is."""
    _cancel(find_measuring(course.id, kind), now)


def _cancel(task: Task | None, now: datetime) -> None:
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


def read_log(
    log: Log, claim: Claim, *, on_progress: Callable[[float], None] = lambda share: None
) -> None:
    """Add the answers that a claim is about to a log; one learner's, or everybody's."""
    learners = list_learners(claim.course_id) if claim.learner_id is None else [claim.learner_id]
    for place, learner_id in enumerate(learners):
        on_progress(place / len(learners))
        for answers in stream_logs(learner_id, claim.course_id):
            log.add_card(answers)


def weights_in_use(claim: Claim) -> fsrs.Weights:
    """Return the weights that a fit is to be better than."""
    if claim.learner_id is not None:
        schedule = get_schedule(claim.learner_id, claim.course_id)
        if schedule.scheduler == "fsrs":
            return schedule.weights
    return get_weights(claim.course_id)


def use_fit(course: Course, *, actor: User, now: datetime) -> ScheduleChange | None:
    """Schedule the learner's cards by FSRS with the weights of their last fit; days stay.

    None when it is so already.

    Raises:
        NotFound: there is no fit that was better.
    """
    fitted = _better(find_fit(actor.id, course.id, done=True))
    now_in_force = get_schedule(actor.id, course.id)
    schedule = replace(now_in_force, scheduler="fsrs", weights=fitted.weights)
    return change_schedule(course, WantedSchedule(schedule), actor=actor, now=now)


def use_course_fit(course: Course) -> CoursePlan:
    """Have new enrolments that begin with FSRS begin with the weights of the course's last fit.

    Raises:
        NotFound: there is no fit that was better.
    """
    fitted = _better(find_measuring(course.id, "fit", done=True))
    return _plan_weights(course, list(fitted.weights))


def use_published_weights(course: Course) -> CoursePlan:
    """Have new enrolments begin with the published weights again."""
    return _plan_weights(course, None)


def _plan_weights(course: Course, weights: list[float] | None) -> CoursePlan:
    plan = lock_plan(course.id)
    plan.weights = weights
    db.session.flush()
    return plan


def lock_plan(course_id: int) -> CoursePlan:
    """Return the plan of a course, locked, as a row that there is."""
    usual = get_plan(course_id)
    insert_if_missing(
        CoursePlan,
        course_id=course_id,
        scheduler=usual.scheduler,
        desired_retention_percent=usual.desired_retention_percent,
    )
    return db.session.get_one(CoursePlan, course_id, with_for_update=True, populate_existing=True)


def _better(task: Task | None) -> Fitted:
    if task is None or task.result is None or not task.result["is_better"]:
        raise NotFound("There is no fit that forecasts better.")
    return Fitted.from_json(task.result)
