"""A learner at study: over which courses, on which day, in which session, and what is left of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from flask_login import current_user

from app import clock
from app.accounts.queries.learner_days import today_of
from app.cards.models import Preferences
from app.cards.queries.preferences import get_preferences
from app.cards.queries.scopes import Scope, list_scopes
from app.domain.errors import NotFound
from app.study.models import StudySession
from app.study.queries.custom_sessions import CustomSession, get_custom_session
from app.study.queries.next_card import NextCard, Workload, find_next, find_this, get_workload
from app.study.queries.sessions import (
    find_last_answer,
    find_open_session,
    get_session,
    read_custom_scope,
    scope_of,
)

# More than the slug of a course or the name of a session has: it goes into addresses.
LONGEST_SCOPE = 80


@dataclass(frozen=True, slots=True)
class Sitting:
    """What a study page knows of the learner's day: courses, preferences, session, what is left."""

    scope: str | None
    slug: str | None
    scopes: Sequence[Scope]
    preferences: Preferences
    today: date
    session: StudySession | None
    workload: Workload
    done: int
    last_answer: UUID | None
    custom: CustomSession | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether a custom session takes no more answers."""
        session = self.session
        if self.custom is None or session is None:
            return False
        return session.ended_at is not None or session.learner_on != self.today

    @property
    def course_id(self) -> int | None:
        """Return the one course studied, or None when all are."""
        return self.scopes[0].course_id if self.slug is not None else None

    @property
    def next_url(self) -> str:
        """Return the address of the next question."""
        return url_of(self.scope)

    def find_next(self) -> NextCard | None:
        """Return the next card, or None when nothing is left."""
        if self.custom is not None:
            return None if self.is_over else self.custom.find_next()
        return find_next(
            current_user.id,
            self.scopes,
            self.today,
            self.workload,
            self.session,
            self.preferences.queue_order,
        )

    def find(self, question_id: int) -> NextCard | None:
        """Return one question if it can be asked now."""
        if self.custom is not None:
            return None if self.is_over else self.custom.find(question_id)
        return find_this(current_user.id, question_id, self.scopes, self.today)


def read_scope(form: Mapping[str, str]) -> str | None:
    """Return what a form is about: the slug of one course, a session, or None for all courses."""
    return form.get("scope", "")[:LONGEST_SCOPE].replace("\0", "") or None


def url_of(scope: str | None, **more: Any) -> str:
    """Return the address of the next question of what ``read_scope`` returned."""
    own = read_custom_scope(scope)
    if own is not None:
        return url_for("study.custom_sessions.go_on", session_id=own, **more)
    if scope is None:
        return url_for("study.sessions.start", **more)
    return url_for("study.sessions.start_course", slug=scope, **more)


def get_sitting(slug: str | None) -> Sitting:
    """Return the sitting of the signed-in learner over one course or all, or one of their own.

    Raises:
        NotFound: a course is named that the learner is not enrolled in, or no session of theirs.
    """
    own = read_custom_scope(slug)
    if own is not None:
        return _get_custom_sitting(own)
    scopes = list_scopes(current_user.id, slug)
    if slug is not None and not scopes:
        raise NotFound("You are not enrolled in this course.")
    preferences = get_preferences(current_user.id)
    today = today_of(current_user, clock.now())
    course_id = scopes[0].course_id if slug is not None else None
    session = find_open_session(current_user.id, today, course_id)
    done, last_answer = find_last_answer(session) if session else (0, None)
    return Sitting(
        scope=slug,
        slug=slug,
        scopes=scopes,
        preferences=preferences,
        today=today,
        session=session,
        workload=get_workload(current_user.id, scopes, today, preferences),
        done=done,
        last_answer=last_answer,
    )


def _get_custom_sitting(session_id: UUID) -> Sitting:
    session = get_session(current_user.id, session_id)
    if session.mode == "daily":
        raise NotFound("There is no such session of yours.")
    scopes = list_scopes(current_user.id)
    today = today_of(current_user, clock.now())
    custom = get_custom_session(session, scopes, today)
    return Sitting(
        scope=scope_of(session_id),
        slug=None,
        scopes=scopes,
        preferences=get_preferences(current_user.id),
        today=today,
        session=session,
        workload=Workload(custom.left.total, 0, {}),
        done=custom.answers,
        last_answer=custom.last_answer,
        custom=custom,
    )
