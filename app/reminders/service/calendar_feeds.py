"""The secret address of a learner's calendar: opened and closed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from app.accounts.models import User
from app.accounts.service.credentials.tokens import digest, new_token
from app.accounts.service.rows import insert_if_missing
from app.db import db
from app.reminders.models import CalendarFeed


def open_calendar(*, actor: User, now: datetime) -> str:
    """Give a learner's calendar an address and return its token; the one before stops working."""
    token = new_token()
    insert_if_missing(CalendarFeed, learner_id=actor.id, token_hash=digest(token), made_at=now)
    feed = db.session.get_one(CalendarFeed, actor.id, with_for_update=True)
    feed.token_hash, feed.made_at = digest(token), now
    db.session.flush()
    return token


def close_calendar(*, actor: User) -> None:
    """Take the address of a learner's calendar back."""
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.learner_id == actor.id))
