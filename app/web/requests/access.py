"""The guard: every route is closed to strangers unless its view says ``@public``.

What a signed-in person may do with a thing is decided by the policy of its room; ``@roles`` closes
a whole view to the others. Whoever is signed out in the middle of something signs in and comes
back to it: to the page that was asked for, or to the page of the form that was sent.
"""

from __future__ import annotations

from collections.abc import Callable
from posixpath import normpath
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.errors import Forbidden
from app.web.requests.addresses import page_above, see_other
from app.web.requests.mounting import site_base

View = TypeVar("View", bound=Callable[..., Any])
# Servers and browsers take no longer addresses, and no page of ours has one.
LONGEST_PATH = 2000
SIGNED_OUT = (
    "You were signed out, so what you sent was not saved. Sign in, and you are back where you were."
)


def public(view: View) -> View:
    """Open a view to everybody, signed in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def roles(*names: str) -> Callable[[View], View]:
    """Open a view to people of these roles only; the others get a 403 page."""

    def mark(view: View) -> View:
        view.allowed_roles = frozenset(names)  # type: ignore[attr-defined]
        return view

    return mark


def educators(view: View) -> View:
    """Close a view to learners."""
    return roles("educator", "admin")(view)


def admins(view: View) -> View:
    """Close a view to all but admins."""
    return roles("admin")(view)


def shown_again_at(address: Callable[[], str]) -> Callable[[View], View]:
    """Say at which address a form comes back as it was sent; without it, the page above is meant.

    ``address`` reads the form of the request.
    """

    def mark(view: View) -> View:
        view.shown_again_at = address  # type: ignore[attr-defined]
        return view

    return mark


def own_path(target: str | None) -> str | None:
    """Return ``target`` when it is a path on this site, otherwise None.

    Beside the path that this site is served under, its host may have other programs.

    Browsers read a backslash as a slash and skip control characters, so any of them is refused.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if len(target) > LONGEST_PATH:
        return None
    if "\\" in target or any(ord(character) < 33 or ord(character) == 127 for character in target):
        return None
    parts = urlsplit(target)
    elsewhere = not f"{normpath(unquote(parts.path))}/".startswith(f"{site_base()}/")
    return None if parts.scheme or parts.netloc or elsewhere else target


def is_closed() -> bool:
    """Tell whether the requested view is closed to whoever asks, because they are not signed in."""
    if request.endpoint is None or request.endpoint == "static":
        return False
    view = current_app.view_functions[request.endpoint]
    return not (getattr(view, "is_public", False) or current_user.is_authenticated)


def to_sign_in() -> ResponseReturnValue:
    """Lead to the sign-in page, and from there back to what was asked for or being done."""
    if request.method in {"GET", "HEAD"}:
        wanted = site_base() + request.full_path.rstrip("?")
        return redirect(url_for("accounts.signing_in.sign_in", next=own_path(wanted)))
    flash(SIGNED_OUT, "warning")
    return see_other(url_for("accounts.signing_in.sign_in", next=own_path(page_of_form())))


def page_of_form() -> str:
    """Return the address of the page on which the form of this request can be sent again."""
    view = current_app.view_functions[request.endpoint or ""]
    address: Callable[[], str] = getattr(view, "shown_again_at", page_above)
    return address()


def _guard() -> ResponseReturnValue | None:
    if is_closed():
        return to_sign_in()
    if request.endpoint is None:
        return None
    allowed = getattr(current_app.view_functions[request.endpoint], "allowed_roles", None)
    if allowed is not None and current_user.role not in allowed:
        raise Forbidden("Your role does not give you access to this page.")
    return None


def init_app(app: Flask) -> None:
    """Put the guard in front of every request."""
    app.before_request(_guard)
