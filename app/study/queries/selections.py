"""Questions by a learner's own choice: how many there are, and which.

Each condition is a look into an index of the learner's own cards, answers or notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Select, and_, func, literal, select

from app.bank.models import Objective, Question, SearchText, Topic
from app.bank.queries import RevisionText, get_finished_revision
from app.bank.queries.search import full_text
from app.cards.models import Card, Review, StudyNote
from app.cards.queries.due import WINDOW
from app.cards.queries.scopes import is_asked
from app.db import db
from app.domain.grades import PASSING_GRADE
from app.domain.scheduling.queue.ordering import Order, Waiting, in_order
from app.domain.scheduling.queue.picking import Candidate
from app.domain.search.terms import key

Which = Literal["due", "ahead", "missed", "starred", "met", "new"]
MOST_QUESTIONS = 200


@dataclass(frozen=True, slots=True)
class Selection:
    """Which questions of which courses.

    ``topic`` is a slug and ``objective`` a code, of one course; '' for any. ``days`` is how far
    ahead cards may be due, or how long ago a question was missed.
    """

    course_ids: tuple[int, ...]
    which: Which = "due"
    topic: str = ""
    objective: str = ""
    tag: str = ""
    days: int = 7


def count_selected(learner_id: int, selection: Selection, today: date) -> int:
    """Return how many questions fit, those set aside left out."""
    if not selection.course_ids:
        return 0
    found = _selected(learner_id, selection, today).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def list_selected(
    learner_id: int, selection: Selection, today: date, at_most: int, order: str = "due"
) -> list[int]:
    """Return the questions that fit, in an order, at most so many.

    Of cards those due first come in; the order is then one of these (and of ``due.WINDOW`` more).
    New questions come in the order of their course.
    """
    if not selection.course_ids or at_most < 1:
        return []
    statement = _selected(learner_id, selection, today)
    if selection.which == "new":
        ordered = statement.order_by(Question.course_id, Question.introduction_order)
        return [row.id for row in db.session.execute(ordered.limit(at_most))]
    ordered = statement.order_by(Card.due_on, Card.question_id)
    rows = db.session.execute(ordered.limit(at_most + WINDOW))
    place = {course_id: place for place, course_id in enumerate(selection.course_ids)}
    waiting = [
        Waiting(
            Candidate(row.id, row.topic_id, row.objective_id),
            (place[row.course_id], row.position),
            (today - row.reviewed_on).days,
            row.interval_days,
            row.stability,
        )
        for row in rows
    ]
    found = in_order(waiting, cast(Order, order), learner_id=learner_id, today=today)
    return [one.question_id for one in found[:at_most]]


def _selected(learner_id: int, selection: Selection, today: date) -> Select[*tuple[Any, ...]]:
    columns = (Question.id, Question.topic_id, Question.objective_id, Question.course_id)
    conditions = [
        Question.course_id.in_(selection.course_ids),
        is_asked(learner_id, today),
        *_about(selection),
    ]
    if selection.which == "new":
        met = select(Card.question_id).where(Card.learner_id == learner_id)
        return select(*columns).where(*conditions, Question.id.not_in(met))
    return (
        select(*columns, Card.reviewed_on, Card.interval_days, Card.stability, Topic.position)
        .join(Card, and_(Card.question_id == Question.id, Card.learner_id == learner_id))
        .join(Topic, Topic.id == Question.topic_id)
        .where(*conditions, _is_wanted(learner_id, selection, today))
    )


def _about(selection: Selection) -> list[ColumnElement[bool]]:
    """Return what limits the questions to a topic, an objective, a tag."""
    conditions: list[ColumnElement[bool]] = []
    courses = selection.course_ids
    if selection.topic:
        topics = select(Topic.id).where(Topic.course_id.in_(courses), Topic.slug == selection.topic)
        conditions.append(Question.topic_id.in_(topics))
    if selection.objective:
        objectives = select(Objective.id).where(
            Objective.course_id.in_(courses), Objective.code == selection.objective
        )
        conditions.append(Question.objective_id.in_(objectives))
    if selection.tag:
        tagged = (
            select(SearchText.question_id)
            .join(Question, Question.id == SearchText.question_id)
            .where(
                SearchText.number == Question.published_number,
                SearchText.id.in_(full_text.matching_ids([(key("tag", selection.tag),)])),
            )
            .correlate(None)
        )
        conditions.append(Question.id.in_(tagged))
    return conditions


def _is_wanted(learner_id: int, selection: Selection, today: date) -> ColumnElement[bool]:
    if selection.which == "due":
        return and_(Card.due_on <= today, Card.reviewed_on != today)
    if selection.which == "ahead":
        return and_(
            Card.due_on <= today + timedelta(days=selection.days), Card.reviewed_on != today
        )
    if selection.which == "starred":
        return Question.id.in_(
            select(StudyNote.question_id).where(
                StudyNote.learner_id == learner_id, StudyNote.starred_at.is_not(None)
            )
        )
    if selection.which == "missed":
        return Question.id.in_(
            select(Review.question_id).where(
                Review.learner_id == learner_id,
                Review.learner_on > today - timedelta(days=selection.days),
                Review.grade < PASSING_GRADE,
                Review.undone_at.is_(None),
            )
        )
    return literal(value=True)


def get_published_text(question_id: int) -> RevisionText:
    """Return what a question says to learners."""
    number = db.session.scalar(select(Question.published_number).where(Question.id == question_id))
    return get_finished_revision(question_id, number or 0)


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """A topic to choose, with the code and the claim of each of its objectives."""

    slug: str
    title: str
    objectives: tuple[tuple[str, str], ...]


def list_topic_choices(course_id: int) -> list[TopicChoice]:
    """Return the open topics and objectives of a course, in order."""
    rows: Sequence[Any] = db.session.execute(
        select(Topic.slug, Topic.title, Objective.code, Objective.claim)
        .join(Objective, and_(Objective.topic_id == Topic.id, Objective.retired_at.is_(None)))
        .where(Topic.course_id == course_id, Topic.retired_at.is_(None))
        .order_by(Topic.position, Topic.id, Objective.position, Objective.id)
    ).all()
    topics = {row.slug: row.title for row in rows}
    return [
        TopicChoice(slug, title, tuple((row.code, row.claim) for row in rows if row.slug == slug))
        for slug, title in topics.items()
    ]
