"""People, invitations and the site's settings: the admins' pages of this room."""

from __future__ import annotations

from flask import Response, flash, render_template, request, url_for
from flask import session as flask_session
from flask_login import current_user

from app import clock
from app.accounts import policy, queries
from app.accounts.forms import ROLE_NAMES, InvitationForm, PeopleFilterForm, RoleForm, SiteForm
from app.accounts.links import link
from app.accounts.models import Registration, Role, User
from app.accounts.service import invitations as inviting
from app.accounts.service import people as accounts
from app.accounts.service import resets, sessions, setup
from app.accounts.views import blueprint
from app.accounts.views.forms import form_page, refusals_shown_on, see
from app.db import transaction
from app.domain.errors import NotFound
from app.web.access import roles
from app.web.paging import PAGE_SIZE, Page, page_number

# Links wait here for the page that shows them once.
INVITATION_LINK = "invitation_link"
RESET_LINK = "reset_link_{}"


@blueprint.get("/people", endpoint="people")
@roles("admin")
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


@blueprint.route("/people/<int:user_id>", methods=["GET", "POST"])
@roles("admin")
def person(user_id: int) -> Response:
    """Show a person and change their role."""
    user = _managed(user_id)
    form = RoleForm(obj=user)
    if form.validate_on_submit():
        with refusals_shown_on(form):
            with transaction():
                accounts.change_role(user_id, role=form.role.data, actor=current_user)
            flash("The role is changed, and the person is signed out everywhere.", "success")
            return see(url_for("accounts.person", user_id=user_id))
    return form_page(
        "accounts/person.html",
        form,
        person=queries.get_user(user_id),
        sessions=queries.list_sessions(user_id, now=clock.now()),
        link=flask_session.pop(RESET_LINK.format(user_id), None),
    )


@blueprint.post("/people/<int:user_id>/sessions/end")
@roles("admin")
def end_person_sessions(user_id: int) -> Response:
    """Sign a person out everywhere."""
    _managed(user_id)
    with transaction():
        sessions.end_sessions(user_id)
    flash("The person is signed out everywhere.", "success")
    return see(url_for("accounts.person", user_id=user_id))


@blueprint.post("/people/<int:user_id>/reset-link")
@roles("admin")
def issue_reset_link(user_id: int) -> Response:
    """Make a link with which a person chooses a new password, and show it once."""
    _managed(user_id)
    with transaction():
        token = resets.issue_reset(user_id, now=clock.now())
    flask_session[RESET_LINK.format(user_id)] = link("accounts.reset_password", token=token)
    return see(url_for("accounts.person", user_id=user_id))


@blueprint.route("/people/invitations", methods=["GET", "POST"])
@roles("admin")
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
            flask_session[INVITATION_LINK] = link("accounts.register", invitation=token)
            return see(url_for("accounts.invitations"))
    return form_page(
        "accounts/invitations.html",
        form,
        open_invitations=queries.list_open_invitations(now=clock.now()),
        link=flask_session.pop(INVITATION_LINK, None),
        closed=queries.get_registration() == Registration.CLOSED,
        role_names=ROLE_NAMES,
    )


@blueprint.post("/people/invitations/<public_id>/revoke")
@roles("admin")
def revoke_invitation(public_id: str) -> Response:
    """Take an invitation back."""
    with transaction():
        inviting.revoke_invitation(public_id.replace("\0", ""), actor=current_user)
    flash("The invitation no longer works.", "success")
    return see(url_for("accounts.invitations"))


@blueprint.route("/settings", methods=["GET", "POST"])
@roles("admin")
def site() -> Response:
    """Say who may register."""
    form = SiteForm(registration=queries.get_registration().value)
    if form.validate_on_submit():
        with refusals_shown_on(form):
            with transaction():
                setup.change_registration(form.registration.data)
            flash("Saved.", "success")
            return see(url_for("accounts.site"))
    return form_page("accounts/site.html", form)


def _managed(user_id: int) -> User:
    user = queries.find_user(user_id)
    if user is None or not policy.can_manage_person(current_user, user):
        raise NotFound("There is no such person, or the account is closed.")
    return user
