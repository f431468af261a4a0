"""What a learner answered, added up by the database: from indexes, never from the log's rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    case,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.cards.models import Review
from app.cards.queries.preferences import counted_milliseconds
from app.db import db
from app.domain.grades import PASSING_GRADE, Certainty, read_certainty
from app.domain.statistics.hours import HOURS, SLOT_MINUTES, SLOTS, Offset, local_hour
from app.domain.statistics.maturity import MATURE_DAYS
from app.domain.statistics.recall import Tally
from app.insights.queries.scope import Scope

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


def list_days(scope: Scope) -> list[Day]:
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
    scope = Scope(learner_id, since)
    days = db.session.scalars(select(Review.learner_on).where(scope.of_reviews).distinct())
    return frozenset(days)


def count_recalls(scope: Scope) -> Mapping[tuple[int, bool], Tally]:
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


def count_by_certainty(scope: Scope) -> Mapping[Certainty, Tally]:
    """Return how often the learner was right, by how sure they had said they were."""
    rows = db.session.execute(
        select(Review.certainty, func.count(case((Review.correct, 1))), func.count())
        # Written out: with a parameter, neither database can tell that its index holds them all.
        .where(scope.of_reviews, Review.certainty != literal_column("''"))
        .group_by(Review.certainty)
    )
    return {read_certainty(said): Tally(right, total) for said, right, total in rows}


class _Slot(FunctionElement[int]):
    """Which quarter of an hour of the UTC day a stored moment lies in, from 0."""

    type = Integer()
    inherit_cache = True


class _FirstSlot(FunctionElement[int]):
    """The first slot of the hour of the UTC day that a stored moment lies in."""

    type = Integer()
    inherit_cache = True


# On SQLite moments are stored as texts; its own reading of them takes five times as long.
@compiles(_Slot, "sqlite")
def _slot_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return (
        f"(CAST(substr({moment}, 12, 2) AS INTEGER) * {SLOTS // HOURS}"
        f" + CAST(substr({moment}, 15, 2) AS INTEGER) / {SLOT_MINUTES})"
    )


@compiles(_FirstSlot, "sqlite")
def _first_slot_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"(substr({moment}, 12, 2) * {SLOTS // HOURS})"


@compiles(_Slot, "postgresql")
@compiles(_FirstSlot, "postgresql")
def _slot_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    seconds = SLOT_MINUTES * 60
    return f"mod(CAST(floor(date_part('epoch', {moment}) / {seconds}) AS BIGINT), {SLOTS})"


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the learner's clock: all answers, and what was recalled of what was known."""

    answers: int
    recall: Tally


# How far a learner's day may lie from the UTC date of its moments.
_MARGIN = timedelta(days=2)


def count_by_hour(scope: Scope, offsets: Sequence[Offset]) -> Mapping[int, Hour]:
    """Return the answers by the hour that the learner's clock showed; without any it is left out.

    Answers from before that was kept are taken to be given where the learner lives now: ``offsets``
    tell how far that clock was ahead of UTC over all of the time. Each season between two changes
    of the clock is a stretch of the index: to ask every answer for its own would take twice as
    long.
    """
    whole_hours = all(offset.slots % (SLOTS // HOURS) == 0 for offset in offsets)
    slot = (_FirstSlot if whole_hours else _Slot)(Review.answered_at)
    # An hour that was kept is under zero, to be told from a slot.
    hour_or_slot = case((Review.clock_hour.is_not(None), -1 - Review.clock_hour), else_=slot)
    seasons = [
        _count_by_slot(scope, hour_or_slot, season, offsets) for season in range(len(offsets))
    ]
    answers: Counter[int] = Counter()
    recall: dict[int, Tally] = {}
    for season, key, count in db.session.execute(union_all(*seasons)):
        found, outcome = divmod(key, _OUTCOMES)
        hour = -1 - found if found < 0 else local_hour(found, offsets[season].slots)
        answers[hour] += count
        tally = Tally(count if outcome == _RECALL else 0, 0 if outcome == _NO_RECALL else count)
        recall[hour] = recall.get(hour, Tally()) + tally
    # In order: of two hours that are equally busy, every database then names the same.
    return {hour: Hour(answers[hour], recall[hour]) for hour in sorted(answers)}


# What came of an answer, beside its slot in one number.
_OUTCOMES = 3
_NO_RECALL, _LAPSE, _RECALL = range(_OUTCOMES)


def _count_by_slot(
    scope: Scope, slot: ColumnElement[int], season: int, offsets: Sequence[Offset]
) -> Select[int, int, int]:
    """Return a count of a season's answers by slot and outcome in one number.

    SQLite groups by sorting, and sorts all that a group is made from. One number, worked out
    beforehand (an offset of 0 forbids it to do that later), takes half the time.
    """
    outcome = case(
        (Review.waited_days.is_(None), _NO_RECALL),
        (Review.grade >= PASSING_GRADE, _RECALL),
        else_=_LAPSE,
    )
    answers = (
        select((slot * _OUTCOMES + outcome).label("key"))
        .where(scope.of_reviews, *_within(season, offsets))
        .offset(0)
        .subquery()
    )
    return select(literal(season), answers.c.key, func.count()).group_by(answers.c.key)


def _within(season: int, offsets: Sequence[Offset]) -> list[ColumnElement[bool]]:
    """Return that an answer lies in a season; the first and the last are open to their sides."""
    conditions = []
    if season > 0:
        since = offsets[season].since
        conditions += [Review.answered_at >= since, Review.learner_on >= since.date() - _MARGIN]
    if season + 1 < len(offsets):
        until = offsets[season + 1].since
        conditions += [Review.answered_at < until, Review.learner_on <= until.date() + _MARGIN]
    return conditions
