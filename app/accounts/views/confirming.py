"""Asking for the password again, before what a borrowed device must not do.

The page that asks holds all that was sent, so that the password alone is missing and nothing has
to be typed again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.forms import PasswordAgainForm
from app.accounts.service.credentials import sessions, signing_in
from app.accounts.views.gate import current_session
from app.db import transaction
from app.domain.errors import Forbidden
from app.web.pages.forms import form_page, refusals_shown_on
from app.web.requests.access import page_of_form
from app.web.requests.errors import wants_json

View = TypeVar("View", bound=Callable[..., Any])


def asks_password(view: View) -> View:
    """Take a view's form only when the password was given within ten minutes, else ask for it."""

    @wraps(view)
    def run(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if request.method in {"GET", "HEAD"} or _is_confirmed():
            return view(*args, **kwargs)
        if wants_json():
            raise Forbidden("Enter your password again on a page of this site first.")
        form = PasswordAgainForm()
        if not (form.is_sent and form.validate()):
            return _ask(form)
        with refusals_shown_on(form):
            confirm(form.password_again.data, field="password_again")
            with transaction():
                signing_in.forgive_confirmations(current_user)
        # Outside: what the view refuses is for its own form to show.
        return view(*args, **kwargs) if form.refusal is None else _ask(form)

    run.asks_password = True  # type: ignore[attr-defined]
    return run  # type: ignore[return-value]


def confirm(password: str, *, field: str) -> None:
    """Check the password of whoever asks, counting the tries, and record that it was given.

    The tries stay counted until the caller forgives them.

    Raises:
        Invalid: on ``field``, when it is wrong.
        TooMany: there were too many wrong ones.
        Conflict: the session has ended meanwhile.
    """
    session = current_session()
    with transaction():
        signing_in.count_confirmation(current_user, now=clock.now())
    signing_in.check_confirmation(current_user, password, field=field)
    if session is not None:
        with transaction():
            sessions.confirm_session(session.token_hash, now=clock.now())


def _is_confirmed() -> bool:
    session = current_session()
    return session is not None and sessions.is_confirmed(session, now=clock.now())


def _ask(form: PasswordAgainForm) -> Response:
    return form_page("accounts/password_again.html", form, page_url=page_of_form())
