"""How this room's pages show a form and what the service refused."""

from __future__ import annotations

from collections.abc import Callable

from flask import request

from app.accounts.forms import RegisterForm
from app.accounts.service.addresses import checked_email
from app.accounts.service.credentials.new_passwords import check_new_password
from app.accounts.service.people import checked_own_name
from app.web.pages.forms import PageForm, refusals_shown_on
from app.web.requests.access import own_path
from app.web.requests.mounting import start_page
from app.web.site_words import site_words


def all_pass(form: PageForm, *checks: Callable[[], object]) -> bool:
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


def wanted_page() -> str:
    """Return the page of ours that the visitor wanted before signing in, or the start page."""
    return own_path(request.values.get("next")) or start_page()
