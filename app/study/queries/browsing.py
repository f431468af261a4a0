"""A learner's own state of questions: as conditions of a search, and as shown in its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, select

from app.bank.models import Question
from app.bank.queries.search.searching import Own
from app.cards.models import Card, Enrolment, Review, StudyNote
from app.cards.queries.preferences import get_preferences
from app.db import db
from app.domain.scheduling.log.leeches import leech_from

# Where a question leads that was found: to itself, to the last answer, to where it waits set aside,
# to its course, to the page of its topic, or nowhere.
LeadsTo = Literal["question", "answer", "shelf", "course", "reading", ""]


@dataclass(frozen=True, slots=True)
class OwnState:
    """What one question is to a learner; without a card they have never met it.

    ``is_leech`` tells whether it goes on slipping, by the number of lapses that they chose. It
    ``is_asked`` while it is published and not withdrawn; ``takes_course`` tells whether the learner
    takes its course now.
    """

    met: bool = False
    due_on: date | None = None
    lapses: int = 0
    is_leech: bool = False
    is_due: bool = False
    begins_anew: bool = False
    starred: bool = False
    suspended: bool = False
    buried: bool = False
    has_note: bool = False
    is_asked: bool = True
    takes_course: bool = True
    last_answer: UUID | None = None

    @property
    def leads_to(self) -> LeadsTo:
        """Return where it leads: to the question if it can be asked now, else to what is known of it."""
        is_aside = self.suspended or self.buried
        waits = self.is_due or not self.met
        if self.is_asked and self.takes_course and waits and not is_aside:
            return "question"
        if self.last_answer is not None:
            return "answer"
        if not self.is_asked:
            return ""
        if not self.takes_course:
            return "course"
        return "shelf" if is_aside else "reading"


def own_conditions(learner_id: int, today: date) -> Own:
    """Return the conditions of ``is:due`` and the like for one learner today."""
    return partial(_own, learner_id, today)


def _own(learner_id: int, today: date, name: str) -> ColumnElement[bool]:
    # Each as a set of the learner's own, which an index gives at once, not as a look at each
    # question of the bank.
    cards = select(Card.question_id).where(Card.learner_id == learner_id)
    notes = select(StudyNote.question_id).where(StudyNote.learner_id == learner_id)
    if name == "new":
        return Question.id.not_in(cards)
    if name == "leech":
        return Question.id.in_(cards.where(Card.lapses >= _leech_from(learner_id)))
    if name == "starred":
        return Question.id.in_(notes.where(StudyNote.starred_at.is_not(None)))
    if name == "suspended":
        return Question.id.in_(notes.where(StudyNote.suspended_at.is_not(None)))
    if name == "buried":
        return Question.id.in_(notes.where(StudyNote.buried_on >= today))
    courses = select(Enrolment.course_id).where(
        Enrolment.learner_id == learner_id, Enrolment.left_at.is_(None)
    )
    aside = notes.where(_is_aside(today))
    return and_(
        Question.id.in_(
            cards.where(
                Card.due_on <= today, Card.reviewed_on != today, Card.course_id.in_(courses)
            )
        ),
        Question.id.not_in(aside),
        Question.published_number.is_not(None),
        Question.retired_at.is_(None),
    )


def _leech_from(learner_id: int) -> int:
    return leech_from(get_preferences(learner_id).leech_lapses)


def _is_aside(today: date) -> ColumnElement[bool]:
    return StudyNote.suspended_at.is_not(None) | (StudyNote.buried_on >= today)


def list_own_states(
    learner_id: int, question_ids: Sequence[int], today: date
) -> dict[int, OwnState]:
    """Return the learner's own state of each of some questions."""
    if not question_ids:
        return {}
    leech_lapses = _leech_from(learner_id)
    rows = db.session.execute(
        select(
            *(Question.id, Card.due_on, Card.reviewed_on, Card.lapses, Card.interval_days),
            *(StudyNote.starred_at, StudyNote.suspended_at, StudyNote.buried_on, StudyNote.text),
            *(Question.published_number, Question.retired_at),
            Enrolment.enrolled_at,
            _last_answer(learner_id).label("last_answer"),
        )
        .select_from(Question)
        .outerjoin(Card, and_(Card.question_id == Question.id, Card.learner_id == learner_id))
        .outerjoin(
            StudyNote,
            and_(StudyNote.question_id == Question.id, StudyNote.learner_id == learner_id),
        )
        .outerjoin(
            Enrolment,
            and_(
                Enrolment.course_id == Question.course_id,
                Enrolment.learner_id == learner_id,
                Enrolment.left_at.is_(None),
            ),
        )
        .where(Question.id.in_(question_ids))
    )
    return {
        row.id: OwnState(
            met=row.due_on is not None,
            due_on=row.due_on,
            lapses=row.lapses or 0,
            is_leech=(row.lapses or 0) >= leech_lapses,
            is_due=row.due_on is not None and row.due_on <= today != row.reviewed_on,
            begins_anew=row.interval_days == 0,
            starred=row.starred_at is not None,
            suspended=row.suspended_at is not None,
            buried=row.buried_on is not None and row.buried_on >= today,
            has_note=bool(row.text),
            is_asked=row.published_number is not None and row.retired_at is None,
            takes_course=row.enrolled_at is not None,
            last_answer=row.last_answer,
        )
        for row in rows
    }


def _last_answer(learner_id: int) -> ScalarSelect[UUID]:
    """Return the id of the learner's last answer to each question that stands."""
    return (
        select(Review.id)
        .where(
            Review.learner_id == learner_id,
            Review.question_id == Question.id,
            Review.undone_at.is_(None),
        )
        .order_by(Review.number.desc())
        .limit(1)
        .correlate(Question)
        .scalar_subquery()
    )
