"""A star and a personal note on a question: the learner's own, seen by nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import User
from app.cards.models import StudyNote
from app.db import db
from app.domain.errors import Invalid
from app.study.queries import notes

LONGEST_NOTE: Final = 2000


def star_question(question_id: int, *, actor: User, now: datetime) -> None:
    """Put the learner's star on a question; twice is once.

    Raises:
        NotFound: it is not of the learner's courses.
    """
    note = _open_note(question_id, actor)
    note.starred_at = note.starred_at or now
    db.session.flush()


def unstar_question(question_id: int, *, actor: User) -> None:
    """Take the learner's star off a question."""
    question = notes.get_own_question(actor.id, question_id)
    note = notes.find_note(actor.id, question.id)
    if note is not None:
        note.starred_at = None
        db.session.flush()


def write_note(question_id: int, text: str, *, actor: User) -> None:
    """Store the learner's note about a question; an empty text takes it away.

    Raises:
        NotFound: the question is not of the learner's courses.
        Invalid: the text is longer than ``LONGEST_NOTE``.
    """
    if len(text) > LONGEST_NOTE:
        raise Invalid(f"A note has at most {LONGEST_NOTE:,} characters.", field="text")
    note = _open_note(question_id, actor)
    note.text = text.strip()
    db.session.flush()


def begin_notes(question_ids: Sequence[int], actor: User) -> None:
    """Make sure that the learner has a row for each of some questions."""
    # Always in the same order, so that two of these never wait for each other.
    rows = [
        {"learner_id": actor.id, "question_id": question_id, "text": ""}
        for question_id in sorted(question_ids)
    ]
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    db.session.execute(dialect.insert(StudyNote).on_conflict_do_nothing(), rows)


def _open_note(question_id: int, actor: User) -> StudyNote:
    question = notes.get_own_question(actor.id, question_id)
    begin_notes([question.id], actor)
    return db.session.get_one(StudyNote, (actor.id, question.id), with_for_update=True)
