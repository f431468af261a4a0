"""Signing in: a try is counted, the password checked, and a session begun.

Three steps and not one, because checking a password is slow and must stay outside
``transaction()``: the view counts in one transaction, checks, and begins in another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.accounts import queries
from app.accounts.models import User
from app.accounts.service.addresses import email_key
from app.accounts.service.credentials import passwords, throttling
from app.accounts.service.credentials.sessions import start_session
from app.accounts.service.people import replace_hash
from app.domain.errors import Invalid

PURPOSE = "sign-in"
# Asking for the password again inside a session counts apart, so that it locks nobody out.
CONFIRMING = "confirm"


class WrongCredentials(Invalid):
    """One answer for an unknown address, a wrong password and a closed account."""

    def __init__(self) -> None:
        super().__init__("The email address or the password is wrong.")


class Suspended(Invalid):
    """The password was right, but an admin keeps the person out."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            "This account is suspended, so you cannot sign in. Nothing of yours is deleted. "
            "Ask an admin of this site about it."
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """A password that was right: whose it was, and the hash that it was checked against."""

    user_id: int
    password_hash: str
    better_hash: str | None
    keys: tuple[throttling.Key, throttling.Key]


def count_sign_in(email: str, address: str, *, now: datetime) -> None:
    """Count a try to sign in.

    Raises:
        TooMany: the account or the network address has to wait.
    """
    throttling.count_try(*_keys(email, address), now=now)


def check_credentials(email: str, password: str, address: str) -> Proof:
    """Check a password; slow, so never inside ``transaction()``.

    Raises:
        WrongCredentials: whatever is wrong, after the same time.
        Suspended: all is right, but an admin keeps the person out.
        TooMany: the server is busy with other passwords.
    """
    user = queries.find_user_by_email_key(email_key(email))
    stored = user.password_hash if user is not None and user.is_active else None
    verdict = passwords.check_password(stored, password)
    if user is None or stored is None or not verdict.is_right:
        raise WrongCredentials
    if user.is_suspended:
        raise Suspended
    better = passwords.hash_password(password) if verdict.is_outdated else None
    return Proof(user.id, stored, better, _keys(email, address))


def begin_session(
    proof: Proof,
    *,
    remembered: bool,
    user_agent: str,
    address: str,
    replaces: str | None,
    now: datetime,
) -> str:
    """Sign in the person who proved it and return the token for the cookie.

    Raises:
        WrongCredentials: the password was changed, or the account closed, since it was checked.
        Suspended: the account was suspended since then.
    """
    user = queries.get_user(proof.user_id, lock=True)
    if user.password_hash != proof.password_hash or not user.is_active:
        raise WrongCredentials
    if user.is_suspended:
        raise Suspended
    account, network = proof.keys
    throttling.forgive(account)
    throttling.take_back(network)
    if proof.better_hash is not None:
        replace_hash(user.id, old_hash=proof.password_hash, new_hash=proof.better_hash)
    return start_session(
        user.id,
        remembered=remembered,
        user_agent=user_agent,
        address=address,
        replaces=replaces,
        now=now,
    )


def count_confirmation(actor: User, *, now: datetime) -> None:
    """Count a try to confirm a change with the password.

    Raises:
        TooMany: there were too many wrong ones.
    """
    throttling.count_try(_confirmation_key(actor), now=now)


def check_confirmation(actor: User, password: str, *, field: str) -> None:
    """Check the password that confirms a change; never inside ``transaction()``.

    Raises:
        Invalid: on ``field``, when it is wrong.
    """
    if not passwords.check_password(actor.password_hash, password).is_right:
        raise Invalid("This is not your password.", field=field)


def forgive_confirmations(actor: User) -> None:
    """Forget the tries to confirm: the password was right."""
    throttling.forgive(_confirmation_key(actor))


def _confirmation_key(actor: User) -> throttling.Key:
    return throttling.account_key(CONFIRMING, str(actor.id))


def _keys(email: str, address: str) -> tuple[throttling.Key, throttling.Key]:
    return (
        throttling.account_key(PURPOSE, email_key(email)),
        throttling.address_key(PURPOSE, address),
    )
