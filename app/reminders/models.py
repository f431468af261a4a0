"""Who wants to be reminded, and whose calendar is open."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Reminder(Base):
    """A learner who wants a mail when something is due; who wants none has no row.

    ``hour`` is one on their clock. ``settled_on`` is the last learner day whose reminder is done
    with, sent or not. While a process is about to send one, ``taken_at`` says since when.
    """

    __tablename__ = "reminders"
    __table_args__ = (CheckConstraint("hour between 0 and 23", name="hour"),)

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    hour: Mapped[int]
    settled_on: Mapped[date | None]
    taken_at: Mapped[datetime | None]


class CalendarFeed(Base):
    """The secret address of a learner's calendar; the row holds the SHA-256 of its token."""

    __tablename__ = "calendar_feeds"

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
