"""What comes next: each read is an indexed look-up, whatever the size of the bank or the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from app.bank.models import Question, Topic
from app.cards.models import Card, StudyNote
from app.cards.queries.scopes import Scope, is_aside, is_asked
from app.db import db
from app.domain.scheduling.queue.ordering import Order, Waiting, in_order
from app.domain.scheduling.queue.picking import Candidate

# Over the tables, not the mapped classes: part of every first answer, and so to be cheap.
_questions = Question.__table__.c
_cards = Card.__table__.c
_notes = StudyNote.__table__.c

# How many of the most urgent due cards are looked at to keep one objective's questions apart.
LOOK_AHEAD = 12
# Any other order than by the day due is one of so many of the most overdue cards: weakest first is
# the weakest of these, and so on. As they are answered, the next ones move up.
WINDOW = 100


def _is_due(
    learner_id: int | BindParameter[int], today: date | BindParameter[date]
) -> ColumnElement[bool]:
    # A card reviewed today is never due again today, wherever the learner has travelled to.
    return and_(
        Card.learner_id == learner_id,
        Card.due_on <= today,
        Card.reviewed_on != today,
    )


def candidate_in(row: Any) -> Candidate:
    """Return the candidate in a row that names its question, topic and objective."""
    return Candidate(row.question_id, row.topic_id, row.objective_id)


def list_due(
    learner_id: int, course_ids: Sequence[int], today: date, order: Order = "due"
) -> list[Candidate]:
    """Return due cards of the courses in an order, at most ``LOOK_AHEAD``.

    The order is one of the ``WINDOW`` most overdue cards, not of all.
    """
    if not course_ids:
        return []
    courses = {f"course_{place}": course_id for place, course_id in enumerate(course_ids)}
    at_most = LOOK_AHEAD if order == "due" else WINDOW
    rows = db.session.execute(
        _most_overdue(len(course_ids), at_most),
        {"learner_id": learner_id, "today": today, **courses},
    )
    if order == "due":
        return [candidate_in(row) for row in rows]
    waiting = (
        Waiting(
            candidate=candidate_in(row),
            place=(row.place, row.topic_position),
            days=(today - row.reviewed_on).days,
            interval_days=row.interval_days,
            stability=row.stability,
        )
        for row in rows
    )
    return in_order(waiting, order, learner_id=learner_id, today=today)[:LOOK_AHEAD]


@cache
def _most_overdue(courses: int, at_most: int) -> Select[*tuple[Any, ...]]:
    """Return the statement for so many courses: a few cards from the index of each, merged."""
    each = [
        select(
            select(
                Card.question_id,
                Question.topic_id,
                Question.objective_id,
                Card.due_on,
                Card.reviewed_on,
                Card.interval_days,
                Card.stability,
                literal(place).label("place"),
            )
            .join(Question, Question.id == Card.question_id)
            .where(
                _is_due(bindparam("learner_id"), bindparam("today")),
                Card.course_id == bindparam(f"course_{place}"),
                is_asked(bindparam("learner_id"), bindparam("today")),
            )
            .order_by(Card.due_on, Card.question_id)
            .limit(at_most)
            .subquery()
        )
        for place in range(courses)
    ]
    found = union_all(*each).subquery()
    return (
        select(
            found.c.question_id,
            found.c.topic_id,
            found.c.objective_id,
            found.c.place,
            Topic.position.label("topic_position"),
            found.c.reviewed_on,
            found.c.interval_days,
            found.c.stability,
        )
        .join(Topic, Topic.id == found.c.topic_id)
        .order_by(found.c.due_on, found.c.question_id)
        .limit(at_most)
    )


def find_drill(learner_id: int, course_ids: Sequence[int], today: date) -> Candidate | None:
    """Return the open drill of today that has waited longest, or None."""
    row = db.session.execute(
        select(Card.question_id, Question.topic_id, Question.objective_id)
        .join(Question, Question.id == Card.question_id)
        .where(
            Card.learner_id == learner_id,
            Card.drill_on >= today,
            Card.course_id.in_(course_ids),
            is_asked(learner_id, today),
        )
        .order_by(Card.answered_at)
        .limit(1)
    ).one_or_none()
    return None if row is None else candidate_in(row)


_IS_UNMET = and_(
    _questions.course_id == bindparam("course_id"),
    _questions.introduction_order > bindparam("introduced_up_to"),
    _questions.published_number.is_not(None),
    _questions.retired_at.is_(None),
    ~select(_cards.question_id)
    .where(_cards.learner_id == bindparam("learner_id"), _cards.question_id == _questions.id)
    .exists(),
)
_IS_NEW = and_(_IS_UNMET, ~is_aside(bindparam("learner_id"), bindparam("today")))
_NEXT_NEW = (
    select(_questions.id.label("question_id"), _questions.topic_id, _questions.objective_id)
    .where(_IS_NEW)
    .order_by(_questions.introduction_order)
    .limit(1)
)
_FIRST_UNMET = (
    select(_questions.id).where(_IS_UNMET).order_by(_questions.introduction_order).limit(1)
)


def find_new(
    learner_id: int, course_id: int, introduced_up_to: int, today: date
) -> Candidate | None:
    """Return the next question of a course to introduce to the learner, or None.

    ``introduced_up_to`` is the place in the course up to which the learner has met everything.
    """
    values = {
        "learner_id": learner_id,
        "course_id": course_id,
        "introduced_up_to": introduced_up_to,
        "today": today,
    }
    row = db.session.execute(_NEXT_NEW, values).one_or_none()
    return None if row is None else candidate_in(row)


def find_first_unmet(learner_id: int, course_id: int, introduced_up_to: int) -> int | None:
    """Return the id of the first question that the learner has never met, set aside or not."""
    values = {
        "learner_id": learner_id,
        "course_id": course_id,
        "introduced_up_to": introduced_up_to,
    }
    return db.session.scalar(_FIRST_UNMET, values)


def count_new(learner_id: int, scopes: Sequence[Scope], at_most: int, today: date) -> int:
    """Return how many questions can be introduced in the courses, counting no further than asked."""
    total = 0
    for scope in scopes:
        if total >= at_most:
            break
        ahead = select(_questions.id).where(_IS_NEW).limit(at_most - total).subquery()
        values = {
            "learner_id": learner_id,
            "course_id": scope.course_id,
            "introduced_up_to": scope.introduced_up_to,
            "today": today,
        }
        total += db.session.scalar(select(func.count()).select_from(ahead), values) or 0
    return total


def count_introduced(learner_id: int, today: date) -> dict[int, int]:
    """Return how many new questions were introduced today, by course."""
    rows = db.session.execute(
        select(Card.course_id, func.count())
        .where(Card.learner_id == learner_id, Card.introduced_on == today)
        .group_by(Card.course_id)
    )
    return {course_id: count for course_id, count in rows}


def count_waiting(learner_id: int, course_ids: Sequence[int], today: date) -> tuple[int, int]:
    """Return how many cards of the courses wait today: those that are due, and open drills."""
    # Two counts, an index for each; no card is in both, since a drill's card was reviewed today.
    due = _count(learner_id, course_ids, today, _is_due(learner_id, today))
    drills = _count(learner_id, course_ids, today, Card.drill_on >= today)
    waiting, drilled = db.session.execute(select(due, drills)).one()
    return waiting or 0, drilled or 0


def _count(
    learner_id: int, course_ids: Sequence[int], today: date, waits: ColumnElement[bool]
) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(Card)
        .join(Question, Question.id == Card.question_id)
        .where(
            Card.learner_id == learner_id,
            Card.course_id.in_(course_ids),
            is_asked(learner_id, today),
            waits,
        )
        .scalar_subquery()
    )


def find_next_due_on(
    learner_id: int, course_ids: Sequence[int], today: date
) -> tuple[date, int] | None:
    """Return the next day after today on which cards fall due, and how many; or None."""
    row = db.session.execute(
        select(Card.due_on, func.count().label("cards"))
        .join(Question, Question.id == Card.question_id)
        .where(
            Card.learner_id == learner_id,
            Card.course_id.in_(course_ids),
            Card.due_on > today,
            is_asked(learner_id, today),
        )
        .group_by(Card.due_on)
        .order_by(Card.due_on)
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.due_on, row.cards)
