"""What a learner has noted about a question."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


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
