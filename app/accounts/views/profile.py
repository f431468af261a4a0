"""One's own account: profile, address, password, sessions, and its end.

What would let a borrowed device take the account over asks for the password again.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, render_template, request, url_for
from flask_babel import format_date
from flask_login import current_user

from app import clock
from app.accounts import queries
from app.accounts.forms import (
    ChangeEmailForm,
    ChangePasswordForm,
    CloseAccountForm,
    ProfileForm,
)
from app.accounts.service import alerts, leaving, people
from app.accounts.service.addresses import email_key
from app.accounts.service.credentials import passwords, sessions, signing_in, throttling
from app.accounts.service.credentials.devices import device
from app.accounts.service.credentials.new_passwords import check_new_password
from app.accounts.views.confirming import confirm
from app.accounts.views.gate import (
    current_session,
    give_cookie,
    idle_since,
    take_cookie,
    visitor,
)
from app.db import transaction
from app.domain.errors import NotFound
from app.web import post
from app.web.links import link
from app.web.pages.forms import PageForm, form_page, refusals_shown_on
from app.web.requests.addresses import see_other
from app.web.requests.mounting import start_page
from app.web.site_words import site_words

blueprint = Blueprint("profile", __name__)


def _confirm(form: PageForm) -> None:
    """Check the present password, counting the tries."""
    confirm(form.present_password.data, field="present_password")


@blueprint.route("/profile", methods=["GET", "POST"])
def profile() -> Response:
    """Show and change name, formats, time zone, the day's turn and the theme."""
    form = ProfileForm(obj=current_user)
    form.locale.choices = people.LOCALES
    form.time_zone.choices = {name: name.replace("_", " ") for name in people.time_zones()}
    if form.validate_on_submit():
        with refusals_shown_on(form):
            with transaction():
                people.change_profile(
                    name=form.name.data,
                    locale=form.locale.data,
                    time_zone=form.time_zone.data,
                    day_turns_at_hour=form.day_turns_at_hour.data,
                    theme=form.theme.data,
                    actor=current_user,
                )
            flash("Saved.", "success")
            return see_other(url_for("accounts.profile.profile"))
    return form_page("accounts/profile.html", form)


@blueprint.route("/profile/email", methods=["GET", "POST"])
def change_email() -> Response:
    """Change the address with which one signs in."""
    form = ChangeEmailForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            _confirm(form)
            _email_changed(form.email.data)
            flash("Saved. From now on you sign in with the new address.", "success")
            return see_other(url_for("accounts.profile.profile"))
    return form_page("accounts/change_email.html", form)


def _email_changed(email: str) -> None:
    now, name = clock.now(), current_user.name
    with transaction():
        old, new = people.change_email(email=email, actor=current_user)
        signing_in.forgive_confirmations(current_user)
        may_mail = throttling.may_mail("address", email_key(new), now=now)
    if old == new:
        return
    alerts.tell_address(old, name, alerts.EMAIL_CHANGED, now=now)
    if may_mail:
        # Without the name: whose address this is has yet to show.
        alerts.tell_address(new, "", alerts.EMAIL_TAKEN_ON, now=now)


@blueprint.route("/profile/password", methods=["GET", "POST"])
def change_password() -> Response:
    """Change the password; all other sessions end, and this one gets a new token."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            return _password_changed(form)
    return form_page("accounts/change_password.html", form)


def _password_changed(form: ChangePasswordForm) -> Response:
    _confirm(form)
    with transaction():
        signing_in.forgive_confirmations(current_user)
    # After the present password, since it takes a while.
    about = (current_user.name, current_user.email)
    check_new_password(form.password.data, about=about, site_words=site_words())
    password_hash = passwords.hash_password(form.password.data)
    session = current_session()
    remembered = session is not None and session.remembered
    now = clock.now()
    with transaction():
        token = people.change_own_password(
            password_hash=password_hash,
            old_password_hash=current_user.password_hash,
            remembered=remembered,
            actor=current_user,
            now=now,
            **visitor(),
        )
    alerts.tell(current_user, alerts.PASSWORD_CHANGED, now=now)
    response = see_other(url_for("accounts.profile.profile"))
    give_cookie(response, token, remembered=remembered)
    flash("Your password is changed. You are signed out everywhere else.", "success")
    return response


@blueprint.get("/profile/sessions", endpoint="sessions")
def list_sessions() -> str:
    """List where one is signed in."""
    now, current = clock.now(), current_session()
    rows = [
        (row, device(row.user_agent), current is not None and row.public_id == current.public_id)
        for row in queries.list_sessions(current_user.id, now=now, idle_since=idle_since(now))
    ]
    return render_template("accounts/sessions.html", rows=rows, now=now)


@blueprint.post("/profile/sessions/<public_id>/end")
def end_session(public_id: str) -> Response:
    """End one of one's own sessions."""
    with transaction():
        if not sessions.end_listed_session(current_user.id, public_id.replace("\0", "")):
            raise NotFound("This session has already ended.")
    flash("Session revoked: that device is signed out.", "success")
    return see_other(url_for("accounts.profile.sessions"))


@blueprint.post("/profile/sessions/end-others")
def end_other_sessions() -> Response:
    """End all of one's sessions but this one."""
    current = current_session()
    with transaction():
        sessions.end_sessions(
            current_user.id, except_hash=None if current is None else current.token_hash
        )
    flash("All your other devices are signed out.", "success")
    return see_other(url_for("accounts.profile.sessions"))


@blueprint.route("/profile/close", methods=["GET", "POST"])
def close_account() -> Response:
    """Leave: one's own account is marked to be deleted in two weeks."""
    form = CloseAccountForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            _confirm(form)
            return _closed()
    return form_page("accounts/close_account.html", form, days=leaving.GRACE.days)


def _closed() -> Response:
    with transaction():
        leaves_at = leaving.close_account(actor=current_user, now=clock.now())
        signing_in.forgive_confirmations(current_user)
    day = format_date(leaves_at, "d MMMM y")
    if post.is_set_up():
        post.later_until_sent(_confirm_leaving, current_user.email, current_user.name, day)
    response = see_other(url_for("accounts.signing_in.sign_in"))
    take_cookie(response)
    flash(f"Your account will be deleted on {day}. Until then, sign in to restore it.", "info")
    return response


def _confirm_leaving(email: str, name: str, day: str) -> None:
    post.send(
        "leaving",
        to=email,
        subject=f"Your Myelin account will be deleted on {day}",
        name=name,
        day=day,
        sign_in=link("accounts.signing_in.sign_in"),
    )


@blueprint.route("/profile/restore", methods=["GET", "POST"])
def restore_account() -> Response:
    """Come back: the one page, beside one's own data, that a leaving person gets to see."""
    if not current_user.is_leaving:
        return see_other(url_for("accounts.profile.profile"))
    if request.method == "GET":
        return current_app.make_response(render_template("accounts/restore_account.html"))
    with transaction():
        leaving.restore_account(actor=current_user)
    flash("Welcome back. Your account is as it was.", "success")
    return see_other(start_page())
