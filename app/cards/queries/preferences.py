"""How a learner likes to study, and how much of an answer's time counts."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, func, select

from app.cards.models import Preferences, Review
from app.db import db
from app.domain.scheduling.log.leeches import LEECH_LAPSES

# The longest time that learners can let count; see Preferences.
MOST_SECONDS = 600
USUAL_SECONDS = 60


def get_preferences(learner_id: int) -> Preferences:
    """Return the learner's preferences, or the defaults (not stored) without a row."""
    stored = db.session.get(Preferences, learner_id)
    return stored or Preferences(
        learner_id=learner_id,
        new_per_day=10,
        time_counts=True,
        asks_certainty=False,
        shortcuts=True,
        queue_order="due",
        reviews_per_day=None,
        shows_timer=False,
        longest_answer_seconds=USUAL_SECONDS,
        more_on=None,
        more_new=0,
        more_due=0,
        leech_lapses=LEECH_LAPSES,
    )


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
