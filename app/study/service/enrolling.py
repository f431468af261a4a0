"""Enrolling in a course, leaving it, and stopping a session."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.accounts.models import User
from app.accounts.service.rows import insert_if_missing
from app.bank.models import Course
from app.db import db
from app.study.models import Enrolment, StudySession
from app.study.queries import log
from app.study.service.rescheduling import begin_schedule


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


def stop_session(session_id: UUID, *, actor: User, now: datetime) -> StudySession:
    """End a sitting; what was answered stays answered.

    Raises:
        NotFound: the session is not the learner's own.
    """
    session = log.get_session(actor.id, session_id)
    if session.ended_at is None:
        session.ended_at = now
        db.session.flush()
    return session
