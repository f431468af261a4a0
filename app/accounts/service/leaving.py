"""Leaving: an account is marked, its owner has two weeks to come back, then a job deletes it."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.accounts import queries
from app.accounts.models import User
from app.accounts.service.credentials.sessions import end_sessions
from app.accounts.service.forgetting import forget_links_of
from app.accounts.service.invitations import revoke_invitations_of
from app.accounts.service.people import refuse_last_admin
from app.db import db
from app.domain.errors import Forbidden, NotFound

GRACE = timedelta(days=14)


def close_account(*, actor: User, now: datetime) -> datetime:
    """Mark one's own account to be deleted, end its sessions, and return when it will be.

    Asking again changes nothing about the date.

    Raises:
        Conflict: the person is the last admin.
    """
    admins = queries.lock_admins()
    user = queries.get_user(actor.id, lock=True)
    refuse_last_admin(user, admins, "make somebody else an admin before you close your account.")
    return leave(user, now=now)


def leave(user: User, *, now: datetime) -> datetime:
    """Mark an account to be deleted, end its sessions and links, and return when it will be."""
    forget_links_of(user.id)
    revoke_invitations_of(user.id)
    end_sessions(user.id)
    if user.leaves_at is None:
        user.leaves_at = now + GRACE
    db.session.flush()
    return user.leaves_at


def restore_account(*, actor: User) -> None:
    """Take one's leave back; everything is as it was.

    Raises:
        NotFound: it is too late, the account is being deleted.
        Forbidden: an admin closed it.
    """
    user = queries.get_user(actor.id, lock=True)
    if not user.is_active:
        raise NotFound("This account is deleted.")
    if user.closed_by_admin:
        raise Forbidden("An admin closed this account. Only an admin can restore it.")
    user.leaves_at = None
    db.session.flush()
