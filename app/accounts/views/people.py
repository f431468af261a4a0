"""The list of people, invitations and the site's settings: pages of admins."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask import session as flask_session
from flask_login import current_user

from app import clock
from app.accounts import queries
from app.accounts.forms import ROLE_NAMES, InvitationForm, PeopleFilterForm, SiteForm
from app.accounts.models import Registration, Role
from app.accounts.service import invitations as inviting
from app.accounts.service import setup
from app.accounts.views.confirming import asks_password
from app.db import transaction
from app.web.links import link
from app.web.pages.forms import form_page, refusals_shown_on
from app.web.pages.paging import PAGE_SIZE, Page
from app.web.requests.access import admins
from app.web.requests.addresses import page_number, see_other

blueprint = Blueprint("people", __name__)

# A link waits here for the page that shows it once.
INVITATION_LINK = "invitation_link"


@blueprint.get("/people", endpoint="people")
@admins
def list_people() -> str:
    """List everybody with an account, a page at a time."""
    form = PeopleFilterForm(request.args)
    role = form.role.data if form.role.data in set(Role) else ""
    number = page_number()
    found, total = queries.search_users(
        text=form.q.data or "", role=role, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE
    )
    page = Page(found, number, total)
    return render_template("accounts/people.html", page=page, form=form, role_names=ROLE_NAMES)


@blueprint.route("/people/invitations", methods=["GET", "POST"])
@admins
@asks_password
def invitations() -> Response:
    """Invite somebody, and list the invitations that are still open."""
    form = InvitationForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            with transaction():
                token = inviting.invite(
                    email=form.email.data or "",
                    role=form.role.data,
                    actor=current_user,
                    now=clock.now(),
                )
            flask_session[INVITATION_LINK] = link("accounts.registering.register", invitation=token)
            return see_other(url_for("accounts.people.invitations"))
    return form_page(
        "accounts/invitations.html",
        form,
        open_invitations=queries.list_open_invitations(now=clock.now()),
        link=flask_session.pop(INVITATION_LINK, None),
        closed=queries.get_registration() == Registration.CLOSED,
        role_names=ROLE_NAMES,
    )


@blueprint.post("/people/invitations/<public_id>/revoke")
@admins
@asks_password
def revoke_invitation(public_id: str) -> Response:
    """Take an invitation back."""
    with transaction():
        inviting.revoke_invitation(public_id.replace("\0", ""), actor=current_user)
    flash("Invitation revoked.", "success")
    return see_other(url_for("accounts.people.invitations"))


@blueprint.route("/settings", methods=["GET", "POST"])
@admins
@asks_password
def site() -> Response:
    """Say who may register."""
    form = SiteForm(registration=queries.get_registration().value)
    if form.validate_on_submit():
        with refusals_shown_on(form):
            with transaction():
                setup.change_registration(form.registration.data)
            flash("Saved.", "success")
            return see_other(url_for("accounts.people.site"))
    return form_page("accounts/site.html", form)
