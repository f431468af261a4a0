"""Stars and suspension, for many questions at once; neither touches a card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Update, update

from app.accounts.models import User
from app.bank.queries.search.found import list_visible_ids
from app.cards.models import StudyNote
from app.db import db
from app.study.service.noting import begin_notes

Sign = Literal["starred_at", "suspended_at"]


def suspend_questions(question_ids: Sequence[int], *, actor: User, now: datetime) -> list[int]:
    """Stop asking the learner these questions until they are taken back.

    Returns those that were not suspended before; of what the learner cannot see, nothing happens.
    """
    return _mark("suspended_at", question_ids, actor, now)


def unsuspend_questions(question_ids: Sequence[int], *, actor: User) -> list[int]:
    """Ask the learner these questions again; their cards are as they were. Returns what changed."""
    return _unmark("suspended_at", question_ids, actor)


def star_questions(question_ids: Sequence[int], *, actor: User, now: datetime) -> list[int]:
    """Put the learner's star on questions; returns those that had none."""
    return _mark("starred_at", question_ids, actor, now)


def unstar_questions(question_ids: Sequence[int], *, actor: User) -> list[int]:
    """Take the learner's star off questions; returns those that had one."""
    return _unmark("starred_at", question_ids, actor)


def _mark(sign: Sign, question_ids: Sequence[int], actor: User, now: datetime) -> list[int]:
    ids = list_visible_ids(question_ids, for_educator=actor.is_educator)
    if not ids:
        return []
    begin_notes(ids, actor)
    column = getattr(StudyNote, sign)
    return _changed(
        update(StudyNote).where(
            StudyNote.learner_id == actor.id, StudyNote.question_id.in_(ids), column.is_(None)
        ),
        sign,
        now,
    )


def _unmark(sign: Sign, question_ids: Sequence[int], actor: User) -> list[int]:
    column = getattr(StudyNote, sign)
    return _changed(
        update(StudyNote).where(
            StudyNote.learner_id == actor.id,
            StudyNote.question_id.in_(question_ids),
            column.is_not(None),
        ),
        sign,
        None,
    )


def _changed(statement: Update, sign: Sign, value: datetime | None) -> list[int]:
    changed = db.session.scalars(
        statement.values({sign: value})
        .returning(StudyNote.question_id)
        .execution_options(synchronize_session=False)
    )
    return sorted(changed)
