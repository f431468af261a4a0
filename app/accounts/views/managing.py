"""One person's page, and what admins do with their account.

Every act asks for the admin's password again, and the person is told by mail.
"""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, url_for
from flask import session as flask_session
from flask_babel import format_date
from flask_login import current_user

from app import clock
from app.accounts import policy, queries
from app.accounts.forms import RoleForm
from app.accounts.models import User
from app.accounts.service import alerts, leaving
from app.accounts.service import managing as accounts
from app.accounts.views.confirming import asks_password
from app.accounts.views.gate import idle_since
from app.db import transaction
from app.domain.errors import NotFound
from app.web.links import link
from app.web.pages.forms import form_page, refusals_shown_on
from app.web.requests.access import admins
from app.web.requests.addresses import see_other

blueprint = Blueprint("managing", __name__)

# A link waits here for the page that shows it once.
RESET_LINK = "reset_link_{}"


@blueprint.route("/people/<int:user_id>", methods=["GET", "POST"])
@admins
@asks_password
def person(user_id: int) -> Response:
    """Show a person and change their role."""
    form = RoleForm(obj=_managed(user_id))
    if form.validate_on_submit():
        with refusals_shown_on(form):
            return _role_changed(user_id, form.role.data)
    now = clock.now()
    return form_page(
        "accounts/person.html",
        form,
        person=queries.get_user(user_id),
        sessions=queries.list_sessions(user_id, now=now, idle_since=idle_since(now)),
        link=flask_session.pop(RESET_LINK.format(user_id), None),
    )


def _role_changed(user_id: int, role: str) -> Response:
    with transaction():
        is_changed = accounts.change_role(user_id, role=role, actor=current_user)
    if is_changed:
        alerts.tell(queries.get_user(user_id), alerts.ROLE_CHANGED, role=role, now=clock.now())
        flash("Role changed. The person is signed out everywhere.", "success")
    else:
        flash("The person already has this role.", "info")
    return _back_to(user_id)


@blueprint.post("/people/<int:user_id>/sessions/end")
@admins
@asks_password
def end_person_sessions(user_id: int) -> Response:
    """Sign a person out everywhere."""
    _managed(user_id)
    with transaction():
        accounts.sign_out_person(user_id, actor=current_user)
    flash("The person is signed out everywhere.", "success")
    return _back_to(user_id)


@blueprint.post("/people/<int:user_id>/reset-link")
@admins
@asks_password
def issue_reset_link(user_id: int) -> Response:
    """Make a link with which a person chooses a new password, and show it once."""
    user, now = _managed(user_id), clock.now()
    with transaction():
        token = accounts.issue_reset_for(user_id, actor=current_user, now=now)
    alerts.tell(user, alerts.RESET_LINK_MADE, now=now)
    flask_session[RESET_LINK.format(user_id)] = link(
        "accounts.recovery.reset_password", token=token
    )
    return _back_to(user_id)


@blueprint.get("/people/<int:user_id>/suspend")
@admins
def suspend_page(user_id: int) -> str:
    """Say what suspending does."""
    return render_template("accounts/suspend_person.html", person=_managed(user_id))


@blueprint.post("/people/<int:user_id>/suspend")
@admins
@asks_password
def suspend_person(user_id: int) -> Response:
    """Keep a person out until the suspension is lifted."""
    user, now = _managed(user_id), clock.now()
    with transaction():
        is_changed = accounts.suspend_person(user_id, actor=current_user, now=now)
    if is_changed:
        alerts.tell(user, alerts.SUSPENDED, now=now)
    flash("The account is suspended. You can lift the suspension here.", "success")
    return _back_to(user_id)


@blueprint.post("/people/<int:user_id>/lift-suspension")
@admins
@asks_password
def lift_suspension(user_id: int) -> Response:
    """Let a suspended person sign in again."""
    user, now = _managed(user_id), clock.now()
    with transaction():
        is_changed = accounts.lift_suspension(user_id, actor=current_user)
    if is_changed:
        alerts.tell(user, alerts.SUSPENSION_LIFTED, now=now)
    flash("The person can sign in again.", "success")
    return _back_to(user_id)


@blueprint.get("/people/<int:user_id>/close")
@admins
def close_page(user_id: int) -> str:
    """Say what closing does."""
    days = leaving.GRACE.days
    return render_template("accounts/close_person.html", person=_managed(user_id), days=days)


@blueprint.post("/people/<int:user_id>/close")
@admins
@asks_password
def close_person(user_id: int) -> Response:
    """Close another person's account; it is deleted in two weeks."""
    user, now = _managed(user_id), clock.now()
    with transaction():
        leaves_at = accounts.close_person(user_id, actor=current_user, now=now)
    day = format_date(leaves_at, "d MMMM y")
    alerts.tell(user, alerts.CLOSED_BY_ADMIN, day=day, now=now)
    flash(f"The account will be deleted on {day}. Until then you can restore it here.", "success")
    return _back_to(user_id)


@blueprint.post("/people/<int:user_id>/restore")
@admins
@asks_password
def restore_person(user_id: int) -> Response:
    """Restore an account that an admin closed."""
    user = _managed(user_id)
    with transaction():
        accounts.restore_person(user_id, actor=current_user)
    alerts.tell(user, alerts.RESTORED_BY_ADMIN, now=clock.now())
    flash("The account is open again. Everything is as it was.", "success")
    return _back_to(user_id)


def _managed(user_id: int) -> User:
    user = queries.find_user(user_id)
    if user is None or not policy.can_manage_person(current_user, user):
        raise NotFound("There is no such person, or the account is closed.")
    return user


def _back_to(user_id: int) -> Response:
    return see_other(url_for("accounts.managing.person", user_id=user_id))
