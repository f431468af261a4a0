"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask_login import current_user

from app import clock
from app.accounts import queries
from app.accounts.forms import SignInForm
from app.accounts.models import Registration
from app.accounts.service.credentials import signing_in
from app.accounts.service.credentials.sessions import end_session
from app.accounts.views.forms import wanted_page
from app.accounts.views.gate import give_cookie, session_token, take_cookie, visitor
from app.db import transaction
from app.web.pages.forms import form_page, refusals_shown_on
from app.web.requests.access import public
from app.web.requests.addresses import see_other
from app.web.requests.mounting import start_page

blueprint = Blueprint("signing_in", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    """Sign in with address and password."""
    if request.method == "GET" and current_user.is_authenticated:
        return see_other(wanted_page())
    form = SignInForm(email=request.args.get("email", ""), next=wanted_page())
    if form.validate_on_submit():
        with refusals_shown_on(form):
            return _signed_in(form)
    may_register = queries.get_registration() == Registration.OPEN
    return form_page("accounts/sign_in.html", form, may_register=may_register)


def _signed_in(form: SignInForm) -> Response:
    address = visitor()["address"]
    now = clock.now()
    with transaction():
        signing_in.count_sign_in(form.email.data, address, now=now)
    proof = signing_in.check_credentials(form.email.data, form.password.data, address)
    with transaction():
        token = signing_in.begin_session(
            proof, remembered=form.remember.data, replaces=session_token(), now=now, **visitor()
        )
    response = see_other(wanted_page())
    give_cookie(response, token, remembered=form.remember.data)
    return response


@blueprint.route("/sign-out", methods=["POST"])
@public
def sign_out() -> Response:
    """End this session; whoever is not signed in is only sent on."""
    token = session_token()
    if token is not None:
        with transaction():
            end_session(token)
    response = see_other(start_page())
    # Pages are not kept, but pictures are: the next person at this device shall not find them.
    response.headers["Clear-Site-Data"] = '"cache"'
    take_cookie(response)
    return response
