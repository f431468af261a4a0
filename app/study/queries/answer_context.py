"""All that an answer must know about its card, read in one go.

Answering is the busiest write there is, so its statements are built once and name columns only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, and_, bindparam, func, select

from app.bank.models import Question
from app.cards.models import (
    Card,
    CardMove,
    Enrolment,
    PooledStart,
    Preferences,
    Review,
    ScheduleChange,
)
from app.cards.queries.preferences import USUAL_SECONDS
from app.cards.queries.schedules import schedule_from
from app.cards.queries.states import STATE_FIELDS
from app.db import db
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory.scheduler import Schedule
from app.planning.queries.due_days import Wishes, wish_columns, wishes_from
from app.study.models import StudySession

# Tables, not mapped classes: their rows come without the mapper's work.
_questions = Question.__table__.c
_enrolments = Enrolment.__table__.c
_preferences = Preferences.__table__.c
_sessions = StudySession.__table__.c
_reviews = Review.__table__.c
_cards = Card.__table__.c
_changes = ScheduleChange.__table__.c
_moves = CardMove.__table__.c
_starts = PooledStart.__table__.c


@dataclass(frozen=True, slots=True)
class Situation:
    """A question, the learner's enrolment in its course, and the card as it stands.

    ``longest_milliseconds`` is the most that counts of an answer's time. ``answered`` tells that
    the review's id is in the log already; ``session_id`` is the open session that the answer belongs
    to, if there is one; ``changed_at`` is when the card was last moved, or scheduled in another way,
    if ever.
    """

    course_id: int
    published_number: int | None
    introduction_order: int | None
    retired_at: datetime | None
    introduced_up_to: int
    left_at: datetime | None
    time_counts: bool
    longest_milliseconds: int
    answered: bool
    session_id: UUID | None
    schedule: Schedule
    schedule_number: int
    wishes: Wishes
    changed_at: datetime | None
    state: CardState | None


@cache
def _statement(*, one_course: bool) -> Select[*tuple[Any, ...]]:
    session = (
        select(_sessions.id)
        .where(
            _sessions.learner_id == bindparam("learner_id"),
            _sessions.learner_on == bindparam("today"),
            _sessions.ended_at.is_(None),
            _sessions.mode == "daily",
            _sessions.course_id == _questions.course_id
            if one_course
            else _sessions.course_id.is_(None),
        )
        .order_by(_sessions.started_at.desc())
        .limit(1)
        .scalar_subquery()
        .correlate(Question.__table__)
    )
    moved_at = (
        select(func.max(_moves.made_at))
        .where(
            _moves.learner_id == bindparam("learner_id"),
            _moves.question_id == bindparam("question_id"),
            _moves.undone_at.is_(None),
        )
        .scalar_subquery()
    )
    learner = _enrolments.learner_id
    same_course = _enrolments.course_id == _questions.course_id
    tables = (
        cast(Table, Question.__table__)
        .join(cast(Table, Enrolment.__table__), same_course)
        .outerjoin(cast(Table, Preferences.__table__), _preferences.learner_id == learner)
        .outerjoin(
            cast(Table, ScheduleChange.__table__),
            and_(
                _changes.learner_id == learner,
                _changes.course_id == _enrolments.course_id,
                _changes.number == _enrolments.schedule_number,
            ),
        )
        .outerjoin(
            cast(Table, PooledStart.__table__),
            and_(
                _starts.course_id == _changes.course_id,
                _starts.version == _changes.pooled_start,
                _starts.question_id == _questions.id,
            ),
        )
        .outerjoin(
            cast(Table, Review.__table__),
            and_(_reviews.learner_id == learner, _reviews.id == bindparam("review_id")),
        )
        .outerjoin(
            cast(Table, Card.__table__),
            and_(_cards.learner_id == learner, _cards.question_id == _questions.id),
        )
    )
    return (
        select(
            _questions.course_id,
            _questions.published_number,
            _questions.introduction_order,
            _questions.retired_at,
            _enrolments.introduced_up_to,
            _enrolments.left_at,
            _preferences.time_counts,
            _reviews.id,
            session,
            _changes.scheduler,
            _changes.desired_retention_percent,
            _changes.weights,
            _enrolments.schedule_number,
            *wish_columns(learner, _enrolments.course_id),
            _preferences.longest_answer_seconds,
            _changes.made_at,
            moved_at,
            _changes.longest_days,
            _changes.pooled_start,
            _starts.factor,
            *(_cards[name] for name in STATE_FIELDS),
        )
        .select_from(tables)
        .where(_questions.id == bindparam("question_id"), learner == bindparam("learner_id"))
    )


def find_situation(
    learner_id: int, question_id: int, review_id: UUID, today: date, *, one_course: bool
) -> Situation | None:
    """Return the situation of an answer.

    None when there is no such question or the learner never enrolled in its course.
    """
    values = {
        "learner_id": learner_id,
        "question_id": question_id,
        "review_id": review_id,
        "today": today,
    }
    row = db.session.execute(_statement(one_course=one_course), values).one_or_none()
    if row is None:
        return None
    values_of_card = row[24:]
    state = (
        CardState(**dict(zip(STATE_FIELDS, values_of_card, strict=True)))
        if values_of_card[0]
        else None
    )
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
        schedule=schedule_from(*row[9:12], *row[21:24]),
        schedule_number=row[12],
        wishes=wishes_from(row[13:18]),
        changed_at=max(filter(None, row[19:21]), default=None),
        longest_milliseconds=1000 * (row[18] or USUAL_SECONDS),
        state=state,
    )
