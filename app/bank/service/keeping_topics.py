"""Keeping a question's topic the one of its objective."""

from __future__ import annotations

from sqlalchemy import select, update

from app.bank.models import Objective, Question
from app.db import db


def follow_objectives(course_id: int) -> None:
    """Put every question of a course whose objective has moved into the objective's topic."""
    home = select(Objective.topic_id).where(Objective.id == Question.objective_id).scalar_subquery()
    db.session.execute(
        update(Question)
        .where(Question.course_id == course_id, Question.topic_id != home)
        .values(topic_id=home)
        .execution_options(synchronize_session=False)
    )
