"""How a learner likes to study, and more of it today."""

from __future__ import annotations

from datetime import datetime

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.accounts.service.rows import insert_if_missing
from app.cards.models import Preferences
from app.cards.models.preferences import USUAL_SECONDS
from app.cards.queries.preferences import get_preferences
from app.db import db
from app.domain.errors import Invalid
from app.domain.scheduling.log.leeches import LEECH_LAPSES
from app.planning.service.planning_exams import plan_again

MOST_MORE_NEW = 200
MOST_MORE_DUE = 9999


def save_preferences(
    *,
    new_per_day: int,
    time_counts: bool,
    asks_certainty: bool,
    shortcuts: bool,
    queue_order: str = "due",
    reviews_per_day: int | None = None,
    shows_timer: bool = False,
    longest_answer_seconds: int = USUAL_SECONDS,
    leech_lapses: int = LEECH_LAPSES,
    actor: User,
    now: datetime,
) -> Preferences:
    """Store how the learner likes to study; another limit has exams ahead planned for again."""
    limit = get_preferences(actor.id).reviews_per_day
    values = {
        "new_per_day": new_per_day,
        "time_counts": time_counts,
        "asks_certainty": asks_certainty,
        "shortcuts": shortcuts,
        "queue_order": queue_order,
        "reviews_per_day": reviews_per_day,
        "shows_timer": shows_timer,
        "longest_answer_seconds": longest_answer_seconds,
        "leech_lapses": leech_lapses,
    }
    insert_if_missing(Preferences, learner_id=actor.id, **values)
    preferences = db.session.merge(Preferences(learner_id=actor.id, **values))
    db.session.flush()
    if reviews_per_day != limit:
        plan_again(actor, now=now)
    return preferences


def change_limit(reviews_per_day: int, *, actor: User, now: datetime) -> None:
    """Take so many due questions a day from now on, and plan for exams ahead by it.

    Raises:
        Invalid: it is not from 1 to 9,999.
    """
    if not 1 <= reviews_per_day <= MOST_MORE_DUE:
        raise Invalid("Choose a number from 1 to 9,999.", field="reviews_per_day")
    insert_if_missing(Preferences, learner_id=actor.id)
    preferences = db.session.get_one(Preferences, actor.id, with_for_update=True)
    preferences.reviews_per_day = reviews_per_day
    db.session.flush()
    plan_again(actor, now=now)


def raise_limits_today(
    *, new: int | None = None, due: int | None = None, actor: User, now: datetime
) -> Preferences:
    """Raise today's limits to so many new questions and due cards more than on other days.

    The numbers are those of the whole day, so that the same wish sent twice is one; a limit never
    goes down again before the day turns.

    Raises:
        Invalid: neither number is given, or one is negative.
    """
    if new is None and due is None:
        raise Invalid("Choose what you would like more of.")
    if min(new or 0, due or 0) < 0:
        raise Invalid("More cannot be less than nothing.")
    insert_if_missing(Preferences, learner_id=actor.id)
    preferences = db.session.get_one(Preferences, actor.id, with_for_update=True)
    today = today_of(actor, now)
    if preferences.more_on != today:
        preferences.more_on, preferences.more_new, preferences.more_due = today, 0, 0
    preferences.more_new = max(preferences.more_new, min(new or 0, MOST_MORE_NEW))
    preferences.more_due = max(preferences.more_due, min(due or 0, MOST_MORE_DUE))
    db.session.flush()
    return preferences
