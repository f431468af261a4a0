"""Reading people, sessions, links and settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select

from app.accounts.models import (
    Invitation,
    PasswordReset,
    Registration,
    Role,
    SiteSettings,
    User,
    UserSession,
)
from app.db import db
from app.domain.errors import NotFound
from app.domain.search.people import people_words

# Built once: every request of a signed-in person begins with it.
_SIGNED_IN = (
    select(User, UserSession)
    .join(UserSession, UserSession.user_id == User.id)
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.expires_at > bindparam("now"),
        or_(UserSession.remembered, UserSession.last_seen_at > bindparam("idle_since")),
        User.closed_at.is_(None),
        User.suspended_at.is_(None),
    )
)


def find_signed_in(
    token_hash: str, *, now: datetime, idle_since: datetime
) -> tuple[User, UserSession] | None:
    """Return the person and the session of a cookie in one query; None when it has ended.

    A session that is not remembered has ended too when it was last used at ``idle_since`` or before.
    """
    values = {"token_hash": token_hash, "now": now, "idle_since": idle_since}
    row = db.session.execute(_SIGNED_IN, values).one_or_none()
    return None if row is None else (row.User, row.UserSession)


def find_user(user_id: int, *, lock: bool = False) -> User | None:
    """Return a person, open or closed; ``lock`` keeps the row for the transaction."""
    query = select(User).where(User.id == user_id)
    return db.session.scalar(query.with_for_update() if lock else query)


def get_user(user_id: int, *, lock: bool = False) -> User:
    """Return a person, open or closed.

    Raises:
        NotFound: there is no such person.
    """
    user = find_user(user_id, lock=lock)
    if user is None:
        raise NotFound("There is no such person.")
    return user


def find_user_by_email_key(email_key: str) -> User | None:
    """Return the person with this folded address."""
    return db.session.scalar(select(User).where(User.email_key == email_key))


def list_users() -> Sequence[User]:
    """Return everybody with an open account, by name."""
    return db.session.scalars(
        select(User).where(User.closed_at.is_(None)).order_by(User.name, User.id)
    ).all()


def search_users(
    *, text: str = "", role: str = "", limit: int, offset: int = 0
) -> tuple[Sequence[User], int]:
    """Return one page of the open accounts by name, and how many match in all.

    Each word of ``text`` is looked for in names and addresses, ``role`` is one role or '' for all.
    """
    matching = _matching(text, role)
    total = db.session.scalar(select(func.count()).select_from(matching.subquery())) or 0
    page = db.session.scalars(
        matching.order_by(func.lower(User.name), User.id).limit(limit).offset(offset)
    )
    return page.all(), total


def _matching(text: str, role: str) -> Select[User]:
    query = select(User).where(User.closed_at.is_(None))
    if role:
        query = query.where(User.role == role)
    # All people of a site are few enough to be read through: no index finds a part of a word.
    for spellings in people_words(text):
        query = query.where(
            or_(*(User.search_key.contains(one, autoescape=True) for one in spellings))
        )
    return query


def admin_exists() -> bool:
    """Tell whether anybody with an open account is an admin."""
    return db.session.scalar(select(User.id).where(*_open_admins()).limit(1)) is not None


def lock_admins() -> Sequence[int]:
    """Return the ids of all open admins, locked, so that two cannot step down at once."""
    query = select(User.id).where(*_open_admins()).order_by(User.id).with_for_update()
    return db.session.scalars(query).all()


def _open_admins() -> tuple[ColumnElement[bool], ...]:
    # Who is leaving or suspended is none any more: the last of the others must not go too.
    return (
        User.role == Role.ADMIN,
        User.closed_at.is_(None),
        User.leaves_at.is_(None),
        User.suspended_at.is_(None),
    )


def list_leavers(now: datetime) -> Sequence[int]:
    """Return the ids of people whose days to come back are over and who are not yet forgotten."""
    return db.session.scalars(
        select(User.id).where(User.leaves_at <= now).order_by(User.leaves_at)
    ).all()


def list_sessions(user_id: int, *, now: datetime, idle_since: datetime) -> Sequence[UserSession]:
    """Return a person's running sessions, the last used first."""
    return db.session.scalars(
        select(UserSession)
        .where(
            UserSession.user_id == user_id,
            UserSession.expires_at > now,
            or_(UserSession.remembered, UserSession.last_seen_at > idle_since),
        )
        .order_by(UserSession.last_seen_at.desc(), UserSession.created_at.desc())
    ).all()


def list_sessions_beyond(user_id: int, most: int) -> Sequence[str]:
    """Return the tokens' hashes of a person's sessions but for the ones that were seen last."""
    return db.session.scalars(
        select(UserSession.token_hash)
        .where(UserSession.user_id == user_id)
        .order_by(UserSession.last_seen_at.desc(), UserSession.token_hash)
        .offset(most)
        .limit(1000)
    ).all()


def find_reset(token_hash: str, *, now: datetime, lock: bool = False) -> PasswordReset | None:
    """Return a reset link that is neither used nor past its time."""
    query = select(PasswordReset).where(
        PasswordReset.token_hash == token_hash,
        PasswordReset.used_at.is_(None),
        PasswordReset.expires_at > now,
    )
    return db.session.scalar(query.with_for_update() if lock else query)


def find_invitation(token_hash: str, *, now: datetime, lock: bool = False) -> Invitation | None:
    """Return an invitation that is neither used nor past its time.

    Whether its inviter may still give the role is the policy's to say.
    """
    query = select(Invitation).where(
        Invitation.token_hash == token_hash,
        Invitation.used_at.is_(None),
        Invitation.expires_at > now,
    )
    return db.session.scalar(query.with_for_update() if lock else query)


def list_open_invitations(*, now: datetime) -> Sequence[Invitation]:
    """Return the invitations that can still be used, the newest first."""
    return db.session.scalars(
        select(Invitation)
        .join(User, User.id == Invitation.invited_by)
        .where(Invitation.used_at.is_(None), Invitation.expires_at > now, *_open_admins())
        .order_by(Invitation.created_at.desc(), Invitation.public_id)
    ).all()


def get_registration() -> Registration:
    """Return who may register; invitation only until an admin says otherwise."""
    value = db.session.scalar(select(SiteSettings.registration))
    return Registration(value) if value else Registration.INVITATION


def lock_site_settings() -> SiteSettings:
    """Return the row of site settings, locked; the service has made sure that there is one."""
    return db.session.scalars(select(SiteSettings).with_for_update()).one()
