"""How this room's pages show a form and what the service refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, current_app, render_template, request
from werkzeug.utils import redirect as _redirect

from app.accounts.forms import RegisterForm, RoomForm
from app.accounts.service.addresses import checked_email
from app.accounts.service.new_passwords import check_new_password
from app.accounts.service.people import checked_own_name
from app.accounts.site_words import site_words
from app.domain.errors import Conflict, Invalid, TooMany
from app.web.access import own_path
from app.web.mounting import start_page


@contextmanager
def refusals_shown_on(form: RoomForm) -> Iterator[None]:
    """Turn a refusal inside the block into an error of the form; the view goes on after it."""
    try:
        yield
    except (Invalid, Conflict, TooMany) as error:
        form.refuse(error)


def all_pass(form: RoomForm, *checks: Callable[[], object]) -> bool:
    """Run every check, so that all that is wrong is shown at once; tell whether nothing is."""
    for check in checks:
        with refusals_shown_on(form):
            check()
    return form.refusal is None


def new_account_is_sound(form: RegisterForm) -> bool:
    """Check name, address and password of a new account, showing all that is wrong with them."""
    name, email, password = form.name.data, form.email.data, form.password.data
    return all_pass(
        form,
        lambda: checked_own_name(name),
        lambda: checked_email(email),
        lambda: check_new_password(password, about=(name, email), site_words=site_words()),
    )


def form_page(template: str, form: RoomForm, **context: Any) -> Response:
    """Return the page of a form: 200 at first, 422 (or what the refusal says) with errors."""
    response = current_app.make_response(render_template(template, form=form, **context))
    if form.refusal is not None:
        response.status_code = form.refusal.status
    elif form.errors:
        response.status_code = 422
    if isinstance(form.refusal, TooMany):
        response.headers["Retry-After"] = str(form.refusal.retry_after_seconds)
    return response


def see(address: str) -> Response:
    """Return the redirect that follows a form."""
    return current_app.make_response(_redirect(address, code=303))


def wanted_page() -> str:
    """Return the page of ours that the visitor wanted before signing in, or the start page."""
    return own_path(request.values.get("next")) or start_page()
