"""Making an account for oneself, where the site or an invitation allows it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from app.accounts import policy, queries
from app.accounts.models import Invitation, Registration, Role, User
from app.accounts.service.addresses import checked_email, email_key
from app.accounts.service.credentials.tokens import digest, new_public_id, new_token
from app.accounts.service.people import checked_role, create_user
from app.db import db
from app.domain.errors import Forbidden, Invalid, NotFound

LASTS = timedelta(days=14)
NOT_VALID = "This invitation is no longer valid. Ask for a new one."


def invite(*, email: str, role: str, actor: User, now: datetime) -> str:
    """Make an invitation and return its token; with an address, only that address may use it.

    Raises:
        Forbidden: the actor is no admin.
        Invalid: the address or the role cannot be.
    """
    _check_admin(actor)
    token = new_token()
    db.session.add(
        Invitation(
            token_hash=digest(token),
            public_id=new_public_id(),
            email=checked_email(email) if email.strip() else "",
            role=checked_role(role),
            invited_by=actor.id,
            created_at=now,
            expires_at=now + LASTS,
        )
    )
    db.session.flush()
    return token


def revoke_invitation(public_id: str, *, actor: User) -> None:
    """Take an unused invitation back.

    Raises:
        Forbidden: the actor is no admin.
        NotFound: there is none, or it was used.
    """
    _check_admin(actor)
    revoking = delete(Invitation).where(
        Invitation.public_id == public_id, Invitation.used_at.is_(None)
    )
    if db.session.scalar(revoking.returning(Invitation.public_id)) is None:
        raise NotFound("This invitation has already been used or revoked.")


def find_usable(token: str, *, now: datetime) -> Invitation | None:
    """Return the invitation of a token, None when nobody can use it (any more)."""
    found = queries.find_invitation(digest(token), now=now)
    return found if found is not None and _may_still_give(found) else None


def revoke_invitations_of(user_id: int) -> None:
    """Take back all unused invitations that a person made."""
    db.session.execute(
        delete(Invitation).where(Invitation.invited_by == user_id, Invitation.used_at.is_(None))
    )


def register(
    *,
    email: str,
    name: str,
    password_hash: str,
    time_zone: str,
    locale: str,
    invitation_token: str | None,
    now: datetime,
) -> User:
    """Make an account for somebody who asks for one, and use up their invitation.

    Raises:
        Forbidden: the site does not take new people, or only with an invitation.
        NotFound: the invitation is not valid any more.
        EmailTaken: the address has an account; the invitation stays good.
        Invalid: the invitation is for another address, or a value cannot be.
    """
    invitation = _admission(invitation_token, now)
    wanted = "" if invitation is None else email_key(invitation.email)
    if wanted not in ("", email_key(email)):
        raise Invalid("This invitation is for another address.", field="email")
    user = create_user(
        email=email,
        name=name,
        password_hash=password_hash,
        role=Role.LEARNER if invitation is None else invitation.role,
        locale=locale,
        time_zone=time_zone,
        now=now,
    )
    if invitation is not None:
        invitation.used_at, invitation.used_by, invitation.email = now, user.id, ""
        db.session.flush()
    return user


def _admission(invitation_token: str | None, now: datetime) -> Invitation | None:
    registration = queries.get_registration()
    if registration == Registration.CLOSED:
        raise Forbidden("This site does not accept new people right now.")
    if invitation_token:
        return _locked(invitation_token, now)
    if registration != Registration.OPEN:
        raise Forbidden("New people need an invitation from an admin of this site.")
    return None


def _locked(token: str, now: datetime) -> Invitation:
    """Return an invitation, locked, and its inviter with it, who stays an admin until it is used.

    The inviter's row comes first: whoever demotes them locks it before they revoke invitations, so
    that neither of the two waits for the other.
    """
    found = queries.find_invitation(digest(token), now=now)
    if found is not None and _may_still_give(found, lock=True):
        found = queries.find_invitation(digest(token), now=now, lock=True)
        if found is not None:
            return found
    raise NotFound(NOT_VALID)


def _may_still_give(invitation: Invitation, *, lock: bool = False) -> bool:
    inviter = queries.get_user(invitation.invited_by, lock=lock)
    return policy.can_invite_as(inviter, invitation.role)


def _check_admin(actor: User) -> None:
    # Locked: an invitation made while its inviter is demoted would outlast taking back the others.
    if not policy.can_manage_people(queries.get_user(actor.id, lock=True)):
        raise Forbidden("Only admins can invite people.")
