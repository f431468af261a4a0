"""The first page of a new site: the token from the console makes the first admin."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, flash, request

from app import clock
from app.accounts.forms import SetupForm
from app.accounts.service import setup as setting_up
from app.accounts.service.credentials import passwords, throttling
from app.accounts.service.credentials.sessions import start_session
from app.accounts.views.forms import new_account_is_sound
from app.accounts.views.gate import give_cookie, is_set_up, session_token, visitor
from app.db import transaction
from app.domain.errors import NotFound
from app.web.pages.forms import form_page, refusals_shown_on
from app.web.requests.access import public
from app.web.requests.addresses import see_other
from app.web.requests.mounting import start_page

blueprint = Blueprint("setting_up", __name__)


@blueprint.route("/setup", methods=["GET", "POST"])
@public
def setup() -> Response:
    """Make the first admin; once there is one, this page is gone for good."""
    if is_set_up():
        raise NotFound("This site is already set up.")
    form = SetupForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            now, key = clock.now(), throttling.address_key("setup", request.remote_addr or "")
            with transaction():
                throttling.count_try(key, now=now)
            if new_account_is_sound(form):
                return _set_up(form, key, now)
    return form_page("accounts/setup.html", form)


def _set_up(form: SetupForm, key: throttling.Key, now: datetime) -> Response:
    password_hash = passwords.hash_password(form.password.data)
    with transaction():
        admin = setting_up.set_up(
            token=form.token.data,
            email=form.email.data,
            name=form.name.data,
            password_hash=password_hash,
            time_zone=form.time_zone.data,
            now=now,
        )
        throttling.take_back(key)
        token = start_session(admin.id, replaces=session_token(), now=now, **visitor())
    response = see_other(start_page())
    give_cookie(response, token, remembered=False)
    flash("Myelin is ready, and you are its first admin.", "success")
    return response
