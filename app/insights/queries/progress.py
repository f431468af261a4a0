"""One learner's progress: days, forecast, states of topics and objectives, misses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.bank.models import Course, Objective, Question, Topic
from app.db import db
from app.domain.errors import NotFound
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
        .where(
            Review.learner_id == learner_id, Review.learner_on >= since, Review.undone_at.is_(None)
        )
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
            .where(
                Review.learner_id == learner_id,
                Review.learner_on >= since,
                Review.undone_at.is_(None),
            )
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
        .join(Course, Course.id == Card.course_id)
        .where(
            Card.learner_id == learner_id,
            Card.due_on <= until,
            Enrolment.left_at.is_(None),
            Course.retired_at.is_(None),
            Question.retired_at.is_(None),
            Question.published_number.is_not(None),
        )
        .group_by(Card.due_on)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(slots=True)
class State:
    """How many questions of a topic or an objective are new, learning, young and mature."""

    id: int
    title: str
    course_title: str = ""
    evidence: str = ""
    code: str = ""
    counts: dict[Maturity, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return the number of questions."""
        return sum(self.counts.values())

    @property
    def weakest(self) -> Maturity:
        """Return the least advanced state that any of the questions has."""
        return next((name for name in MATURITIES if self.counts[name]), "new")


def list_topic_states(learner_id: int) -> list[State]:
    """Return the state of every topic of the learner's courses, in order."""
    rows = db.session.execute(
        select(Topic.id, Topic.title, Course.title, func.count(Question.id))
        .select_from(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Topic, Topic.course_id == Course.id)
        .join(Question, Question.topic_id == Topic.id)
        .where(_is_studied(learner_id))
        .group_by(Topic.id, Topic.title, Course.title, Topic.position)
        .order_by(Course.title, Topic.position)
    )
    states = {row[0]: State(row[0], row[1], row[2], counts=_all_new(row[3])) for row in rows}
    _sort_cards(states, learner_id, Question.topic_id)
    return list(states.values())


def list_objective_states(learner_id: int, topic_id: int) -> list[State]:
    """Return the state of a topic's objectives in order; none if the learner does not take it."""
    rows = db.session.execute(
        select(
            Objective.id,
            Objective.claim,
            Objective.evidence,
            Objective.code,
            func.count(Question.id),
        )
        .select_from(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Question, Question.course_id == Course.id)
        .join(Objective, Objective.id == Question.objective_id)
        .where(_is_studied(learner_id), Question.topic_id == topic_id)
        .group_by(
            Objective.id,
            Objective.claim,
            Objective.evidence,
            Objective.code,
            Objective.position,
        )
        .order_by(Objective.position)
    )
    states = {
        row[0]: State(row[0], row[1], evidence=row[2], code=row[3], counts=_all_new(row[4]))
        for row in rows
    }
    _sort_cards(states, learner_id, Question.objective_id, Question.topic_id == topic_id)
    return list(states.values())


def _is_studied(learner_id: int) -> ColumnElement[bool]:
    return and_(
        Enrolment.learner_id == learner_id,
        Enrolment.left_at.is_(None),
        Course.retired_at.is_(None),
        Question.retired_at.is_(None),
        Question.published_number.is_not(None),
    )


def _all_new(questions: int) -> dict[Maturity, int]:
    return {**dict.fromkeys(MATURITIES, 0), "new": questions}


def _sort_cards(
    states: Mapping[int, State],
    learner_id: int,
    belongs_to: InstrumentedAttribute[int],
    *only: ColumnElement[bool],
) -> None:
    """Move the questions that the learner has met from 'new' to what they are by now.

    The database counts cards in groups that share what maturity depends on, so that the questions
    not met yet, most of a large bank, cost nothing.
    """
    depends_on = (Card.repetition, Card.interval_days, Card.drill)
    rows = db.session.execute(
        select(belongs_to, *depends_on, func.count())
        .select_from(Card)
        .join(Question, Question.id == Card.question_id)
        .where(
            Card.learner_id == learner_id,
            Question.retired_at.is_(None),
            Question.published_number.is_not(None),
            *only,
        )
        .group_by(belongs_to, *depends_on)
    )
    for owner, repetition, interval_days, drill, count in rows:
        if owner in states:
            states[owner].counts["new"] -= count
            states[owner].counts[maturity(repetition, interval_days, drill)] += count


def get_topic_title(topic_id: int) -> tuple[str, str]:
    """Return the titles of a topic and its course.

    Raises:
        NotFound: there is no such topic.
    """
    row = db.session.execute(
        select(Topic.title, Course.title)
        .join(Course, Course.id == Topic.course_id)
        .where(Topic.id == topic_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such topic.")
    return row[0], row[1]


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
            Review.undone_at.is_(None),
            Question.retired_at.is_(None),
            Question.published_number.is_not(None),
        )
        .group_by(Review.question_id, Question.published_number)
        .having(missed > 0)
        .order_by(missed.desc(), func.count(), Review.question_id)
        .limit(limit)
    )
    return [Missed(row[0], row[1], row[2], row[3]) for row in rows if row[1] is not None]
