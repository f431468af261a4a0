"""Mails that tell people what was changed about their account, so that no takeover is silent.

They hold no link: what looks like one of them and has one is not from us.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_datetime

from app.accounts.models import User
from app.web import post


@dataclass(frozen=True, slots=True)
class Alert:
    """What happened, and what to do about it; ``{day}`` and ``{role}`` are filled in."""

    subject: str
    what: str
    advice: str


ASK_ADMIN = "Didn’t expect this? Ask an admin of the site."
EMAIL_CHANGED = Alert(
    "The email address of your Myelin account was changed",
    "Your Myelin account has another email address now. You sign in with the new one, and this "
    "address gets no more email from Myelin.",
    "Was it not you? Tell an admin of the site at once: they can sign everybody out of the account "
    "and help you back in.",
)
EMAIL_TAKEN_ON = Alert(
    "This is now the email address of a Myelin account",
    "Somebody, probably you, made this the email address of their Myelin account.",
    "Was it not you? Then they mistyped it. You don’t have to do anything, but an admin of the site "
    "would like to know.",
)
PASSWORD_CHANGED = Alert(
    "Your Myelin password was changed",
    "The password of your Myelin account was changed. Everybody who was signed in with the old one "
    "is signed out.",
    "Was it not you? Choose a new one with “Forgot your password?” on the sign-in page, or "
    "tell an admin of the site.",
)
ROLE_CHANGED = Alert(
    "Your role in Myelin was changed",
    "You are {role} now, and signed out everywhere. Sign in again to continue.",
    ASK_ADMIN,
)
RESET_LINK_MADE = Alert(
    "An admin created a link to change your Myelin password",
    "An admin of the site created a link for you to choose a new password. It works once, for "
    "30 minutes, and the admin will give it to you.",
    "Did you not ask for it? Tell another admin of the site. If somebody uses it, you are signed "
    "out everywhere and get an email.",
)
SUSPENDED = Alert(
    "Your Myelin account is suspended",
    "An admin of the site suspended your account: you are signed out and cannot sign in. Nothing "
    "is deleted.",
    ASK_ADMIN,
)
SUSPENSION_LIFTED = Alert(
    "You can sign in to Myelin again",
    "An admin of the site lifted the suspension of your account. Everything is as it was.",
    ASK_ADMIN,
)
CLOSED_BY_ADMIN = Alert(
    "Your Myelin account will be deleted on {day}",
    "An admin of the site closed your account. It will be deleted on {day}, with everything you "
    "studied. Until then you can sign in and download your data, unless you are suspended.",
    "Want to keep it? Ask an admin of the site before that day.",
)
RESTORED_BY_ADMIN = Alert(
    "Your Myelin account is open again",
    "An admin of the site restored your account. Everything is as it was.",
    ASK_ADMIN,
)
ROLES = {"learner": "a learner", "educator": "an educator", "admin": "an admin"}


def tell(user: User, alert: Alert, *, now: datetime, role: str = "", day: str = "") -> None:
    """Mail a person what was changed, soon, if this site can send mail."""
    tell_address(user.email, user.name, alert, now=now, role=role, day=day)


def tell_address(
    email: str, name: str, alert: Alert, *, now: datetime, role: str = "", day: str = ""
) -> None:
    """Mail an address what was changed; without a name it is greeted without one."""
    if post.is_set_up():
        values = {"role": ROLES.get(role, role), "day": day}
        post.later_until_sent(_send, email, name, alert, values, now)


def _send(email: str, name: str, alert: Alert, values: dict[str, str], now: datetime) -> None:
    moment = format_datetime(now, "d MMMM y, HH:mm", locale="en_GB")
    post.send(
        "alert",
        to=email,
        subject=alert.subject.format(**values),
        name=name,
        what=alert.what.format(**values),
        advice=alert.advice,
        moment=f"{moment} UTC",
    )
