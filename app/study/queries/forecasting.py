"""The log as forecasts are made from it, learner by learner, and what was asked to be measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_, select

from app.db import db
from app.domain.scheduling.log.answering import Answered
from app.study.models import OPEN, RECALL, CourseMeasuring, Enrolment, LearnerFit, Review

Kind = Literal["comparison", "fit", "outlook", "check", "pooling"]
Task = LearnerFit | CourseMeasuring

_reviews = Review.__table__.c


def list_learners(course_id: int | None) -> Sequence[int]:
    """Return the ids of everybody who ever took a course (None: any)."""
    learners = select(Enrolment.learner_id).distinct().order_by(Enrolment.learner_id)
    if course_id is not None:
        learners = learners.where(Enrolment.course_id == course_id)
    return db.session.scalars(learners).all()


def stream_logs(learner_id: int, course_id: int | None) -> Iterator[list[Answered]]:
    """Yield the log of each of a learner's cards, of a course or of all; practice is left out.

    Nothing may be written before it has come to its end.
    """
    return (answers for _, answers in stream_cards(learner_id, course_id))


def stream_cards(learner_id: int, course_id: int | None) -> Iterator[tuple[int, list[Answered]]]:
    """Yield what ``stream_logs`` does, each log with the id of its question."""
    answers = (
        select(
            _reviews.question_id,
            _reviews.kind,
            _reviews.grade,
            _reviews.correct,
            _reviews.learner_on,
            _reviews.answered_at,
        )
        .where(
            _reviews.learner_id == learner_id,
            _reviews.undone_at.is_(None),
            _reviews.kind != "practice",
        )
        .order_by(_reviews.question_id, _reviews.number)
        .execution_options(yield_per=5000)
    )
    if course_id is not None:
        answers = answers.where(_reviews.course_id == course_id)
    for question_id, rows in groupby(db.session.execute(answers), key=lambda row: int(row[0])):
        yield question_id, [Answered(row[1], row[2], row[3], row[4], row[5]) for row in rows]


def count_recalls(learner_id: int, course_id: int) -> int:
    """Return how many of a learner's reviews of a course can be forecast."""
    return (
        db.session.scalar(
            select(func.count()).where(
                RECALL,
                Review.learner_id == learner_id,
                Review.course_id == course_id,
                Review.waited_days > 0,
            )
        )
        or 0
    )


def count_pooled_recalls(course_id: int, at_most: int) -> int:
    """Return how many reviews of a course can be forecast, counting no further than needed."""
    some = (
        select(Review.waited_days)
        .join(
            Enrolment,
            and_(Enrolment.learner_id == Review.learner_id, Enrolment.course_id == course_id),
        )
        .where(RECALL, Review.course_id == course_id, Review.waited_days > 0)
        .limit(at_most)
        .subquery()
    )
    return db.session.scalar(select(func.count()).select_from(some)) or 0


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
