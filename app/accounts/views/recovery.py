"""A new password for somebody who has forgotten theirs."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, render_template, request, url_for

from app import clock
from app.accounts import queries
from app.accounts.forms import ForgottenPasswordForm, NewPasswordForm
from app.accounts.service import alerts
from app.accounts.service.addresses import checked_email, email_key
from app.accounts.service.credentials import passwords, resets, throttling
from app.accounts.service.credentials.new_passwords import check_new_password
from app.db import transaction
from app.web import post
from app.web.links import link
from app.web.pages.forms import form_page, refusals_shown_on
from app.web.requests.access import public
from app.web.requests.addresses import see_other
from app.web.site_words import site_words

blueprint = Blueprint("recovery", __name__)


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgot_password() -> Response:
    """Send a link by mail, or say that this site cannot send mail."""
    if not post.is_set_up():
        return current_app.make_response(render_template("accounts/no_mail.html"))
    form = ForgottenPasswordForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            return _requested(email_key(checked_email(form.email.data)))
    return form_page("accounts/forgot_password.html", form)


def _requested(key: str) -> Response:
    with transaction():
        resets.count_request(key, request.remote_addr or "", now=clock.now())
    # Looked up later too: here, the time of the answer would tell whether there is an account.
    post.later(_send_link, key)
    flash(
        "If there is an account with this address, we have sent it a link. It works for 30 minutes.",
        "info",
    )
    return see_other(url_for("accounts.signing_in.sign_in"))


def _send_link(key: str) -> None:
    user = queries.find_user_by_email_key(key)
    if user is None or user.is_suspended:
        return
    now = clock.now()
    with transaction():
        if not throttling.may_mail("reset", key, now=now):
            return
        token = resets.issue_reset(user.id, now=now)
    # To the address that we keep: the one that was typed may only look the same.
    post.send(
        "reset_password",
        to=user.email,
        subject="Choose a new password for Myelin",
        name=user.name,
        link=link("accounts.recovery.reset_password", token=token),
    )


@blueprint.route("/reset-password/<token>", methods=["GET", "POST"])
@public
def reset_password(token: str) -> Response:
    """Choose a new password with a link."""
    user = resets.find_resetting(token, now=clock.now())
    if user is None:
        return current_app.make_response((render_template("accounts/reset_too_late.html"), 404))
    email = user.email
    form = NewPasswordForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            check_new_password(
                form.password.data, about=(user.name, email), site_words=site_words()
            )
            password_hash = passwords.hash_password(form.password.data)
            now = clock.now()
            with transaction():
                resets.use_reset(token, password_hash=password_hash, now=now)
            alerts.tell(user, alerts.PASSWORD_CHANGED, now=now)
            flash("Your password is changed. Sign in with the new one.", "success")
            return see_other(url_for("accounts.signing_in.sign_in", email=email))
    return form_page("accounts/reset_password.html", form, email=email)
