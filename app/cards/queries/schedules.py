"""How a learner's cards are scheduled now, and every change that led there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import Select, and_, func, select

from app.cards.models import Card, CoursePlan, Enrolment, PooledStart, ScheduleChange
from app.db import db
from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.memory.scheduler import SM2, Schedule, SchedulerName

_changes = ScheduleChange.__table__.c
_starts = PooledStart.__table__.c

# Factors of first stabilities by version and question; 1 where there is none.
Starts = Mapping[int, Mapping[int, float]]


def schedule_from(
    scheduler: str | None,
    percent: int | None,
    weights: Sequence[float] | None,
    longest_days: int | None,
    pooled_start: int | None = None,
    start_factor: float | None = None,
) -> Schedule:
    """Return a schedule from the columns of a change; without a change it is SM-2."""
    if scheduler is None or percent is None:
        return SM2
    return Schedule(
        scheduler=cast(SchedulerName, scheduler),
        desired_retention=percent / 100,
        weights=fsrs.DEFAULT_WEIGHTS if weights is None else tuple(weights),
        longest_days=longest_days,
        pooled_start=pooled_start,
        start_factor=1.0 if start_factor is None else start_factor,
    )


# What ``schedule_in`` reads.
SCHEDULE_COLUMNS = (
    _changes.scheduler.label("scheduled_by"),
    _changes.desired_retention_percent,
    _changes.weights,
    _changes.longest_days,
    _changes.pooled_start,
)


def schedule_in(row: Any, start_factor: float | None = None) -> Schedule:
    """Return the schedule in a row with ``SCHEDULE_COLUMNS``."""
    return schedule_from(
        scheduler=row.scheduled_by,
        percent=row.desired_retention_percent,
        weights=row.weights,
        longest_days=row.longest_days,
        pooled_start=row.pooled_start,
        start_factor=start_factor,
    )


def schedule_of(change: ScheduleChange | None) -> Schedule:
    """Return the schedule that a change began; None is SM-2, with which everybody begins."""
    if change is None:
        return SM2
    return schedule_from(
        change.scheduler,
        change.desired_retention_percent,
        change.weights,
        change.longest_days,
        change.pooled_start,
    )


def get_plan(course_id: int) -> CoursePlan:
    """Return what educators decided about studying a course; the defaults when nothing was."""
    plan = db.session.get(CoursePlan, course_id)
    if plan is None:
        return CoursePlan(
            course_id=course_id, scheduler="sm2", desired_retention_percent=90, exam_on=None
        )
    return plan


def get_weights(course_id: int) -> tuple[float, ...]:
    """Return FSRS's weights for a course: those fitted to it, otherwise the published ones."""
    weights = get_plan(course_id).weights
    return fsrs.DEFAULT_WEIGHTS if weights is None else tuple(weights)


def get_schedule(learner_id: int, course_id: int) -> Schedule:
    """Return how a learner's cards of a course are scheduled now."""
    return schedule_of(find_change_in_force(learner_id, course_id))


def get_card_schedule(learner_id: int, course_id: int, question_id: int) -> Schedule:
    """Return how a learner's card of a question is scheduled now."""
    schedule = get_schedule(learner_id, course_id)
    if schedule.pooled_start is None:
        return schedule
    factor = db.session.scalar(
        select(PooledStart.factor).where(
            PooledStart.course_id == course_id,
            PooledStart.version == schedule.pooled_start,
            PooledStart.question_id == question_id,
        )
    )
    return schedule if factor is None else replace(schedule, start_factor=factor)


def map_starts(course_id: int, versions: Iterable[int | None]) -> Starts:
    """Return some versions of a course's pooled starts; None is none, and costs nothing."""
    asked = {version for version in versions if version is not None}
    if not asked:
        return {}
    return _by_version(
        select(_starts.version, _starts.question_id, _starts.factor).where(
            _starts.course_id == course_id, _starts.version.in_(asked)
        )
    )


def map_factors(course_id: int, schedule: Schedule) -> Mapping[int, float]:
    """Return by question the factors of the pooled start that a schedule names; 1 where there is none."""
    return map_starts(course_id, [schedule.pooled_start]).get(schedule.pooled_start or 0, {})


def map_all_starts() -> Mapping[int, Starts]:
    """Return all pooled starts, by course."""
    courses = db.session.scalars(select(PooledStart.course_id).distinct()).all()
    rows = select(_starts.version, _starts.question_id, _starts.factor)
    return {one: _by_version(rows.where(_starts.course_id == one)) for one in courses}


def _by_version(rows: Select[Any]) -> Starts:
    starts: dict[int, dict[int, float]] = {}
    for version, question_id, factor in db.session.execute(rows):
        starts.setdefault(version, {})[question_id] = factor
    return starts


def find_last_start(course_id: int) -> int | None:
    """Return the newest version of a course's pooled starts, or None."""
    return db.session.scalar(
        select(func.max(PooledStart.version)).where(PooledStart.course_id == course_id)
    )


def map_schedules(learner_id: int, course_ids: Sequence[int]) -> Mapping[int, Schedule]:
    """Return how a learner's cards of some courses are scheduled now, by course."""
    rows = db.session.execute(
        select(
            Enrolment.course_id,
            *SCHEDULE_COLUMNS,
        )
        .outerjoin(
            ScheduleChange,
            and_(
                ScheduleChange.learner_id == Enrolment.learner_id,
                ScheduleChange.course_id == Enrolment.course_id,
                ScheduleChange.number == Enrolment.schedule_number,
            ),
        )
        .where(Enrolment.learner_id == learner_id, Enrolment.course_id.in_(course_ids))
    )
    return {row.course_id: schedule_in(row) for row in rows}


def find_change_in_force(learner_id: int, course_id: int) -> ScheduleChange | None:
    """Return the last change that stands, or None."""
    return db.session.scalars(
        select(ScheduleChange)
        .where(
            ScheduleChange.learner_id == learner_id,
            ScheduleChange.course_id == course_id,
            ScheduleChange.undone_at.is_(None),
        )
        .order_by(ScheduleChange.number.desc())
        .limit(1)
    ).first()


def list_changes(learner_id: int, course_id: int) -> Sequence[ScheduleChange]:
    """Return the changes that stand, oldest first."""
    return db.session.scalars(
        select(ScheduleChange)
        .where(
            ScheduleChange.learner_id == learner_id,
            ScheduleChange.course_id == course_id,
            ScheduleChange.undone_at.is_(None),
        )
        .order_by(ScheduleChange.number)
    ).all()


def map_changes() -> Mapping[tuple[int, int], list[ScheduleChange]]:
    """Return every change, undone ones too, by learner and course, oldest first."""
    changes: dict[tuple[int, int], list[ScheduleChange]] = {}
    rows = db.session.scalars(
        select(ScheduleChange).order_by(
            ScheduleChange.learner_id, ScheduleChange.course_id, ScheduleChange.number
        )
    )
    for change in rows:
        changes.setdefault((change.learner_id, change.course_id), []).append(change)
    return changes


def last_change_number(learner_id: int, course_id: int) -> int:
    """Return the number of the last change, standing or undone; 0 without one."""
    return (
        db.session.scalar(
            select(func.max(ScheduleChange.number)).where(
                ScheduleChange.learner_id == learner_id, ScheduleChange.course_id == course_id
            )
        )
        or 0
    )


def lock_enrolment(learner_id: int, course_id: int) -> Enrolment | None:
    """Return the enrolment that is in force, locked, so that no card is made meanwhile."""
    enrolment = db.session.get(Enrolment, (learner_id, course_id), with_for_update=True)
    return enrolment if enrolment is not None and enrolment.left_at is None else None


def list_cards_after(
    learner_id: int, course_id: int, question_id: int, *, most: int | None, lock: bool = False
) -> Sequence[Card]:
    """Return the learner's next cards of a course by question; ``lock`` makes answers wait."""
    cards = (
        select(Card)
        .where(
            Card.learner_id == learner_id,
            Card.course_id == course_id,
            Card.question_id > question_id,
        )
        .order_by(Card.question_id)
        .limit(most)
    )
    if lock:
        cards = cards.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(cards).all()


def lock_cards(learner_id: int, course_id: int, question_ids: Sequence[int]) -> Sequence[Card]:
    """Return the learner's cards of some questions of a course, by question; answers wait."""
    return db.session.scalars(
        select(Card)
        .where(
            Card.learner_id == learner_id,
            Card.course_id == course_id,
            Card.question_id.in_(question_ids),
        )
        .order_by(Card.question_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
