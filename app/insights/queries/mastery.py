"""How firmly a learner knows what a course is about: topics and their objectives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Subquery, case, func, select

from app.bank.models import Course, Objective, Question, Topic
from app.cards.models import Card, Enrolment
from app.db import db
from app.domain.errors import NotFound
from app.domain.statistics.maturity import (
    LEARNED_REPETITIONS,
    MATURE_DAYS,
    MATURITIES,
    Maturity,
    maturity,
)
from app.insights.queries.scope import StatisticsScope


@dataclass
class ObjectiveState:
    """How many of an objective's questions are new, learning, young and mature."""

    id: int
    code: str
    claim: str
    evidence: str
    counts: dict[Maturity, int]

    @cached_property
    def state(self) -> Maturity:
        """Return how far the objective is: as far as the least advanced of its questions.

        With a question met and another still to come, it is being learned.
        """
        if self.counts["new"] and self.counts["new"] < sum(self.counts.values()):
            return "learning"
        return next((name for name in MATURITIES if self.counts[name]), "new")


@dataclass
class TopicState:
    """A topic of a course that the learner takes, with the states of its objectives in order."""

    id: int
    slug: str
    title: str
    course_slug: str
    course_title: str
    objectives: list[ObjectiveState] = field(default_factory=list)

    @cached_property
    def counts(self) -> dict[Maturity, int]:
        """Return how many questions of the topic are how far."""
        return {name: sum(one.counts[name] for one in self.objectives) for name in MATURITIES}


def list_topic_states(scope: StatisticsScope, topic_id: int | None = None) -> list[TopicState]:
    """Return the topics of the learner's courses (or one of them) with their objectives."""
    # Counted before the long texts are looked up, so that the database sorts numbers alone.
    counted = _count_questions(scope, topic_id)
    statement = (
        select(
            Course.slug.label("course_slug"),
            Course.title.label("course_title"),
            Topic.id.label("topic_id"),
            Topic.slug.label("topic_slug"),
            Topic.title.label("topic_title"),
            Objective.id.label("objective_id"),
            Objective.code,
            Objective.claim,
            Objective.evidence,
            counted.c.questions,
        )
        .select_from(counted)
        .join(Course, Course.id == counted.c.course_id)
        .join(Topic, Topic.id == counted.c.topic_id)
        .join(Objective, Objective.id == counted.c.objective_id)
        .order_by(Course.title, Course.id, Topic.position, Objective.position)
    )
    topics: dict[int, TopicState] = {}
    states: dict[int, ObjectiveState] = {}
    for row in db.session.execute(statement):
        if row.topic_id not in topics:
            topics[row.topic_id] = TopicState(
                id=row.topic_id,
                slug=row.topic_slug,
                title=row.topic_title,
                course_slug=row.course_slug,
                course_title=row.course_title,
            )
        state = ObjectiveState(
            id=row.objective_id,
            code=row.code,
            claim=row.claim,
            evidence=row.evidence,
            counts=_all_new(row.questions),
        )
        states[state.id] = state
        topics[row.topic_id].objectives.append(state)
    _sort_cards(states, scope, topic_id)
    return list(topics.values())


def _count_questions(scope: StatisticsScope, topic_id: int | None) -> Subquery:
    """Return how many questions of each objective the learner may be asked."""
    key = (Question.course_id, Question.topic_id, Question.objective_id)
    statement = (
        select(*key, func.count().label("questions"))
        .select_from(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Question, Question.course_id == Course.id)
        .where(scope.of_enrolments)
        .group_by(*key)
    )
    if topic_id is not None:
        statement = statement.where(Question.topic_id == topic_id)
    return statement.subquery()


def get_topic_state(scope: StatisticsScope, topic_id: int) -> TopicState:
    """Return one topic with its objectives.

    Raises:
        NotFound: there is no such topic in a course that the learner takes.
    """
    found = list_topic_states(scope, topic_id)
    if not found:
        raise NotFound("You are not studying this topic.")
    return found[0]


def _all_new(questions: int) -> dict[Maturity, int]:
    return {**dict.fromkeys(MATURITIES, 0), "new": questions}


def _sort_cards(
    states: Mapping[int, ObjectiveState], scope: StatisticsScope, topic_id: int | None
) -> None:
    """Move the questions that the learner has met from 'new' to what they are by now.

    The database counts cards in groups that are the same to maturity, so that neither cards alike
    nor the questions not met yet, most of a large bank, cost anything.
    """
    depends_on = (
        case((Card.repetition >= LEARNED_REPETITIONS, LEARNED_REPETITIONS), else_=0),
        case((Card.interval_days >= MATURE_DAYS, MATURE_DAYS), else_=0),
        Card.drill,
    )
    statement = (
        select(Question.objective_id, *depends_on, func.count())
        .select_from(Card)
        .join(Question, Question.id == Card.question_id)
        .where(
            Card.learner_id == scope.learner_id,
            Question.retired_at.is_(None),
            Question.published_number.is_not(None),
        )
        .group_by(Question.objective_id, *depends_on)
    )
    if topic_id is not None:
        statement = statement.where(Question.topic_id == topic_id)
    for objective_id, repetition, interval_days, drill, count in db.session.execute(statement):
        if objective_id in states:
            counts = states[objective_id].counts
            counts["new"] -= count
            counts[maturity(repetition, interval_days, drill)] += count
