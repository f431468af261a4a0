"""The first start: a token from the console makes the first admin, once."""

from __future__ import annotations

from datetime import datetime

from app.accounts import queries
from app.accounts.models import Registration, Role, SiteSettings, User
from app.accounts.service.credentials.tokens import digest, new_token, same
from app.accounts.service.people import create_user
from app.accounts.service.rows import insert_if_missing
from app.db import db
from app.domain.errors import Invalid, NotFound


def issue_setup_token(now: datetime) -> str | None:
    """Return a fresh token for the setup page, or None when there is an admin.

    The token before it stops working: whoever starts the server has the last word.
    """
    if queries.admin_exists():
        return None
    insert_if_missing(SiteSettings, id=1, registration=Registration.INVITATION, setup_token_hash="")
    token = new_token()
    queries.lock_site_settings().setup_token_hash = digest(token)
    db.session.flush()
    return token


def set_up(
    *, token: str, email: str, name: str, password_hash: str, time_zone: str, now: datetime
) -> User:
    """Make the first admin and use up the token.

    Raises:
        NotFound: there is an admin already.
        Invalid: the token is wrong, or the address or name cannot be.
    """
    insert_if_missing(SiteSettings, id=1, registration=Registration.INVITATION, setup_token_hash="")
    settings = queries.lock_site_settings()
    if queries.admin_exists():
        raise NotFound("This site is already set up.")
    if not same(token.strip(), settings.setup_token_hash):
        raise Invalid("This is not the token that the console last printed.", field="token")
    admin = create_user(
        email=email,
        name=name,
        password_hash=password_hash,
        role=Role.ADMIN,
        time_zone=time_zone,
        now=now,
    )
    settings.setup_token_hash = ""
    db.session.flush()
    return admin


def change_registration(registration: str) -> None:
    """Say who may register.

    Raises:
        Invalid: there is no such choice.
    """
    if registration not in set(Registration):
        raise Invalid("Choose one of the ways offered.", field="registration")
    insert_if_missing(SiteSettings, id=1, registration=registration, setup_token_hash="")
    queries.lock_site_settings().registration = registration
    db.session.flush()
