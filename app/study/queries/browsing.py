"""A learner's own state of questions: as conditions of a search, and as shown in its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import ColumnElement, and_, select

from app.bank.models import Question
from app.bank.queries.searching import Own
from app.db import db
from app.domain.scheduling.leeches import leech_from
from app.study.models import Card, Enrolment, StudyNote
from app.study.queries import log


@dataclass(frozen=True, slots=True)
class OwnState:
    """What one question is to a learner; without a card they have never met it.

    ``is_leech`` tells whether it goes on slipping, by the number of lapses that they chose.
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
    return leech_from(log.get_preferences(learner_id).leech_lapses)


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
            *(StudyNote.starred_at, StudyNote.suspended_at, StudyNote.buried_on),
        )
        .select_from(Question)
        .outerjoin(Card, and_(Card.question_id == Question.id, Card.learner_id == learner_id))
        .outerjoin(
            StudyNote,
            and_(StudyNote.question_id == Question.id, StudyNote.learner_id == learner_id),
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
        )
        for row in rows
    }
