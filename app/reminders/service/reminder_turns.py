"""Who is reminded at which hour, and whose turn it is: once a day, by one process."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import delete

from app.accounts.models import User
from app.accounts.service.rows import insert_if_missing
from app.db import db
from app.domain.errors import Invalid
from app.reminders import queries
from app.reminders.models import Reminder

# Whoever took a reminder on and has not settled it by then is taken for dead.
TAKEN_FOR: Final = timedelta(minutes=15)


def remind_at(hour: int, *, actor: User) -> None:
    """Remind a learner at this hour of their clock; whoever was reminded today is so tomorrow.

    Raises:
        Invalid: there is no such hour.
    """
    if hour not in range(24):
        raise Invalid("Choose an hour from 0 to 23.", field="hour")
    insert_if_missing(Reminder, learner_id=actor.id, hour=hour)
    db.session.get_one(Reminder, actor.id, with_for_update=True).hour = hour
    db.session.flush()


def stop_reminders(learner_id: int) -> bool:
    """Send a learner no more reminders; tell whether there were any."""
    stopping = delete(Reminder).where(Reminder.learner_id == learner_id)
    return db.session.scalar(stopping.returning(Reminder.learner_id)) is not None


def take_on(learner_id: int, day: date, *, now: datetime) -> bool:
    """Take on a learner's reminder of a day, before it is sent; True for one process alone.

    False where the day is settled, or somebody took it on and has not been silent for long.
    """
    reminder = queries.find_reminder(learner_id, lock=True)
    if reminder is None or (reminder.settled_on is not None and reminder.settled_on >= day):
        return False
    if reminder.taken_at is not None and reminder.taken_at > now - TAKEN_FOR:
        return False
    reminder.taken_at = now
    db.session.flush()
    return True


def settle(learner_id: int, day: date) -> None:
    """Note that a learner's reminder of a day is done with, sent or not."""
    reminder = queries.find_reminder(learner_id, lock=True)
    if reminder is not None:  # nobody's, if they stopped their reminders meanwhile
        reminder.settled_on, reminder.taken_at = day, None
        db.session.flush()
