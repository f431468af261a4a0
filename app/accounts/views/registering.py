"""Making an account for oneself.

The answer is the same whether or not the address has an account already; see the threat model.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, render_template, request, url_for
from flask_login import current_user

from app import clock
from app.accounts import queries
from app.accounts.forms import RegisterForm
from app.accounts.models import Registration
from app.accounts.service import invitations
from app.accounts.service.addresses import checked_email, email_key
from app.accounts.service.credentials import passwords, throttling
from app.accounts.service.people import EmailTaken
from app.accounts.views.forms import new_account_is_sound
from app.accounts.views.gate import choose_locale
from app.db import transaction
from app.web import post
from app.web.links import link
from app.web.pages.forms import form_page, refusals_shown_on
from app.web.requests.access import public
from app.web.requests.addresses import see_other
from app.web.requests.mounting import start_page

blueprint = Blueprint("registering", __name__)


@blueprint.route("/register", methods=["GET", "POST"])
@public
def register() -> Response:
    """Make an account: for everybody, with an invitation, or not at all."""
    if current_user.is_authenticated:
        return see_other(start_page())
    token = request.values.get("invitation", "")
    invitation = invitations.find_usable(token, now=clock.now()) if token else None
    registration = queries.get_registration()
    if registration == Registration.CLOSED or (
        invitation is None and (token or registration == Registration.INVITATION)
    ):
        return _not_now(registration, bool(token))
    form = RegisterForm(email=invitation.email if invitation is not None else "")
    if form.validate_on_submit():
        with refusals_shown_on(form):
            with transaction():
                key = throttling.address_key("register", request.remote_addr or "")
                throttling.count_try(key, now=clock.now())
            if new_account_is_sound(form):
                return _registered(form, token)
    return form_page("accounts/register.html", form, token=token, invitation=invitation)


def _not_now(registration: Registration, invited: bool) -> Response:
    page = render_template(
        "accounts/register_not_now.html", registration=registration.value, invited=invited
    )
    return current_app.make_response((page, 403))


def _registered(form: RegisterForm, token: str) -> Response:
    email = checked_email(form.email.data)
    password_hash = passwords.hash_password(form.password.data)
    try:
        with transaction():
            invitations.register(
                email=email,
                name=form.name.data,
                password_hash=password_hash,
                time_zone=form.time_zone.data,
                locale=choose_locale(),
                invitation_token=token,
                now=clock.now(),
            )
    except EmailTaken:
        if post.is_set_up():
            post.later(_tell_owner, email_key(email))
    flash(
        "Now sign in with the email address and password that you entered. "
        "If you had an account before, its password has not changed.",
        "info",
    )
    return see_other(url_for("accounts.signing_in.sign_in", email=email))


def _tell_owner(key: str) -> None:
    user = queries.find_user_by_email_key(key)
    if user is None:
        return
    with transaction():
        may_mail = throttling.may_mail("registered", key, now=clock.now())
    if may_mail:
        post.send(
            "already_registered",
            to=user.email,
            subject="You already have a Myelin account",
            name=user.name,
            sign_in=link("accounts.signing_in.sign_in"),
            forgotten=link("accounts.recovery.forgot_password"),
        )
