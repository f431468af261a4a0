"""Reads of one learner's reviews, sessions and preferences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select

from app.accounts.models import User
from app.bank.models import Course, Objective, Question, Topic
from app.db import db
from app.domain.errors import NotFound
from app.domain.grades import PASSING_GRADE, median_milliseconds
from app.domain.scheduling.log.leeches import LEECH_LAPSES
from app.domain.scheduling.planning.queue import Candidate
from app.study.models import Card, Enrolment, Preferences, Review, StudySession

MEDIAN_WINDOW = 50
# The longest time that learners can let count; see Preferences.
MOST_SECONDS = 600
USUAL_SECONDS = 60
RECENT_ANSWERS = 6
MOST_LISTED_SESSIONS = 3


def get_preferences(learner_id: int) -> Preferences:
    """Return the learner's preferences, or the defaults (not stored) without a row."""
    stored = db.session.get(Preferences, learner_id)
    return stored or Preferences(
        learner_id=learner_id,
        new_per_day=10,
        time_counts=True,
        asks_certainty=False,
        shortcuts=True,
        queue_order="due",
        reviews_per_day=None,
        shows_timer=False,
        longest_answer_seconds=USUAL_SECONDS,
        more_on=None,
        more_new=0,
        more_due=0,
        leech_lapses=LEECH_LAPSES,
    )


def find_review(learner_id: int, review_id: UUID) -> Review | None:
    """Return a review of the learner's own, or None."""
    return db.session.get(Review, (learner_id, review_id))


def get_review(learner_id: int, review_id: UUID) -> Review:
    """Return a review of the learner's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    review = find_review(learner_id, review_id)
    if review is None:
        raise NotFound("There is no such answer of yours.")
    return review


def was_moved_for_exam(learner_id: int, question_id: int) -> bool:
    """Tell whether an exam chose the day at the last review of a card that stands."""
    moved_for = db.session.scalar(
        select(_reviews.moved_for)
        .where(
            _reviews.learner_id == learner_id,
            _reviews.question_id == question_id,
            _reviews.kind == "review",
            _reviews.undone_at.is_(None),
        )
        .order_by(_reviews.number.desc())
        .limit(1)
    )
    return moved_for == "exam"


def lock_learner(learner_id: int) -> None:
    """Let what must happen once for a learner happen one at a time, until the transaction ends."""
    db.session.execute(select(User.id).where(User.id == learner_id).with_for_update(key_share=True))


@dataclass(frozen=True, slots=True)
class Ground:
    """What a question rests on: its objective and source, as shown after answering."""

    code: str
    claim: str
    evidence: str
    section: str
    topic_title: str
    topic_slug: str
    course_title: str
    course_slug: str
    source: str


def get_ground(question_id: int) -> Ground:
    """Return the objective, topic and course behind a question.

    Raises:
        NotFound: there is no such question.
    """
    row = db.session.execute(
        select(
            Objective.code,
            Objective.claim,
            Objective.evidence,
            Objective.section,
            Topic.title,
            Topic.slug,
            Course.title,
            Course.slug,
            Course.source,
        )
        .select_from(Question)
        .join(Objective, Objective.id == Question.objective_id)
        .join(Topic, Topic.id == Question.topic_id)
        .join(Course, Course.id == Question.course_id)
        .where(Question.id == question_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such question.")
    return Ground(*row)


def list_joined(course_id: int, codes: Sequence[str]) -> Sequence[Objective]:
    """Return the open objectives that a question joins to its own, in the order of their codes."""
    if not codes:
        return ()
    return db.session.scalars(
        select(Objective)
        .where(
            Objective.course_id == course_id,
            Objective.code.in_(codes),
            Objective.retired_at.is_(None),
        )
        .order_by(Objective.code)
    ).all()


_reviews = Review.__table__.c
# Over the table, not the mapped class: part of every answer, and the mapper would cost most of it.
_RIGHT_TIMES = (
    select(_reviews.milliseconds)
    .where(
        _reviews.learner_id == bindparam("learner_id"),
        _reviews.question_type == bindparam("question_type"),
        _reviews.correct,
        _reviews.milliseconds > 0,  # without scripts nobody took the time
        _reviews.undone_at.is_(None),
    )
    .order_by(_reviews.answered_at.desc())
    .limit(MEDIAN_WINDOW)
)


def list_right_times(learner_id: int, question_type: str) -> Sequence[int]:
    """Return milliseconds of the learner's last 50 right answers to a type, newest first."""
    return db.session.scalars(
        _RIGHT_TIMES, {"learner_id": learner_id, "question_type": question_type}
    ).all()


def counted_milliseconds(learner_id: int) -> ColumnElement[int]:
    """Return what counts of the time of a learner's answers: no more than their longest."""
    own = (
        select(Preferences.longest_answer_seconds)
        .where(Preferences.learner_id == learner_id)
        .scalar_subquery()
    )
    return at_most(func.coalesce(own, USUAL_SECONDS) * 1000)


def at_most(longest: ColumnElement[int]) -> ColumnElement[int]:
    """Return the time of an answer in milliseconds, or the longest that counts."""
    return case((Review.milliseconds > longest, longest), else_=Review.milliseconds)


def find_median_time(learner_id: int) -> float | None:
    """Return the median milliseconds of the learner's last 50 right answers of any type."""
    times = db.session.scalars(
        select(counted_milliseconds(learner_id))
        .where(
            Review.learner_id == learner_id,
            Review.correct,
            Review.milliseconds > 0,
            Review.undone_at.is_(None),
        )
        .order_by(Review.id.desc())
        .limit(MEDIAN_WINDOW)
    ).all()
    return median_milliseconds(times, MOST_SECONDS * 1000)


def count_recalls_today(learner_id: int, today: date) -> dict[int, int]:
    """Return how many cards met before the learner reviewed today, by course."""
    rows = db.session.execute(
        select(Review.course_id, func.count())
        .where(
            Review.learner_id == learner_id,
            Review.learner_on == today,
            Review.waited_days.is_not(None),
            Review.undone_at.is_(None),
        )
        .group_by(Review.course_id)
    )
    return {row[0]: row[1] for row in rows}


def find_open_session(learner_id: int, today: date, course_id: int | None) -> StudySession | None:
    """Return today's session over a course (None: over all) that has not been stopped.

    Those over questions of one's own choice are others.
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


def find_own_session(learner_id: int, session_id: UUID, today: date) -> StudySession | None:
    """Return a session over questions of one's own choice that can still be answered in."""
    session = db.session.get(StudySession, (learner_id, session_id))
    if session is None or session.mode == "daily":
        return None
    return session if session.learner_on == today and session.ended_at is None else None


def list_own_sessions(learner_id: int, today: date) -> Sequence[StudySession]:
    """Return today's last few sessions over questions of one's own choice that are not ended."""
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


def count_own_sessions(learner_id: int, today: date) -> int:
    """Return how many sessions of their own choice a learner has begun on a day."""
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
    return [(Candidate(row[0], row[1], row[2]), row[3] == "drill") for row in rows]


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
    """Return how forms name a session over questions of one's own choice."""
    return f"{_OWN}{session_id}"


def read_own_scope(scope: str | None) -> UUID | None:
    """Return the session that ``scope_of`` named, or None when it is something else."""
    if scope is None or not scope.startswith(_OWN):
        return None
    try:
        return UUID(scope.removeprefix(_OWN))
    except ValueError:
        return None


def stream_cards(batch: int = 2000) -> Iterator[Card]:
    """Yield every card, by learner and question, a batch in memory at a time."""
    yield from db.session.scalars(
        select(Card).order_by(Card.learner_id, Card.question_id).execution_options(yield_per=batch)
    )


def stream_reviews(batch: int = 2000) -> Iterator[Review]:
    """Yield every review that stands, by learner, question and number, a batch at a time."""
    yield from db.session.scalars(
        select(Review)
        .where(Review.undone_at.is_(None))
        .order_by(Review.learner_id, Review.question_id, Review.number)
        .execution_options(yield_per=batch)
    )
