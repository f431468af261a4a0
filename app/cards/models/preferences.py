"""How a learner likes to study."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.bank.models import Json
from app.db import Base
from app.domain.scheduling.log.leeches import LEECH_LAPSES

# The longest time of an answer that counts, for a learner who has chosen none.
USUAL_SECONDS = 60


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
    longest_answer_seconds: Mapped[int] = mapped_column(default=USUAL_SECONDS, server_default="60")
    more_on: Mapped[date | None]
    more_new: Mapped[int] = mapped_column(default=0, server_default="0")
    more_due: Mapped[int] = mapped_column(default=0, server_default="0")
    # Whether due days are evened out, and how much of a usual day each weekday takes in per cent,
    # Monday first; none: all of it.
    smooths_load: Mapped[bool] = mapped_column(default=False, server_default=false())
    weekday_percents: Mapped[list[int] | None] = mapped_column(Json)
    # After how many lapses the learner is told that a question keeps slipping; 0: never.
    leech_lapses: Mapped[int] = mapped_column(default=LEECH_LAPSES, server_default="8")
