"""Tables of the home room: searches that people keep, and when each job ran."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.domain.names import CODE_POINTS_EACH

LONGEST_NAME = 80


class SavedSearch(Base):
    """A query that a person keeps under a name, for themselves alone."""

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME * CODE_POINTS_EACH))
    query: Mapped[str] = mapped_column(String(500))
    saved_at: Mapped[datetime]


class JobRun(Base):
    """When a job ran last. While ``busy_until`` lies ahead, somebody is running it."""

    __tablename__ = "job_runs"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    busy_until: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
