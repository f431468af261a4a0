"""Long review logs of learners whose memory is known, written straight into the tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select

from app.accounts.models import User
from app.bank.models import Course, Objective, Question, Revision
from app.cards.models import Card, Review
from app.cards.queries.states import STATE_FIELDS
from app.cards.service.enrolling import enrol
from app.db import db, new_id, transaction
from app.domain.scheduling.log.answering import Answered, answer
from app.domain.scheduling.log.state import CardState
from tests.learning.content import RIGHT, SINGLE_CHOICE, WRITTEN_AT, WRONG, make_course
from tests.people import make_user


def make_large_course(slug: str, questions: int) -> Course:
    """Make a course of many published questions about one objective."""
    course = make_course(slug, questions=1)
    objective = db.session.scalars(select(Objective).filter_by(course_id=course.id)).one()
    with transaction():
        rows = [
            {
                "course_id": course.id,
                "topic_id": objective.topic_id,
                "objective_id": objective.id,
                "slug": f"{slug}-more-{place}",
                "type": "single_choice",
                "position": place,
                "latest_number": 1,
                "published_number": 1,
                "introduction_order": place,
                "created_at": WRITTEN_AT,
            }
            for place in range(2, questions + 1)
        ]
        db.session.execute(insert(Question), rows)
        added = db.session.scalars(
            select(Question.id).where(Question.course_id == course.id, Question.position > 1)
        )
        revisions = [
            {
                "question_id": question_id,
                "number": 1,
                "content": SINGLE_CHOICE,
                "level": "recall",
                "tags": [],
                "section": "",
                "created_at": WRITTEN_AT,
            }
            for question_id in added
        ]
        db.session.execute(insert(Revision), revisions)
    return course


def give_log(
    course: Course, cards: Sequence[Iterable[Answered]], *, learner: User | None = None
) -> User:
    """Give a learner these logs, one to a question, as SM-2 folds them; return the learner."""
    learner = learner or make_user()
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
        ids = db.session.scalars(
            select(Question.id).where(Question.course_id == course.id).order_by(Question.id)
        ).all()
        reviews: list[dict[str, Any]] = []
        states = []
        for question_id, log in zip(ids, cards, strict=False):
            state = None
            for one in log:
                before, state = state, _after(state, one)
                reviews.append(_row(learner, course, question_id, one, before, state))
            states.append((question_id, state))
        db.session.execute(insert(Review), reviews)
        db.session.execute(
            insert(Card),
            [
                {"learner_id": learner.id, "question_id": question_id, "course_id": course.id}
                | {name: getattr(state, name) for name in STATE_FIELDS}
                for question_id, state in states
            ],
        )
    return learner


def _after(state: CardState | None, one: Answered) -> CardState:
    return answer(
        state,
        kind=one.kind,
        grade=one.grade,
        correct=one.correct,
        today=one.today,
        answered_at=one.answered_at,
    )


def _row(
    learner: User,
    course: Course,
    question_id: int,
    one: Answered,
    before: CardState | None,
    after: CardState,
) -> dict[str, Any]:
    return {
        "learner_id": learner.id,
        "id": new_id(),
        "question_id": question_id,
        "revision_number": 1,
        "question_type": "single_choice",
        "course_id": course.id,
        "number": after.answers,
        "kind": one.kind,
        "response": RIGHT if one.correct else WRONG,
        "share": 1.0 if one.correct else 0.0,
        "correct": one.correct,
        "automatic_grade": one.grade,
        "automatic_reason": "right" if one.correct else "wrong",
        "grade": one.grade,
        "milliseconds": 5000,
        "scheduler": "sm2",
        "state_before": None if before is None else before.to_json(),
        "state_after": after.to_json(),
        "waited_days": None
        if before is None or one.kind != "review"
        else (one.today - before.reviewed_on).days,
        "interval_days": None if before is None or one.kind != "review" else before.interval_days,
        "answered_at": one.answered_at,
        "learner_on": one.today,
        "clock_hour": one.answered_at.hour,
    }
