"""Which of many backups to keep: a few of the last days, fewer of the weeks and months before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """Of how many days, weeks and months the newest backup is kept."""

    days: int = 7
    weeks: int = 4
    months: int = 12


def choose_kept(moments: Iterable[datetime], kept: Kept) -> set[datetime]:
    """Return the moments to keep: the newest of each of the last days, weeks and months.

    Only days (weeks, months) that have one count, so that neither a pause nor a clock that was
    wrong for a while takes what is there. The newest is always kept.
    """
    newest_first = sorted(moments, reverse=True)
    chosen = set(newest_first[:1])
    chosen |= _newest_of_each(newest_first, kept.days, lambda one: one.date())
    chosen |= _newest_of_each(newest_first, kept.weeks, lambda one: one.isocalendar()[:2])
    chosen |= _newest_of_each(newest_first, kept.months, lambda one: (one.year, one.month))
    return chosen


def _newest_of_each(
    newest_first: Iterable[datetime], count: int, span: Callable[[datetime], object]
) -> set[datetime]:
    found: dict[object, datetime] = {}
    for moment in newest_first:
        found.setdefault(span(moment), moment)
    return set(list(found.values())[:count])
