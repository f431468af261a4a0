"""Signed-in browsers: a row for each, begun, renewed, seen again and ended here.

Why the rows are ours is told in docs/decisions/0004-sessions-in-a-table-of-ours.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from app.accounts.models import UserSession
from app.accounts.queries import list_sessions_beyond
from app.accounts.service.credentials.tokens import digest, new_public_id, new_token
from app.db import db
from app.domain.errors import Conflict

REMEMBERED = timedelta(days=60)
ORDINARY = timedelta(hours=24)
SEEN_EVERY = timedelta(minutes=10)
# Of one person; the one that was seen least lately makes room.
MOST_SESSIONS = 50
# For so long, what asks for the password again counts it as given.
CONFIRMED_FOR = timedelta(minutes=10)


def start_session(
    user_id: int,
    *,
    remembered: bool = False,
    user_agent: str = "",
    address: str = "",
    replaces: str | None = None,
    now: datetime,
) -> str:
    """Sign a person in and return the token for the cookie.

    ``replaces`` is the token that the browser held until now; its session ends, so that nobody who
    planted or saw the old one shares the new one.
    """
    if replaces:
        end_session(replaces)
    _make_room(user_id)
    token = new_token()
    db.session.add(
        UserSession(
            token_hash=digest(token),
            public_id=new_public_id(),
            user_id=user_id,
            remembered=remembered,
            user_agent=user_agent[:255],
            address=address[:45],
            created_at=now,
            last_seen_at=now,
            confirmed_at=now,
            expires_at=now + (REMEMBERED if remembered else ORDINARY),
        )
    )
    db.session.flush()
    return token


def _make_room(user_id: int) -> None:
    beyond = list_sessions_beyond(user_id, MOST_SESSIONS - 1)
    if beyond:
        db.session.execute(delete(UserSession).where(UserSession.token_hash.in_(beyond)))


def end_session(token: str) -> None:
    """End the session of a token; an unknown one is no error."""
    db.session.execute(delete(UserSession).where(UserSession.token_hash == digest(token)))


def end_sessions(user_id: int, *, except_hash: str | None = None) -> int:
    """End all sessions of a person (but the one kept, if any) and return how many there were."""
    ending = delete(UserSession).where(UserSession.user_id == user_id)
    if except_hash is not None:
        ending = ending.where(UserSession.token_hash != except_hash)
    # Counted, not fetched: PostgreSQL and SQLite both report the rows of a DELETE.
    return len(db.session.execute(ending.returning(UserSession.token_hash)).all())


def end_listed_session(user_id: int, public_id: str) -> bool:
    """End one session of a person by its public id; tell whether there was one."""
    ending = delete(UserSession).where(
        UserSession.user_id == user_id, UserSession.public_id == public_id
    )
    return db.session.scalar(ending.returning(UserSession.public_id)) is not None


def is_confirmed(session: UserSession, *, now: datetime) -> bool:
    """Tell whether the password was given in this session within ten minutes."""
    return abs(now - session.confirmed_at) <= CONFIRMED_FOR


def confirm_session(token_hash: str, *, now: datetime) -> None:
    """Record that the password was given.

    Raises:
        Conflict: the session has ended meanwhile.
    """
    confirming = (
        update(UserSession).where(UserSession.token_hash == token_hash).values(confirmed_at=now)
    )
    if db.session.scalar(confirming.returning(UserSession.public_id)) is None:
        raise Conflict("You were signed out in the meantime. Sign in again.")


def touch_session(token_hash: str, *, now: datetime) -> None:
    """Record that a session was used, unless it was recorded within ten minutes."""
    db.session.execute(
        update(UserSession)
        .where(UserSession.token_hash == token_hash, UserSession.last_seen_at <= now - SEEN_EVERY)
        .values(last_seen_at=now)
    )
