"""Weights of FSRS fitted to a log: asking for a fit, reading the log for it, using what it found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

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
from app.forecasts.models import LearnerFit
from app.forecasts.queries.logs import (
    count_own_recalls,
    list_learners,
    stream_logs,
)
from app.forecasts.queries.tasks import (
    Task,
    find_fit,
    find_measuring,
)
from app.forecasts.service.tasks import ENOUGH_REVIEWS, NEW_TASK, Claim, cancel_task, too_few


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


def ask_for_fit(course: Course, *, actor: User, now: datetime) -> bool:
    """Have weights fitted to the learner's own reviews of a course; False: it is going on already.

    Raises:
        Conflict: there are too few reviews.
    """
    reviews = count_own_recalls(actor.id, course.id)
    if reviews < ENOUGH_REVIEWS:
        raise Conflict(too_few(reviews))
    key = {"learner_id": actor.id, "course_id": course.id}
    return insert_if_missing(LearnerFit, id=new_id(), asked_at=now, **key, **NEW_TASK)


def cancel_fit(course: Course, *, actor: User, now: datetime) -> None:
    """Have a learner's fit stopped; one that is over stays as it is."""
    cancel_task(find_fit(actor.id, course.id), now)


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
