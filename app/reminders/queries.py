"""Who wants to be reminded at which hour, and to whom a calendar belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from app.accounts.models import User
from app.bank.models import Course, Question
from app.cards.models import Card, Enrolment, StudyNote
from app.db import db
from app.planning.models import StudyPause
from app.reminders.models import CalendarFeed, Reminder

_IS_HERE = (User.closed_at.is_(None), User.leaves_at.is_(None), User.suspended_at.is_(None))


@dataclass(frozen=True, slots=True)
class Bell:
    """An hour at which learners with the same clock want to be reminded."""

    time_zone: str
    turns_at_hour: int
    hour: int


def find_reminder(learner_id: int, *, lock: bool = False) -> Reminder | None:
    """Return what a learner wants to be reminded of, if they do; ``lock`` keeps the row."""
    query = select(Reminder).where(Reminder.learner_id == learner_id)
    return db.session.scalar(query.with_for_update() if lock else query)


def list_bells() -> list[Bell]:
    """Return the different hours and clocks of all who want to be reminded."""
    rows = db.session.execute(
        select(User.time_zone, User.day_turns_at_hour.label("turns_at_hour"), Reminder.hour)
        .join(Reminder, Reminder.learner_id == User.id)
        .where(*_IS_HERE)
        .distinct()
    )
    return [Bell(**row) for row in rows.mappings()]


def list_unsettled(bell: Bell, day: date, taken_before: datetime) -> Sequence[int]:
    """Return the learners of a bell whose reminder of a day is not settled, and who study on it.

    One that somebody took on, but not before ``taken_before``, is left to them.
    """
    paused = (
        select(StudyPause.learner_id)
        .where(
            StudyPause.learner_id == Reminder.learner_id,
            StudyPause.first_on <= day,
            StudyPause.last_on >= day,
        )
        .exists()
    )
    return db.session.scalars(
        select(Reminder.learner_id)
        .join(User, User.id == Reminder.learner_id)
        .where(
            *_IS_HERE,
            User.time_zone == bell.time_zone,
            User.day_turns_at_hour == bell.turns_at_hour,
            Reminder.hour == bell.hour,
            or_(Reminder.settled_on.is_(None), Reminder.settled_on < day),
            or_(Reminder.taken_at.is_(None), Reminder.taken_at <= taken_before),
            ~paused,
        )
        .order_by(Reminder.learner_id)
    ).all()


def find_feed(learner_id: int) -> CalendarFeed | None:
    """Return a learner's calendar feed, if they have one."""
    return db.session.get(CalendarFeed, learner_id)


def find_feed_owner(token_hash: str) -> User | None:
    """Return whose calendar a token opens; nobody's when the person is leaving or suspended."""
    return db.session.scalar(
        select(User)
        .join(CalendarFeed, CalendarFeed.learner_id == User.id)
        .where(CalendarFeed.token_hash == token_hash, *_IS_HERE)
    )


def list_load(learner_id: int, until: date) -> list[tuple[date, str, int]]:
    """Return how many cards fall due on which day up to ``until``, by the title of their course.

    What was due before is on its own day; what is suspended is left out.
    """
    suspended = (
        select(StudyNote.question_id)
        .where(
            StudyNote.learner_id == Card.learner_id,
            StudyNote.question_id == Card.question_id,
            StudyNote.suspended_at.is_not(None),
        )
        .exists()
    )
    rows = db.session.execute(
        select(Card.due_on, Course.title, func.count())
        .select_from(Card)
        .join(Question, Question.id == Card.question_id)
        .join(Course, Course.id == Card.course_id)
        .join(
            Enrolment,
            (Enrolment.learner_id == Card.learner_id) & (Enrolment.course_id == Card.course_id),
        )
        .where(
            Card.learner_id == learner_id,
            Card.due_on <= until,
            Enrolment.left_at.is_(None),
            Course.retired_at.is_(None),
            Question.published_number.is_not(None),
            Question.retired_at.is_(None),
            ~suspended,
        )
        .group_by(Card.due_on, Course.title)
        .order_by(Card.due_on, Course.title)
    )
    return [(day, title, count) for day, title, count in rows]
