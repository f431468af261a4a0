"""How much a learner takes on a day, with what they have added to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.cards.models import Preferences
from app.domain.scheduling.queue.day import Limits


def limits_of(preferences: Preferences, today: date) -> Limits:
    """Return what a learner takes today, what they have added among it."""
    more = more_today(preferences, today)
    return Limits(preferences.new_per_day, preferences.reviews_per_day, more.new, more.due)


@dataclass(frozen=True, slots=True)
class More:
    """So many new questions and due cards beyond the limits of the day."""

    new: int
    due: int


def more_today(preferences: Preferences, today: date) -> More:
    """Return by how much the learner has raised the limits for today."""
    if preferences.more_on != today:
        return More(0, 0)
    return More(preferences.more_new, preferences.more_due)
