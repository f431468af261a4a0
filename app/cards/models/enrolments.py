"""Who takes a course, what educators decided about it, and how its cards are scheduled."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, String, Uuid, false
from sqlalchemy.orm import Mapped, mapped_column

from app.bank.models import Json
from app.db import Base


class Enrolment(Base):
    """A learner in a course.

    ``introduced_up_to`` is the introduction order reached so far, ``schedule_number`` the
    ``ScheduleChange`` in force (0: none was made, so it is SM-2). ``planned_exam_on`` is the exam
    for which the cards were last given days; ``plan_is_stale`` tells that what it was planned by has
    changed since: pauses, easy days, the limit or the schedule.
    """

    __tablename__ = "enrolments"

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True, index=True)
    introduced_up_to: Mapped[int] = mapped_column(default=0)
    schedule_number: Mapped[int] = mapped_column(default=0, server_default="0")
    planned_exam_on: Mapped[date | None]
    plan_is_stale: Mapped[bool] = mapped_column(default=False, server_default=false())
    enrolled_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class CoursePlan(Base):
    """What educators have decided about studying a course; a course without a row has defaults.

    New enrolments begin with its scheduler and its longest interval, and where that is FSRS with its
    weights and the version of its pooled starts, if any.
    """

    __tablename__ = "course_plans"
    __table_args__ = (
        CheckConstraint("scheduler in ('sm2', 'fsrs')", name="scheduler"),
        CheckConstraint("desired_retention_percent between 70 and 97", name="desired_retention"),
        CheckConstraint("longest_days between 30 and 3650", name="longest_days"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    scheduler: Mapped[str] = mapped_column(String(10), default="sm2")
    desired_retention_percent: Mapped[int] = mapped_column(default=90)
    exam_on: Mapped[date | None]
    # FSRS's 21 weights as fitted to the course; none are the published ones.
    weights: Mapped[list[float] | None] = mapped_column(Json)
    longest_days: Mapped[int | None]
    pooled_start: Mapped[int | None]


class ScheduleChange(Base):
    """One change of how a learner's cards of a course are scheduled, a part of the log.

    From it on the cards are as if they had always been scheduled so; unless ``moves_due``, the days
    on which they are due stayed as they were. A change that was undone counts no more.
    """

    __tablename__ = "schedule_changes"
    __table_args__ = (
        CheckConstraint("scheduler in ('sm2', 'fsrs')", name="scheduler"),
        CheckConstraint("desired_retention_percent between 70 and 97", name="desired_retention"),
        CheckConstraint("longest_days between 30 and 3650", name="longest_days"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    scheduler: Mapped[str] = mapped_column(String(10))
    desired_retention_percent: Mapped[int]
    # FSRS's 21 weights where they are not the published ones.
    weights: Mapped[list[float] | None] = mapped_column(Json)
    # The version of the course's pooled starts, where one is made use of.
    pooled_start: Mapped[int | None]
    moves_due: Mapped[bool]
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    longest_days: Mapped[int | None]


class PooledStart(Base):
    """What multiplies a question's first stability, by how well it stuck with a course's learners.

    A version is written at once and never changed, since schedules name it. A question without a
    row in it has the factor 1.
    """

    __tablename__ = "pooled_starts"
    __table_args__ = (
        CheckConstraint("factor between 0.25 and 4", name="factor"),
        {"sqlite_with_rowid": False},
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id"), primary_key=True, autoincrement=False
    )
    factor: Mapped[float] = mapped_column(Double)


class CardMove(Base):
    """A day that a card was given outside of an answer, a part of the log.

    With ``resets`` the card begins anew on that day. ``why``: 'learner' chose it, or an 'exam' was
    set, moved or given up. What was done to several cards at once has one ``batch_id``, by which it
    is undone; a move that was undone counts no more.
    """

    __tablename__ = "card_moves"
    __table_args__ = (
        Index("ix_card_moves_batch", "learner_id", "batch_id"),
        CheckConstraint("why in ('learner', 'exam')", name="why"),
        {"sqlite_with_rowid": False},
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    why: Mapped[str] = mapped_column(String(8))
    resets: Mapped[bool]
    due_on: Mapped[date]
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
