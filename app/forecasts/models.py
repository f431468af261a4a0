"""Tasks over a log or a course that take longer than a request may."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from app.bank.models import Json
from app.db import Base

# Asked for and not over yet: there is one at a time.
OPEN = text("status IN ('waiting', 'running')")
_STATUS = "status in ('waiting', 'running', 'done', 'failed', 'cancelled')"


class Measuring:
    """A task that takes longer than a request may, and what came of it.

    Who does it claims it and says so again while it goes on (``claimed_at``); after a while of
    silence it is taken for dead, and the task is claimed anew. ``claims`` counts that, so that
    whoever comes back late is refused. ``progress`` is in per cent. ``result`` is there when it is
    done, ``reason`` (words for people) when it failed.
    """

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    progress: Mapped[int] = mapped_column(default=0)
    claims: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        """Return whether it waits or goes on."""
        return self.status in {"waiting", "running"}


class LearnerFit(Measuring, Base):
    """FSRS's weights fitted to what one learner answered in a course."""

    __tablename__ = "learner_fits"
    __table_args__ = (
        Index(
            "uq_learner_fits_open",
            "learner_id",
            "course_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        CheckConstraint(_STATUS, name="status"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))


class CourseMeasuring(Measuring, Base):
    """A course measured: forecasts compared, weights fitted, starts pooled, its exam foreseen, or checked.

    A check keeps its findings beside the questions; its ``result`` says how many there are.
    """

    __tablename__ = "course_measurings"
    __table_args__ = (
        Index(
            "uq_course_measurings_open",
            "course_id",
            "kind",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        CheckConstraint(
            "kind in ('comparison', 'fit', 'outlook', 'check', 'pooling')", name="kind"
        ),
        CheckConstraint(_STATUS, name="status"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
