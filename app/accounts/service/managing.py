"""What admins do with other people's accounts.

``actor`` is None for the command line, whose user owns the machine. All open admins are locked
first, so that the last one stays when two act at once, and who was demoted meanwhile does nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.accounts import policy, queries
from app.accounts.models import User
from app.accounts.service.credentials import resets
from app.accounts.service.credentials.sessions import end_sessions
from app.accounts.service.forgetting import forget_links_of
from app.accounts.service.invitations import revoke_invitations_of
from app.accounts.service.leaving import leave
from app.accounts.service.people import checked_role, refuse_last_admin
from app.db import db
from app.domain.errors import Conflict, Forbidden


def change_role(user_id: int, *, role: str, actor: User | None) -> bool:
    """Give a person another role and sign them out everywhere; False if they had it already.

    Raises:
        Forbidden: the actor is no admin.
        Conflict: the person is the last admin.
        NotFound: there is no such person.
    """
    user, admins = _managed(user_id, actor)
    if user.role == checked_role(role):
        return False
    refuse_last_admin(user, admins, "make somebody else an admin first.")
    user.role = role
    revoke_invitations_of(user.id)
    end_sessions(user.id)
    db.session.flush()
    return True


def suspend_person(user_id: int, *, actor: User | None, now: datetime) -> bool:
    """Keep a person out until the suspension is lifted; False if they are suspended already.

    Their sessions, reset links and open invitations end; nothing else of theirs changes.

    Raises:
        Forbidden: the actor is no admin.
        Conflict: it is the actor's own account, the last admin's, or a closed one.
        NotFound: there is no such person.
    """
    user, admins = _managed(user_id, actor)
    if user.is_suspended:
        return False
    _refuse_own(user, actor, "You cannot suspend your own account.")
    if user.is_leaving:
        raise Conflict("This account is already closed.")
    refuse_last_admin(user, admins, "make somebody else an admin first.")
    user.suspended_at = now
    forget_links_of(user.id)
    revoke_invitations_of(user.id)
    end_sessions(user.id)
    db.session.flush()
    return True


def lift_suspension(user_id: int, *, actor: User | None) -> bool:
    """Let a suspended person sign in again; False if they are not suspended.

    Raises:
        Forbidden: the actor is no admin.
        NotFound: there is no such person.
    """
    user, _ = _managed(user_id, actor)
    was_suspended = user.is_suspended
    user.suspended_at = None
    db.session.flush()
    return was_suspended


def close_person(user_id: int, *, actor: User, now: datetime) -> datetime:
    """Close another person's account as its owner would, and return when it will be deleted.

    Until then an admin can restore it, and nobody else.

    Raises:
        Forbidden: the actor is no admin.
        Conflict: it is the actor's own account, the last admin's, or closed already.
        NotFound: there is no such person.
    """
    user, admins = _managed(user_id, actor)
    _refuse_own(user, actor, "Close your own account in your profile.")
    if user.is_leaving:
        raise Conflict("This account is already closed.")
    refuse_last_admin(user, admins, "make somebody else an admin first.")
    user.closed_by_admin = True
    return leave(user, now=now)


def restore_person(user_id: int, *, actor: User) -> None:
    """Restore an account that an admin closed; everything is as it was.

    Raises:
        Forbidden: the actor is no admin.
        Conflict: no admin closed it, so it is its owner's to restore.
        NotFound: there is no such person.
    """
    user, _ = _managed(user_id, actor)
    if not user.closed_by_admin:
        raise Conflict("No admin closed this account, so only its owner can restore it.")
    user.leaves_at, user.closed_by_admin = None, False
    db.session.flush()


def sign_out_person(user_id: int, *, actor: User) -> None:
    """End all sessions of a person.

    Raises:
        Forbidden: the actor is no admin.
        NotFound: there is no such person.
    """
    user, _ = _managed(user_id, actor)
    end_sessions(user.id)


def issue_reset_for(user_id: int, *, actor: User | None, now: datetime) -> str:
    """Return the token of a link with which a person chooses a new password.

    Raises:
        Forbidden: the actor is no admin.
        Conflict: the person is suspended.
        NotFound: there is no such person, or the account is deleted.
    """
    user, _ = _managed(user_id, actor)
    if user.is_suspended:
        raise Conflict("This account is suspended. Lift the suspension first.")
    return resets.issue_reset(user.id, now=now)


def _managed(user_id: int, actor: User | None) -> tuple[User, Sequence[int]]:
    """Return a person and the ids of all open admins, locked."""
    admins = queries.lock_admins()
    user = queries.get_user(user_id, lock=True)
    if actor is not None and not policy.can_manage_person(queries.get_user(actor.id), user):
        raise Forbidden("Only admins can manage people.")
    return user, admins


def _refuse_own(user: User, actor: User | None, words: str) -> None:
    if actor is not None and actor.id == user.id:
        raise Conflict(words)
