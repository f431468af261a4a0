"""Enrolling in a course, and leaving it."""

from __future__ import annotations

from datetime import datetime

from app.accounts.models import User
from app.accounts.service.rows import insert_if_missing
from app.bank.models import Course
from app.cards.models import Enrolment
from app.cards.service.changing_schedules import begin_schedule
from app.db import db


def enrol(course: Course, *, actor: User, now: datetime) -> Enrolment:
    """Enrol the learner; coming back to a course finds every card as it was left."""
    key = {"learner_id": actor.id, "course_id": course.id}
    is_new = insert_if_missing(
        Enrolment, **key, introduced_up_to=0, schedule_number=0, enrolled_at=now
    )
    enrolment = db.session.get_one(Enrolment, key, with_for_update=True)
    if is_new:
        begin_schedule(enrolment, now=now)
    enrolment.left_at = None
    db.session.flush()
    return enrolment


def leave(course: Course, *, actor: User, now: datetime) -> None:
    """Stop asking the learner about a course; cards and reviews are kept."""
    enrolment = db.session.get(Enrolment, (actor.id, course.id), with_for_update=True)
    if enrolment is not None and enrolment.left_at is None:
        enrolment.left_at = now
        db.session.flush()
