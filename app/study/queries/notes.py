"""What a learner has set aside, starred and noted: one question's, and the lists of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, UnaryExpression, and_, func, select

from app.bank.models import Course, Question, Revision
from app.cards.models import Card, Enrolment, Review, StudyNote
from app.db import db
from app.domain.errors import NotFound
from app.web.pages.paging import PAGE_SIZE, Page

SHELVES: Final = ("suspended", "buried", "starred", "notes")


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A published question of a course that the learner takes or has taken."""

    id: int
    slug: str
    course_id: int
    course_slug: str
    objective_id: int
    published_number: int


def get_own_question(learner_id: int, question_id: int) -> OwnQuestion:
    """Return a question that the learner may have met, retired since or not.

    Raises:
        NotFound: there is none, nobody gets it yet, or its course was never taken.
    """
    rows = db.session.execute(
        select(
            Question.id,
            Question.slug,
            Question.course_id,
            Course.slug.label("course_slug"),
            Question.objective_id,
            Question.published_number,
        )
        .join(Course, Course.id == Question.course_id)
        .join(Enrolment, Enrolment.course_id == Question.course_id)
        .where(
            Question.id == question_id,
            Question.published_number.is_not(None),
            Enrolment.learner_id == learner_id,
        )
    )
    row = rows.mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such question in your courses.")
    return OwnQuestion(**row)


def find_note(learner_id: int, question_id: int) -> StudyNote | None:
    """Return what the learner has noted about a question, or None."""
    return db.session.get(StudyNote, (learner_id, question_id))


def list_objective_questions(objective_id: int) -> Sequence[int]:
    """Return the ids of the questions that learners get about an objective, in order."""
    return db.session.scalars(
        select(Question.id)
        .where(
            Question.objective_id == objective_id,
            Question.published_number.is_not(None),
            Question.retired_at.is_(None),
        )
        .order_by(Question.id)
    ).all()


@dataclass(frozen=True, slots=True)
class NotedQuestion:
    """One line of the list. ``is_asked`` is false when it was retired or its course was left.

    ``last_answer`` is the answer after which the card stands as it does; none without a card.
    """

    question_id: int
    stem: str
    course_title: str
    starred_at: datetime | None
    suspended_at: datetime | None
    buried_on: date | None
    text: str
    is_asked: bool
    last_answer: UUID | None


def _lies_on(shelf: str, today: date) -> ColumnElement[bool]:
    if shelf == "suspended":
        return StudyNote.suspended_at.is_not(None)
    if shelf == "buried":
        return StudyNote.buried_on >= today
    return StudyNote.starred_at.is_not(None) if shelf == "starred" else StudyNote.text != ""


def _order(shelf: str) -> Sequence[UnaryExpression[datetime | None]]:
    newest = {"suspended": StudyNote.suspended_at, "starred": StudyNote.starred_at}
    return [newest[shelf].desc()] if shelf in newest else []


def count_notes(learner_id: int, today: date) -> dict[str, int]:
    """Return how many questions lie on each shelf."""
    counts = (func.count().filter(_lies_on(shelf, today)) for shelf in SHELVES)
    row = db.session.execute(
        select(*counts).select_from(StudyNote).where(StudyNote.learner_id == learner_id)
    ).one()
    return dict(zip(SHELVES, row, strict=True))


def has_set_aside(learner_id: int, today: date) -> bool:
    """Tell whether the learner has set any question aside."""
    counts = count_notes(learner_id, today)
    return bool(counts["suspended"] or counts["buried"])


def list_notes(
    learner_id: int, shelf: str, today: date, page: int, total: int
) -> Page[NotedQuestion]:
    """Return one page of a shelf of ``total``: what was set aside or starred last comes first."""
    asked = and_(
        Question.retired_at.is_(None), Enrolment.left_at.is_(None), Course.retired_at.is_(None)
    )
    rows = db.session.execute(
        select(
            StudyNote,
            Revision.content["stem"].as_string().label("stem"),
            Course.title.label("course_title"),
            asked.label("is_asked"),
            Review.id.label("last_answer"),
        )
        .join(Question, Question.id == StudyNote.question_id)
        .join(Course, Course.id == Question.course_id)
        .join(
            Revision,
            and_(Revision.question_id == Question.id, Revision.number == Question.published_number),
        )
        .outerjoin(
            Enrolment,
            and_(
                Enrolment.learner_id == StudyNote.learner_id,
                Enrolment.course_id == Question.course_id,
            ),
        )
        .outerjoin(
            Card,
            and_(
                Card.learner_id == StudyNote.learner_id, Card.question_id == StudyNote.question_id
            ),
        )
        .outerjoin(
            Review,
            and_(
                Review.learner_id == Card.learner_id,
                Review.question_id == Card.question_id,
                Review.number == Card.answers,
                Review.undone_at.is_(None),
            ),
        )
        .where(StudyNote.learner_id == learner_id, _lies_on(shelf, today))
        .order_by(*_order(shelf), Course.title, Question.position, Question.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return Page([_line(row) for row in rows], page, total)


def _line(row: Any) -> NotedQuestion:
    note: StudyNote = row.StudyNote
    return NotedQuestion(
        question_id=note.question_id,
        stem=row.stem or "",
        course_title=row.course_title,
        starred_at=note.starred_at,
        suspended_at=note.suspended_at,
        buried_on=note.buried_on,
        text=note.text,
        is_asked=bool(row.is_asked),
        last_answer=row.last_answer,
    )
