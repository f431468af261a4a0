"""Accounts of people: made and changed.

Passwords arrive hashed, because hashing is slow and these functions run inside ``transaction()``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

import pytz  # type: ignore[import-untyped]
from sqlalchemy.exc import IntegrityError

from app.accounts import queries
from app.accounts.models import LONGEST_NAME, Role, User
from app.accounts.service.addresses import checked_email, email_key
from app.accounts.service.credentials.sessions import end_sessions, start_session
from app.db import db
from app.domain.errors import Conflict, Invalid
from app.domain.names import checked_name

# How dates and numbers are written; the words on the pages are English in all of them.
LOCALES = {
    "en_AU": "English (Australia)",
    "en_CA": "English (Canada)",
    "en_IN": "English (India)",
    "en_IE": "English (Ireland)",
    "en_NZ": "English (New Zealand)",
    "en_ZA": "English (South Africa)",
    "en_GB": "English (United Kingdom)",
    "en_US": "English (United States)",
}
THEMES = ("auto", "light", "dark")


class EmailTaken(Invalid):
    """Somebody has an account with this address already."""

    def __init__(self) -> None:
        super().__init__("This address cannot be used. Choose another one.", field="email")


def create_user(
    *,
    email: str,
    name: str,
    password_hash: str,
    role: str = Role.LEARNER,
    locale: str = "en_GB",
    time_zone: str = "UTC",
    now: datetime,
) -> User:
    """Make an account and return it; an unknown time zone becomes UTC.

    Raises:
        EmailTaken: the address has an account, perhaps since a moment ago.
        Invalid: the address, the name or the role cannot be.
    """
    address = checked_email(email)
    user = User(
        email=address,
        email_key=email_key(address),
        name=checked_own_name(name),
        role=checked_role(role),
        password_hash=password_hash,
        locale=locale if locale in LOCALES else "en_GB",
        time_zone=known_time_zone(time_zone),
        created_at=now,
    )
    try:
        # A savepoint: on PostgreSQL a failed statement would end the whole transaction.
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        raise EmailTaken from None
    return user


def change_profile(
    *, name: str, locale: str, time_zone: str, day_turns_at_hour: int, theme: str, actor: User
) -> None:
    """Change what a person says about themselves.

    Raises:
        Invalid: a value is not among those offered.
    """
    user = queries.get_user(actor.id, lock=True)
    if locale not in LOCALES:
        raise Invalid("Choose one of the formats offered.", field="locale")
    if time_zone != known_time_zone(time_zone):
        raise Invalid("Choose one of the time zones offered.", field="time_zone")
    if day_turns_at_hour not in range(24):
        raise Invalid("Choose an hour from 0 to 23.", field="day_turns_at_hour")
    if theme not in THEMES:
        raise Invalid("Choose one of the appearances offered.", field="theme")
    user.name = checked_own_name(name)
    user.locale, user.time_zone = locale, time_zone
    user.day_turns_at_hour, user.theme = day_turns_at_hour, theme
    db.session.flush()


def change_email(*, email: str, actor: User) -> tuple[str, str]:
    """Give a person another address and return the old and the new one.

    Reset links that were sent to the old one are void.

    Raises:
        EmailTaken: somebody else has the address.
        Invalid: it does not look like an address.
    """
    address = checked_email(email)
    user = queries.get_user(actor.id, lock=True)
    old = user.email
    try:
        with db.session.begin_nested():
            user.email, user.email_key = address, email_key(address)
    except IntegrityError:
        raise EmailTaken from None
    return old, address


def change_password(user_id: int, *, password_hash: str) -> None:
    """Give a person another password; their sessions end, and their reset links are void."""
    queries.get_user(user_id, lock=True).password_hash = password_hash
    end_sessions(user_id)


def change_own_password(
    *,
    password_hash: str,
    old_password_hash: str,
    remembered: bool,
    user_agent: str,
    address: str,
    actor: User,
    now: datetime,
) -> str:
    """Change one's own password and return the token of a fresh session; all others end.

    ``old_password_hash`` is the one that the old password was checked against.

    Raises:
        Conflict: the password was changed somewhere else meanwhile.
    """
    user = queries.get_user(actor.id, lock=True)
    if user.password_hash != old_password_hash:
        raise Conflict("Somebody changed the password in the meantime. Sign in again.")
    change_password(user.id, password_hash=password_hash)
    return start_session(
        user.id, remembered=remembered, user_agent=user_agent, address=address, now=now
    )


def replace_hash(user_id: int, *, old_hash: str, new_hash: str) -> None:
    """Keep the same password under today's parameters, unless it has changed meanwhile."""
    user = queries.get_user(user_id, lock=True)
    if user.password_hash == old_hash:
        user.password_hash = new_hash


def refuse_last_admin(user: User, admins: Sequence[int], advice: str) -> None:
    """Refuse what would leave the site without an admin; ``admins`` are the locked ids of all.

    Raises:
        Conflict: the person is the only one.
    """
    if list(admins) == [user.id]:
        raise Conflict(f"A site needs an admin, and this is the last one: {advice}")


def checked_own_name(name: str) -> str:
    """Return a person's name as it is kept.

    Raises:
        Invalid: on field ``name``, saying why: it is empty, not to be seen, or too long.
    """
    return checked_name(name, LONGEST_NAME)


def checked_role(role: str) -> str:
    """Return a role.

    Raises:
        Invalid: on field ``role``, when there is no such role.
    """
    if role not in set(Role):
        raise Invalid(f"A role is one of: {', '.join(Role)}.", field="role")
    return role


def known_time_zone(name: str) -> str:
    """Return a time zone's name when we know it, otherwise UTC."""
    return name if name in time_zones() else "UTC"


@cache
def time_zones() -> tuple[str, ...]:
    """Return the names of all time zones, in order (read from disk once).

    Both libraries must know them: zoneinfo tells the learner's day and pytz, through Flask-Babel,
    the time on a page. So this machine's own ``localtime`` is none.
    """
    return tuple(sorted(available_timezones() & pytz.all_timezones_set))
