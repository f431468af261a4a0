"""Cards, and the append-only review log."""

from __future__ import annotations

from collections.abc import Mapping
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
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.bank.models import Json
from app.db import Base
from app.domain.grades import UNGRADED
from app.domain.scheduling.log.leeches import LEECH_LAPSES

LEECH = text(f"lapses >= {LEECH_LAPSES}")


class Card(Base):
    """One learner's memory of one question: the fold of its log.

    ``answers`` counts the reviews folded in; an answer to a page that was made for fewer is refused.
    ``version`` goes up by one with every write, whatever it changes: what was worked out from
    another version is refused. It begins anywhere, and is no part of the fold.
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
    version: Mapped[int] = mapped_column(default=1)
    answers: Mapped[int] = mapped_column(default=0, server_default="0")
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


# What educators should look at: a wrong answer that the learner contests or was sure of.
OBJECTION = text(
    "undone_at IS NULL AND (grade_reason <> '' OR (certainty = 'sure' AND NOT correct))"
)
FIRST_ANSWER = text("number = 1 AND undone_at IS NULL")
STANDS = text("undone_at IS NULL")
# A scheduled review of a question met before: what can be recalled or not.
RECALL = text("waited_days IS NOT NULL AND undone_at IS NULL")
MOVED = text("moved_to IS NOT NULL AND undone_at IS NULL")
CERTAIN = text("certainty <> '' AND undone_at IS NULL")


def recall_of(row: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return what a row's own state says about ``waited_days`` and ``interval_days``."""
    before = row.get("state_before")
    if row["kind"] != "review" or not before:
        return None, None
    days: timedelta = row["learner_on"] - date.fromisoformat(before["reviewed_on"])
    return days.days, before["interval_days"]


def _waited_days(context: Any) -> int | None:
    return recall_of(context.get_current_parameters())[0]


def _interval_days(context: Any) -> int | None:
    return recall_of(context.get_current_parameters())[1]


class Review(Base):
    """One answer, appended and kept for ever. ``number`` is its place in the card's log.

    ``kind``: 'review' moved the schedule, 'drill' closed or kept open a drill, 'practice' changed
    nothing. ``grade`` is the final one (0-5), ``automatic_grade`` the one that marking gave.
    ``moved_to`` is the day on which the card was made due instead of the scheduler's own, and
    ``moved_for`` says what chose it: an 'exam' ahead, or the 'load' of the days. An answer
    that was undone stays in the log, marked, and counts nowhere.

    An answer to a question whose learners grade themselves waits for their grade (see
    ``is_waiting``): until then it is marked like one that was undone, so that it counts nowhere.
    The first grade they give is also the automatic one, and ``correct`` says that it is a pass.

    A recall is a scheduled review of a question met before. Of it, and of no other answer,
    ``waited_days`` counts the learner days since the review before, and ``interval_days`` those
    that were meant to pass. Both follow from ``state_before``; statistics read them from an index.

    ``card_version`` is the version that the card had after the answer. While it still has it, the
    answer can be undone or given another grade; none in answers from before it was kept.

    ``clock_hour``, 0 to 23, is what the learner's clock showed when they answered, wherever they
    have moved since.
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
            "clock_hour",
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
        # The few answers at which another day was chosen than the scheduler's.
        Index(
            "ix_reviews_moved",
            "learner_id",
            "question_id",
            "learner_on",
            "moved_to",
            "moved_for",
            "undone_at",
            sqlite_where=MOVED,
            postgresql_where=MOVED,
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
        CheckConstraint("moved_for in ('exam', 'load')", name="moved_for"),
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
    clock_hour: Mapped[int]
    moved_to: Mapped[date | None]
    moved_for: Mapped[str | None] = mapped_column(String(4))
    undone_at: Mapped[datetime | None]
    card_version: Mapped[int | None]

    @property
    def is_waiting(self) -> bool:
        """Tell whether the answer does not count yet, since its learner has not graded it."""
        return self.automatic_reason == UNGRADED and self.undone_at is not None
