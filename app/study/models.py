"""Tables of study: enrolment, preferences, session, card, and the append-only review log.

Every table leads with the learner, so that PostgreSQL can partition or shard by learner.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    Uuid,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.bank.models import Json
from app.db import Base
from app.domain.scheduling.leeches import LEECH_LAPSES


class Preferences(Base):
    """How a learner likes to study; a learner without a row has the defaults.

    ``reviews_per_day`` is none without a limit. On the learner day ``more_on`` the limits are
    higher by ``more_new`` and ``more_due``. Of an answer that took longer than
    ``longest_answer_seconds``, no more than that counts.
    """

    __tablename__ = "study_preferences"
    __table_args__ = (
        CheckConstraint("new_per_day between 0 and 200", name="new_per_day"),
        CheckConstraint("reviews_per_day between 0 and 9999", name="reviews_per_day"),
        CheckConstraint("longest_answer_seconds between 10 and 600", name="longest_answer"),
        CheckConstraint("queue_order in ('due', 'weakest', 'random', 'topic')", name="queue_order"),
        CheckConstraint("leech_lapses between 0 and 50", name="leech_lapses"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    new_per_day: Mapped[int] = mapped_column(default=10)
    time_counts: Mapped[bool] = mapped_column(default=True)
    asks_certainty: Mapped[bool] = mapped_column(default=False)
    shortcuts: Mapped[bool] = mapped_column(default=True)
    queue_order: Mapped[str] = mapped_column(String(8), default="due", server_default="due")
    reviews_per_day: Mapped[int | None]
    shows_timer: Mapped[bool] = mapped_column(default=False, server_default=false())
    longest_answer_seconds: Mapped[int] = mapped_column(default=60, server_default="60")
    more_on: Mapped[date | None]
    more_new: Mapped[int] = mapped_column(default=0, server_default="0")
    more_due: Mapped[int] = mapped_column(default=0, server_default="0")
    # Whether due days are evened out, and how much of a usual day each weekday takes in per cent,
    # Monday first; none: all of it.
    smooths_load: Mapped[bool] = mapped_column(default=False, server_default=false())
    weekday_percents: Mapped[list[int] | None] = mapped_column(Json)
    # After how many lapses the learner is told that a question keeps slipping; 0: never.
    leech_lapses: Mapped[int] = mapped_column(default=LEECH_LAPSES, server_default="8")


class StudyPause(Base):
    """Days, both ends among them, on which nothing is asked of a learner."""

    __tablename__ = "study_pauses"
    __table_args__ = (CheckConstraint("last_on >= first_on", name="order"),)

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    first_on: Mapped[date] = mapped_column(primary_key=True)
    last_on: Mapped[date]


class Enrolment(Base):
    """A learner in a course.

    ``introduced_up_to`` is the introduction order reached so far, ``schedule_number`` the
    ``ScheduleChange`` in force (0: none was made, so it is SM-2).
    """

    __tablename__ = "enrolments"

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True, index=True)
    introduced_up_to: Mapped[int] = mapped_column(default=0)
    schedule_number: Mapped[int] = mapped_column(default=0, server_default="0")
    enrolled_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class CoursePlan(Base):
    """What educators have decided about studying a course; a course without a row has defaults.

    New enrolments begin with its scheduler, and with its weights where that is FSRS.
    """

    __tablename__ = "course_plans"
    __table_args__ = (
        CheckConstraint("scheduler in ('sm2', 'fsrs')", name="scheduler"),
        CheckConstraint("desired_retention_percent between 70 and 97", name="desired_retention"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    scheduler: Mapped[str] = mapped_column(String(10), default="sm2")
    desired_retention_percent: Mapped[int] = mapped_column(default=90)
    exam_on: Mapped[date | None]
    # FSRS's 21 weights as fitted to the course; none are the published ones.
    weights: Mapped[list[float] | None] = mapped_column(Json)


class ScheduleChange(Base):
    """One change of how a learner's cards of a course are scheduled, a part of the log.

    From it on the cards are as if they had always been scheduled so; unless ``moves_due``, the days
    on which they are due stayed as they were. A change that was undone counts no more.
    """

    __tablename__ = "schedule_changes"
    __table_args__ = (
        CheckConstraint("scheduler in ('sm2', 'fsrs')", name="scheduler"),
        CheckConstraint("desired_retention_percent between 70 and 97", name="desired_retention"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    scheduler: Mapped[str] = mapped_column(String(10))
    desired_retention_percent: Mapped[int]
    # FSRS's 21 weights where they are not the published ones.
    weights: Mapped[list[float] | None] = mapped_column(Json)
    moves_due: Mapped[bool]
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Reminder(Base):
    """A learner who wants a mail when something is due; who wants none has no row.

    ``hour`` is one on their clock. ``settled_on`` is the last learner day for which it was decided
    whether a mail goes out.
    """

    __tablename__ = "reminders"
    __table_args__ = (CheckConstraint("hour between 0 and 23", name="hour"),)

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    hour: Mapped[int]
    settled_on: Mapped[date | None]


class CalendarFeed(Base):
    """The secret address of a learner's calendar; the row holds the SHA-256 of its token."""

    __tablename__ = "calendar_feeds"

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]


class StudySession(Base):
    """One sitting: the answers given on a learner day, over one course or all.

    ``mode``: 'daily' asks what the day brings; 'custom' and 'cram' ask the questions of their
    ``selection`` (see ``app.study.queries.selecting.Selection``), and in a cram every answer is
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


LEECH = text(f"lapses >= {LEECH_LAPSES}")


class Card(Base):
    """One learner's memory of one question: the fold of its reviews.

    ``version`` counts the reviews folded in; an answer made for another version is refused.
    ``drill`` tells why the question comes back in this session: '' (it does not), 'lapse' (grade
    under 3) or 'hesitation' (grade 3).
    """

    __tablename__ = "cards"
    __table_args__ = (
        Index("ix_cards_due", "learner_id", "course_id", "due_on", "question_id"),
        Index("ix_cards_introduced", "learner_id", "introduced_on", "course_id"),
        # Few cards have an open drill; the others are not in this index and cost it nothing.
        Index(
            "ix_cards_drill",
            "learner_id",
            "drill_on",
            sqlite_where=text("drill_on IS NOT NULL"),
            postgresql_where=text("drill_on IS NOT NULL"),
        ),
        # Fewer still are leeches; educators count them by question.
        Index(
            "ix_cards_leech",
            "course_id",
            "question_id",
            sqlite_where=LEECH,
            postgresql_where=LEECH,
        ),
        CheckConstraint("drill in ('', 'lapse', 'hesitation')", name="drill"),
        # On SQLite the rows lie in the order of their key: a learner's cards beside one another.
        {"sqlite_with_rowid": False},
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    version: Mapped[int]
    scheduler: Mapped[str] = mapped_column(String(10))
    ease_hundredths: Mapped[int]
    repetition: Mapped[int]
    interval_days: Mapped[int]
    drill: Mapped[str] = mapped_column(String(10), default="")
    # The learner day on which the open drill belongs; none when no drill is open.
    drill_on: Mapped[date | None]
    due_on: Mapped[date]
    introduced_on: Mapped[date]
    reviewed_on: Mapped[date]
    answered_at: Mapped[datetime]
    lapses: Mapped[int] = mapped_column(default=0)
    right_in_a_row: Mapped[int] = mapped_column(default=0)
    # FSRS's memory: days and a number from 1 to 10; none under SM-2.
    stability: Mapped[float | None] = mapped_column(Double)
    difficulty: Mapped[float | None] = mapped_column(Double)


class StudyNote(Base):
    """What a learner has noted about a question, met or not: a star, a text, or to set it aside.

    A suspended question is not asked until it is taken back; one buried is not asked up to the end
    of the learner day ``buried_on``. Neither is part of the card, which stays as it is.
    """

    __tablename__ = "study_notes"
    __table_args__ = ({"sqlite_with_rowid": False},)

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    starred_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    buried_on: Mapped[date | None]
    text: Mapped[str] = mapped_column(Text, default="")


# What educators should look at: a wrong answer that the learner contests or was sure of.
OBJECTION = text(
    "undone_at IS NULL AND (grade_reason <> '' OR (certainty = 'sure' AND NOT correct))"
)
FIRST_ANSWER = text("number = 1 AND undone_at IS NULL")
STANDS = text("undone_at IS NULL")
# A scheduled review of a question met before: what can be recalled or not.
RECALL = text("waited_days IS NOT NULL AND undone_at IS NULL")
CERTAIN = text("certainty <> '' AND undone_at IS NULL")


def _waited_days(context: Any) -> int | None:
    """Return what a new row's own state says about ``waited_days``."""
    row = context.get_current_parameters()
    before = row.get("state_before")
    if row["kind"] != "review" or not before:
        return None
    days: timedelta = row["learner_on"] - date.fromisoformat(before["reviewed_on"])
    return days.days


def _interval_days(context: Any) -> int | None:
    """Return what a new row's own state says about ``interval_days``."""
    row = context.get_current_parameters()
    before = row.get("state_before")
    return before["interval_days"] if row["kind"] == "review" and before else None


class Review(Base):
    """One answer, appended and kept for ever. ``number`` is its place in the card's log.

    ``kind``: 'review' moved the schedule, 'drill' closed or kept open a drill, 'practice' changed
    nothing. ``grade`` is the final one (0-5), ``automatic_grade`` the one that marking gave.
    ``moved_to`` is the day on which the card was made due instead of the scheduler's own. An answer
    that was undone stays in the log, marked, and counts nowhere.

    A recall is a scheduled review of a question met before. Of it, and of no other answer,
    ``waited_days`` counts the learner days since the review before, and ``interval_days`` those
    that were meant to pass. Both follow from ``state_before``; statistics read them from an index.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        ForeignKeyConstraint(
            ["question_id", "revision_number"],
            ["revisions.question_id", "revisions.number"],
        ),
        # Two tabs cannot both write the n-th review of a card; one that was undone gives its
        # number back.
        Index(
            "uq_reviews_number",
            "learner_id",
            "question_id",
            "number",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        # What statistics are read from; they hold all that is asked of them, so that the long rows
        # of the log stay where they are. SQLite wants ``undone_at`` in them to believe it.
        Index(
            "ix_reviews_day",
            "learner_id",
            "learner_on",
            "course_id",
            "waited_days",
            "grade",
            "milliseconds",
            "answered_at",
            "undone_at",
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        Index(
            "ix_reviews_recall",
            "learner_id",
            "waited_days",
            "interval_days",
            "grade",
            "learner_on",
            "course_id",
            "undone_at",
            sqlite_where=RECALL,
            postgresql_where=RECALL,
        ),
        # Few learners say how sure they are; the answers of the others cost this one nothing.
        Index(
            "ix_reviews_certainty",
            "learner_id",
            "certainty",
            "correct",
            "learner_on",
            "course_id",
            "undone_at",
            sqlite_where=CERTAIN,
            postgresql_where=CERTAIN,
        ),
        Index("ix_reviews_type", "learner_id", "question_type", "answered_at"),
        # First answers of a course: what the statistics of its questions are made from.
        Index(
            "ix_reviews_first",
            "course_id",
            "question_id",
            sqlite_where=FIRST_ANSWER,
            postgresql_where=FIRST_ANSWER,
        ),
        Index(
            "ix_reviews_objection",
            "answered_at",
            sqlite_where=OBJECTION,
            postgresql_where=OBJECTION,
        ),
        CheckConstraint("kind in ('review', 'drill', 'practice')", name="kind"),
        CheckConstraint("grade between 0 and 5", name="grade"),
        CheckConstraint("automatic_grade between 0 and 5", name="automatic_grade"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    question_id: Mapped[int] = mapped_column(Integer)
    revision_number: Mapped[int]
    question_type: Mapped[str] = mapped_column(String(20))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    session_id: Mapped[UUID | None] = mapped_column(Uuid)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    response: Mapped[dict[str, Any]] = mapped_column(Json)
    share: Mapped[float]
    correct: Mapped[bool]
    certainty: Mapped[str] = mapped_column(String(6), default="")
    automatic_grade: Mapped[int]
    automatic_reason: Mapped[str] = mapped_column(String(40))
    grade: Mapped[int]
    # Why the learner changed the grade: '' (did not, or within the ordinary bounds), 'typo',
    # 'ambiguous'.
    grade_reason: Mapped[str] = mapped_column(String(20), default="")
    adjusted_at: Mapped[datetime | None]
    milliseconds: Mapped[int]
    scheduler: Mapped[str] = mapped_column(String(10))
    state_before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    state_after: Mapped[dict[str, Any]] = mapped_column(Json)
    waited_days: Mapped[int | None] = mapped_column(default=_waited_days)
    interval_days: Mapped[int | None] = mapped_column(default=_interval_days)
    answered_at: Mapped[datetime]
    learner_on: Mapped[date]
    moved_to: Mapped[date | None]
    undone_at: Mapped[datetime | None]


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


# Asked for and not over yet: there is one at a time.
OPEN = text("status IN ('waiting', 'running')")
_STATUS = "status in ('waiting', 'running', 'done', 'failed', 'cancelled')"


class Measuring:
    """A task over the log that takes longer than a request may, and what came of it.

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
    """What everybody answered in a course: forecasts compared, or FSRS's weights fitted."""

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
        CheckConstraint("kind in ('comparison', 'fit')", name="kind"),
        CheckConstraint(_STATUS, name="status"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
