"""Links to choose a new password, for people who have forgotten theirs.

A link is bound to the password and address of the moment: whatever changes either, voids it.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from app.accounts import queries
from app.accounts.models import PasswordReset, User
from app.accounts.service.credentials import throttling
from app.accounts.service.credentials.signing_in import PURPOSE as SIGN_IN
from app.accounts.service.credentials.tokens import digest, new_token
from app.accounts.service.people import change_password
from app.db import db
from app.domain.errors import NotFound

LASTS = timedelta(minutes=30)
PURPOSE = "reset"


def issue_reset(user_id: int, *, now: datetime) -> str:
    """Return the token of a fresh link.

    Raises:
        NotFound: there is no such person, or the account is closed or suspended.
    """
    user = queries.get_user(user_id, lock=True)
    if not user.is_active or user.is_suspended:
        raise NotFound("This account is closed or suspended.")
    token = new_token()
    db.session.add(
        PasswordReset(
            token_hash=digest(token),
            user_id=user.id,
            password_fingerprint=_fingerprint(user),
            created_at=now,
            expires_at=now + LASTS,
        )
    )
    db.session.flush()
    return token


def find_resetting(token: str, *, now: datetime, lock: bool = False) -> User | None:
    """Return whose password a link may change; None when it is used, old or void."""
    reset = queries.find_reset(digest(token), now=now)
    if reset is None:
        return None
    user = queries.get_user(reset.user_id, lock=lock)
    is_open = user.is_active and not user.is_suspended
    return user if is_open and reset.password_fingerprint == _fingerprint(user) else None


def use_reset(token: str, *, password_hash: str, now: datetime) -> None:
    """Change the password with a link, once, and sign the person out everywhere.

    Raises:
        NotFound: the link was used, is too old or void.
    """
    # The person's row is the lock: of two requests with one link the second finds another password.
    user = find_resetting(token, now=now, lock=True)
    reset = queries.find_reset(digest(token), now=now, lock=True)
    if user is None or reset is None:
        raise NotFound("This link has already been used or is too old.")
    reset.used_at = now
    change_password(user.id, password_hash=password_hash)
    throttling.forgive(throttling.account_key(SIGN_IN, user.email_key))


def count_request(email_key: str, address: str, *, now: datetime) -> None:
    """Count a request for a link.

    Raises:
        TooMany: the account or the network address has to wait.
    """
    throttling.count_try(
        throttling.account_key(PURPOSE, email_key),
        throttling.address_key(PURPOSE, address),
        now=now,
    )


def _fingerprint(user: User) -> str:
    return hashlib.sha256(f"{user.password_hash}\n{user.email_key}".encode()).hexdigest()
