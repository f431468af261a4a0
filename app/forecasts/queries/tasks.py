"""What was asked of the worker, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, exists, or_, select

from app.db import db
from app.forecasts.models import OPEN, CourseMeasuring, LearnerFit

Kind = Literal["comparison", "fit", "outlook", "check", "pooling"]
Task = LearnerFit | CourseMeasuring


def find_fit(learner_id: int, course_id: int, *, done: bool = False) -> LearnerFit | None:
    """Return the last fit that a learner asked for in a course (the last that came to its end)."""
    fits = select(LearnerFit).where(
        LearnerFit.learner_id == learner_id, LearnerFit.course_id == course_id
    )
    if done:
        fits = fits.where(LearnerFit.status == "done")
    return db.session.scalars(fits.order_by(LearnerFit.id.desc()).limit(1)).first()


def find_better_weights(learner_id: int, course_id: int) -> tuple[float, ...] | None:
    """Return the weights of a learner's last fit if they are to forecast their exam, or None."""
    fit = find_fit(learner_id, course_id, done=True)
    if fit is None or fit.result is None or not fit.result.get("forecasts_exams"):
        return None
    return tuple(fit.result["weights"])


def find_measuring(course_id: int, kind: Kind, *, done: bool = False) -> CourseMeasuring | None:
    """Return the last measuring of a kind of a course (the last that came to its end), or None."""
    found = select(CourseMeasuring).where(
        CourseMeasuring.course_id == course_id, CourseMeasuring.kind == kind
    )
    if done:
        found = found.where(CourseMeasuring.status == "done")
    return db.session.scalars(found.order_by(CourseMeasuring.id.desc()).limit(1)).first()


def lock_fit(learner_id: int, fit_id: UUID) -> LearnerFit | None:
    """Return a learner's fit as it is now, locked."""
    return db.session.get(
        LearnerFit,
        {"learner_id": learner_id, "id": fit_id},
        with_for_update=True,
        populate_existing=True,
    )


def lock_measuring(course_id: int, measuring_id: UUID) -> CourseMeasuring | None:
    """Return a measuring of a course as it is now, locked."""
    return db.session.get(
        CourseMeasuring,
        {"course_id": course_id, "id": measuring_id},
        with_for_update=True,
        populate_existing=True,
    )


def find_claimable(silent_since: datetime, *, lock: bool = False) -> Task | None:
    """Return a task that nobody works on, the one that has waited longest of its table, or None.

    That is one that waits, or one whose worker has been silent since then.
    """
    for tasks in (
        _claimable(LearnerFit, silent_since),
        _claimable(CourseMeasuring, silent_since),
    ):
        found: Task | None = db.session.scalars(
            tasks.with_for_update(skip_locked=True) if lock else tasks
        ).first()
        if found is not None:
            return found
    return None


def is_worked_on(silent_since: datetime) -> bool:
    """Tell whether a worker was heard of since then, and works on something."""
    return any(
        db.session.scalar(
            select(exists().where(model.status == "running", model.claimed_at >= silent_since))
        )
        for model in (LearnerFit, CourseMeasuring)
    )


def _claimable(model: type[LearnerFit | CourseMeasuring], silent_since: datetime) -> Select[Any]:
    return (
        select(model)
        .where(OPEN, or_(model.status == "waiting", model.claimed_at < silent_since))
        .order_by(model.asked_at)
        .limit(1)
    )
