"""Sessions of a learner."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.bank.models import Json
from app.db import Base


class StudySession(Base):
    """One sitting: the answers given on a learner day, over one course or all.

    ``mode``: 'daily' asks what the day brings; 'custom' and 'cram' ask the questions of their
    ``selection`` (see ``app.study.queries.selections.Selection``), and in a cram every answer is
    practice.
    """

    __tablename__ = "study_sessions"
    __table_args__ = (
        Index("ix_study_sessions_day", "learner_id", "learner_on"),
        CheckConstraint("mode in ('daily', 'custom', 'cram')", name="mode"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("courses.id"))
    mode: Mapped[str] = mapped_column(String(8), default="daily", server_default="daily")
    selection: Mapped[dict[str, Any] | None] = mapped_column(Json)
    learner_on: Mapped[date]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
