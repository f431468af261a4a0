"""A learner's sessions, and the answers given in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from app.bank.models import Course, Question
from app.cards.models import Card, Enrolment, Review
from app.cards.queries.due import candidate_in
from app.db import db
from app.domain.errors import NotFound
from app.domain.grades import PASSING_GRADE
from app.domain.scheduling.queue.picking import Candidate
from app.study.models import StudySession

RECENT_ANSWERS = 6
MOST_LISTED_SESSIONS = 3


def find_open_session(learner_id: int, today: date, course_id: int | None) -> StudySession | None:
    """Return today's session over a course (None: over all) that has not been stopped.

    Custom sessions are others.
    """
    return db.session.scalars(
        select(StudySession)
        .where(
            StudySession.learner_id == learner_id,
            StudySession.learner_on == today,
            StudySession.ended_at.is_(None),
            StudySession.mode == "daily",
            StudySession.course_id.is_(None)
            if course_id is None
            else StudySession.course_id == course_id,
        )
        .order_by(StudySession.started_at.desc())
        .limit(1)
    ).first()


def find_custom_session(learner_id: int, session_id: UUID, today: date) -> StudySession | None:
    """Return a custom session that can still be answered in."""
    session = db.session.get(StudySession, (learner_id, session_id))
    if session is None or session.mode == "daily":
        return None
    return session if session.learner_on == today and session.ended_at is None else None


def list_custom_sessions(learner_id: int, today: date) -> Sequence[StudySession]:
    """Return today's last few custom sessions that are not ended."""
    return db.session.scalars(
        select(StudySession)
        .where(
            StudySession.learner_id == learner_id,
            StudySession.learner_on == today,
            StudySession.ended_at.is_(None),
            StudySession.mode != "daily",
        )
        .order_by(StudySession.started_at.desc())
        .limit(MOST_LISTED_SESSIONS)
    ).all()


def count_custom_sessions(learner_id: int, today: date) -> int:
    """Return how many custom sessions a learner has begun on a day."""
    own = select(func.count()).where(
        StudySession.learner_id == learner_id,
        StudySession.learner_on == today,
        StudySession.mode != "daily",
    )
    return db.session.scalar(own) or 0


def get_session(learner_id: int, session_id: UUID) -> StudySession:
    """Return a session of the learner's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    session = db.session.get(StudySession, (learner_id, session_id))
    if session is None:
        raise NotFound("There is no such session of yours.")
    return session


def is_of(session: StudySession) -> ColumnElement[bool]:
    """Return which answers were given in a session."""
    # All answers of a session are of its day, which has an index.
    return and_(
        Review.learner_id == session.learner_id,
        Review.learner_on == session.learner_on,
        Review.session_id == session.id,
        Review.undone_at.is_(None),
    )


def list_recent(session: StudySession) -> list[tuple[Candidate, bool]]:
    """Return the last answers of a session, newest first: what was asked, and if it was a drill."""
    rows = db.session.execute(
        select(Review.question_id, Question.topic_id, Question.objective_id, Review.kind)
        .join(Question, Question.id == Review.question_id)
        .where(is_of(session))
        .order_by(Review.answered_at.desc(), Review.id.desc())
        .limit(RECENT_ANSWERS)
    )
    return [(candidate_in(row), row.kind == "drill") for row in rows]


def find_last_answer(session: StudySession) -> tuple[int, UUID | None]:
    """Return how many answers a session has so far, and the id of the last one."""
    last = (
        select(Review.id)
        .where(is_of(session))
        .order_by(Review.answered_at.desc(), Review.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    row = db.session.execute(select(func.count(), last).select_from(Review).where(is_of(session)))
    count, review_id = row.one()
    return count, review_id


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    """One answer of a session, as its summary lists it, with the day that the card is due on now."""

    review_id: UUID
    question_id: int
    revision_number: int
    grade: int
    milliseconds: int
    due_on: date


@dataclass(frozen=True, slots=True)
class SessionReport:
    """What a session came to.

    ``questions`` counts different questions, ``recalled`` those whose first answer was passed,
    ``slipped`` holds the first answer to each of the others, in the order they were given.
    """

    answers: int
    questions: int
    recalled: int
    slipped: tuple[SessionAnswer, ...]
    milliseconds: int


def report_on(answers: Sequence[SessionAnswer], longest_milliseconds: int) -> SessionReport:
    """Return the report of a session's answers, given in order.

    Of an answer's time no more than ``longest_milliseconds`` counts.
    """
    first: dict[int, SessionAnswer] = {}
    for answer in answers:
        first.setdefault(answer.question_id, answer)
    slipped = tuple(answer for answer in first.values() if answer.grade < PASSING_GRADE)
    return SessionReport(
        answers=len(answers),
        questions=len(first),
        recalled=len(first) - len(slipped),
        slipped=slipped,
        milliseconds=sum(min(answer.milliseconds, longest_milliseconds) for answer in answers),
    )


def list_session_answers(session: StudySession) -> list[SessionAnswer]:
    """Return a session's answers in the order they were given.

    There may be thousands: whole reviews, with what was answered, took 7 KB each.
    """
    rows = db.session.execute(
        select(
            Review.id.label("review_id"),
            Review.question_id,
            Review.revision_number,
            Review.grade,
            Review.milliseconds,
            Card.due_on,
        )
        .join(
            Card,
            (Card.learner_id == Review.learner_id) & (Card.question_id == Review.question_id),
        )
        .where(is_of(session))
        .order_by(Review.answered_at, Review.id)
    )
    return [SessionAnswer(**row) for row in rows.mappings()]


def find_session_scope(learner_id: int, session_id: UUID | None) -> str | None:
    """Return what a session is over, as forms name it: a course's slug, or ``scope_of`` it.

    None when it is over all courses, or the learner does not take its course any more.
    """
    row = db.session.execute(
        select(StudySession.mode, Course.slug)
        .select_from(StudySession)
        .outerjoin(
            Enrolment,
            (Enrolment.course_id == StudySession.course_id)
            & (Enrolment.learner_id == StudySession.learner_id)
            & Enrolment.left_at.is_(None),
        )
        .outerjoin(Course, (Course.id == Enrolment.course_id) & Course.retired_at.is_(None))
        .where(StudySession.learner_id == learner_id, StudySession.id == session_id)
    ).one_or_none()
    if row is None or session_id is None:
        return None
    return row.slug if row.mode == "daily" else scope_of(session_id)


# No slug has a colon.
_OWN = "session:"


def scope_of(session_id: UUID) -> str:
    """Return how forms name a custom session."""
    return f"{_OWN}{session_id}"


def read_custom_scope(scope: str | None) -> UUID | None:
    """Return the session that ``scope_of`` named, or None when it is something else."""
    if scope is None or not scope.startswith(_OWN):
        return None
    try:
        return UUID(scope.removeprefix(_OWN))
    except ValueError:
        return None
