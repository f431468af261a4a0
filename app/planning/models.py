"""Days on which nothing is asked of a learner."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class StudyPause(Base):
    """Days, both ends among them, on which nothing is asked of a learner."""

    __tablename__ = "study_pauses"
    __table_args__ = (CheckConstraint("last_on >= first_on", name="order"),)

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    first_on: Mapped[date] = mapped_column(primary_key=True)
    last_on: Mapped[date]
