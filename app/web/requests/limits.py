"""How much a request may hold: little, but for views that take files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., Any])
MEGABYTE = 1024 * 1024


def takes_up_to(most_bytes: int) -> Callable[[View], View]:
    """Let a view take larger requests than others, from those to whom it is open."""

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def too_large() -> str:
    """Say how much this request could have held."""
    megabytes = (request.max_content_length or 0) // MEGABYTE
    return f"A form may hold {megabytes} MB at most here. Nothing was changed."


def _set_limit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    most_bytes = getattr(view, "most_bytes", None)
    if most_bytes is not None and current_user.is_authenticated:
        allowed = getattr(view, "allowed_roles", None)
        if allowed is None or current_user.role in allowed:
            request.max_content_length = most_bytes


def init_app(app: Flask) -> None:
    """Set the limit of each request before anything reads its form, as the CSRF check does."""
    app.before_request_funcs.setdefault(None, []).insert(0, _set_limit)
