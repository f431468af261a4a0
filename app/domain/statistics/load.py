"""The work ahead: what falls due on which day, and how long a sitting takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Final

# Reading the question's feedback and going on, beside the time the answer takes.
READING_SECONDS: Final = 8
# What an answer is taken to need while the learner's pace is not known yet.
USUAL_MILLISECONDS: Final = 12_000


def forecast(due_counts: Mapping[date, int], today: date, days: int) -> list[tuple[date, int]]:
    """Return the cards due on each of so many days, today first; what is overdue counts today.

    ``due_counts`` are the learner's cards by due date; dates beyond the last day are left out.
    """
    ahead = [today + timedelta(days=offset) for offset in range(days)]
    overdue = sum(count for day, count in due_counts.items() if day < today)
    return [(day, due_counts.get(day, 0) + (overdue if day == today else 0)) for day in ahead]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What falls due: apart what has waited since before today, then day by day, week by week.

    ``days`` and ``weeks`` (each by its first day) both begin today and overlap.
    """

    overdue: int
    days: list[tuple[date, int]]
    weeks: list[tuple[date, int]]


def ahead(due_counts: Mapping[date, int], today: date, *, days: int = 30, weeks: int = 52) -> Ahead:
    """Return the cards that fall due in the next days and weeks, from cards by due date."""
    by_week = [0] * weeks
    for day, count in due_counts.items():
        week = (day - today).days // 7
        if 0 <= week < weeks:
            by_week[week] += count
    return Ahead(
        overdue=sum(count for day, count in due_counts.items() if day < today),
        days=[
            (day, due_counts.get(day, 0))
            for day in (today + timedelta(days=offset) for offset in range(days))
        ],
        weeks=[(today + timedelta(weeks=week), count) for week, count in enumerate(by_week)],
    )


def estimated_minutes(cards: int, median_ms: float | None) -> int:
    """Return the whole minutes, rounded up, that so many cards take; 0 only for no cards.

    ``median_ms`` is the learner's median time for an answer in milliseconds, None if not known.
    """
    milliseconds = USUAL_MILLISECONDS if median_ms is None else median_ms
    return ceil(cards * (milliseconds / 1000 + READING_SECONDS) / 60)
