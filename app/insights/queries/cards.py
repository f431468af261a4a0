"""Where a learner's cards stand: when they fall due, how far apart, how easy they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVarTuple

from sqlalchemy import Select, case, func, select

from app.bank.models import Course, Question
from app.cards.models import Card, Enrolment, Review
from app.db import db
from app.insights.queries.scope import StatisticsScope, is_suspended

Columns = TypeVarTuple("Columns")


def _joined(statement: Select[*Columns]) -> Select[*Columns]:
    """Return a select of cards with what tells whether they are still asked."""
    return (
        statement.select_from(Card)
        .join(Question, Question.id == Card.question_id)
        .join(
            Enrolment,
            (Enrolment.learner_id == Card.learner_id) & (Enrolment.course_id == Card.course_id),
        )
        .join(Course, Course.id == Card.course_id)
    )


def count_due_by_day(scope: StatisticsScope, until: date) -> dict[date, int]:
    """Return how many cards fall due on each day up to ``until``; those set aside never do."""
    rows = db.session.execute(
        _joined(select(Card.due_on, func.count()))
        .where(scope.of_cards, Card.due_on <= until, ~is_suspended())
        .group_by(Card.due_on)
    )
    return {day: count for day, count in rows}


@dataclass(frozen=True, slots=True)
class Memories:
    """How many cards have which interval, and by their scheduler which memory.

    Intervals and stability are in days (stability in whole ones, rounded down), ease is SM-2's in
    hundredths, difficulty FSRS's, rounded down.
    """

    intervals: Mapping[int, int]
    eases: Mapping[int, int] = field(default_factory=dict)
    stabilities: Mapping[int, int] = field(default_factory=dict)
    difficulties: Mapping[int, int] = field(default_factory=dict)


def count_memories(scope: StatisticsScope) -> Memories:
    """Return what the learner's cards are remembered by."""
    intervals: Counter[int] = Counter()
    eases: Counter[int] = Counter()
    ease = case((Card.stability.is_(None), Card.ease_hundredths))
    rows = db.session.execute(
        _joined(select(Card.interval_days, ease, func.count()))
        .where(scope.of_cards)
        .group_by(Card.interval_days, ease)
    )
    by_fsrs = False
    for interval_days, hundredths, count in rows:
        intervals[interval_days] += count
        if hundredths is None:
            by_fsrs = True
        else:
            eases[hundredths] += count
    if not by_fsrs:
        return Memories(intervals, eases)
    found = db.session.execute(
        _joined(select(Card.stability, Card.difficulty)).where(
            scope.of_cards, Card.stability.is_not(None)
        )
    ).all()
    return Memories(
        intervals,
        eases,
        Counter(int(row.stability or 0) for row in found),
        Counter(int(row.difficulty or 0) for row in found),
    )


@dataclass(frozen=True, slots=True)
class Slipped:
    """A question that slipped ``lapses`` times after it had been known, in so many answers."""

    question_id: int
    revision_number: int
    lapses: int
    answers: int


def list_slipped(scope: StatisticsScope, limit: int = 10) -> list[Slipped]:
    """Return the questions that slipped most often, from their cards."""
    most = (
        _joined(
            select(
                Card.question_id, Question.published_number.label("revision_number"), Card.lapses
            )
        )
        .where(scope.of_cards, Card.lapses > 0)
        .order_by(Card.lapses.desc(), Card.question_id)
        .limit(limit)
        .subquery()
    )
    answers = (
        select(func.count())
        .where(
            Review.learner_id == scope.learner_id,
            Review.question_id == most.c.question_id,
            Review.undone_at.is_(None),
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(most, answers.label("answers")).order_by(most.c.lapses.desc(), most.c.question_id)
    )
    return [Slipped(**row) for row in rows.mappings()]
