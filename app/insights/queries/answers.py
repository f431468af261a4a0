"""What a learner answered, added up by the database: from indexes, never from the log's rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, literal_column, select

from app.cards.models import Review
from app.cards.queries.preferences import counted_milliseconds
from app.db import db
from app.domain.grades import PASSING_GRADE, Certainty, read_certainty
from app.domain.statistics.maturity import MATURE_DAYS
from app.domain.statistics.recall import Tally
from app.insights.queries.scope import StatisticsScope

_RECALLED = func.count(case(((Review.grade >= PASSING_GRADE) & Review.waited_days.is_not(None), 1)))


@dataclass(frozen=True, slots=True)
class Day:
    """One learner day: all answers, the time they took, and what was recalled of what was known."""

    on: date
    answers: int
    milliseconds: int
    recall: Tally

    @property
    def minutes(self) -> float:
        """Return the time in minutes, to a tenth."""
        return round(self.milliseconds / 60_000, 1)


def list_days(scope: StatisticsScope) -> list[Day]:
    """Return the days on which the learner answered, in order."""
    rows = db.session.execute(
        select(
            Review.learner_on,
            func.count().label("answers"),
            func.sum(counted_milliseconds(scope.learner_id)).label("milliseconds"),
            _RECALLED.label("recalled"),
            func.count(Review.waited_days).label("recalls"),
        )
        .where(scope.of_reviews)
        .group_by(Review.learner_on)
        .order_by(Review.learner_on)
    )
    return [
        Day(row.learner_on, row.answers, int(row.milliseconds), Tally(row.recalled, row.recalls))
        for row in rows
    ]


def list_days_studied(learner_id: int, since: date) -> frozenset[date]:
    """Return the learner days since ``since`` with at least one answer."""
    scope = StatisticsScope(learner_id, since)
    days = db.session.scalars(select(Review.learner_on).where(scope.of_reviews).distinct())
    return frozenset(days)


def tally_recalls(scope: StatisticsScope) -> Mapping[tuple[int, bool], Tally]:
    """Return recall by the days that a question had waited, and whether it was mature by then.

    Mature is a question that was meant to wait for three weeks or longer.
    """
    mature = Review.interval_days >= MATURE_DAYS
    recalled = Review.grade >= PASSING_GRADE
    # In the order of the index: to group by maturity as well, SQLite would sort all answers.
    rows = db.session.execute(
        select(
            Review.waited_days,
            func.count(case((mature & recalled, 1))),
            func.count(case((mature, 1))),
            func.count(case((recalled, 1))),
            func.count(),
        )
        .where(scope.of_reviews, Review.waited_days.is_not(None))
        .group_by(Review.waited_days)
    )
    found: dict[tuple[int, bool], Tally] = {}
    for waited_days, mature_hits, mature_total, hits, total in rows:
        days = waited_days or 0
        found[days, False] = Tally(hits - mature_hits, total - mature_total)
        found[days, True] = Tally(mature_hits, mature_total)
    return {key: tally for key, tally in found.items() if tally.total}


def count_by_certainty(scope: StatisticsScope) -> Mapping[Certainty, Tally]:
    """Return how often the learner was right, by how sure they had said they were."""
    rows = db.session.execute(
        select(Review.certainty, func.count(case((Review.correct, 1))), func.count())
        # Written out: with a parameter, neither database can tell that its index holds them all.
        .where(scope.of_reviews, Review.certainty != literal_column("''"))
        .group_by(Review.certainty)
    )
    return {read_certainty(said): Tally(right, total) for said, right, total in rows}


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the learner's clock: all answers, and what was recalled of what was known."""

    answers: int
    recall: Tally


def count_by_hour(scope: StatisticsScope) -> Mapping[int, Hour]:
    """Return the answers by the hour that the learner's clock showed; without any it is left out."""
    rows = db.session.execute(
        select(
            Review.clock_hour.label("hour"),
            func.count().label("answers"),
            _RECALLED.label("recalled"),
            func.count(Review.waited_days).label("recalls"),
        )
        .where(scope.of_reviews)
        .group_by(Review.clock_hour)
        # Of two hours that are equally busy, every database then names the same.
        .order_by(Review.clock_hour)
    )
    return {row.hour: Hour(row.answers, Tally(row.recalled, row.recalls)) for row in rows}
