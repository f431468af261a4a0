"""Setting questions aside, until tomorrow or until further notice; their cards stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, true, update

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.cards.models import StudyNote
from app.db import db
from app.domain.errors import Invalid
from app.study.queries import notes
from app.study.service.noting import begin_notes

BURY: Final = "bury"
BURY_OBJECTIVE: Final = "bury-objective"
SUSPEND: Final = "suspend"
WAYS: Final = (BURY, BURY_OBJECTIVE, SUSPEND)


def set_aside(way: str, question_id: int, *, actor: User, now: datetime) -> None:
    """Do not ask the learner a question; doing it twice is doing it once.

    It is one of three ways: to bury it, to bury everything about its objective (both up to the end
    of this learner day), or to suspend it until it is taken back.

    Raises:
        Invalid: there is no such way.
        NotFound: the question is not of the learner's courses.
    """
    ids = _reach(way, question_id, actor)
    begin_notes(ids, actor)
    if way == SUSPEND:
        # The moment of the first time stays.
        _set(ids, actor, StudyNote.suspended_at.is_(None), suspended_at=now)
    else:
        _set(ids, actor, true(), buried_on=today_of(actor, now))


def take_back(way: str, question_id: int, *, actor: User) -> None:
    """Undo ``set_aside``: what it reached is asked again, due when it was due.

    Raises what ``set_aside`` raises.
    """
    ids = _reach(way, question_id, actor)
    column = "suspended_at" if way == SUSPEND else "buried_on"
    _set(ids, actor, true(), **{column: None})


def _reach(way: str, question_id: int, actor: User) -> list[int]:
    """Return the ids of all questions that are set aside in this way with one of them."""
    if way not in WAYS:
        raise Invalid("Choose how to set the question aside.")
    question = notes.get_own_question(actor.id, question_id)
    if way != BURY_OBJECTIVE:
        return [question.id]
    return sorted({question.id, *notes.list_objective_questions(question.objective_id)})


def _set(
    question_ids: Sequence[int], actor: User, where: ColumnElement[bool], **values: object
) -> None:
    db.session.execute(
        update(StudyNote)
        .where(StudyNote.learner_id == actor.id, StudyNote.question_id.in_(question_ids), where)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
