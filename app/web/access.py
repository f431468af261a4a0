"""The guard: every route is closed to strangers unless its view says ``@public``.

What a signed-in person may do with a thing is decided by the policy of its room; ``@roles`` closes
a whole view to the others.
"""

from __future__ import annotations

from collections.abc import Callable
from posixpath import normpath
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.errors import Forbidden
from app.web.mounting import site_base

View = TypeVar("View", bound=Callable[..., Any])


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


def own_path(target: str | None) -> str | None:
    """Return ``target`` when it is a path on this site, otherwise None.

    Beside the path that this site is served under, its host may have other programs.

    Browsers read a backslash as a slash and skip control characters, so any of them is refused.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(ord(character) < 33 or ord(character) == 127 for character in target):
        return None
    parts = urlsplit(target)
    elsewhere = not f"{normpath(unquote(parts.path))}/".startswith(f"{site_base()}/")
    return None if parts.scheme or parts.netloc or elsewhere else target


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "is_public", False):
        return None
    if not current_user.is_authenticated:
        path = site_base() + request.full_path.rstrip("?")
        wanted = path if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=own_path(wanted)))
    allowed = getattr(view, "allowed_roles", None)
    if allowed is not None and current_user.role not in allowed:
        raise Forbidden("Your role does not open this page.")
    return None


def init_app(app: Flask) -> None:
    """Put the guard in front of every request."""
    app.before_request(_guard)
