"""How a learner likes to study, and how much of an answer's time counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, case, func, select
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.cards.models import Preferences, Review
from app.cards.models.preferences import USUAL_SECONDS
from app.db import db

# The longest time that learners can let count; see Preferences.
MOST_SECONDS = 600


def get_preferences(learner_id: int) -> Preferences:
    """Return the learner's preferences, or the defaults (not stored) without a row."""
    stored = db.session.get(Preferences, learner_id)
    return stored or Preferences(learner_id=learner_id, **_DEFAULTS)


# The columns say them; a row that is not stored would not have them.
_DEFAULTS: Mapping[str, Any] = {
    column.name: column.default.arg
    if isinstance(column.default, ScalarElementColumnDefault)
    else None
    for column in cast(Table, Preferences.__table__).c
    if not column.primary_key
}


def counted_milliseconds(learner_id: int) -> ColumnElement[int]:
    """Return what counts of the time of a learner's answers: no more than their longest."""
    own = (
        select(Preferences.longest_answer_seconds)
        .where(Preferences.learner_id == learner_id)
        .scalar_subquery()
    )
    return at_most(func.coalesce(own, USUAL_SECONDS) * 1000)


def at_most(longest: ColumnElement[int]) -> ColumnElement[int]:
    """Return the time of an answer in milliseconds, or the longest that counts."""
    return case((Review.milliseconds > longest, longest), else_=Review.milliseconds)
