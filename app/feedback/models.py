"""A problem that a learner reported, and the thread about it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Report(Base):
    """A problem with a question that a learner told the educators of, the head of a thread.

    ``answer_id`` is the answer that it is about; none when it was told before answering. ``status``
    is 'open' as long as educators should look at it, 'answered' or 'closed'; ``unread`` tells that
    the learner has not seen yet what somebody else did last.
    """

    __tablename__ = "reports"
    __table_args__ = (
        ForeignKeyConstraint(
            ["question_id", "revision_number"],
            ["revisions.question_id", "revisions.number"],
        ),
        ForeignKeyConstraint(["learner_id", "answer_id"], ["reviews.learner_id", "reviews.id"]),
        Index("ix_reports_status", "status", "changed_at"),
        CheckConstraint("kind in ('mistake', 'unclear', 'display', 'other')", name="kind"),
        CheckConstraint("status in ('open', 'answered', 'closed')", name="status"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    question_id: Mapped[int] = mapped_column(Integer)
    revision_number: Mapped[int]
    answer_id: Mapped[UUID | None] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(8))
    unread: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ReportEntry(Base):
    """What somebody wrote in the thread of a report, or did: ``status`` is what it made of it."""

    __tablename__ = "report_entries"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id", "report_id"], ["reports.learner_id", "reports.id"]),
        Index("ix_report_entries_thread", "learner_id", "report_id", "written_at"),
        CheckConstraint("status in ('open', 'answered', 'closed')", name="status"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    report_id: Mapped[UUID] = mapped_column(Uuid)
    # The learner or an educator. May be empty, as whose the entry is says ``learner_id``.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    status: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime]
