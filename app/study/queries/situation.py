"""All that an answer must know about its card, read in one go.

Answering is the busiest write there is, so its statements are built once and name columns only.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from app.bank.models import Question
from app.db import db
from app.domain.scheduling.state import CardState
from app.study.models import Card, Enrolment, Preferences, Review, StudySession

STATE_FIELDS = tuple(field.name for field in fields(CardState))

_LOCK = (
    select(Enrolment.course_id)
    .join(Question, Question.course_id == Enrolment.course_id)
    .where(Enrolment.learner_id == bindparam("learner_id"), Question.id == bindparam("question_id"))
    .with_for_update(of=Enrolment)
)


@dataclass(frozen=True, slots=True)
class Situation:
    """A question, the learner's enrolment in its course, and the card as it stands.

    ``answered`` tells that the review's id is in the log already; ``session_id`` is the open
    session that the answer belongs to, if there is one.
    """

    course_id: int
    published_number: int | None
    introduction_order: int | None
    retired_at: datetime | None
    introduced_up_to: int
    left_at: datetime | None
    time_counts: bool
    answered: bool
    session_id: UUID | None
    state: CardState | None


@cache
def _statement(*, one_course: bool) -> Select[Any]:
    session = (
        select(StudySession.id)
        .where(
            StudySession.learner_id == bindparam("learner_id"),
            StudySession.learner_on == bindparam("today"),
            StudySession.ended_at.is_(None),
            StudySession.course_id == Question.course_id
            if one_course
            else StudySession.course_id.is_(None),
        )
        .order_by(StudySession.started_at.desc())
        .limit(1)
        .scalar_subquery()
        .correlate(Question)
    )
    learner = Enrolment.learner_id
    return (
        select(
            Question.course_id,
            Question.published_number,
            Question.introduction_order,
            Question.retired_at,
            Enrolment.introduced_up_to,
            Enrolment.left_at,
            Preferences.time_counts,
            Review.id,
            session,
            *(getattr(Card, name) for name in STATE_FIELDS),
        )
        .join(Enrolment, Enrolment.course_id == Question.course_id)
        .outerjoin(Preferences, Preferences.learner_id == learner)
        .outerjoin(Review, (Review.learner_id == learner) & (Review.id == bindparam("review_id")))
        .outerjoin(Card, (Card.learner_id == learner) & (Card.question_id == Question.id))
        .where(Question.id == bindparam("question_id"), learner == bindparam("learner_id"))
    )


def find_situation(
    learner_id: int, question_id: int, review_id: UUID, today: date, *, one_course: bool
) -> Situation | None:
    """Return the situation of an answer, its enrolment locked until the transaction ends.

    All answers of a learner in a course pass through that lock, so they queue. None when there is
    no such question or the learner never enrolled in its course.
    """
    values = {"learner_id": learner_id, "question_id": question_id}
    if db.engine.dialect.name != "sqlite":  # there, the whole transaction is locked already
        # A statement of its own: what waits for a lock reads its other tables as they were before.
        db.session.execute(_LOCK, values)
    row = db.session.execute(
        _statement(one_course=one_course), {**values, "review_id": review_id, "today": today}
    ).one_or_none()
    if row is None:
        return None
    state = CardState(**dict(zip(STATE_FIELDS, row[9:], strict=True))) if row[9] else None
    return Situation(
        course_id=row[0],
        published_number=row[1],
        introduction_order=row[2],
        retired_at=row[3],
        introduced_up_to=row[4],
        left_at=row[5],
        time_counts=row[6] is not False,
        answered=row[7] is not None,
        session_id=row[8],
        state=state,
    )
