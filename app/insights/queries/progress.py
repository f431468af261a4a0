"""One learner's progress: days, forecast, states of topics and objectives, misses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import case, func, select

from app.bank.models import Course, Objective, Question, Topic
from app.db import db
from app.domain.grades import HIGHEST_GRADE, LOWEST_GRADE, PASSING_GRADE
from app.domain.statistics.maturity import MATURITIES, Maturity, maturity
from app.study.models import Card, Enrolment, Review

GRADES = tuple(range(LOWEST_GRADE, HIGHEST_GRADE + 1))


@dataclass(frozen=True, slots=True)
class Day:
    """One learner day: all answers, and the scheduled reviews of known cards by their grade.

    The first answer to a question is no recall, so it is among the answers only.
    """

    on: date
    answers: int
    recall_grades: Mapping[int, int]
    milliseconds: int


def list_days(learner_id: int, since: date) -> list[Day]:
    """Return the days since ``since`` on which the learner answered, in order."""
    is_recall = (Review.kind == "review") & (Review.number > 1)
    by_grade = [func.count(case((is_recall & (Review.grade == grade), 1))) for grade in GRADES]
    rows = db.session.execute(
        select(Review.learner_on, func.count(), func.sum(Review.milliseconds), *by_grade)
        .where(Review.learner_id == learner_id, Review.learner_on >= since)
        .group_by(Review.learner_on)
        .order_by(Review.learner_on)
    )
    return [
        Day(row[0], row[1], dict(zip(GRADES, row[3:], strict=True)), int(row[2])) for row in rows
    ]


def total_grades(days: Iterable[Day]) -> Mapping[int, int]:
    """Return the recall grades of several days, added up."""
    total: Counter[int] = Counter()
    for day in days:
        total.update(day.recall_grades)
    return total


def list_days_studied(learner_id: int, since: date) -> frozenset[date]:
    """Return the learner days since ``since`` with at least one answer."""
    return frozenset(
        db.session.scalars(
            select(Review.learner_on)
            .where(Review.learner_id == learner_id, Review.learner_on >= since)
            .distinct()
        )
    )


def count_due_by_day(learner_id: int, until: date) -> dict[date, int]:
    """Return how many cards of courses in force fall due on each day up to ``until``."""
    rows = db.session.execute(
        select(Card.due_on, func.count())
        .join(Question, Question.id == Card.question_id)
        .join(
            Enrolment,
            (Enrolment.learner_id == Card.learner_id) & (Enrolment.course_id == Card.course_id),
        )
        .where(
            Card.learner_id == learner_id,
            Card.due_on <= until,
            Enrolment.left_at.is_(None),
            Question.retired_at.is_(None),
            Question.published_number.is_not(None),
        )
        .group_by(Card.due_on)
    )
    return {day: count for day, count in rows}


@dataclass(slots=True)
class State:
    """How many questions of something are new, learning, young and mature."""

    counts: dict[Maturity, int] = field(default_factory=lambda: dict.fromkeys(MATURITIES, 0))

    @property
    def total(self) -> int:
        """Return the number of questions."""
        return sum(self.counts.values())

    @property
    def weakest(self) -> Maturity:
        """Return the least advanced state that any of the questions has."""
        return next((name for name in MATURITIES if self.counts[name]), "new")


@dataclass(slots=True)
class ObjectiveState:
    """An objective and the state of its questions."""

    code: str
    claim: str
    evidence: str
    state: State = field(default_factory=State)


@dataclass(slots=True)
class TopicState:
    """A topic, the state of all its questions, and its objectives in order."""

    course_title: str
    title: str
    state: State = field(default_factory=State)
    objectives: dict[int, ObjectiveState] = field(default_factory=dict)


def list_topic_states(learner_id: int) -> list[TopicState]:
    """Return the state of every topic and objective of the learner's courses, in order.

    Cards are counted by the database in groups that share what maturity depends on.
    """
    rows = db.session.execute(
        select(
            Topic.id,
            Course.title,
            Topic.title,
            Objective.id,
            Objective.code,
            Objective.claim,
            Objective.evidence,
            Card.repetition,
            Card.interval_days,
            Card.drill,
            func.count(Question.id),
        )
        .select_from(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Topic, Topic.course_id == Course.id)
        .join(Objective, Objective.topic_id == Topic.id)
        .join(Question, Question.objective_id == Objective.id)
        .outerjoin(Card, (Card.question_id == Question.id) & (Card.learner_id == learner_id))
        .where(
            Enrolment.learner_id == learner_id,
            Enrolment.left_at.is_(None),
            Course.retired_at.is_(None),
            Question.retired_at.is_(None),
            Question.published_number.is_not(None),
        )
        .group_by(
            Topic.id,
            Course.title,
            Topic.title,
            Topic.position,
            Objective.id,
            Objective.code,
            Objective.claim,
            Objective.evidence,
            Objective.position,
            Card.repetition,
            Card.interval_days,
            Card.drill,
        )
        .order_by(Course.title, Topic.position, Objective.position)
    )
    topics: dict[int, TopicState] = {}
    for row in rows:
        topic = topics.setdefault(row[0], TopicState(row[1], row[2]))
        objective = topic.objectives.setdefault(row[3], ObjectiveState(row[4], row[5], row[6]))
        name = maturity(row[7], row[8], row[9])
        objective.state.counts[name] += row[10]
        topic.state.counts[name] += row[10]
    return list(topics.values())


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that slips often: how often it was missed in how many scheduled reviews."""

    question_id: int
    revision_number: int
    missed: int
    reviews: int


def list_most_missed(learner_id: int, limit: int = 10) -> list[Missed]:
    """Return the questions that the learner missed most often in scheduled reviews."""
    missed = func.count(case((Review.grade < PASSING_GRADE, 1)))
    rows = db.session.execute(
        select(
            Review.question_id,
            Question.published_number,
            missed.label("missed"),
            func.count(),
        )
        .join(Question, Question.id == Review.question_id)
        .where(
            Review.learner_id == learner_id,
            Review.kind == "review",
            Question.retired_at.is_(None),
            Question.published_number.is_not(None),
        )
        .group_by(Review.question_id, Question.published_number)
        .having(missed > 0)
        .order_by(missed.desc(), func.count(), Review.question_id)
        .limit(limit)
    )
    return [Missed(*row) for row in rows]
