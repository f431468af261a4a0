"""Who is asking: from the cookie to ``current_user``, before any view runs.

Flask-Login only carries ``current_user`` through the request. Its own ways to sign somebody in (an
id in the signed Flask session, a remember cookie) are closed here, because a signed cookie cannot
be taken back. See docs/decisions/0004-sessions-in-a-table-of-ours.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from flask import (
    Flask,
    Request,
    Response,
    current_app,
    g,
    has_request_context,
    request,
    url_for,
)
from flask import session as flask_session
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, current_user
from sqlalchemy.exc import DBAPIError

from app import clock
from app.accounts import queries
from app.accounts.models import User, UserSession
from app.accounts.service.credentials.sessions import REMEMBERED, SEEN_EVERY, touch_session
from app.accounts.service.credentials.tokens import digest
from app.accounts.service.people import LOCALES
from app.db import db, transaction
from app.extensions import login_manager
from app.web.requests.addresses import see_other

EXTENSION = "myelin_accounts"
OPEN_BEFORE_SETUP = frozenset(
    {"static", "home.health.healthz", "home.health.readyz", "accounts.setting_up.setup"}
)
# What somebody who is leaving still gets to see, beside what is public.
OPEN_WHILE_LEAVING = frozenset(
    {
        "static",
        "accounts.profile.restore_account",
        "home.own_data.own_data",
        "home.own_data.export_own_data",
    }
)
LONGEST_TOKEN = 100


class Visitor(TypedDict):
    """What a session row says about a browser."""

    user_agent: str
    address: str


@dataclass
class Known:
    """What an app has found out once and for all."""

    is_set_up: bool = False


class Stranger(AnonymousUserMixin):
    """Somebody who has not signed in, with the defaults that pages ask for."""

    role = ""
    theme = "auto"
    is_educator = False
    is_admin = False
    is_leaving = False


def cookie_name() -> str:
    """Return the name of the session cookie; ``__Host-`` binds it to this host and https.

    Under a path of a host, ``__Host-`` would hand it to the other programs there as well.
    """
    if not current_app.config["SECURE_COOKIES"]:
        return "myelin_session"
    binding = "__Host-" if current_app.config["APPLICATION_ROOT"] == "/" else "__Secure-"
    return f"{binding}myelin_session"


def current_session() -> UserSession | None:
    """Return the row of this request's session, if it is signed in."""
    return g.get("user_session") if current_user.is_authenticated else None


def visitor() -> Visitor:
    """Return how this browser names itself, and its network address."""
    return {
        "user_agent": request.user_agent.string.replace("\0", ""),
        "address": request.remote_addr or "",
    }


def give_cookie(response: Response, token: str, *, remembered: bool) -> None:
    """Give the browser a session token, and a fresh Flask session (the CSRF secret) with it."""
    flask_session.clear()
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int(REMEMBERED.total_seconds()) if remembered else None,
        path=current_app.config["APPLICATION_ROOT"],
        secure=current_app.config["SECURE_COOKIES"],
        httponly=True,
        samesite="Lax",
    )


def take_cookie(response: Response) -> None:
    """Have the browser forget its session token."""
    flask_session.clear()
    response.delete_cookie(
        cookie_name(),
        path=current_app.config["APPLICATION_ROOT"],
        secure=current_app.config["SECURE_COOKIES"],
        httponly=True,
        samesite="Lax",
    )


def idle_since(now: datetime) -> datetime:
    """Return since when a session that is not remembered has to have been used to go on."""
    return now - timedelta(hours=current_app.config["IDLE_HOURS"])


def session_token() -> str | None:
    """Return the session token that the browser sent, if it can be one."""
    token = request.cookies.get(cookie_name())
    return token if token and len(token) <= LONGEST_TOKEN else None


def is_set_up() -> bool:
    """Tell whether the site has an admin; the database is asked until it has, then never again."""
    known: Known = current_app.extensions[EXTENSION]
    if not known.is_set_up:
        known.is_set_up = queries.admin_exists()
    return known.is_set_up


def choose_locale() -> str:
    """Return the signed-in person's locale, or the browser's best among those offered."""
    if not has_request_context():
        return "en_GB"
    if current_user.is_authenticated:
        return str(current_user.locale)
    offered = {name.replace("_", "-"): name for name in ("en_GB", *LOCALES)}
    best = request.accept_languages.best_match(offered, default="en-GB")
    return offered[best]


def choose_time_zone() -> str:
    """Return the signed-in person's time zone, or UTC."""
    if has_request_context() and current_user.is_authenticated:
        return str(current_user.time_zone)
    return "UTC"


def _load_user(_request: Request) -> User | None:
    # After a database error the error page asks again; it must show, not fail in turn.
    token = session_token()
    if token is None or g.get("session_unreadable"):
        return None
    g.session_unreadable = True
    now = clock.now()
    found = queries.find_signed_in(digest(token), now=now, idle_since=idle_since(now))
    g.session_unreadable = False
    if found is None:
        return None
    user, g.user_session = found
    # Out of the database session, or the rollback that begins each transaction() would expire
    # them and every request that writes would read them twice. Services read what they change.
    db.session.expunge(user)
    db.session.expunge(g.user_session)
    return user


def _lead_to_setup() -> ResponseReturnValue | None:
    if request.endpoint in OPEN_BEFORE_SETUP or is_set_up():
        return None
    return see_other(url_for("accounts.setting_up.setup"))


def _lead_to_restoring() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint in OPEN_WHILE_LEAVING or getattr(view, "is_public", False):
        return None
    if not (current_user.is_authenticated and current_user.is_leaving):
        return None
    return see_other(url_for("accounts.profile.restore_account"))


def _record_visit() -> None:
    if request.endpoint in OPEN_BEFORE_SETUP or session_token() is None:
        return
    user_session = current_session()
    now = clock.now()
    if user_session is not None and user_session.last_seen_at <= now - SEEN_EVERY:
        try:
            with transaction():
                touch_session(user_session.token_hash, now=now)
        except DBAPIError as error:  # full or read-only: what can be read still is
            current_app.logger.warning("a visit could not be recorded: %s", error)


def init_app(app: Flask) -> None:
    """Put the gate in front of every request, before the CSRF check and the guard."""
    app.extensions[EXTENSION] = Known()
    app.before_request_funcs.setdefault(None, [])[:0] = [
        _lead_to_setup,
        _record_visit,
        _lead_to_restoring,
    ]
    login_manager.anonymous_user = Stranger
    login_manager.session_protection = None
    login_manager.request_loader(_load_user)
    # A name that no cookie can have: even a remember cookie of another program on this host is
    # never looked at.
    app.config["REMEMBER_COOKIE_NAME"] = "="
