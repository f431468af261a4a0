"""All that an answer must know about its card, read in one go.

Answering is the busiest write there is, so its statements are built once and name columns only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Join, ScalarSelect, Select, Table, and_, bindparam, func, select

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
from app.cards.models.preferences import USUAL_SECONDS
from app.cards.queries.schedules import SCHEDULE_COLUMNS, schedule_in
from app.cards.queries.states import STATE_COLUMNS, state_in
from app.db import db
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory.scheduler import Schedule
from app.planning.queries.due_days import Wishes, wish_columns, wishes_in
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
class AnswerContext:
    """A question, the learner's enrolment in its course, and the card as it stands.

    ``longest_milliseconds`` is the most that counts of an answer's time. ``answered`` tells that
    the review's id is in the log already; ``session_id`` is the open session that the answer belongs
    to, if there is one; ``changed_at`` is when the card was last moved, or scheduled in another way,
    if ever; ``card_version`` is that of its row.
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
    card_version: int | None


def _open_session(*, one_course: bool) -> ScalarSelect[Any]:
    """Return the id of the daily session that the answer belongs to."""
    return (
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


def _last_move() -> ScalarSelect[Any]:
    """Return when the card was last moved."""
    return (
        select(func.max(_moves.made_at))
        .where(
            _moves.learner_id == bindparam("learner_id"),
            _moves.question_id == bindparam("question_id"),
            _moves.undone_at.is_(None),
        )
        .scalar_subquery()
    )


def _tables() -> Join:
    """Return all that an answer must know, joined to its question."""
    learner = _enrolments.learner_id
    same_course = _enrolments.course_id == _questions.course_id
    return (
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


@cache
def _statement(*, one_course: bool) -> Select[*tuple[Any, ...]]:
    learner = _enrolments.learner_id
    return (
        select(
            _questions.course_id,
            _questions.published_number,
            _questions.introduction_order,
            _questions.retired_at,
            _enrolments.introduced_up_to,
            _enrolments.left_at,
            _preferences.time_counts,
            _reviews.id.label("known_review_id"),
            _open_session(one_course=one_course).label("session_id"),
            *SCHEDULE_COLUMNS,
            _starts.factor.label("start_factor"),
            _enrolments.schedule_number,
            *wish_columns(learner, _enrolments.course_id),
            _preferences.longest_answer_seconds,
            _changes.made_at.label("rescheduled_at"),
            _last_move().label("moved_at"),
            _cards.version.label("card_version"),
            *STATE_COLUMNS,
        )
        .select_from(_tables())
        .where(_questions.id == bindparam("question_id"), learner == bindparam("learner_id"))
    )


def find_answer_context(
    learner_id: int, question_id: int, review_id: UUID, today: date, *, one_course: bool
) -> AnswerContext | None:
    """Return what an answer must know of its card, its question and its learner.

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
    return AnswerContext(
        course_id=row.course_id,
        published_number=row.published_number,
        introduction_order=row.introduction_order,
        retired_at=row.retired_at,
        introduced_up_to=row.introduced_up_to,
        left_at=row.left_at,
        time_counts=row.time_counts is not False,
        longest_milliseconds=1000 * (row.longest_answer_seconds or USUAL_SECONDS),
        answered=row.known_review_id is not None,
        session_id=row.session_id,
        schedule=schedule_in(row, row.start_factor),
        schedule_number=row.schedule_number,
        wishes=wishes_in(row),
        changed_at=max(filter(None, (row.rescheduled_at, row.moved_at)), default=None),
        state=state_in(row),
        card_version=row.card_version,
    )
