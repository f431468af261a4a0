"""How firmly a learner knows what a course is about: topics and their objectives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import func, select

from app.bank.models import Course, Objective, Question, Topic
from app.db import db
from app.domain.errors import NotFound
from app.domain.statistics.maturity import MATURITIES, Maturity, maturity
from app.insights.queries.scope import Scope
from app.study.models import Card, Enrolment


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


def list_topic_states(scope: Scope, topic_id: int | None = None) -> list[TopicState]:
    """Return the topics of the learner's courses (or one of them) with their objectives."""
    statement = (
        select(
            Course.slug,
            Course.title,
            Topic.id,
            Topic.slug,
            Topic.title,
            Objective.id,
            Objective.code,
            Objective.claim,
            Objective.evidence,
            func.count(Question.id),
        )
        .select_from(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Question, Question.course_id == Course.id)
        .join(Objective, Objective.id == Question.objective_id)
        .join(Topic, Topic.id == Question.topic_id)
        .where(scope.of_enrolments)
        .group_by(
            *(Course.id, Course.slug, Course.title),
            *(Topic.id, Topic.slug, Topic.title, Topic.position),
            *(Objective.id, Objective.code, Objective.claim),
            *(Objective.evidence, Objective.position),
        )
        .order_by(Course.title, Course.id, Topic.position, Objective.position)
    )
    if topic_id is not None:
        statement = statement.where(Question.topic_id == topic_id)
    topics: dict[int, TopicState] = {}
    states: dict[int, ObjectiveState] = {}
    for row in db.session.execute(statement):
        topic = topics.setdefault(row[2], TopicState(row[2], row[3], row[4], row[0], row[1]))
        state = ObjectiveState(*row[5:9], counts=_all_new(row[9]))
        states[state.id] = state
        topic.objectives.append(state)
    _sort_cards(states, scope, topic_id)
    return list(topics.values())


def get_topic_state(scope: Scope, topic_id: int) -> TopicState:
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


def _sort_cards(states: Mapping[int, ObjectiveState], scope: Scope, topic_id: int | None) -> None:
    """Move the questions that the learner has met from 'new' to what they are by now.

    The database counts cards in groups that share what maturity depends on, so that the questions
    not met yet, most of a large bank, cost nothing.
    """
    depends_on = (Card.repetition, Card.interval_days, Card.drill)
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
