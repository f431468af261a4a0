"""Changing how a learner's cards of a course are scheduled, with a look ahead and a way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.accounts.models import User
from app.bank.models import Course
from app.cards.models import Enrolment, ScheduleChange
from app.cards.queries.schedules import (
    find_change_in_force,
    get_plan,
    get_schedule,
    last_change_number,
    list_changes,
    lock_enrolment,
    map_starts,
    schedule_from,
)
from app.cards.queries.states import state_of
from app.cards.service.folding import folded, refold_course, standing
from app.db import db
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.scheduling.log.answering import Rescheduled
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.memory.scheduler import (
    HIGHEST_LONGEST_DAYS,
    HIGHEST_RETENTION,
    LOWEST_LONGEST_DAYS,
    LOWEST_RETENTION,
    SCHEDULERS,
    Schedule,
)

# Upper ends (days) of the bars in which intervals are counted; the last bar has no end.
INTERVAL_BARS = (1, 3, 7, 14, 30, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class Load:
    """What a schedule asks of a learner: cards due today, and how many wait how long.

    ``intervals`` counts the cards in each of the bars, one more than ``INTERVAL_BARS``.
    """

    cards: int
    due_today: int
    intervals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScheduleOutlook:
    """What a change would make of the load; ``moved`` counts the cards due on another day."""

    before: Load
    after: Load
    moved: int


@dataclass(frozen=True, slots=True)
class WantedSchedule:
    """A schedule to change to; without ``moves_due`` no card gets another day."""

    schedule: Schedule
    moves_due: bool = False


def foresee(course: Course, wanted: WantedSchedule, *, actor: User, today: date) -> ScheduleOutlook:
    """Return what a change would do to the learner's load; nothing is written."""
    changes = list_changes(actor.id, course.id)
    log = [*standing(changes), (None, Rescheduled(wanted.schedule, wanted.moves_due))]
    before: list[CardState] = []
    after: list[CardState] = []
    for cards, states in folded(actor.id, course.id, log):
        before += [state_of(card) for card in cards]
        after += states
    return ScheduleOutlook(
        _load(before, today),
        _load(after, today),
        sum(old.due_on != new.due_on for old, new in zip(before, after, strict=True)),
    )


def change_schedule(
    course: Course, wanted: WantedSchedule, *, actor: User, now: datetime
) -> ScheduleChange | None:
    """Schedule the learner's cards of a course in another way from now on.

    Every card becomes what it would be if it had always been scheduled so. None when it is so
    already.

    Raises:
        NotFound: the learner is not enrolled in the course.
        Invalid: the retention, the weights or the longest interval are out of bounds, or there is no
            such pooled start.
    """
    _check(wanted.schedule, course.id)
    enrolment = lock_enrolment(actor.id, course.id)
    if enrolment is None:
        raise NotFound("You are not enrolled in this course.")
    if get_schedule(actor.id, course.id) == wanted.schedule and not wanted.moves_due:
        return None
    change = _record(enrolment, wanted, now)
    if change.moves_due:  # the job that plans for an exam looks at the cards again
        enrolment.plan_is_stale = True
        db.session.flush()
    refold_course(enrolment)
    return change


def undo_change(course: Course, number: int, *, actor: User, now: datetime) -> None:
    """Take the last change of the schedule back: the cards are as if it had never been made.

    Answers given meanwhile stay and count under the schedule before it. Twice is once.

    Raises:
        NotFound: there is no such change of the learner's own.
        Conflict: another change was made since.
    """
    enrolment = lock_enrolment(actor.id, course.id)
    change = db.session.get(ScheduleChange, (actor.id, course.id, number))
    if enrolment is None or change is None:
        raise NotFound("There is no such change.")
    if change.undone_at is not None:
        return
    if enrolment.schedule_number != number:
        raise Conflict("Another change was made since. Undo that one first.")
    change.undone_at = now
    db.session.flush()
    left = find_change_in_force(actor.id, course.id)
    enrolment.schedule_number = 0 if left is None else left.number
    # Days given back for an exam meanwhile were those of this schedule.
    enrolment.plan_is_stale = True
    db.session.flush()
    refold_course(enrolment)


def begin_schedule(enrolment: Enrolment, *, now: datetime) -> None:
    """Have a new enrolment begin with the schedule that the course is planned for."""
    plan = get_plan(enrolment.course_id)
    planned = schedule_from(
        plan.scheduler,
        plan.desired_retention_percent,
        plan.weights,
        plan.longest_days,
        plan.pooled_start if plan.scheduler == "fsrs" else None,
    )
    if planned.scheduler != Schedule().scheduler or planned.longest_days is not None:
        _record(enrolment, WantedSchedule(planned), now)


def _check(schedule: Schedule, course_id: int) -> None:
    if schedule.scheduler not in SCHEDULERS:
        raise Invalid("Choose one of the schedulers.", field="scheduler")
    if not LOWEST_RETENTION <= schedule.desired_retention <= HIGHEST_RETENTION:
        raise Invalid("Choose from 70 to 97 per cent.", field="desired_retention")
    if len(schedule.weights) != len(fsrs.DEFAULT_WEIGHTS):
        raise Invalid("These are not the weights of FSRS-6.", field="weights")
    longest = schedule.longest_days
    if longest is not None and not LOWEST_LONGEST_DAYS <= longest <= HIGHEST_LONGEST_DAYS:
        raise Invalid("Choose from 30 to 3,650 days.", field="longest_days")
    version = schedule.pooled_start
    if version is not None and (
        schedule.scheduler != "fsrs" or version not in map_starts(course_id, [version])
    ):
        raise Invalid("There is no such pooled start.", field="pooled_start")


def _record(enrolment: Enrolment, wanted: WantedSchedule, now: datetime) -> ScheduleChange:
    schedule = wanted.schedule
    key = (enrolment.learner_id, enrolment.course_id)
    change = ScheduleChange(
        learner_id=enrolment.learner_id,
        course_id=enrolment.course_id,
        number=last_change_number(*key) + 1,
        scheduler=schedule.scheduler,
        desired_retention_percent=round(schedule.desired_retention * 100),
        weights=None if schedule.weights == fsrs.DEFAULT_WEIGHTS else list(schedule.weights),
        pooled_start=schedule.pooled_start,
        moves_due=wanted.moves_due,
        made_at=now,
        longest_days=schedule.longest_days,
    )
    db.session.add(change)
    enrolment.schedule_number = change.number
    db.session.flush()
    return change


def _load(states: Sequence[CardState], today: date) -> Load:
    bars = Counter(_bar(state.interval_days) for state in states)
    return Load(
        cards=len(states),
        due_today=sum(state.due_on <= today and state.reviewed_on != today for state in states),
        intervals=tuple(bars[place] for place in range(len(INTERVAL_BARS) + 1)),
    )


def _bar(interval_days: int) -> int:
    return sum(interval_days > end for end in INTERVAL_BARS)
