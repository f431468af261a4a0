"""Pooled starts: keeping a new version, and making use of one.

The worker (``app.forecasts.jobs.worker``) finds them; ``tasks`` is where that is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert

from app.accounts.models import User
from app.bank.models import Course
from app.cards.models import CoursePlan, PooledStart, ScheduleChange
from app.cards.queries.schedules import find_last_start, get_schedule
from app.cards.service.changing_schedules import WantedSchedule, change_schedule
from app.db import db
from app.domain.errors import Invalid, NotFound
from app.domain.scheduling.forecasts.first_recalls import (
    FirstRecalls,
)
from app.domain.statistics.forecast import Figures
from app.forecasts.queries.logs import stream_cards
from app.forecasts.queries.tasks import find_measuring
from app.forecasts.service.fits import lock_plan
from app.forecasts.service.tasks import Claim, go_on

NONE_KEPT: Final = "There is no pooled start that forecasts better."
ONLY_FSRS: Final = "Only FSRS has a first stability. Choose it first."


@dataclass(frozen=True, slots=True)
class Pooling:
    """What came of pooling a course's first recalls: figures over held-out learners.

    ``before`` is without pooled starts, ``after`` with them. ``version`` is what was kept, None
    where they forecast no better.
    """

    learners: int
    recalls: int
    before: Figures
    after: Figures
    version: int | None

    @property
    def was_tried(self) -> bool:
        """Return whether there was enough to try."""
        return self.after.reviews > 0

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Pooling:
        """Return what a task came to."""
        return cls(
            value["learners"],
            value["recalls"],
            Figures.from_json(value["before"]),
            Figures.from_json(value["after"]),
            value["version"],
        )


def find_pooling(course_id: int) -> Pooling | None:
    """Return what the last pooling of a course came to, or None."""
    done = find_measuring(course_id, "pooling", done=True)
    return Pooling.from_json(done.result) if done and done.result else None


def read_recalls(recalls: FirstRecalls, claim: Claim, learner_id: int) -> None:
    """Add a learner's first recalls of the course that a claim is about."""
    for question_id, answers in stream_cards(learner_id, claim.course_id):
        recalls.add_card(learner_id, question_id, answers)


def keep_starts(claim: Claim, factors: Mapping[int, float], *, now: datetime) -> int:
    """Keep factors by question as the next version of a course's pooled starts, and return it.

    Raises:
        TakenAway: the task is not the worker's any more.
    """
    # That locks the task, of which a course has one at a time.
    go_on(claim, 1.0, now=now)
    version = (find_last_start(claim.course_id) or 0) + 1
    rows = [
        {
            "course_id": claim.course_id,
            "version": version,
            "question_id": question_id,
            "factor": factor,
        }
        for question_id, factor in factors.items()
    ]
    db.session.execute(insert(PooledStart), rows)
    return version


def use_newest_start(course: Course, *, actor: User, now: datetime) -> ScheduleChange | None:
    """Schedule the learner's cards with the newest pooled start; days stay.

    None when it is so already.

    Raises:
        NotFound: none was kept.
        Invalid: the cards are not scheduled by FSRS.
    """
    return _use(course, _newest(course), actor, now)


def use_no_start(course: Course, *, actor: User, now: datetime) -> ScheduleChange | None:
    """Schedule the learner's cards without a pooled start again; days stay.

    None when it is so already.
    """
    return _use(course, None, actor, now)


def _use(course: Course, version: int | None, actor: User, now: datetime) -> ScheduleChange | None:
    in_force = get_schedule(actor.id, course.id)
    if version is not None and in_force.scheduler != "fsrs":
        raise Invalid(ONLY_FSRS)
    schedule = replace(in_force, pooled_start=version)
    return change_schedule(course, WantedSchedule(schedule), actor=actor, now=now)


def plan_newest_start(course: Course) -> CoursePlan:
    """Have new enrolments that begin with FSRS begin with the newest pooled start.

    Raises:
        NotFound: none was kept.
    """
    return _plan(course, _newest(course))


def plan_no_start(course: Course) -> CoursePlan:
    """Have new enrolments begin without a pooled start again."""
    return _plan(course, None)


def _plan(course: Course, version: int | None) -> CoursePlan:
    plan = lock_plan(course.id)
    plan.pooled_start = version
    db.session.flush()
    return plan


def _newest(course: Course) -> int:
    found = find_pooling(course.id)
    if found is None or found.version is None:
        raise NotFound(NONE_KEPT)
    return found.version
