"""Beginning a custom session, and stopping any."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.db import db, new_id
from app.domain.errors import Invalid
from app.domain.names import shortened
from app.study.models import StudySession
from app.study.queries.sessions import count_custom_sessions, get_session


def stop_session(session_id: UUID, *, actor: User, now: datetime) -> StudySession:
    """End a sitting; what was answered stays answered.

    Raises:
        NotFound: the session is not the learner's own.
    """
    session = get_session(actor.id, session_id)
    if session.ended_at is None:
        session.ended_at = now
        db.session.flush()
    return session


Mode = Literal["custom", "cram"]
LONGEST_TITLE = 200
MOST_A_DAY = 100


def begin_session(
    questions: Sequence[int],
    *,
    mode: Mode,
    practises: bool,
    title: str,
    actor: User,
    now: datetime,
) -> StudySession:
    """Begin a session that asks these questions in this order.

    Unless it ``practises``, a question is left out that is neither new nor due any more when its
    turn comes.

    Raises:
        Invalid: there are no questions, or the learner has begun many sessions today.
    """
    if not questions:
        raise Invalid("No question matches. Choose something else.")
    today = today_of(actor, now)
    if count_custom_sessions(actor.id, today) >= MOST_A_DAY:
        raise Invalid(
            f"You have started {MOST_A_DAY} sessions today, which is the most. Resume one of them."
        )
    session = StudySession(
        learner_id=actor.id,
        id=new_id(),
        course_id=None,
        mode=mode,
        selection={
            "questions": list(questions),
            "practises": practises,
            "title": shortened(title, LONGEST_TITLE),
        },
        learner_on=today,
        started_at=now,
    )
    db.session.add(session)
    db.session.flush()
    return session
